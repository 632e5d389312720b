"""BG/NBD and Gamma-Gamma: customers of whom only purchases are looked at, as where nobody says good-bye."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.clv.checks import Array
from sim.clv.firm_log import FirmLog
from sim.clv.transactions import customer_lifetime_value, fit_bg_nbd, fit_gamma_gamma

_HALF = 0.5
"""Months from the middle of a month to its end."""


def bg_nbd_gamma_gamma(log: FirmLog, horizon: int, discount_rate: float) -> Array:
    """Return margin × expected spend × discounted expected purchases in the months 1 … H ahead, (n,), in money.

    A purchase is a month with purchases, the time unit is the month. Both models are fitted to the relationships that
    began when the books were open, also those that have ended: the firm does not look at the end, it sees silence.
    They are applied to all current ones; of those that began earlier, the first purchase is the first one seen. Who has
    not bought yet counts as having bought once when the relationship began, or the books opened. The margin is profit
    over revenue of the whole log.
    Assumes that purchases come at random at a rate of each customer's own, may stop for ever after any of them, and
    that amounts have nothing to do with rates. Reads months with purchases, revenue, and profit of all together.
    Misleads where customers buy in nearly every month, which is not at random, or if costs do not go with revenue.
    Convention: payment at "period_end", since a log, counted in whole months, pays the money of a month at its end.
    Raises ValueError if the margin is not above 0 and at most 1, or the models cannot be fitted.
    Source: Fader, Hardie & Lee (2005); Fader & Hardie (2013).
    """
    revenue = float(log.money("revenue").sum())
    margin = float(log.money("profit").sum()) / revenue if revenue > 0 else 0.0
    if not 0.0 < margin <= 1.0:
        raise ValueError(
            f"profit over revenue of the log is {margin:g}, but must be above 0 and at most 1 for a margin"
        )
    known = purchase_summary(log)
    learned = known[(log.start >= -1.0) & known["bought"]]
    purchases = fit_bg_nbd(learned, "month")
    return customer_lifetime_value(
        purchases,
        fit_gamma_gamma(learned),
        known.iloc[log.lasting()],
        horizon=horizon,
        horizon_unit="month",
        discount_rate=discount_rate,
        discount_rate_unit="year",
        margin=margin,
        payment="period_end",
    )


def purchase_summary(log: FirmLog) -> pd.DataFrame:
    """Return frequency, recency, T and monetary_value of all relationships, and whether they have bought.

    In months. The clock starts at the end of the month of the first purchase, since a second one in it cannot be told
    from the first, and stops for everybody at the cut-off, whether the relationship has ended or not; a month with
    purchases counts at its middle, so a customer who buys in the next month has a recency of a half. Whole months
    would make everybody seem to have bought half a month later, and thus forecasts of purchases some 5 % too high.
    bought is false for who has no purchase in the log: frequency 0, T from the start, or from before the books.
    """
    rows = log.purchases
    place, when, size = log.place[rows], log.when[rows].astype(float), len(log.relationships)
    amount = log.money("revenue")[rows]
    first, last = np.maximum(log.start, -1.0), np.maximum(log.start, -1.0)
    last[place] = when  # rows are sorted by month, so the last one stays
    first[place[::-1]] = when[::-1]
    opening = np.zeros(size)
    opening[place[::-1]] = amount[::-1]
    months = np.bincount(place, minlength=size)
    repeats = np.maximum(months - 1, 0)
    spent = np.bincount(place, amount, size) - opening  # rounding may leave less than nothing of free repeats
    return pd.DataFrame(
        {
            "frequency": repeats,
            "recency": np.where(repeats > 0, last - first - _HALF, 0.0),
            "T": log.month - first,
            "monetary_value": np.where(repeats > 0, np.maximum(spent, 0.0) / np.maximum(repeats, 1), 0.0),
            "bought": months > 0,
        },
        index=log.relationships.index,
    )
