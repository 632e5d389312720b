"""Recency, frequency and monetary value: customers in cells, and which cells are worth writing to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from sim.clv.checks import NOT_NEGATIVE, POSITIVE, Array, number, row_of_numbers, whole


def rfm_scores(
    since_last_purchase: ArrayLike, frequency: ArrayLike, monetary_value: ArrayLike, groups: int = 5
) -> pd.DataFrame:
    """Return the recency, frequency and monetary quintile of each customer, 1 … 5, and the cell: "555" is best.

    since_last_purchase: time from the last purchase to today, in any unit, ≥ 0 — not the recency of `rfm_summary`,
    which is T minus this; frequency: purchases, ≥ 0; monetary_value: money in all or on average; all (n,).
    Each is sorted by itself into equal groups; equal customers get the same score, that of their middle place, so the
    groups of a frequency with many zeros are unequal. Scores depend on ranks only. groups: 2 … 9, five being Hughes's.
    Raises ValueError for values outside these ranges or different lengths. Source: Hughes (1994).
    """
    if not 2 <= whole("groups", groups) <= 9:
        raise ValueError(f"groups is {groups}, but must be between 2 and 9")
    waited = row_of_numbers("since_last_purchase", since_last_purchase, NOT_NEGATIVE)
    bought = row_of_numbers("frequency", frequency, NOT_NEGATIVE, waited.size)
    spent = row_of_numbers("monetary_value", monetary_value, size=waited.size)
    scores = {
        "recency_score": _score(-waited, groups),
        "frequency_score": _score(bought, groups),
        "monetary_score": _score(spent, groups),
    }
    cell = 100 * scores["recency_score"] + 10 * scores["frequency_score"] + scores["monetary_score"]
    return pd.DataFrame({**scores, "cell": cell.astype(str)})


def break_even_response(contact_cost: float, profit_per_response: float) -> float:
    """Return the response rate at which a mailing pays: cost of a contact / profit of a response, both in money.

    contact_cost ≥ 0 and profit_per_response > 0, before the cost of the contact; above 1 it can never pay.
    Raises ValueError for values outside these ranges. Source: Hughes (1994).
    """
    return number("contact_cost", contact_cost, NOT_NEGATIVE) / number(
        "profit_per_response", profit_per_response, POSITIVE
    )


def cell_responses(
    cells: Any, responded: ArrayLike, contact_cost: float, profit_per_response: float
) -> pd.DataFrame:
    """Return for each cell of a test mailing whether to write to its customers again, best first.

    cells: any labels, (n,); responded: whether each customer answered, (n,) of true and false; costs as in
    `break_even_response`. Columns: cell, customers, response_rate, profit (of a contact, in money), pays.
    Raises ValueError if the lengths differ or there is nobody. Source: Hughes (1994).
    """
    break_even_response(contact_cost, profit_per_response)
    code, names = pd.factorize(np.asarray(cells), sort=True)
    answered = row_of_numbers("responded", np.asarray(responded, bool), size=code.size)
    customers = np.bincount(code)
    rate = np.bincount(code, answered) / customers
    profit = rate * profit_per_response - contact_cost
    table = pd.DataFrame(
        {"cell": names, "customers": customers, "response_rate": rate, "profit": profit, "pays": profit > 0}
    )
    return table.sort_values("response_rate", ascending=False, kind="stable").reset_index(drop=True)


def _score(values: Array, groups: int) -> NDArray[np.int64]:
    """Return the group, 1 … groups, of the middle place of each value among all."""
    below = stats.rankdata(values, method="average") - 0.5
    return np.minimum(np.floor(groups * below / values.size).astype(np.int64) + 1, groups)
