"""Whether predictions can be believed: models fitted to the first part of an observation predict the rest of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.business.future import simulated_purchases
from sim.business.models import Models, fit_models
from sim.business.purchases import Purchases, iso
from sim.business.terms import Terms
from sim.business.transactions import Transactions
from sim.business.uncertainty import Uncertainty
from sim.clv.transactions import expected_purchases

MOST_PURCHASES = 7
"""Repeat purchases from which customers are put together."""
_SHORTEST = 14
"""Days of a part below which a check says nothing."""


class HoldOut(NamedTuple):
    """What was predicted of the rest of the observation, and what came."""

    table: pd.DataFrame
    """One row for each number of repeat purchases before; columns are in the data dictionary."""
    summary: dict[str, Any]
    """All customers together."""


def hold_out(transactions: Transactions, purchases: Purchases, terms: Terms) -> HoldOut | str:
    """Return a check of the terms' model on the last part of the observation, or a sentence why there is none.

    The part predicted is as long as the horizon, but at most half of the observation, and two weeks at least. Customers
    who first bought in it are not predicted, because no model of this kind knows them.
    """
    days = purchases.until - int(purchases.first_day.min()) + 1
    length = int(min(max(terms.horizon_days, _SHORTEST), days // 2))
    if length < _SHORTEST:
        return f"The observation of {days} days is too short to predict its second half from its first."
    cut = purchases.until - length
    try:
        before = Purchases.of(transactions, np.datetime64(cut, "D"), terms.time_unit)
    except ValueError as error:
        return f"The first part of the observation cannot be used to predict the rest: {error}."
    models = fit_models(before.summary, terms)
    if models.purchases is None:
        return f"The first part of the observation cannot be used to predict the rest. {models.notes[0]}"
    expected = expected_purchases(models.purchases, before.summary, length, "day")
    came, money = _came(before, purchases, cut)
    spend = np.full(came.size, np.nan)
    if models.spending is not None:
        spend = models.spending.expected_spend(before.summary)
    table = pd.DataFrame(
        {
            "frequency": np.minimum(before.summary["frequency"], MOST_PURCHASES),
            "customers": 1,
            "expected_purchases": expected,
            "actual_purchases": came,
            "expected_revenue": expected * spend,
            "actual_revenue": money,
        }
    )
    grouped = table.groupby("frequency").sum(min_count=1).reset_index()
    return HoldOut(grouped, _summary(table, before, models, cut, length, terms))


def _came(before: Purchases, whole: Purchases, cut: int) -> tuple[Any, Any]:
    """Return purchases and money of the customers known before, after the cut, (n,) each."""
    later = whole.day > cut
    count = np.bincount(whole.customer[later], minlength=whole.customers)
    money = np.bincount(whole.customer[later], whole.amount[later], whole.customers)
    place = pd.Index(whole.occasions.customers).get_indexer(pd.Index(before.occasions.customers))
    there = place >= 0  # what had been bought before may have been refunded since
    return np.where(there, count[place], 0), np.where(there, money[place], 0.0)


def _summary(
    table: pd.DataFrame, before: Purchases, models: Models, cut: int, length: int, terms: Terms
) -> dict[str, Any]:
    model = models.purchases
    assert model is not None
    sums = table.drop(columns="frequency").sum(min_count=1)
    interval = Uncertainty.of(model, None, before.summary).interval(
        float(sums["expected_purchases"]),
        lambda purchases, _, customers: expected_purchases(purchases, customers, length, "day"),
        lambda customers, rng: simulated_purchases(model, customers, length, "day", rng),
    )
    came = float(sums["actual_purchases"])
    return {
        "from": iso(cut + 1),
        "until": iso(before.until + length),
        "days": length,
        "customers": before.customers,
        "expected_purchases": dict(interval._asdict()),
        "actual_purchases": came,
        "error": float(sums["expected_purchases"]) / came - 1.0 if came else None,
        "mean_absolute_error": float((table["expected_purchases"] - table["actual_purchases"]).abs().mean()),
        "expected_revenue": None if models.spending is None else float(sums["expected_revenue"]),
        "actual_revenue": float(sums["actual_revenue"]),
    }
