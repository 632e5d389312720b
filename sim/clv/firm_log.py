"""What one firm knows of its customers at the end of a month: all that an estimator of lifetime value may read.

Months are counted from 0, when the books open. A relationship begins at the end of its start_month, so the month after
it is its first (tenure 1); end_month is its last, in which it still earned. Relationships that ended before month 0 are
not known; of those that began earlier and lasted, the months before 0 are not known (left truncation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.clv.checks import FINITE, NOT_NEGATIVE, Array, Valid, numbers, whole

STAGES = ("examination", "formation", "stability", "decline")
"""Stages of a relationship that lasts; a new one is in the first."""
ENDED = "none"
"""What may stand for the stage at the end of the month in which a relationship ended."""
RECENT = 12
"""Months of the own past that a customer's margin is the mean of."""

_NUMBERS: dict[str, Valid] = {
    **dict.fromkeys(("orders", "contacts", "revenue", "programme"), NOT_NEGATIVE),
    "profit": FINITE,
}
_WHOLE = ("relationship_id", "month", "tenure")
Places = NDArray[np.intp]


class Lives(NamedTuple):
    """How long relationships were followed, (m,) each, as the models of survival take it."""

    durations: Array
    """Months lived until the end or the cut-off."""
    observed: NDArray[np.bool_]
    """Whether the end was seen; false is a relationship that lasts (right-censored)."""
    entry: Array
    """Months lived before the books opened (left-truncated)."""


@dataclass(frozen=True, eq=False)
class FirmLog:
    """What one firm has written down of its customers until the end of a month.

    month: the cut-off, ≥ 0. relationships: a row for each that lasted into month 0 or began later; index
    relationship_id, columns customer_id, start_month (below 0 if it began before the books) and end_month (NaN while
    it lasts). activity: a row for each relationship and month lived in 0 … month, sorted by relationship_id, month;
    columns relationship_id, month, tenure (1 …), stage (at the end of the month), orders, contacts, and in money
    revenue, programme (spent on the loyalty programme) and profit (after goods, service and programme).
    Raises ValueError if a column or a value is missing or outside its range, a month lies after the cut-off, activity
    is of no known relationship, or its months are not those lived.
    """

    month: int
    relationships: pd.DataFrame
    activity: pd.DataFrame

    def __post_init__(self) -> None:
        whole("month", self.month)
        _need("relationships", self.relationships, ("customer_id", "start_month", "end_month"))
        _need("activity", self.activity, ("stage", *_WHOLE, *_NUMBERS))
        self._check_relationships()
        self._check_activity()

    # Relationships

    @cached_property
    def start(self) -> Array:
        """Month at whose end each relationship began, (m,)."""
        return self.relationships["start_month"].to_numpy(float)

    @cached_property
    def end(self) -> Array:
        """Last month of each relationship, (m,); NaN while it lasts."""
        return self.relationships["end_month"].to_numpy(float)

    @cached_property
    def lives(self) -> Lives:
        """Durations, whether their end was seen, and entry ages of all relationships, (m,) each."""
        return Lives(self._last - self.start, ~np.isnan(self.end), np.maximum(-1.0 - self.start, 0.0))

    def lasting(self, month: int | None = None) -> Places:
        """Return the places in `relationships` of those that last at the end of a month, default the cut-off."""
        at = self.month if month is None else month
        return np.flatnonzero((self.start <= at) & ~(self.end <= at))

    @cached_property
    def current(self) -> pd.Index[Any]:
        """The relationship_id of those that last at the end of the cut-off, in the order of `relationships`, (n,)."""
        return self.relationships.index[self.lasting()]

    @cached_property
    def tenure(self) -> Array:
        """Months that each current relationship has lived, (n,), ≥ 0."""
        return self.month - self.start[self.lasting()]

    # Months lived, as arrays with an entry for each row of `activity`

    @cached_property
    def place(self) -> Places:
        """Where the relationship of each row of `activity` is in `relationships`, (rows,)."""
        return self.relationships.index.get_indexer(pd.Index(self.activity["relationship_id"]))

    @cached_property
    def when(self) -> NDArray[np.int64]:
        """Month of each row, (rows,)."""
        return self.activity["month"].to_numpy(np.int64)

    @cached_property
    def age(self) -> NDArray[np.int64]:
        """Tenure of each row: its month is the first, second … of the relationship, (rows,)."""
        return self.activity["tenure"].to_numpy(np.int64)

    @cached_property
    def ends(self) -> NDArray[np.bool_]:
        """Whether the relationship of a row ended in its month, (rows,)."""
        return np.asarray(self.end[self.place] == self.when)

    @cached_property
    def stage(self) -> Places:
        """Number in `STAGES` of the stage at the end of each row's month, (rows,); where it ended, it means nothing."""
        named = self.activity["stage"].astype("category").cat
        number_of = pd.Index([*STAGES, ENDED]).get_indexer(named.categories)
        return np.append(number_of, -1)[named.codes.to_numpy()]

    @cached_property
    def purchases(self) -> NDArray[np.bool_]:
        """Whether each row is a month with purchases, (rows,)."""
        return self.activity["orders"].to_numpy(float) > 0

    def money(self, column: str) -> Array:
        """Return the column revenue, programme or profit of `activity`, (rows,)."""
        return self.activity[column].to_numpy(float)

    def total(self, values: Array, rows: NDArray[np.bool_] | None = None) -> Array:
        """Return the sum of values (rows,) for each relationship, (m,), over all its months or those that are true."""
        place, summed = (self.place, values) if rows is None else (self.place[rows], values[rows])
        return np.bincount(place, summed, len(self.relationships)).astype(float)

    def own_mean(self, values: Array, months: int | None = None) -> Array:
        """Return the mean of values (rows,) over the last lived months of each current relationship, (n,).

        months: how many at most; None for all in the log. Who has not lived a month yet gets the mean of the months
        with tenure ≤ 12 of everybody, or of all months if there are none.
        Raises ValueError if the log has no month of anybody.
        """
        if not self.when.size:
            raise ValueError(f"activity has 0 rows at month {self.month}, but must have at least 1")
        rows, lasting = self.when > (-1 if months is None else self.month - months), self.lasting()
        lived, earned = (self.total(x, rows)[lasting] for x in (np.ones(values.size), values))
        young = self.age <= RECENT
        newcomer = values[young].mean() if young.any() else values.mean()
        return np.where(lived > 0, earned / np.maximum(lived, 1.0), newcomer)

    @cached_property
    def own_margin(self) -> Array:
        """Mean monthly profit of each current relationship in its last 12 lived months at most, (n,), in money."""
        return self.own_mean(self.money("profit"), RECENT)

    def rfm(self, month: int | None = None, first: int = 0) -> pd.DataFrame:
        """Return recency, frequency and monetary value of those that last at the end of a month, by relationship_id.

        month: default the cut-off; first: months before it are not looked at. Columns: since_last_purchase, months
        from the last month with purchases to `month`, and for who has none, from the start of the relationship or
        from before `first`, whichever is later; frequency, months with purchases; monetary_value, mean revenue of
        these in money, 0 without.
        Raises ValueError unless 0 ≤ first ≤ month ≤ the cut-off.
        """
        at = whole("month", self.month if month is None else month)
        if not whole("first", first) <= at <= self.month:
            raise ValueError(
                f"first is {first} and month is {at}, but must be 0 ≤ first ≤ month ≤ {self.month}"
            )
        lasting = self.lasting(at)
        rows = (self.when >= first) & (self.when <= at) & self.purchases
        place, size = self.place[rows], len(self.relationships)
        frequency = np.bincount(place, minlength=size)[lasting]
        spent = np.bincount(place, self.money("revenue")[rows], size)[lasting]
        last = np.maximum(self.start, first - 1.0)
        last[place] = self.when[rows]  # rows are sorted by month, so the last one stays
        return pd.DataFrame(
            {
                "since_last_purchase": at - last[lasting],
                "frequency": frequency,
                "monetary_value": spent / np.maximum(frequency, 1),
            },
            index=self.relationships.index[lasting],
        )

    # Checks

    def _check_relationships(self) -> None:
        table = self.relationships
        if not table.index.is_unique:
            twice = table.index[table.index.duplicated()][0]
            raise ValueError(f"relationships has {twice} twice in its index, but must have each once")
        start, end = self.start, self.end
        _refuse("start_month", start, ~(start <= self.month), f"a month up to {self.month}")
        _refuse("start_month", start, start != np.floor(start), "a whole number")
        outside = (end < 0) | (end > self.month) | ((end != np.floor(end)) & ~np.isnan(end))
        _refuse("end_month", end, outside, f"NaN or a whole month in 0 … {self.month}")
        _refuse("end_month", end, end <= start, "after start_month")

    def _check_activity(self) -> None:
        for name in _WHOLE:
            if not pd.api.types.is_integer_dtype(self.activity[name]) and len(self.activity):
                raise ValueError(f"{name} is of type {self.activity[name].dtype}, but must be whole numbers")
        for name, valid in _NUMBERS.items() if len(self.activity) else ():
            numbers(name, self.activity[name].to_numpy(), valid)
        identity = self.activity["relationship_id"].to_numpy(np.int64)
        _refuse("month", self.when, (self.when < 0) | (self.when > self.month), f"in 0 … {self.month}")
        _refuse("relationship_id", identity, self.place < 0, "one of relationships")
        rises = (np.diff(identity) > 0) | ((np.diff(identity) == 0) & (np.diff(self.when) > 0))
        _refuse("relationship_id", identity[1:], ~rises, "sorted, and by month, each month once")
        _refuse("tenure", self.age, self.age != self.when - self.start[self.place], "month − start_month")
        _refuse("month", self.when, self.when > self._last[self.place], "at most the end_month")
        _refuse("tenure", self.age, self.age < 1, "at least 1")
        named = (self.stage >= 0) & ((self.stage < len(STAGES)) | self.ends)
        _refuse("stage", self.activity["stage"].to_numpy(), ~named, f"one of {', '.join(STAGES)}")
        lived = np.maximum(self._last - np.maximum(self.start, -1.0), 0.0)
        known = np.bincount(self.place, minlength=lived.size)
        for place in np.flatnonzero(known != lived).tolist():
            raise ValueError(
                f"relationship {self.relationships.index[place]} has {known[place]} months in activity, "
                f"but must have the {lived[place]:g} that it lived in 0 … {self.month}"
            )

    @property
    def _last(self) -> Array:
        return np.where(np.isnan(self.end), self.month, self.end)


def _need(name: str, table: pd.DataFrame, wanted: Sequence[str]) -> None:
    for column in wanted:
        if column not in table:
            there = ", ".join(map(str, table)) or "none"
            raise ValueError(f'{name} has no column "{column}", but must have one; it has {there}')


def _refuse(name: str, values: NDArray[Any], wrong: NDArray[np.bool_], valid: str) -> None:
    """Raise ValueError with the first wrong value, if there is one."""
    if wrong.any():
        raise ValueError(f"{name} is {values[wrong][0]}, but must be {valid}")
