"""One row for each of a user's customers: what is known, what is predicted, and in which groups each is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.business.future import probability_buying
from sim.business.models import Models
from sim.business.purchases import Purchases, as_dates
from sim.business.terms import Terms
from sim.clv.checks import Array
from sim.clv.ranking import ABC_CLASSES, abc_classes
from sim.clv.rfm import rfm_scores
from sim.clv.segments import value_cells, value_policies
from sim.clv.time_unit import DAYS
from sim.clv.transactions import customer_lifetime_value, expected_purchases, probability_alive

LOYAL_FROM = 0.5
"""Probability to be alive from which a customer who bought again counts as loyal: more likely still here than not."""


def customers_table(purchases: Purchases, models: Models, terms: Terms) -> pd.DataFrame:
    """Return one row for each customer, in the order of their names; columns are in the data dictionary.

    What a model that could not be fitted would predict is missing.
    """
    summary, revenue = purchases.summary, purchases.revenue
    waited = (purchases.until - purchases.last_day) / DAYS[terms.time_unit]
    table = summary.assign(
        since_last_purchase=waited,
        first_purchase=as_dates(purchases.first_day),
        last_purchase=as_dates(purchases.last_day),
        revenue=revenue,
        past_value=terms.margin * revenue,
    )
    table = table.assign(**predictions(summary, models, terms))
    table["abc_class"] = classes(table["past_value"].to_numpy())
    scores = rfm_scores(waited, summary["frequency"], revenue)
    for name in scores:
        table["rfm_cell" if name == "cell" else name] = scores[name]
    table["value_cell"] = value_cells(table["past_value"], table["predicted_clv"])
    table["loyal"] = (table["frequency"] > 0) & (table["probability_alive"] >= LOYAL_FROM)
    table["policy"] = value_policies(table["value_cell"], table["loyal"])
    return table


def predictions(summary: pd.DataFrame, models: Models, terms: Terms) -> dict[str, Array]:
    """Return what is predicted of each customer, (n,) each: NaN where there is no model to do so."""
    horizon, unit = terms.horizon, terms.horizon_unit
    missing = np.full(len(summary), np.nan)
    alive = buying = coming = spend = value = missing
    if models.purchases is not None:
        alive = probability_alive(models.purchases, summary)
        buying = probability_buying(models.purchases, summary, horizon, unit)
        coming = expected_purchases(models.purchases, summary, horizon, unit)
        if models.spending is not None:
            spend = models.spending.expected_spend(summary)
            value = customer_lifetime_value(
                models.purchases,
                models.spending,
                summary,
                horizon=horizon,
                horizon_unit=unit,
                discount_rate=terms.discount_rate,
                discount_rate_unit="year",
                margin=terms.margin,
            )
    return {
        "probability_alive": alive,
        "probability_buying": buying,
        "expected_purchases": coming,
        "expected_spend": spend,
        "predicted_clv": value,
    }


def classes(value: Array) -> Any:
    """Return the ABC class of each customer by value, (n,), missing where the value is, or if nobody brings any."""
    known = ~np.isnan(value)
    code = np.full(value.size, -1)
    if (value[known] > 0).any():
        code[known] = abc_classes(value[known]).codes
    return pd.Categorical.from_codes(code, pd.Index(ABC_CLASSES), ordered=True)
