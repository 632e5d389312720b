"""What customer equity rests on: the same market from the same month on, without one of its drivers.

Value, brand and relationship equity are the three of Rust, Lemon & Zeithaml (2004); taking one away at a time, in a
branch of the market, is our way to measure them. All three are about the firm in focus, the first of the scenario.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.market.model import Market
from sim.scenario.customers import Customers
from sim.scenario.firms import Change, Event
from sim.scenario.scenario import Scenario

FOCUS = 0
"""The number of the firm in focus."""
_MATCH = ("functional_match", "technical_match", "functional_shared", "technical_shared")


@dataclass(frozen=True)
class Driver:
    """A driver of customer equity: its name, and the market that goes on in a branch without it."""

    name: str
    without: Callable[[Market, int], Market]


def _without_value(market: Market, branch: int) -> Market:
    """Let the firm offer what its rivals offer on average, price and quality, and suit its customers no better."""
    there = [firm.number for firm in market.firms[1:] if firm.present]
    if not there or not market.firms[FOCUS].present:
        return market.branch(branch)
    offers = market.offers
    shift = market.firms[FOCUS].settings.quality_shift
    change = {
        "price": float(offers.price[there].mean()),
        "quality_shift": {
            name: float(np.clip(getattr(shift, name) + offers[name][there].mean() - offers[name][FOCUS], -1.0, 1.0))
            for name in ("functional", "technical")
        },
    }  # fmt: skip
    equal = Event(month=market.month, firm=market.spec.firms[FOCUS].name, set=Change.model_validate(change))
    before = [event for event in market.spec.events if event.month < market.month]
    after = [event for event in market.spec.events if event.month >= market.month]
    other = market.branch(branch, market.spec.model_copy(update={"events": (*before, equal, *after)}))
    for name in _MATCH:
        match = other.crowd.read(name)
        match[:, FOCUS] = _of_rivals(match, market)
    return other


def _without_brand(market: Market, branch: int) -> Market:
    """Let nobody have more taste for the firm than for the average rival."""
    other = market.branch(branch)
    taste = other.crowd.preference
    if any(firm.present for firm in market.firms[1:]):
        taste[:, FOCUS] = _of_rivals(taste, market)
    return other


def _of_rivals(column: NDArray[np.float64], market: Market) -> NDArray[np.float64]:
    """Return the mean over the rivals that are in the market, (places,), of what customers have for every firm."""
    others = [firm.number for firm in market.firms if firm.number == FOCUS or not firm.present]
    return np.asarray(np.delete(column, others, axis=1).mean(axis=1))


def _without_relationship(market: Market, branch: int) -> Market:
    """Let nothing bind: no switching costs, and trust is worth nothing when firms are compared."""
    free = Customers.model_validate({"switching_costs": {"scale": 0.0}, "value": {"trust": 0.0}})
    return market.branch(branch, _with_customers(market.spec, free))


def _with_customers(scenario: Scenario, changes: Customers) -> Scenario:
    segments = tuple(
        segment.model_copy(update={"customers": segment.customers.changed(changes)})
        for segment in scenario.segments
    )
    customers = scenario.customers.changed(changes)
    return scenario.model_copy(update={"customers": customers, "segments": segments})


DRIVERS = (
    Driver("value equity", _without_value),
    Driver("brand equity", _without_brand),
    Driver("relationship equity", _without_relationship),
)
