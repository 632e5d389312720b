"""Regression on recency, frequency and monetary value: what customers like these brought the last time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.clv.checks import Array
from sim.clv.estimators.estimator import discounts
from sim.clv.firm_log import FirmLog

_FEWEST = 20
"""A regression is made of at least so many customers."""


class Known(NamedTuple):
    """What is known of the customers of a month, (k,) each."""

    bought: NDArray[np.bool_]
    since: Array
    """Months since the last purchase."""
    frequency: Array
    """Months with purchases."""
    monetary_value: Array
    """Mean revenue of these, in money."""
    rate: Array
    """Revenue per month that could be seen, in money."""
    tenure: Array
    """Months."""

    def predictors(self, typical: float) -> Array:
        """Return one row for each customer who has bought; typical: the money that amounts are a multiple of."""
        rows = [
            np.log1p(self.since),
            np.log1p(self.frequency),
            np.log1p(self.monetary_value / typical),
            self.rate / typical,
            np.log1p(self.tenure),
        ]
        return np.column_stack(rows)[self.bought]


def rfm_regression(log: FirmLog, horizon: int, discount_rate: float) -> Array:
    """Return what customers with the same recency, frequency, monetary value and tenure once brought, (n,), in money.

    At the month L before the cut-off, L = min(H, half of the months in the log), the customers of that day are taken,
    and what each brought in the L months that followed (nothing after leaving) is regressed on what was known of
    them; the coefficients are then applied to what is known today, from as many months as then. Predictors: ln(1 +
    months since the last purchase), ln(1 + months with purchases), ln(1 + monetary value / its mean), revenue per month
    and ln(1 + tenure); what nobody had then, such as a longer tenure, counts as the nearest that somebody had. Who had
    not bought yet is not in the regression; who has not yet, gets the mean of those.
    Assumes that customers of today will do as those of that day did, and that after L months the flow goes on: the
    result is scaled to H months by the ratio of the annuities. Reads months with purchases, revenue, profit by month,
    start and end. Misleads if much has changed, and if H is far beyond L, since more leave in the time not looked at.
    Raises ValueError if the log has fewer than 2 months, or fewer than 20 customers of that day had bought for money.
    Source: Malthouse & Blattberg (2005).
    """
    span = min(horizon, (log.month + 1) // 2)
    if span < 1:
        raise ValueError(f"the log has {log.month + 1} month, but must have at least 2 to learn what follows")
    day = log.month - span
    then, now = _known(log, day, 0), _known(log, log.month, span)
    brought = _brought(log, day, discounts(span, discount_rate))
    paid = then.bought & (then.monetary_value > 0)
    if np.count_nonzero(paid) < _FEWEST:
        raise ValueError(
            f"{np.count_nonzero(paid)} customers of month {day} had bought for money, but must be at least {_FEWEST}"
        )
    typical = float(then.monetary_value[paid].mean())
    waiting = brought if then.bought.all() else brought[~then.bought]
    value = np.full(now.since.size, waiting.mean())
    value[now.bought] = _regressed(then.predictors(typical), brought[then.bought], now.predictors(typical))
    return value * float(discounts(horizon, discount_rate).sum() / discounts(span, discount_rate).sum())


def _regressed(then: Array, brought: Array, now: Array) -> Array:
    """Return the values that least squares gives to the customers of today, (rows of now,).

    Predictors are centred and scaled, so that one in which nobody differed then has no part in it.
    """
    middle, spread = then.mean(axis=0), then.std(axis=0)
    spread = np.where(spread > 1e-9 * np.abs(middle), spread, np.inf)
    coefficients = np.linalg.lstsq((then - middle) / spread, brought - brought.mean(), rcond=None)[0]
    seen = np.clip(now, then.min(axis=0), then.max(axis=0))
    return np.asarray(brought.mean() + (seen - middle) / spread @ coefficients, float)


def _known(log: FirmLog, month: int, first: int) -> Known:
    """Return what was known of the customers of a month, from purchases of the months first … month."""
    since, frequency, amount = (column.to_numpy(float) for _, column in log.rfm(month, first).items())
    tenure = month - log.start[log.lasting(month)]
    seen = np.clip(tenure, 1.0, month + 1.0 - first)
    return Known(frequency > 0, since, frequency, amount, frequency * amount / seen, tenure)


def _brought(log: FirmLog, day: int, worth: Array) -> Array:
    """Return what the customers of a month brought in the months after it, discounted by worth (months,), (k,)."""
    later = log.when > day
    discounted = np.zeros(log.when.size)
    discounted[later] = log.money("profit")[later] * worth[log.when[later] - day - 1]
    return log.total(discounted)[log.lasting(day)]
