"""Headline figures of a run: an estimate for each firm, with an interval over replications."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from sim.clv.survival import KaplanMeier
from sim.market.tables import Tables
from sim.scenario.scenario import Scenario

LEVEL = 0.95
"""Coverage of the intervals."""

BOUNDS = {
    "retention_rate": (0.0, 1.0),
    "market_share": (0.0, 1.0),
    "customers": (0.0,),
    "median_lifetime": (0.0,),
}
"""What a figure can be at least and at most: an interval over few replications is cut off there."""


def summary_of(tables: Tables, scenario: Scenario, replications: int) -> dict[str, Any]:
    """Return the headline figures of every firm; an interval is a t interval over replications, absent for one."""
    by_firm = _per_replication(tables, scenario)
    money = scenario.currency
    units = {
        "profit": (f"{money}/month", "mean profit of a booked month"),
        "customer_equity": (money, "predicted value of today's customers at the end"),
        "retention_rate": ("a year", "customers who stay, mean monthly rate over twelve months"),
        "customers": ("customers", "customers at the end"),
        "market_share": ("share", "share of all customers with a firm at the end"),
        "realised_clv": (
            money,
            "mean discounted profit so far of the relationships begun in the booked months",
        ),
        "median_lifetime": ("months", "month by which half of those relationships have ended (Kaplan–Meier)"),
    }
    return {
        "replications": replications,
        "level": LEVEL,
        "firms": {
            firm.name: {
                name: _interval(
                    by_firm.xs(firm.name, level="firm")[name].to_numpy(float), *BOUNDS.get(name, ())
                )
                | {"unit": unit, "meaning": meaning}
                for name, (unit, meaning) in units.items()
            }
            for firm in scenario.firms
        },
    }


def _per_replication(tables: Tables, scenario: Scenario) -> pd.DataFrame:
    """Return the figures of each replication and firm."""
    months, relationships = tables["months"], tables["relationships"]
    keys = ["replication", "firm"]
    grouped = months.groupby(keys, observed=False)
    last = months[months["month"] == scenario.months - 1].set_index(keys)
    figures = pd.DataFrame({"profit": grouped["profit"].mean()})
    figures["retention_rate"] = grouped["retention_rate"].mean() ** 12
    figures["customers"] = last["customers"]
    figures["customer_equity"] = last["customer_equity"]
    heads = last["customers"].groupby("replication").sum()
    figures["market_share"] = last["customers"] / heads.where(heads > 0)
    lived = (relationships["start_month"] >= 0) & (relationships["months"] > 0)
    begun = relationships[lived].groupby(keys, observed=False)
    figures["realised_clv"] = begun["discounted_profit"].mean()
    figures["median_lifetime"] = pd.Series(
        {
            key: KaplanMeier.fit(group["months"], group["ended"]).median()
            for key, group in begun
            if len(group)
        },
        dtype=float,
    )
    return figures


def _interval(
    values: np.ndarray[Any, Any], least: float = -math.inf, most: float = math.inf
) -> dict[str, float | None]:
    """Return the mean of the values that exist, and its t interval, within bounds, if there are two or more."""
    values = values[~np.isnan(values)]
    if (
        values.size == 0 or np.isinf(values).any()
    ):  # an infinite median: more than half stay in some replication
        return {"estimate": None, "low": None, "high": None}
    mean = float(values.mean())
    if values.size == 1:
        return {"estimate": mean, "low": None, "high": None}
    half = float(stats.t.ppf(0.5 + LEVEL / 2, values.size - 1) * values.std(ddof=1) / math.sqrt(values.size))
    return {"estimate": mean, "low": max(mean - half, least), "high": min(mean + half, most)}
