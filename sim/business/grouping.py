"""Customers in groups: what each group is worth, and how customers moved between classes from one year to the next."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.business.customers import classes
from sim.business.purchases import Purchases
from sim.clv.segments import segment_migration, segment_profile, value_matrix
from sim.clv.time_unit import DAYS

ABC, RFM, VALUE = "ABC class", "RFM cell", "value cell"
"""Ways of grouping."""
_COLUMNS = ["grouping", "segment", "loyal", "customers", "share", "past_value", "predicted_clv", "policy"]


class Moves(NamedTuple):
    """Moves between ABC classes by revenue, from one span of time to the next of the same length."""

    table: pd.DataFrame
    """before, after (class, "new" or "left"), customers, revenue_before, revenue_after."""
    spans: tuple[int, int, int]
    """Days: before the first span, last of the first, last of the second."""


def segments_table(customers: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each segment of each way of grouping; columns are in the data dictionary.

    customers: the table of customers. Ways of grouping for which nobody has a segment are left out.
    """
    parts = [_profile(customers, ABC, "abc_class"), _profile(customers, RFM, "rfm_cell")]
    if customers["value_cell"].notna().any():
        cells = value_matrix(customers["past_value"], customers["predicted_clv"], customers["loyal"])
        cells = cells.rename(
            columns={"cell": "segment", "current_value": "past_value", "potential_value": "predicted_clv"}
        )
        parts.append(cells.assign(grouping=VALUE))
    table = pd.concat([part.reindex(columns=_COLUMNS) for part in parts if len(part)], ignore_index=True)
    table["policy"] = table["policy"].astype(object).fillna("").astype("str")
    return table.astype({"grouping": "category", "loyal": "boolean"})


def migration(purchases: Purchases) -> Moves | None:
    """Return how customers moved between ABC classes in the last two years, or the halves of a shorter observation.

    A customer without a purchase in the first span is new in the second, even if there was one before; one without a
    purchase in the second has "left", which is silence, not leaving. None if one of the spans has no revenue.
    """
    first = int(purchases.first_day.min()) - 1
    until = purchases.until
    length = min(int(DAYS["year"]), (until - first) // 2)
    spans = (until - 2 * length, until - length, until)
    money = [purchases.revenue_between(*ends) for ends in pairwise(spans)]
    if not all((amount > 0).any() for amount in money):
        return None
    before, after = (pd.Series(classes(amount)) for amount in money)
    counts = segment_migration(before, after).counts
    rows = []
    for old in counts.index:
        for now in counts.columns:
            own = _is(before, old).to_numpy() & _is(after, now).to_numpy()
            if counts.loc[old, now]:
                sums = [float(np.nansum(amount[own])) for amount in money]
                rows.append((old, now, int(counts.loc[old, now]), *sums))
    names = ["before", "after", "customers", "revenue_before", "revenue_after"]
    return Moves(pd.DataFrame(rows, columns=names), spans)


def _is(segments: pd.Series, name: str) -> pd.Series:
    """Return who is in a segment; new and left are in none."""
    return segments == name if name in segments.cat.categories else segments.isna()


def _profile(customers: pd.DataFrame, grouping: str, column: str) -> pd.DataFrame:
    labels = customers[column]
    if labels.isna().all():
        return pd.DataFrame()
    past = segment_profile(labels, customers["past_value"])
    profile = past.rename(columns={"value": "past_value"}).assign(grouping=grouping, predicted_clv=np.nan)
    if customers["predicted_clv"].notna().all():
        profile["predicted_clv"] = segment_profile(labels, customers["predicted_clv"])["value"]
    return profile
