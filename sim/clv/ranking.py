"""Ways to rank customers by what is known of them, and a contest between the ways, judged by what then happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from sim.clv.checks import CHANGE, DISCOUNT, NOT_NEGATIVE, Array, columns, number, numbers, row_of_numbers
from sim.clv.rfm import rfm_scores

ABC_CLASSES = ("A", "B", "C")
ABC_LIMITS = (0.8, 0.95)
"""Shares of the total that class A, and classes A and B, bring together: the customary Pareto cuts."""


def abc_classes(value: ArrayLike, limits: tuple[float, float] = ABC_LIMITS) -> Any:
    """Return the class A, B or C of each customer by revenue, or by profit, (n,), in money.

    From the most valuable down, customers are A until those before them bring the first limit (0.8) of all positive
    values together, B until the second (0.95), then C; equal customers share a class, and who brings nothing or a loss
    is C. Raises ValueError if a value is not finite, nobody brings anything, or limits are not 0 < first ≤ second < 1.
    Source: Dickie (1951).
    """
    worth = row_of_numbers("value", value)
    first, second = (number("limits", limit, CHANGE) for limit in limits)
    if first > second:
        raise ValueError(f"limits is {limits}, but must rise")
    gains = np.maximum(worth, 0.0)
    if not gains.any():
        raise ValueError(f"value is at most {worth.max():g}, but must be above 0 for at least 1 customer")
    levels, place = np.unique(-gains, return_inverse=True)
    brought = np.bincount(place, gains)
    before = (np.cumsum(brought) - brought) / brought.sum()
    code = np.where(levels < 0, np.digitize(before, (first, second)), 2)
    return pd.Categorical.from_codes(code[place], pd.Index(ABC_CLASSES), ordered=True)


def past_value(profit: ArrayLike, discount_rate: float) -> Array:
    """Return what each customer has earned so far, compounded to the end of the last period, (n,), in money.

    Σ π(t)(1+d)^(T−t). profit: at the end of each past period, oldest first, (n, periods), in money;
    discount_rate > −1 per period. Raises ValueError for other shapes or values. Source: Reinartz & Kumar (2003).
    """
    earned = numbers("profit", profit)
    if earned.ndim != 2:
        raise ValueError(f"profit has the shape {earned.shape}, but must be (customers, periods)")
    age = np.arange(earned.shape[1])[::-1]
    return np.asarray(earned @ (1.0 + number("discount_rate", discount_rate, DISCOUNT)) ** age, float)


class RankingMethod(NamedTuple):
    """A way to rank customers."""

    name: str
    columns: tuple[str, ...]
    """Columns of the customers that it reads."""
    score: Callable[[pd.DataFrame], Any]
    """Return the score of each customer, (n,): the higher, the better."""
    data: tuple[str, ...]
    """Data about each customer that have to be kept for it."""


ORDERS, COUNT, AMOUNTS, COSTS = "last order", "number of orders", "amounts", "costs by customer"
"""Data that a firm may or may not keep about each customer, cheapest first."""


def _rfm_cell(c: pd.DataFrame) -> Any:
    scores = rfm_scores(c["since_last_purchase"], c["frequency"], c["monetary_value"])
    return scores["cell"].astype(int)


def _abc_class(values: pd.Series[Any]) -> Any:
    return -abc_classes(values).codes.astype(float)


RANKING_METHODS = (
    RankingMethod("recency", ("since_last_purchase",), lambda c: -c["since_last_purchase"], (ORDERS,)),
    RankingMethod("frequency", ("frequency",), lambda c: c["frequency"], (COUNT,)),
    RankingMethod("monetary value", ("monetary_value",), lambda c: c["monetary_value"], (AMOUNTS,)),
    RankingMethod(
        "RFM cell",
        ("since_last_purchase", "frequency", "monetary_value"),
        _rfm_cell,
        (ORDERS, COUNT, AMOUNTS),
    ),
    RankingMethod("revenue", ("revenue",), lambda c: c["revenue"], (AMOUNTS,)),
    RankingMethod("ABC class by revenue", ("revenue",), lambda c: _abc_class(c["revenue"]), (AMOUNTS,)),
    RankingMethod(
        "ABC class by profit", ("past_profit",), lambda c: _abc_class(c["past_profit"]), (AMOUNTS, COSTS)
    ),
    RankingMethod("past profit", ("past_profit",), lambda c: c["past_profit"], (AMOUNTS, COSTS)),
    RankingMethod(
        "predicted CLV", ("predicted_clv",), lambda c: c["predicted_clv"], (ORDERS, COUNT, AMOUNTS, COSTS)
    ),
)
"""The field's ways to rank customers. Source: Reinartz & Kumar (2003); Venkatesan & Kumar (2004)."""

BLIND = RankingMethod("no ranking", (), lambda c: np.zeros(len(c)), ())
"""Choosing anybody: what every way to rank has to beat."""


def ranking_contest(
    customers: pd.DataFrame,
    realised: ArrayLike,
    methods: Sequence[RankingMethod] | None = None,
    *,
    best: float = 0.1,
    data_costs: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return how well each way of ranking finds the customers who will earn most, judged by what they then earned.

    customers: what was known at a date, one row each, with the columns that the methods read (since_last_purchase,
    frequency, monetary_value, revenue, past_profit, predicted_clv); realised: the profit that each earned after that
    date, (n,), in money — the truth that only a simulator knows. methods: default all of `RANKING_METHODS` whose
    columns are there. best: share of the customers that are chosen, in (0, 1), at least one; data_costs: money for
    each customer and kind of data, default 1 for every kind, so that the cost counts them.
    Columns: method; hit_rate: share of the chosen who are among the best in truth (who earned as much
    as the last of these is among them); profit: what the chosen earned, in
    money; profit_captured: of what the best earned; rank_correlation: Spearman's with the truth, over all, 0 if a
    method tells nobody apart; data_cost: of all customers, in money. Where equal scores straddle the cut, each has
    the same chance to be chosen and means are returned. The row "no ranking" chooses blindly.
    Raises ValueError if a column or value is missing, no method can be used, or the best earned nothing together.
    """
    truth = row_of_numbers("realised", realised, size=len(customers))
    chosen = max(1, round(number("best", best, CHANGE) * truth.size))
    top = np.sort(truth)[-chosen:]
    if top.sum() <= 0:
        raise ValueError(f"realised of the best {chosen} sums to {top.sum():g}, but must be above 0")
    rows = []
    for method in (*_usable(customers, methods), BLIND):
        columns("customers", customers, method.columns)
        score = row_of_numbers(method.name, method.score(customers), size=truth.size)
        chance = _chance_to_be_chosen(score, chosen)
        profit = float(chance @ truth)
        rows.append(
            {
                "method": method.name,
                "hit_rate": float(chance @ (truth >= top[0])) / chosen,
                "profit": profit,
                "profit_captured": profit / float(top.sum()),
                "rank_correlation": rank_correlation(score, truth),
                "data_cost": truth.size * sum(_cost(kind, data_costs) for kind in method.data),
            }
        )
    return pd.DataFrame(rows)


def _usable(customers: pd.DataFrame, methods: Sequence[RankingMethod] | None) -> Sequence[RankingMethod]:
    if methods is not None:
        return methods
    usable = [method for method in RANKING_METHODS if set(method.columns) <= set(customers.columns)]
    if not usable:
        wanted = ", ".join(sorted({column for method in RANKING_METHODS for column in method.columns}))
        raise ValueError(f"customers has none of the columns to rank by, but must have some of: {wanted}")
    return usable


def _chance_to_be_chosen(score: Array, chosen: int) -> Array:
    """Return 1 above the score at the cut, 0 below, and the same chance for all at it, so that the sum is chosen."""
    cut = np.partition(score, score.size - chosen)[score.size - chosen]
    above, at = score > cut, score == cut
    return np.where(above, 1.0, np.where(at, (chosen - np.count_nonzero(above)) / np.count_nonzero(at), 0.0))


def rank_correlation(score: Array, truth: Array) -> float:
    """Return Spearman's rank correlation of (n,) and (n,), in [-1, 1]; 0 if one of them tells nobody apart."""
    if np.ptp(score) == 0 or np.ptp(truth) == 0:
        return 0.0
    return float(stats.spearmanr(score, truth).statistic)


def _cost(kind: str, costs: Mapping[str, float] | None) -> float:
    if costs is None:
        return 1.0
    if kind not in costs:
        raise ValueError(
            f'data_costs has no "{kind}", but must have it; it has {", ".join(costs) or "nothing"}'
        )
    return number(f"data_costs[{kind}]", costs[kind], NOT_NEGATIVE)
