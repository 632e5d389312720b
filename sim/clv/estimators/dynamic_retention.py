"""Dynamic retention: the own margin for as long as a law of survival, given the tenure so far, lets expect."""

from __future__ import annotations

import numpy as np

from sim.clv.checks import Array
from sim.clv.estimators.estimator import monthly
from sim.clv.firm_log import FirmLog
from sim.clv.survival import ShiftedBetaGeometric, Weibull, residual_clv


def weibull(log: FirmLog, horizon: int, discount_rate: float) -> Array:
    """Return own margin × Σ S(n+k−1)/S(n) v^k over the months k = 1 … H ahead of tenure n, (n,), in money; Weibull's S.

    Assumes that the chance to leave rises or falls with tenure as Weibull's law says, the same for everybody, and that
    the margin, the mean profit of the last twelve months, goes on. Reads start and end of all relationships, those
    begun before the books from their age on that day, and profit by month. Misleads where the chance to leave goes up
    and then down, and where the profitable stay longer than the others: the law sees only tenure.
    Raises ValueError if too few have left for a law to be fitted.
    Source: Weibull (1951); residual value after Fader & Hardie (2010).
    """
    return _residual_value(Weibull, log, horizon, discount_rate)


def shifted_beta_geometric(log: FirmLog, horizon: int, discount_rate: float) -> Array:
    """Return own margin × Σ S(n+k−1)/S(n) v^k over the months k = 1 … H ahead of tenure n, (n,), in money; the sBG's S.

    Assumes that each customer leaves with a constant chance of the own, beta distributed over customers, so that who
    has stayed long is likely to be one of the faithful; and that the margin, the mean profit of the last twelve months,
    goes on. Reads, and raises, as `weibull`. Misleads if leaving gets likelier with tenure, which it cannot say.
    Source: Fader & Hardie (2007), (2010).
    """
    return _residual_value(ShiftedBetaGeometric, log, horizon, discount_rate)


def _residual_value(
    law: type[Weibull] | type[ShiftedBetaGeometric], log: FirmLog, horizon: int, discount_rate: float
) -> Array:
    durations, observed, entry = log.lives
    seen = durations > entry  # who has just come tells nothing about leaving
    if not seen.any():
        raise ValueError(
            f"nobody has lived a month until month {log.month}, but at least 1 customer must have"
        )
    model = law.fit(durations[seen], observed[seen], entry[seen])
    value = residual_clv(log.own_margin, model, monthly(discount_rate), horizon, log.tenure, "period_end")
    return np.asarray(value, float)
