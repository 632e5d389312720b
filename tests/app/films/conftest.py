"""One film of a small market, made once for all tests of films."""

from __future__ import annotations

import gzip
import json
from typing import Any, NamedTuple

import pandas as pd
import pytest

from sim.app.films import work
from sim.app.films.composing import scenario_of
from sim.app.films.setup import Setup
from sim.market.model import Market
from sim.market.tables import tables_of
from sim.scenario.scenario import Scenario

SETUP = Setup.of(
    {
        "scenario": "quality-dip",
        "customers": 400,
        "seed": 3,
        "moves": [
            {"month": 6, "lever": "price", "value": 1.05},
            {"month": 20, "lever": "winback", "value": 300},
        ],
    }
)


class Made(NamedTuple):
    """A film as the browser reads it, and the tables of the same run made without a film."""

    setup: Setup
    scenario: Scenario
    opening: dict[str, Any]
    rest: dict[str, Any]
    lives: dict[str, Any]
    sizes: tuple[int, ...]
    market: Market
    tables: dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def made() -> Made:
    """Return a film and the tables that it has to agree with."""
    opened = work.open_film(SETUP)
    rested = work.finish_film(SETUP, opened.state)
    parts = (opened.opening, *rested)
    scenario = scenario_of(SETUP)
    market = Market(scenario.model_copy(update={"followed": 200}), SETUP.seed).run()
    opening, rest, lives = (json.loads(gzip.decompress(part)) for part in parts)
    sizes = tuple(len(part) for part in parts)
    return Made(SETUP, scenario, opening, rest, lives, sizes, market, tables_of(market))
