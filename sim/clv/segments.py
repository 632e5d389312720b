"""Customers grouped by value: the matrix of current and potential value, its policies, and moves between segments."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.clv.checks import row_of_numbers

VALUE_CELLS = ("low/low", "low/high", "high/low", "high/high")
"""Current value / potential value, each against its median."""

VALUE_POLICIES = {
    ("low/low", False): "let go",
    ("low/low", True): "serve at low cost",
    ("low/high", False): "win over",
    ("low/high", True): "develop",
    ("high/low", False): "bind",
    ("high/low", True): "maintain",
    ("high/high", False): "defend",
    ("high/high", True): "partner",
}
"""What to do with customers of each cell, without and with their loyalty.

Current value says what is at stake, potential value what can be won, loyalty how much of either is safe: nothing is
invested where both are low; potential is developed where customers are loyal, and courted where they are not; value
that is there is kept.
Source: Verhoef & Donkers (2001); Chen & Li (2001), with loyalty as the third dimension."""

NEW = "new"
"""Row of the migration matrix for customers who were not there before."""
LEFT = "left"
"""Column of the migration matrix for customers who are no longer there."""


class Migration(NamedTuple):
    """How customers moved between segments: rows are where they were, columns where they are."""

    counts: pd.DataFrame
    """Customers; rows are the segments and `new`, columns the segments and `left`."""
    shares: pd.DataFrame
    """Shares of each row, which sum to one; rows in which nobody was are left out."""


def value_cells(current: ArrayLike, potential: ArrayLike) -> Any:
    """Return the cell of each customer in the matrix of current × potential value, both in money.

    High means above the median of all customers given; a missing value gives a missing cell.
    """
    now, later = np.asarray(current, float), np.asarray(potential, float)
    missing = np.isnan(now) | np.isnan(later)
    if missing.all():
        return pd.Categorical.from_codes(np.full(now.shape, -1), pd.Index(VALUE_CELLS))
    code = 2 * (now > np.nanmedian(now)) + (later > np.nanmedian(later))
    return pd.Categorical.from_codes(np.where(missing, -1, code), pd.Index(VALUE_CELLS))


def value_policies(cells: Any, loyal: ArrayLike) -> Any:
    """Return the policy (`VALUE_POLICIES`) for each customer by cell and loyalty, missing where the cell is.

    cells: as `value_cells` returns them, (n,); loyal: whether the customer is loyal, (n,) of true and false.
    Raises ValueError for an unknown cell, or if the lengths differ.
    """
    code, is_loyal = _cell_codes(cells), np.asarray(loyal, bool)
    if is_loyal.shape != code.shape:
        raise ValueError(f"loyal has the shape {is_loyal.shape}, but must be {code.shape}, as cells")
    names = pd.Index([VALUE_POLICIES[cell, kind] for cell in VALUE_CELLS for kind in (False, True)])
    return pd.Categorical.from_codes(np.where(code < 0, -1, 2 * code + is_loyal), names)


def value_matrix(current: ArrayLike, potential: ArrayLike, loyal: ArrayLike) -> pd.DataFrame:
    """Return one row for each cell of current × potential value × loyalty: customers, share, values and policy.

    current, potential: in money, (n,), a customer with a missing value has no cell and is not counted; loyal: (n,) of
    true and false. Columns: cell, loyal, customers, share (of those counted), current_value and potential_value (sums,
    in money), policy.
    Raises ValueError if nobody can be counted, or the lengths differ.
    """
    cells = value_cells(current, potential)
    value_policies(cells, loyal)
    counted = cells.codes >= 0
    if not counted.any():
        raise ValueError("current and potential value leave 0 customers, but must leave at least 1 with both")
    place = (2 * cells.codes + np.asarray(loyal, bool))[counted]
    customers = np.bincount(place, minlength=8)
    sums = [np.bincount(place, np.asarray(value, float)[counted], 8) for value in (current, potential)]
    rows = [(cell, kind) for cell in VALUE_CELLS for kind in (False, True)]
    return pd.DataFrame(
        {
            "cell": [cell for cell, _ in rows],
            "loyal": [kind for _, kind in rows],
            "customers": customers,
            "share": customers / customers.sum(),
            "current_value": sums[0],
            "potential_value": sums[1],
            "policy": [VALUE_POLICIES[row] for row in rows],
        }
    )


def segment_migration(before: Any, after: Any) -> Migration:
    """Return how customers moved between segments from one date to another.

    before, after: the segment of each customer, as Series by customer, or as arrays of the same customers in the same
    order. Who has no segment before is new, who has none after has left. Segments keep the order of their categories,
    else they are sorted. A matrix of shares without the row and column for comings and goings, whose rows sum to one,
    is a transition matrix only if nobody left.
    Raises ValueError if a customer is there twice, arrays differ in length, nobody is given, or a segment is called
    "new" or "left".
    """
    old, now = pd.Series(before), pd.Series(after)
    if not isinstance(before, pd.Series) and not isinstance(after, pd.Series) and old.size != now.size:
        raise ValueError(f"after has {now.size} customers, but must have {old.size}, as before")
    for name, segments in (("before", old), ("after", now)):
        if not segments.index.is_unique:
            raise ValueError(f"{name} has customer {segments.index[segments.index.duplicated()][0]} twice")
    names = _segment_names(old, now)
    both = old.index.union(now.index)
    start, end = (_codes(segments.reindex(both), names) for segments in (old, now))
    known = (start < len(names)) | (end < len(names))
    if not known.any():
        raise ValueError("before and after give 0 customers a segment, but must give at least 1 one")
    size = len(names) + 1
    counts = pd.DataFrame(
        np.bincount(start[known] * size + end[known], minlength=size**2).reshape(size, size),
        index=pd.Index([*names, NEW], name="before"),
        columns=pd.Index([*names, LEFT], name="after"),
    )
    members = counts.sum(axis=1)
    return Migration(counts, counts[members > 0].div(members[members > 0], axis=0))


def segment_profile(segments: Any, value: ArrayLike) -> pd.DataFrame:
    """Return one row for each segment that has customers: customers, share, value and mean value.

    segments: the segment of each customer, (n,), of any labels: value cells, loyalty types, rungs of the loyalty
    ladder, bands of share of wallet; a customer without a segment is not counted. value: in money, (n,).
    Columns: segment, customers, share (of those counted), value (sum) and mean_value in money.
    Raises ValueError if a value is not finite, the lengths differ, or nobody has a segment.
    """
    labels = pd.Series(segments).reset_index(drop=True)
    worth = row_of_numbers("value", value, size=labels.size)
    names = _segment_names(labels, labels)
    code = _codes(labels, names)
    customers = np.bincount(code, minlength=len(names) + 1)[:-1]
    if not customers.any():
        raise ValueError("segments has 0 customers with a segment, but must have at least 1")
    total = np.bincount(code, worth, len(names) + 1)[:-1]
    table = {"segment": names, "customers": customers, "share": customers / customers.sum(), "value": total}
    profile = pd.DataFrame(table)[customers > 0].reset_index(drop=True)
    return profile.assign(mean_value=profile["value"] / profile["customers"])


def _segment_names(old: pd.Series[Any], now: pd.Series[Any]) -> list[Any]:
    names: list[Any] = []
    for segments in (old, now):
        found = segments.cat.categories if isinstance(segments.dtype, pd.CategoricalDtype) else None
        names += list(found) if found is not None else sorted(segments.dropna().unique())
    names = list(dict.fromkeys(names))
    for name in (NEW, LEFT):
        if name in names:
            raise ValueError(f'a segment is called "{name}", but must be called something else')
    return names


def _codes(segments: pd.Series[Any], names: list[Any]) -> NDArray[np.int64]:
    """Return the place of each segment in names; without a segment, the place after the last."""
    code = pd.Index(names).get_indexer(pd.Index(segments.astype(object)))
    return np.where(code < 0, len(names), code)


def _cell_codes(cells: Any) -> NDArray[np.int64]:
    given = pd.Series(cells).astype(object)
    code = pd.Index(VALUE_CELLS).get_indexer(pd.Index(given))
    unknown = given[(code < 0) & given.notna().to_numpy()]
    if not unknown.empty:
        raise ValueError(f'a cell is "{unknown.iloc[0]}", but must be one of {", ".join(VALUE_CELLS)}')
    return code
