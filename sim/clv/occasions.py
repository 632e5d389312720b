"""Purchase occasions: what remains of a list of transactions once days are counted and refunds are netted."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.clv.time_unit import DAYS, time_unit_named

Array = NDArray[np.float64]
Places = NDArray[np.int64]

_NOTHING_LEFT = 1e-9
"""Part of a purchase below which what is left after refunds is a rounding error."""


class Refunds(NamedTuple):
    """What was done with negative amounts."""

    count: int
    """Negative amounts."""
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
    """When, counted in the time unit from any origin, (n,)."""
    amount: Array | None
    """Money spent, refunds netted, (n,); None if no amounts were given."""
    end: float
    """End of the observation, counted like `time`."""
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

    Several purchases of a customer on a day are one occasion, as is the field's convention. Times are dates (the hour
    does not count), or numbers already counted in `time_unit`; then equal numbers are one occasion.
    A negative amount is a refund, never a purchase: it is set off against the customer's last purchase on or before
    that day. A purchase refunded as a whole does not count; an amount of zero, goods given away, does.
    Raises ValueError if a column is missing or holds missing values, an amount is not finite, or nothing was bought.
    """
    unit = time_unit_named(time_unit)
    needed = [customer_id_col, datetime_col] + ([monetary_value_col] if monetary_value_col is not None else [])
    for column in needed:
        if column not in transactions.columns:
            raise ValueError(f'column "{column}" is missing; there are: {", ".join(map(str, transactions.columns))}')
        _raise_if_missing(transactions[column], column)
    time, end = _times(transactions[datetime_col], datetime_col, observation_period_end, unit)
    seen = time <= end
    code, customers = pd.factorize(transactions[customer_id_col].to_numpy()[seen], sort=True)
    at, moment = np.unique(time[seen], return_inverse=True)
    key = code.astype(np.int64) * max(at.size, 1) + moment
    if monetary_value_col is None:
        amount, paid = np.zeros(key.size), np.ones(key.size, bool)
    else:
        amount = _amounts(transactions[monetary_value_col], monetary_value_col)[seen]
        paid = amount >= 0
    if not paid.any():
        raise ValueError(f"there are 0 purchases up to {observation_period_end}, but must be at least 1")
    keys, place = np.unique(key[paid], return_inverse=True)
    gross = np.bincount(place, amount[paid], keys.size)
    net, stands, refunds = _netted(keys, gross, key[~paid], -amount[~paid], max(at.size, 1))
    if not stands.any():
        raise ValueError(f"all {keys.size} purchases were refunded as a whole, but at least 1 must stand")
    kept = keys[stands]
    who, customer = np.unique(kept // max(at.size, 1), return_inverse=True)
    return Occasions(
        pd.Index(customers[who]),
        customer.astype(np.int64),
        at[kept % max(at.size, 1)],
        None if monetary_value_col is None else net[stands],
        end,
        refunds,
    )


def _netted(
    keys: Places, gross: Array, refund_keys: Places, refunded: Array, moments: int
) -> tuple[Array, NDArray[np.bool_], Refunds]:
    before = np.searchsorted(keys, refund_keys, side="right") - 1
    matched = (before >= 0) & (keys[before] // moments == refund_keys // moments)
    taken = np.bincount(before[matched], refunded[matched], keys.size)
    net = gross - taken
    cancelled = (taken > 0) & (net <= _NOTHING_LEFT * gross)
    beyond = -net[cancelled & (net < -_NOTHING_LEFT * gross)].sum() + refunded[~matched].sum()
    report = Refunds(refunded.size, float(refunded.sum()), int(np.count_nonzero(cancelled)), float(beyond))
    return net, ~cancelled, report


def _times(column: pd.Series[Any], name: str, end: Any, unit: str) -> tuple[Array, float]:
    """Return the times and the end of the observation, in the unit."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        times, last = column.to_numpy(float), _number(end)
        if not np.isfinite(times).all():
            raise ValueError(f'column "{name}" holds {times[~np.isfinite(times)][0]}, but every time must be finite')
        return times, last
    try:
        dates, until = pd.to_datetime(column), pd.Timestamp(end)
    except (ValueError, TypeError) as problem:
        raise ValueError(f'column "{name}" or observation_period_end is not a date: {problem}') from problem
    if until is pd.NaT:
        raise ValueError("observation_period_end is missing, but must be a date")
    days = _naive(dates).to_numpy("datetime64[D]").astype(np.int64)
    last_day = np.datetime64(until.tz_localize(None), "D").astype(np.int64)
    return days / DAYS[unit], float(last_day / DAYS[unit])


def _naive(dates: pd.Series[Any]) -> pd.Series[Any]:
    """Return dates without a time zone: a day is the customer's own day."""
    return dates.dt.tz_localize(None) if dates.dt.tz is not None else dates


def _number(end: Any) -> float:
    try:
        last = float(end)
    except (TypeError, ValueError):
        last = float("nan")
    if not np.isfinite(last):
        raise ValueError(f"observation_period_end is {end}, but times are numbers, so it must be a finite number")
    return last


def _amounts(column: pd.Series[Any], name: str) -> Array:
    try:
        amounts = column.to_numpy(float)
    except (TypeError, ValueError) as problem:
        raise ValueError(f'column "{name}" holds something that is not an amount: {problem}') from problem
    if not np.isfinite(amounts).all():
        raise ValueError(f'column "{name}" holds {amounts[~np.isfinite(amounts)][0]}, but every amount must be finite')
    return amounts


def _raise_if_missing(column: pd.Series[Any], name: str) -> None:
    missing = int(column.isna().sum())
    if missing:
        raise ValueError(f'column "{name}" is missing in {missing} of {len(column)} rows, but must be there in all')
