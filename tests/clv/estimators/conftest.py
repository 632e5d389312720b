"""Logs of firms whose customers behave as a known law says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from sim.clv.firm_log import STAGES, FirmLog


class World(NamedTuple):
    """A log, and what it does not tell: how many months each current relationship will yet live, (n,)."""

    log: FirmLog
    left: np.ndarray


def log_of(month: int, start: Any, end: Any, **columns: Any) -> FirmLog:
    """Return a log of relationships 10, 11, …: a column is a value, or a function of relationship and tenure (rows,)."""
    start, end = (np.asarray(values, float) for values in (start, end))
    end = np.where(end > month, np.nan, end)
    last = np.where(np.isnan(end), month, end)
    first = np.maximum(start + 1, 0)
    lived = (last - first + 1).astype(int)
    who = np.repeat(np.arange(start.size), lived)
    when = np.arange(who.size) - np.repeat(np.cumsum(lived) - lived, lived) + first[who].astype(int)
    tenure = when - start[who].astype(int)
    rows = {
        "stage": "formation",
        "orders": 1,
        "contacts": 0,
        "revenue": 20.0,
        "programme": 0.0,
        "profit": 10.0,
    }
    rows |= {name: values(who, tenure) if callable(values) else values for name, values in columns.items()}
    activity = pd.DataFrame({"relationship_id": who + 10, "month": when, "tenure": tenure, **rows})
    index = pd.RangeIndex(10, 10 + start.size, name="relationship_id")
    relationships = pd.DataFrame({"customer_id": index, "start_month": start, "end_month": end}, index=index)
    return FirmLog(month, relationships, activity)


def world_of(lifetimes: np.ndarray, month: int, warm_up: int = 0, **columns: Any) -> World:
    """Return a world in which relationships with these lifetimes in months begin evenly from −1 − warm_up to month."""
    start = -1 - warm_up + np.arange(lifetimes.size) * (month + 2 + warm_up) // lifetimes.size
    known = start + lifetimes >= 0
    start, end = start[known], (start + lifetimes)[known]
    log = log_of(month, start, end, **columns)
    return World(log, (end - month)[end > month])


def came(world: World, margin: Any, horizon: int, discount_rate: float) -> np.ndarray:
    """Return what each current relationship then brings at a constant margin, (n,)."""
    months = np.arange(1, horizon + 1)
    return margin * ((world.left[:, None] >= months) @ (1 + discount_rate) ** (-months / 12.0))


@pytest.fixture(scope="session")
def make_log() -> Callable[..., FirmLog]:
    return log_of


@pytest.fixture(scope="session")
def make_world() -> Callable[..., World]:
    return world_of


@pytest.fixture(scope="session")
def realised() -> Callable[..., np.ndarray]:
    return came


@pytest.fixture(scope="session")
def lively() -> FirmLog:
    """Return a log in which everything goes up and down: 36 months, customers who differ, some of before the books."""
    rng = np.random.default_rng(3)
    size = 600
    loyal = rng.beta(1.0, 12.0, size)
    spends = rng.gamma(4.0, 10.0, size)
    rate = rng.gamma(1.2, 0.25, size)
    columns = {
        "orders": lambda who, tenure: rng.poisson(rate[who % size]),
        "revenue": 0.0,
        "programme": 1.5,
        "stage": lambda who, tenure: np.array(STAGES)[rng.integers(0, 4, who.size)],
    }
    plain = world_of(rng.geometric(np.maximum(loyal, 1e-3)), 35, 12, **columns).log
    activity = plain.activity
    who = activity["relationship_id"].to_numpy()
    revenue = activity["orders"] * spends[who % size] * rng.lognormal(0, 0.3, who.size)
    activity = activity.assign(revenue=revenue, profit=0.4 * revenue - 2.0)
    return FirmLog(plain.month, plain.relationships, activity)
