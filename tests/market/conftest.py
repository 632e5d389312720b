"""Small markets, and ways to compare two of them bit by bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.market.columns import COLUMNS
from sim.market.model import Market
from sim.market.tables import tables_of
from sim.scenario.scenario import Scenario

SILENCE = {
    "word_of_mouth": {"positive": 0.0, "negative": 0.0, "advisers": 0},
    "value": {"fairness": 0.0},
}
"""Settings of customers with which nobody hears anybody."""

Changes = dict[str, Any]


@pytest.fixture(scope="session")
def silence() -> Changes:
    """Return settings of customers with which nobody hears anybody."""
    return SILENCE


@pytest.fixture(scope="session")
def lived(small: Callable[..., Scenario]) -> Market:
    """Return a market of 800 customers that lived 48 months and kept everything. Not to be changed."""
    scenario = small(
        {
            "market": {"customers": 800},
            "months": 48,
            "followed": 800,
            "survey": {"months": [20, 40], "sample": 300},
        }
    )
    return Market(scenario, seed=5, transactions=True, contacts=True).run()


@pytest.fixture(scope="session")
def tables(lived: Market) -> dict[str, pd.DataFrame]:
    """Return the tables of the market that lived. Not to be changed."""
    return tables_of(lived)


@pytest.fixture(scope="session")
def state_of() -> Callable[[Market], dict[str, np.ndarray]]:
    """Return a function that copies the whole state of all customers."""
    return lambda market: {name: market.crowd.read(name).copy() for name in COLUMNS}


@pytest.fixture(scope="session")
def differing() -> Callable[..., dict[str, list[int]]]:
    """Return a function that gives the rows whose state differs between two markets, column by column, to the bit."""

    def differing(one: Market, other: Market, rows: Any = slice(None)) -> dict[str, list[int]]:
        found = {}
        for name in COLUMNS:
            a, b = one.crowd.read(name)[rows], other.crowd.read(name)[rows]
            if a.tobytes() != b.tobytes():
                unlike = (a != b) & ~((a != a) & (b != b))
                found[name] = np.flatnonzero(unlike if unlike.ndim == 1 else unlike.any(axis=1)).tolist()
        return found

    return differing


@pytest.fixture(scope="session")
def assert_equal_tables() -> Callable[[Any, Any], None]:
    """Return a function that fails unless two sets of tables are equal to the bit."""

    def assert_equal_tables(one: Any, other: Any) -> None:
        assert list(one) == list(other)
        for name in one:
            pd.testing.assert_frame_equal(one[name], other[name], check_exact=True, obj=name)

    return assert_equal_tables
