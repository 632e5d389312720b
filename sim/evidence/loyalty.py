"""Facts about satisfaction and staying: F8, F24."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.evidence.fact import Verdict, fact
from sim.market.tables import Tables

LEVEL_LOW, LEVEL_HIGH = 0.20, 0.80
"""Ends of the seven equal bands of satisfaction, the same for every run that is checked."""

YEAR = 12
ENOUGH = 1000
"""Customer-months that a level needs to be judged."""


def levels(satisfaction: pd.Series[float]) -> pd.Series[int]:
    """Return satisfaction as a level from 1 to 7."""
    band = (satisfaction - LEVEL_LOW) / (LEVEL_HIGH - LEVEL_LOW) * 7
    return band.clip(0, 6).astype(int) + 1


@fact(
    "F8",
    "satisfaction keeps customers, most where dissatisfaction turns into indifference",
    source="Jones & Sasser (1995)",
    broken_by={
        "customers.value.satisfaction": 0.0,
        "customers.consideration.dissatisfied": 0.0,
        "customers.switching_costs.scale": 0.0,
    },
)
def retention_by_satisfaction_is_curved(tables: Tables) -> Verdict:
    """Yearly retention rises with the level; its slope over levels 2–4 is more than twice that over 5–7."""
    panel = tables["panel"]
    keys = ["replication", "customer_id", "begun", "month"]
    served = panel[panel["firm"].notna() & (panel["tenure"] > 0)]
    served = served.assign(begun=served["month"] - served["tenure"], level=levels(served["satisfaction"]))
    served = served[["replication", "customer_id", "begun", "month", "level"]]
    later = served[keys].assign(month=served["month"] - YEAR, stays=True)
    judged = served[served["month"] <= panel["month"].max() - YEAR].merge(later, how="left", on=keys)
    stays = judged["stays"].notna().groupby(judged["level"]).agg(["mean", "size"])
    share = stays["mean"]
    rising = bool(share[stays["size"] >= ENOUGH].is_monotonic_increasing)
    bottom, top = _slope(share, 2, 4), _slope(share, 5, 7)
    return Verdict(
        rising and bottom > 2 * top,
        {f"level {level}": float(value) for level, value in share.items()}
        | {"slope 2–4": bottom, "slope 5–7": top},
    )


def _slope(share: pd.Series[float], low: int, high: int) -> float:
    """Return the rise of retention for one level between two levels, NaN if one of them holds nobody."""
    return float((share.get(high, np.nan) - share.get(low, np.nan)) / (high - low))


@fact(
    "F24",
    "most customers who leave were satisfied",
    source="Reichheld (1996)",
    broken_by={
        "customers.consideration.base": 0.0,
        "customers.consideration.contacted": 0.0,
        "customers.consideration.winback": 0.0,
        "customers.consideration.recommended": 0.0,
        "market.category_exit": 0.0,
    },
)
def most_defectors_were_satisfied(tables: Tables) -> Verdict:
    """Between 55 % and 85 % of those who left were at satisfaction levels 5–7."""
    relationships = tables["relationships"]
    left = relationships[relationships["ended"]]
    share = float((levels(left["satisfaction"].astype(float)) >= 5).mean())
    return Verdict(0.55 <= share <= 0.85, {"satisfied leavers": share})
