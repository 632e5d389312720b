"""The same market in another size: fewer or more customers, and money in proportion."""

from __future__ import annotations

from pydantic import ValidationError

from sim.scenario.firms import Event, FirmSettings
from sim.scenario.scenario import Scenario
from sim.scenario.strategies import StrategySettings


def in_size(scenario: Scenario, customers: int) -> Scenario:
    """Return the scenario with another number of customers; budgets, also those of events, are as large for each.

    customers ≥ 1; rates per head need no change. What firms can do for a customer is then the same, so a small market
    is a quick trial of a large one; luck weighs more in it. Raises ValueError, in one sentence, where the size does not
    fit, such as fewer customers than neighbours.
    """
    ratio = customers / scenario.market.customers
    changes = {
        "market": scenario.market.model_copy(update={"customers": customers}),
        "firms": tuple(_firm(firm, ratio) for firm in scenario.firms),
        "events": tuple(_event(event, ratio) for event in scenario.events),
    }
    resized = scenario.model_copy(update=changes)
    try:
        return Scenario.model_validate(resized.model_dump(exclude_unset=True))
    except ValidationError as error:
        raise ValueError(f"{customers} customers do not fit: {error.errors()[0]['msg']}") from None


def _firm(firm: FirmSettings, ratio: float) -> FirmSettings:
    return firm.model_copy(update={"strategy": _strategy(firm.strategy, ratio)})


def _event(event: Event, ratio: float) -> Event:
    if "strategy" not in event.set.model_fields_set:
        return event
    change = event.set.model_copy(update={"strategy": _strategy(event.set.strategy, ratio)})
    return event.model_copy(update={"set": change})


def _strategy(strategy: StrategySettings, ratio: float) -> StrategySettings:
    if strategy.budget is None:
        return strategy
    return strategy.model_copy(update={"budget": strategy.budget * ratio})
