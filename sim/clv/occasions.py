"""Purchase occasions: what remains of a list of transactions once days are counted and refunds are netted."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.clv.checks import Array, columns, number, row_of_numbers
from sim.clv.time_unit import DAYS, time_unit_named

Places = NDArray[np.int64]

_NOTHING_LEFT = 1e-9
"""Part of a purchase below which what is left after refunds is a rounding error."""


class Refunds(NamedTuple):
    """What was done with negative amounts."""

    number: int
    """How many amounts were negative."""
    amount: float
    """Their sum, in money, as a positive number."""
    cancelled: int
    """Purchase occasions that were refunded as a whole, and therefore do not count."""
    unmatched: float
    """Of `amount`, what exceeds the purchase to which it was set off, or has no purchase before it."""


class Occasions(NamedTuple):
    """Purchase occasions, ordered by customer, then by time; n of them, by m customers."""

    customers: pd.Index[Any]
    """The customers, sorted, (m,)."""
    customer: Places
    """Place of each occasion's customer in `customers`, (n,)."""
    time: Array
    """When, in days from any origin, or as the numbers given, (n,)."""
    amount: Array | None
    """Money spent, refunds netted, (n,); None if no amounts were given."""
    end: float
    """End of the observation, counted like `time`."""
    per_unit: float
    """Of these days or numbers, how many make a time unit."""
    refunds: Refunds
    """What was netted."""


def purchase_occasions(
    transactions: pd.DataFrame,
    customer_id_col: str,
    datetime_col: str,
    monetary_value_col: str | None,
    observation_period_end: Any,
    time_unit: str,
) -> Occasions:
    """Return the purchase occasions up to the end of the observation, that day included.

    Several purchases of a customer on a day are one occasion, as is the field's convention. Times are dates or ISO 8601
    text (the hour does not count), or numbers already counted in `time_unit`; then equal numbers are one occasion.
    A negative amount is a refund, never a purchase: it is set off against the customer's last purchase on or before
    that day. A purchase refunded as a whole does not count; an amount of zero, goods given away, does.
    Raises ValueError if a column is missing or misses values, an amount is not finite, or nothing was bought.
    """
    named = [customer_id_col, datetime_col, monetary_value_col]
    columns("transactions", transactions, [name for name in named if name is not None])
    unit = time_unit_named(time_unit)
    time, end, per_unit = _times(transactions[datetime_col], datetime_col, observation_period_end, unit)
    seen = time <= end
    amount = np.zeros(np.count_nonzero(seen))
    if monetary_value_col is not None:
        amount = row_of_numbers(monetary_value_col, transactions[monetary_value_col])[seen]
    bought = amount >= 0
    if not bought.any():
        raise ValueError(f"there are 0 purchases up to {observation_period_end}, but must be at least 1")
    code, customers = pd.factorize(transactions.loc[seen, customer_id_col], sort=True)
    moments, moment = np.unique(time[seen], return_inverse=True)
    key = code.astype(np.int64) * moments.size + moment
    keys, place = np.unique(key[bought], return_inverse=True)
    net, stands, refunds = _netted(
        keys, np.bincount(place, amount[bought]), key[~bought], -amount[~bought], moments.size
    )
    if not stands.any():
        raise ValueError(f"all {keys.size} purchases were refunded as a whole, but at least 1 must stand")
    who, when = np.divmod(keys[stands], moments.size)
    buyers, customer = np.unique(who, return_inverse=True)
    spent = None if monetary_value_col is None else net[stands]
    return Occasions(pd.Index(customers[buyers]), customer, moments[when], spent, end, per_unit, refunds)


def _netted(
    keys: Places, gross: NDArray[Any], refund_keys: Places, refunded: Array, moments: int
) -> tuple[Array, NDArray[np.bool_], Refunds]:
    """Return what is left of each purchase, whether it stands, and what became of the refunds.

    A key is customer × moments + moment, so the last purchase on or before a refund is the last key not above its own.
    """
    before = np.searchsorted(keys, refund_keys, side="right") - 1
    matched = (before >= 0) & (keys[before] // moments == refund_keys // moments)
    taken = np.bincount(before[matched], refunded[matched], keys.size)
    net: Array = gross - taken
    cancelled = (taken > 0) & (net <= _NOTHING_LEFT * gross)
    beyond = np.maximum(-net, 0.0)[net < -_NOTHING_LEFT * gross].sum() + refunded[~matched].sum()
    report = Refunds(refunded.size, float(refunded.sum()), int(np.count_nonzero(cancelled)), float(beyond))
    return net, ~cancelled, report


def _times(column: pd.Series[Any], name: str, end: Any, unit: str) -> tuple[Array, float, float]:
    """Return the times, the end of the observation, and how many of what they count make a unit."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return row_of_numbers(name, column), number("observation_period_end", end), 1.0
    last = _date("observation_period_end", end)
    days = _date(name, column).dt.tz_localize(None).to_numpy("datetime64[D]").astype(float)
    return days, float(np.datetime64(last.tz_localize(None), "D").astype(np.int64)), DAYS[unit]


def _date(name: str, value: Any) -> Any:
    """Return dates, or one date, from dates or ISO 8601 text; a day with a time zone is the customer's own."""
    try:
        date: Any = pd.to_datetime(value, format="ISO8601")
    except (TypeError, ValueError) as problem:
        raise ValueError(
            f"{name} holds what is not a date, but must hold dates, ISO 8601 text or numbers: {problem}"
        ) from problem
    if np.any(pd.isna(date)):
        raise ValueError(f"{name} is missing, but must be a date")
    return date
