"""What relationships bring that were followed for a while, when some of them last beyond it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.clv.checks import DISCOUNT, FINITE, NOT_NEGATIVE, Array, number, row_of_numbers, whole
from sim.clv.survival.step_function import StepFunction

YEAR = 12
"""Months of a year."""


def discounted_months(survival: StepFunction, horizon: int, discount_rate: float) -> float:
    """Return Σ S(k − 1) vᵏ over k = 1 … horizon: the months of a relationship, each discounted from its end.

    survival: of relationships, which may be censored; horizon ≥ 1 in months; discount_rate a year, v monthly.
    """
    in_month = _discounts(horizon, discount_rate)
    return float(survival.survival(np.arange(horizon)) @ in_month)


def life_value(
    survival: StepFunction, months: ArrayLike, profit: ArrayLike, horizon: int, discount_rate: float
) -> float:
    """Return the profit of a relationship within a horizon, discounted to its beginning, money.

    survival, horizon, discount_rate: as in `discounted_months`; months (n,) whole and ≥ 0, one of them above 0: how
    long each was followed; profit (n,): of these months, discounted to the beginning of each.
    Value = discounted months × profit / Σ vᵏ over all months followed: without censoring before the horizon this is the
    mean profit, and nothing is assumed of how long those last who were still there.
    """
    lasted = row_of_numbers("months", months, NOT_NEGATIVE).astype(int)
    earned = row_of_numbers("profit", profit, FINITE, lasted.size)
    followed = np.concatenate([[0.0], np.cumsum(_discounts(int(lasted.max()), discount_rate))])[lasted]
    return float(earned.sum() / followed.sum()) * discounted_months(survival, horizon, discount_rate)


def _discounts(horizon: int, discount_rate: float) -> Array:
    discount = (1.0 + number("discount_rate", discount_rate, DISCOUNT)) ** (-1.0 / YEAR)
    return np.asarray(discount ** np.arange(1.0, whole("horizon", horizon, 1) + 1))
