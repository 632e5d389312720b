"""How a firm's customers moved between classes of yearly profit, from one year to the next."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.clv.ranking import ABC_CLASSES, abc_classes
from sim.clv.segments import LEFT, NEW, segment_migration
from sim.study.firm_logs import YEAR, Seen


def migration_table(seen: Seen, month: int) -> pd.DataFrame:
    """Return how many customers went from which ABC class to which, from the year that ends at a month to the next.

    Columns: before (A, B, C, "new"), after (A, B, C, "left"), customers, profit_before and profit_after (what they
    brought in each year, in money). Classes are by the year's profit, of those who are customers at its end.
    """
    before, after = _year(seen, month), _year(seen, month + YEAR)
    if before.empty and after.empty:
        return pd.DataFrame({"before": pd.Series(dtype=str)})
    counts = segment_migration(before["abc"], after["abc"]).counts
    both = before.add_suffix("_before").join(after.add_suffix("_after"), how="outer")
    old, new = both["abc_before"].astype(object).fillna(NEW), both["abc_after"].astype(object).fillna(LEFT)
    money = both[["profit_before", "profit_after"]].groupby([old, new]).sum()
    moves = pd.DataFrame({"customers": counts.stack()}).join(money.rename_axis(["before", "after"]))
    moves[["profit_before", "profit_after"]] = moves[["profit_before", "profit_after"]].fillna(0.0)
    return moves.reset_index()


def _year(seen: Seen, month: int) -> pd.DataFrame:
    """Return abc and profit, of the year that ends with a month, of everybody who is a customer at its end."""
    own = seen.relationships
    lasts = (own["start_month"] < month) & ~(own["ended"] & (own["end_month"] <= month))
    customers = pd.Index(own.loc[lasts, "customer_id"].unique(), name="customer_id")
    year = seen.activity[seen.activity["month"].between(month - YEAR + 1, month)]
    customer = own["customer_id"].reindex(year["relationship_id"]).to_numpy()
    profit = year["profit"].groupby(customer).sum().reindex(customers, fill_value=0.0)
    classes: Any = abc_classes(profit) if (profit > 0).any() else ["C"] * len(customers)
    return pd.DataFrame(
        {"abc": pd.Categorical(classes, categories=list(ABC_CLASSES)), "profit": profit}, index=customers
    )
