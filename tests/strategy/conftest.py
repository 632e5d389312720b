"""Firms' views of their market made by hand, or by hypothesis: there is no market in these tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.scenario.market import Response
from sim.scenario.strategies import APPROACHES, KINDS, LINES, PerHead, Split, Step, StrategySettings
from sim.strategy.analyst import Estimates
from sim.strategy.customer_file import CustomerFile
from sim.strategy.spending import Spending
from sim.strategy.view import OwnMonth, Rival, View

MOST_MONEY = 1e9
LARGEST_FILE = 12

people = st.integers(0, 10_000)
money = st.floats(0, MOST_MONEY)
any_money = st.floats(-MOST_MONEY, MOST_MONEY)


class Seen:
    """What `View.customers_seen` returns, and how often it was asked for."""

    def __init__(self, file: CustomerFile, estimates: Estimates) -> None:
        self.both = file, estimates
        self.asked = 0

    def __call__(self) -> tuple[CustomerFile, Estimates]:
        self.asked += 1
        return self.both


def _seen(size: int, **given: Any) -> Seen:
    """Return a customer file and estimates of a number of customers; given: arrays, or one number for all of them."""

    def column(name: str, usual: float, kind: type = float) -> Any:
        return np.array(np.broadcast_to(np.asarray(given.pop(name, usual), kind), (size,)))

    file = CustomerFile(
        relationship=np.arange(size), tenure=column("tenure", 24.0), margin=column("margin", 10.0),
        orders=column("orders", 2.0), idle=column("idle", 0.0), complaints=column("complaints", 0.0),
        products=column("products", 1.0), share_of_wallet=column("share_of_wallet", np.nan),
        satisfaction=column("answer", np.nan), intention=column("intention", np.nan),
        targeted=column("targeted", False, bool), held_out=column("held_out", False, bool),
    )  # fmt: skip
    risk = column("risk", 0.1)
    estimates = Estimates(
        risk=risk, uplift=column("uplift", 0.0), lifetime_value=column("lifetime_value", 100.0),
        potential=column("potential", 50.0), satisfaction=column("satisfaction", 0.65),
        stage=column("stage", 0, np.int8),
    )  # fmt: skip
    assert not given, f"unknown columns {set(given)}"
    return Seen(file, estimates)


@pytest.fixture(scope="session")
def seen() -> Callable[..., Seen]:
    """Return a function that makes a customer file with estimates."""
    return _seen


@pytest.fixture(scope="session")
def own_months() -> Callable[..., tuple[OwnMonth, ...]]:
    """Return a function that makes closed months, all alike, the last being the one before `until`."""

    def own_months(
        count: int, until: int = 0, spending: Spending | None = None, **given: Any
    ) -> tuple[OwnMonth, ...]:
        usual = {"customers": 1000, "joined": 20, "lost": 20, "won_back": 0, "revenue": 0.0, "profit": 1000.0}
        spent = spending or Spending()
        return tuple(
            OwnMonth(month=month, spending=spent, price=1.0, **(usual | given))
            for month in range(until - count, until)
        )

    return own_months


@st.composite
def splits(draw: st.DrawFn) -> Split:
    """Draw five shares that sum to at most one."""
    cuts = sorted(draw(st.lists(st.floats(0, 1), min_size=5, max_size=5)))
    shares = [b - a for a, b in zip([0.0, *cuts], cuts, strict=False)]
    return Split(**dict(zip(LINES, draw(st.permutations(shares)), strict=True)))


@pytest.fixture(scope="session")
def any_split() -> st.SearchStrategy[Split]:
    """Return a strategy for splits."""
    return splits()


steps = st.builds(Step, month=st.integers(-40, 200), split=splits()) | st.builds(
    Step, month=st.integers(-40, 200), approach=st.sampled_from(APPROACHES)
)
OWN_KEYS = {
    "schedule": {"steps": st.lists(steps, min_size=1, max_size=4).map(tuple)},
    "segment": {
        "cells": st.fixed_dictionaries(
            {
                name: st.fixed_dictionaries({}, optional={"weight": st.floats(0, 100), "split": splits()})
                for name in ("invest", "maintain", "harvest", "release")
            }
        )
    },
    "lifecycle": {
        "stage_blind": st.booleans(),
        "stages": st.dictionaries(
            st.sampled_from(["examination", "formation", "stability", "decline"]), splits()
        ),
    },
    "hill_climbing": {"shift": st.floats(0.001, 1)},
    "satisfaction_first": {"shift": st.floats(0.001, 1)},
    "equity_first": {"shift": st.floats(0.001, 1)},
    "competitor_reactive": {
        "reaction": st.fixed_dictionaries(
            {
                "match": st.sampled_from(["price", "acquisition", "both"]),
                "lag": st.integers(0, 5),
                "lowest_price": st.floats(0.01, 10),
            }
        )
    },
}


@st.composite
def _settings(draw: st.DrawFn, kind: str) -> StrategySettings:
    budget = st.fixed_dictionaries({"budget": money, "split": splits()})
    rates = st.builds(PerHead, **dict.fromkeys(LINES, st.floats(0, 100)))
    per_head = st.fixed_dictionaries({}, optional={"per_head": rates})
    how = draw(budget if kind == "optimised" else budget | per_head)
    keys = {name: draw(values) for name, values in OWN_KEYS.get(kind, {}).items()}
    return StrategySettings.model_validate(
        {"kind": kind, "policy_period": draw(st.integers(1, 13))} | how | keys
    )


@pytest.fixture(scope="session")
def settings_of() -> Callable[[str], st.SearchStrategy[StrategySettings]]:
    """Return a function from a kind of strategy to a strategy for its settings."""
    assert set(OWN_KEYS) <= set(KINDS)
    return _settings


months = st.builds(
    OwnMonth, month=st.integers(-40, 200), customers=people, joined=people, lost=people, won_back=people,
    revenue=money, profit=any_money, spending=st.builds(Spending, **dict.fromkeys(LINES, money)),
    price=st.floats(0.01, 10),
)  # fmt: skip
rivals = st.lists(st.builds(Rival, price=st.floats(0.01, 10), advertising=money), max_size=3).map(tuple)


@st.composite
def _any_seen(draw: st.DrawFn) -> Seen:
    """Draw a customer file with estimates; some firms have none of their customers in it yet."""
    size = draw(st.integers(0, LARGEST_FILE))

    def column(values: st.SearchStrategy[float]) -> Any:
        return draw(values | arrays(float, size, elements=values))

    return _seen(
        size, tenure=column(st.floats(1, 300)), risk=column(st.floats(0, 1)), uplift=column(st.floats(-1, 1)),
        lifetime_value=column(any_money), potential=column(money), satisfaction=column(st.floats(0, 1)),
        stage=draw(arrays(np.int8, size, elements=st.integers(0, 3))),
    )  # fmt: skip


@pytest.fixture(scope="session")
def any_views(any_settings) -> Callable[..., st.SearchStrategy[list[View]]]:
    """Return a function that makes a strategy for what a firm sees in some months that follow one another."""
    response = any_settings(Response)

    @st.composite
    def any_views(draw: st.DrawFn, count: int = 3) -> list[View]:
        first, curves = draw(st.integers(-40, 200)), draw(response)
        return [
            View(
                month=first + number, customers=draw(people), non_customers=draw(people), lately_lost=draw(people),
                price=draw(st.floats(0.01, 10)), discount_rate=draw(st.floats(0, 10)),
                own=tuple(draw(st.lists(months, max_size=4))) * draw(st.sampled_from([1, 1, 9])),
                rivals=draw(rivals), response=curves, customers_seen=draw(_any_seen()),
                looks_ahead=draw(st.none() | st.integers(1, 12)),
            )
            for number in range(count)
        ]  # fmt: skip

    return any_views
