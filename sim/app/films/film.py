"""The film of a run: its parts as compressed JSON, the first year apart so that it can be shown early."""

from __future__ import annotations

import gzip
import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.app.films.recorder import FOCUS, Recorder
from sim.app.films.setup import Setup
from sim.behaviour.loyalty import ATTACHED_INTENTION, SATISFIED_LEVEL
from sim.market.columns import NOBODY
from sim.market.tables import months_table
from sim.scenario.scenario import Scenario

OPENING = 12
"""Booked months of the first part."""
SERIES = (
    "customers", "examination", "formation", "stability", "decline", "joined", "lost", "won_back", "referred",
    "revenue", "profit", "spending", "satisfaction", "trust", "switching_cost", "functional_quality",
    "technical_quality", "price", "retention_rate", "share_of_wallet", "customer_equity",
)  # fmt: skip
"""What is told of every firm, month by month."""
SPENDS = tuple(
    f"{line}_spend" for line in ("acquisition", "functional", "technical", "loyalty_programme", "winback")
)
"""Columns of the months table that sum up to the spending."""

NO_FIRM, ELSEWHERE = 0, 5
"""States on the plane; between them are the stages at the firm in focus."""
_LEVELS = 7
_DIGITS = 4


def film_part(setup: Setup, scenario: Scenario, recorder: Recorder, first: int, until: int) -> dict[str, Any]:
    """Return the film of the booked months [first, until), which have been lived."""
    return {
        "film": setup.film,
        "from": first,
        "until": until,
        "about": about(setup, scenario, recorder),
        "series": series(recorder, first, until),
        "flows": [flows.ravel().tolist() for flows in recorder.flows[first:until]],
        "survival": [whole(curve * 1000) for curve in recorder.survival[first:until]],
        "whale": [_whale(total, curve) for total, curve in recorder.whale[first:until]],
        "plane": plane(recorder, first, until),
        "thresholds": thresholds(scenario),
    }


def about(setup: Setup, scenario: Scenario, recorder: Recorder) -> dict[str, Any]:
    """Return what the run is."""
    return {
        "name": scenario.name,
        "description": scenario.description,
        "seed": setup.seed,
        "customers": scenario.market.customers,
        "months": scenario.months,
        "currency": scenario.currency,
        "firms": [firm.name for firm in scenario.firms],
        "focus": FOCUS,
        "followed": int(recorder.market.ledger.followed.size),
    }


def series(recorder: Recorder, first: int, until: int) -> dict[str, list[list[float | None]]]:
    """Return what the months table says, by name, firm and month."""
    table = months_table(recorder.market)
    table["spending"] = table[list(SPENDS)].sum(axis=1)
    firms = len(recorder.market.firms)
    told = {}
    for name in SERIES:
        values = table[name].to_numpy(float).reshape(-1, firms)[first:until]
        told[name] = [rounded(values[:, firm]) for firm in range(firms)]
    return told


def plane(recorder: Recorder, first: int, until: int) -> dict[str, list[list[int | None]]]:
    """Return where the followed people are on the satisfaction–loyalty plane, month by month, in hundredths."""
    told: dict[str, list[list[int | None]]] = {"satisfaction": [], "loyalty": [], "state": []}
    for month in recorder.market.ledger.panel[first:until]:
        there = month["firm"] != NOBODY
        bonds = month["procedural"] + month["financial"] + month["relational"]
        intention = special.expit(month["relative_value"] + bonds)
        told["satisfaction"].append(whole(np.where(there, month["satisfaction"] * 100, np.nan)))
        told["loyalty"].append(whole(np.where(there, intention * 100, np.nan)))
        own = np.where(month["firm"] == FOCUS, month["stage"], ELSEWHERE)
        told["state"].append(np.where(there, own, NO_FIRM).tolist())
    return told


def thresholds(scenario: Scenario) -> dict[str, float]:
    """Return from where on a customer counts as satisfied and as attached, in hundredths."""
    scale = scenario.customers.satisfaction
    low = scale.level_low + (SATISFIED_LEVEL - 1) / _LEVELS * (scale.level_high - scale.level_low)
    return {"satisfied": round(low * 100, 1), "attached": round(ATTACHED_INTENTION * 100, 1)}


def _whale(total: float, curve: NDArray[np.float64]) -> dict[str, Any]:
    """Return the curve in parts of the total; where there is no profit to share, in money."""
    parts = curve / total if total > 0 else curve
    return {"total": significant(total), "curve": rounded(parts)}


def packed(data: Any) -> bytes:
    """Return data as compressed JSON; equal data give equal bytes."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def rounded(values: NDArray[np.float64]) -> list[float | None]:
    """Return numbers with four significant digits; missing ones are null."""
    return [significant(value) for value in values.tolist()]


def significant(value: float) -> float | None:
    """Return a number with four significant digits, as a whole one if it is."""
    if not math.isfinite(value):
        return None
    short = float(f"{value:.{_DIGITS}g}")
    return int(short) if short.is_integer() else short


def whole(values: NDArray[np.float64]) -> list[int | None]:
    """Return numbers rounded to whole ones, (n,) → n; missing ones are null."""
    missing = np.isnan(values)
    numbers: list[int | None] = np.rint(np.where(missing, 0.0, values)).astype(np.int64).tolist()
    for place in np.flatnonzero(missing).tolist():
        numbers[place] = None
    return numbers
