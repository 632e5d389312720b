"""Single purchases: the orders of a month, with a day and an amount each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.market.draws import ORDER_DAY, ORDER_SIZE, uniforms

if TYPE_CHECKING:
    from sim.market.model import Market

FIRST_MONTH = np.datetime64("2020-01", "M")
"""The calendar month in which the books open. A label: the model knows no calendar."""


def orders_of_month(market: Market) -> dict[str, NDArray[Any]]:
    """Return one row for each order of the month: person, firm, date and amount.

    The day is uniform in the month. The amounts of one customer's orders add up to what was booked for the month, and
    differ by the log standard deviation of an order.
    """
    c = market.crowd.columns
    rows = np.flatnonzero(c.orders > 0)
    counts = c.orders[rows].astype(np.int64)
    places = np.repeat(rows, counts)
    number = np.arange(places.size) - np.repeat(np.cumsum(counts) - counts, counts)
    month = FIRST_MONTH + np.timedelta64(market.month, "M")
    days = ((month + np.timedelta64(1, "M")).astype("M8[D]") - month.astype("M8[D]")).astype(int)
    day = (uniforms(market.key, places, market.month, ORDER_DAY + number) * days).astype(np.int64)
    sigma = market.by_segment(lambda p: p.orders.amount_sigma)[c.segment[places]]
    weight = np.exp(sigma * special.ndtri(uniforms(market.key, places, market.month, ORDER_SIZE + number)))
    owner = np.repeat(np.arange(rows.size), counts)
    share = weight / np.bincount(owner, weights=weight, minlength=rows.size)[owner]
    return {
        "customer_id": market.crowd.customer_id[places],
        "firm": c.served_by[places],
        "date": (month.astype("M8[D]") + day).astype("M8[s]"),
        "amount": c.amount[places] * share,
    }
