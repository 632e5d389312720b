"""Headline figures of a run: an estimate for each firm, with an interval over replications."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from sim.market.tables import Tables
from sim.scenario.scenario import Scenario
from sim.study.outcomes import HEADLINES, OUTCOMES, outcomes_of

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
    figures = _per_replication(tables, scenario)
    return {
        "replications": replications,
        "level": LEVEL,
        "firms": {
            firm.name: {
                name: interval_of(
                    figures.xs(firm.name, level="firm")[name].to_numpy(float), *BOUNDS.get(name, ())
                )
                | {"unit": OUTCOMES[name].unit_in(scenario.currency), "meaning": OUTCOMES[name].meaning}
                for name in HEADLINES
            }
            for firm in scenario.firms
        },
    }


def _per_replication(tables: Tables, scenario: Scenario) -> pd.DataFrame:
    """Return the headline figures of each replication and firm."""
    relationships = dict(iter(tables["relationships"].groupby("replication")))
    nobody = tables["relationships"].iloc[:0]
    return pd.concat(
        {
            number: outcomes_of(
                {"months": months, "relationships": relationships.get(number, nobody)}, scenario, HEADLINES
            )
            for number, months in tables["months"].groupby("replication")
        },
        names=["replication"],
    )


def interval_of(
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
