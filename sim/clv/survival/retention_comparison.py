"""The same cohort under a constant retention rate, laws of survival, and as it was: where the constant misleads."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.clv.checks import Array, one_of, whole
from sim.clv.survival.constant_retention import ConstantRetention
from sim.clv.survival.kaplan_meier import KaplanMeier
from sim.clv.survival.shifted_beta_geometric import ShiftedBetaGeometric
from sim.clv.survival.survival_model import SurvivalModel
from sim.clv.survival.tenures import Tenures
from sim.clv.survival.weibull import Weibull

Comparator = Literal["likeliest", "likeliest_of_cohort", "mean_of_rates"]
"""Which constant rate: by ends per period lived, that of a cohort as Kaplan–Meier has it, or the mean over periods."""

LAWS = ("constant", "weibull", "shifted_beta_geometric")


class RetentionComparison(NamedTuple):
    """What each law says of a cohort, beside what became of it."""

    table: pd.DataFrame
    """A row for each period from 1: period, at_risk (followed in it), kaplan_meier, constant, weibull and
    shifted_beta_geometric (shares that last longer), and the errors of these three, constant_error and so on: law less
    Kaplan–Meier."""
    crossing: int | None
    """The first period at whose end the constant curve no longer lies above Kaplan–Meier, as it had before: it promised
    too much until then and too little from then on. None if it never goes from above to below."""
    reverse_crossing: int | None
    """The same from below to above, as with a hazard that rises. None if it never does."""
    models: dict[str, SurvivalModel]
    """kaplan_meier, constant, weibull, shifted_beta_geometric."""


def retention_comparison(
    durations: ArrayLike,
    observed: ArrayLike,
    entry: ArrayLike | None = None,
    periods: int | None = None,
    comparator: Comparator = "likeliest",
    comparator_periods: int | None = None,
) -> RetentionComparison:
    """Return the same cohort under constant retention, Weibull, sBG and Kaplan–Meier, period by period.

    durations (n,), whole, observed (n,) and entry (n,) as in `Tenures.of`. periods ≥ 2: how many are compared, from the
    first; all models are fitted to these alone, who lasts longer being censored there (None: up to the longest
    duration). The constant is the likeliest one for the periods compared, 1 − ends per period lived by these tenures;
    with "likeliest_of_cohort" per period lived by a cohort followed throughout that shrinks as Kaplan–Meier says, which
    is the same unless tenures are censored within the periods or entered late; with "mean_of_rates" the mean of the
    retention rates of the periods, each counted alike. comparator_periods ≥ 1 takes it from the first of them only (12
    months: the rate of the first year).

    It is often said that a constant rate promises too much early and too little late. That holds only for a hazard
    that falls with tenure (Weibull shape below 1); with a rising hazard (shape above 1) it is the other way round, and
    with a constant one neither. It also depends on the constant: a rate of the first year alone promises too little
    from the start if the hazard falls, and the likeliest rate of tenures that entered late, most of them old, promises
    too much throughout: compare these with "likeliest_of_cohort". Where the curves touch more than once by chance, the
    crossing is the one with the most promised above it before.
    Raises ValueError as `Tenures.of` and `Weibull.fit`, or if nobody is followed in one of the periods.
    Source: Fader & Hardie (2007, 2010).
    """
    one_of("comparator", comparator, get_args(Comparator))
    tenures = Tenures.of(durations, observed, entry)
    tenures.check_whole_periods()
    last = int(tenures.longest) if periods is None else whole("periods", periods, 2)
    tenures = tenures.until(last)
    first = last if comparator_periods is None else whole("comparator_periods", comparator_periods, 1)
    models: dict[str, SurvivalModel] = {
        "kaplan_meier": KaplanMeier(tenures),
        "constant": _constant(tenures, min(first, last), comparator),
        "weibull": Weibull.fit_tenures(tenures),
        "shifted_beta_geometric": ShiftedBetaGeometric.fit_tenures(tenures),
    }
    period = np.arange(1, last + 1)
    at_risk = tenures.at_risk(period)
    if np.any(at_risk == 0):
        raise ValueError(
            f"nobody was followed in period {period[at_risk == 0][0]}, but somebody must be in each"
        )
    table = pd.DataFrame({"period": period, "at_risk": at_risk})
    for name, model in models.items():
        table[name] = model.survival(period)
    for law in LAWS:
        table[f"{law}_error"] = table[law] - table["kaplan_meier"]
    error = table["constant_error"].to_numpy()
    return RetentionComparison(table, _crossing(error), _crossing(-error), models)


def _constant(tenures: Tenures, periods: int, comparator: Comparator) -> ConstantRetention:
    seen = tenures.until(periods)
    if comparator == "likeliest":
        return ConstantRetention.fit_tenures(seen)
    curve = KaplanMeier(seen)
    if comparator == "mean_of_rates":
        rate = curve.retention(np.arange(1, periods + 1)).mean()
    else:
        rate = 1.0 - (1.0 - curve.survival(periods)) / curve.expected_lifetime(periods)
    return ConstantRetention.given(float(rate), seen)


def _crossing(error: Array) -> int | None:
    """Return the period from which errors are no longer above 0, after the greatest sum of them; None if there is none.

    Errors no larger than rounding count as none.
    """
    above = np.where(np.abs(error) > 1e-12, error, 0.0)
    promised = np.cumsum(above)
    peak = int(np.argmax(promised))
    if promised[peak] <= 0 or not np.any(above[peak + 1 :] < 0):
        return None
    return peak + 2
