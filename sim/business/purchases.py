"""Purchases of a user's customers until the end of the observation, and what is known of each customer by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.business.transactions import AMOUNT, CUSTOMER, DATE, Transactions
from sim.clv.checks import Array
from sim.clv.occasions import Occasions, purchase_occasions
from sim.clv.transactions import summary_of

Days = NDArray[np.int64]
"""Days from 1970-01-01."""


@dataclass(frozen=True)
class Purchases:
    """Purchase occasions, refunds netted, ordered by customer and time; customers in the order of their names."""

    occasions: Occasions
    later: int
    """Transactions after the end of the observation, which were not looked at."""

    @classmethod
    def of(cls, transactions: Transactions, until: date | np.datetime64 | None, time_unit: str) -> Purchases:
        """Return the purchases until a day, that day included, the last in the file if None.

        Raises ValueError if nothing was bought until then, or everything was refunded.
        """
        table = transactions.table
        end = table[DATE].max() if until is None else pd.Timestamp(until)
        later = int((table[DATE] > end).sum())
        return cls(purchase_occasions(table, CUSTOMER, DATE, AMOUNT, f"{end:%Y-%m-%d}", time_unit), later)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """The summary of `rfm_summary`: customer_id, frequency, recency, T, monetary_value."""
        return summary_of(self.occasions)

    @cached_property
    def day(self) -> Days:
        """Day of each occasion."""
        return self.occasions.time.astype(np.int64)

    @cached_property
    def amount(self) -> Array:
        """Money of each occasion."""
        assert self.occasions.amount is not None
        return self.occasions.amount

    @property
    def customer(self) -> NDArray[np.int64]:
        """Place of each occasion's customer in the summary."""
        return self.occasions.customer

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self.occasions.customers)

    @property
    def until(self) -> int:
        """Last day of the observation."""
        return int(self.occasions.end)

    @cached_property
    def first_day(self) -> Days:
        """Day of each customer's first purchase."""
        return self.day[np.flatnonzero(np.diff(self.customer, prepend=-1))]

    @cached_property
    def last_day(self) -> Days:
        """Day of each customer's last purchase."""
        return self.day[np.flatnonzero(np.diff(self.customer, append=self.customers))]

    @cached_property
    def revenue(self) -> Array:
        """Money of each customer, all purchases together."""
        return np.bincount(self.customer, self.amount, self.customers).astype(float)

    def revenue_between(self, after: int, until: int) -> Array:
        """Return the money of each customer from the day after one day until another, NaN if there was no purchase."""
        within = (self.day > after) & (self.day <= until)
        bought = np.bincount(self.customer[within], minlength=self.customers)
        money = np.bincount(self.customer[within], self.amount[within], self.customers)
        return np.where(bought > 0, money, np.nan)


def as_dates(days: object) -> NDArray[np.datetime64]:
    """Return days from 1970-01-01 as dates."""
    return np.asarray(days, np.int64).astype("datetime64[D]").astype("datetime64[s]")


def iso(day: int) -> str:
    """Return a day from 1970-01-01 as text: 2024-12-31."""
    return str(np.int64(day).astype("datetime64[D]"))
