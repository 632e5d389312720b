"""What each customer costs: by activity instead of by average, and the whale curve of the profit that is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from sim.clv.checks import NOT_NEGATIVE, SHARE, columns, number, numbers, row_of_numbers

Array = NDArray[np.float64]

ACTIVITIES = {
    "orders": "orders handled",
    "contacts": "service contacts",
    "account": "months as a customer",
    "programme": "benefits of the loyalty programme used",
    "acquisition": "customers won",
}
"""Activities that customers cause, and their cost drivers; a table of volumes may have others."""


def activity_rates(spending: Mapping[str, float], volumes: pd.DataFrame) -> dict[str, float]:
    """Return the cost of one unit of each driver: what the activity costs, by all the units that customers took of it.

    spending: money that each activity cost in the period, ≥ 0; volumes: units of its driver for each customer, one row
    each, one column for each activity, ≥ 0.
    Raises ValueError if an activity has no column, or costs money though no customer took any of it.
    Source: Cooper & Kaplan (1988).
    """
    columns("volumes", volumes, spending)
    rates = {}
    for activity, cost in spending.items():
        spent = number(f"spending[{activity}]", cost, NOT_NEGATIVE)
        taken = float(row_of_numbers(activity, volumes[activity], NOT_NEGATIVE).sum())
        if taken == 0 and spent > 0:
            raise ValueError(f'volumes of "{activity}" sum to 0, but must be above 0: it cost {spent:g}')
        rates[activity] = spent / taken if taken > 0 else 0.0
    return rates


def cost_ledger(volumes: pd.DataFrame, rates: Mapping[str, float]) -> pd.DataFrame:
    """Return what each customer cost by activity, in money: units of the driver × cost of one unit.

    volumes: as in `activity_rates`, in one column for each activity of the rates; rates: money for each unit, ≥ 0,
    from `activity_rates` or as known. The rows are those of the volumes, the columns the activities of the rates.
    Raises ValueError if an activity has no column, or a number is negative or not finite.
    """
    columns("volumes", volumes, rates)
    return pd.DataFrame(
        {
            activity: row_of_numbers(activity, volumes[activity], NOT_NEGATIVE)
            * number(f"rates[{activity}]", rate, NOT_NEGATIVE)
            for activity, rate in rates.items()
        },
        index=volumes.index,
    )


def average_costs(total: float, revenue: ArrayLike, *, by_revenue: bool = False) -> Array:
    """Return what each customer is charged by average costing, (n,), in money: the same, or in proportion to revenue.

    total ≥ 0: cost of all customers, in money; revenue ≥ 0 of each, (n,), in money.
    Raises ValueError for values outside these ranges, or if revenue is to share the cost and there is none.
    """
    earned = row_of_numbers("revenue", revenue, NOT_NEGATIVE)
    cost = number("total", total, NOT_NEGATIVE)
    if not by_revenue:
        return np.full(earned.size, cost / earned.size)
    if earned.sum() == 0:
        raise ValueError("revenue sums to 0, but must be above 0 to share the cost by it")
    return np.asarray(cost * earned / earned.sum(), float)


def costing_comparison(
    gross_profit: ArrayLike, ledger: pd.DataFrame, revenue: ArrayLike, *, by_revenue: bool = False
) -> pd.DataFrame:
    """Return each customer's profit by activity-based and by average costing of the same total cost.

    gross_profit: revenue less the cost of goods, (n,), in money; ledger: from `cost_ledger`, one row each; revenue:
    (n,), in money, needed to average by revenue. Columns, in money but for the ranks: activity_cost, average_cost,
    activity_profit, average_profit, cross_subsidy (what average costing charges too much; sums to 0), activity_rank and
    average_rank (1 is the most profitable, equal customers share the middle), hidden_loss (true if the average shows
    no loss where the activities do). Raises ValueError if lengths differ or a number is not finite.
    Source: Kaplan & Narayanan (2001).
    """
    gross = row_of_numbers("gross_profit", gross_profit)
    caused = row_of_numbers("ledger", ledger.sum(axis=1), NOT_NEGATIVE, gross.size)
    earned = row_of_numbers("revenue", revenue, NOT_NEGATIVE, gross.size)
    charged = average_costs(float(caused.sum()), earned, by_revenue=by_revenue)
    by_activity, by_average = gross - caused, gross - charged
    return pd.DataFrame(
        {
            "activity_cost": caused,
            "average_cost": charged,
            "activity_profit": by_activity,
            "average_profit": by_average,
            "cross_subsidy": charged - caused,
            "activity_rank": stats.rankdata(-by_activity),
            "average_rank": stats.rankdata(-by_average),
            "hidden_loss": (by_activity < 0) & (by_average >= 0),
        },
        index=ledger.index,
    )


@dataclass(frozen=True)
class WhaleCurve:
    """Profit earned by the best 0, 1, 2 … n customers together, most profitable first: it rises, peaks and falls."""

    profit: Array
    """Money earned by each customer, most profitable first, (n,)."""

    @classmethod
    def of(cls, profit: ArrayLike) -> Self:
        """Return the curve of the customers' profits, (n,), in money. Raises ValueError if one is not finite.

        Take the cost of acquisition off the profits or not: both curves are told, and they differ.
        Source: Kaplan & Narayanan (2001).
        """
        return cls(np.sort(row_of_numbers("profit", profit))[::-1])

    @cached_property
    def cumulative_profit(self) -> Array:
        """Money earned by the best 0 … n customers, (n + 1,)."""
        return np.concatenate([[0.0], np.cumsum(self.profit)])

    @property
    def size(self) -> int:
        """How many customers there are."""
        return self.profit.size

    @property
    def total(self) -> float:
        """Profit of all customers, in money."""
        return float(self.cumulative_profit[-1])

    @property
    def peak(self) -> float:
        """Profit of the customers who do not lose money, in money."""
        return float(self.cumulative_profit.max())

    @property
    def earning(self) -> float:
        """Share of the customers at the peak: the fewest who earn it, in [0, 1]."""
        return float(self.cumulative_profit.argmax() / self.size)

    @property
    def losers(self) -> int:
        """How many customers lose money; who neither earns nor loses any is not among them."""
        return int(np.count_nonzero(self.profit < 0))

    @property
    def losing(self) -> float:
        """Share of the customers who lose money, in [0, 1]."""
        return self.losers / self.size

    def earned_by(self, best: ArrayLike) -> Any:
        """Return what the best customers earn together, in money; best: their share in [0, 1], between two by line.

        One share gives one amount, an array of them an array of the same shape.
        Raises ValueError for a share outside.
        """
        place = numbers("best", best, SHARE) * self.size
        return np.interp(place, np.arange(self.size + 1), self.cumulative_profit)

    def share_earned_by(self, best: ArrayLike) -> Any:
        """Return the same as a share of all profit: above 1 if others lose money.

        Raises ValueError if there is no profit to share.
        """
        if self.total <= 0:
            raise ValueError(f"the total profit is {self.total:g}, but must be above 0 to have shares of it")
        return self.earned_by(best) / self.total


def whale_curve(profit: ArrayLike) -> pd.DataFrame:
    """Return the whale curve as a table: customer_share 0 … 1 and cumulative_profit in money, best customers first.

    profit: of each customer, (n,), in money. Raises ValueError if one is not finite or there is nobody.
    Source: Kaplan & Narayanan (2001).
    """
    curve = WhaleCurve.of(profit).cumulative_profit
    return pd.DataFrame({"customer_share": np.linspace(0.0, 1.0, curve.size), "cumulative_profit": curve})
