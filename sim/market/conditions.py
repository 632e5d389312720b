"""Under what conditions a month is lived: what the events so far make of the firms' settings and of the market."""

from __future__ import annotations

from typing import NamedTuple

from sim.scenario.firms import FirmSettings
from sim.scenario.scenario import Scenario


class Conditions(NamedTuple):
    """The conditions of a month."""

    firms: dict[str, FirmSettings]
    """The settings of every firm, by name."""
    demand: float
    """Factor on everybody's category spending, without the season."""
    search_cost: float
    """Cost of looking around, today's being 1."""


def conditions(scenario: Scenario, month: int) -> Conditions:
    """Return the conditions of a month: of the events that hold, those further down in the file count more."""
    market = {"demand": scenario.market.demand, "search_cost": scenario.market.search_cost}
    firms: dict[str, FirmSettings] = {firm.name: firm for firm in scenario.firms}
    for event in scenario.events:
        begun = event.month <= month
        over = event.months is not None and event.month + event.months <= month
        if not begun or over:
            continue
        if event.firm is None:
            market |= event.set.model_dump(exclude_unset=True)
        else:
            firms[event.firm] = event.set.applied_to(firms[event.firm])
    return Conditions(firms, **market)
