"""The five spending lines of a firm as sums that can be moved one by one, the others staying what they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sim.scenario.firms import FirmSettings
from sim.scenario.setting import Settings
from sim.scenario.strategies import LINES, PerHead, StrategySettings

Mode = Literal["budget", "per_head", "total", "none"]
"""How a firm's spending can be moved: line by line in money, line by line in money a head, its budget only, not at all.
"""

BUDGET = "budget"
"""The name of the budget as a whole, beside the names of the lines."""

_BY_SPLIT = ("fixed", "churn_risk", "uplift", "value_uplift", "optimised")
"""Kinds of strategy that spend what their split says, and never review it."""


def mode_of(strategy: StrategySettings) -> Mode:
    """Return how the spending of a strategy can be moved.

    Strategies that review their split would soon undo a line that was moved; of these only the budget is moved.
    """
    if strategy.kind in _BY_SPLIT:
        return "budget" if strategy.budget is not None else "per_head"
    return "total" if strategy.budget is not None else "none"


def money_of(firm: FirmSettings, line: str) -> float:
    """Return what a firm spends on a line by its strategy: money/month, or money/head/month for rates per head."""
    strategy = firm.strategy
    if line == BUDGET:
        return strategy.budget or 0.0
    if strategy.budget is not None and strategy.split is not None:
        return strategy.budget * float(getattr(strategy.split, line))
    return float(getattr(strategy.per_head or PerHead(), line))


def spending_moved(strategy: StrategySettings, moved: Mapping[str, float]) -> dict[str, Any]:
    """Return the strategy, as data that a scenario can hold, with other money on some lines.

    moved: money by line, or for `BUDGET`, in the unit of the strategy's mode. The money on all other lines stays what
    it is: as long as what is moved fits into the budget, the budget stays and with it what is kept as profit changes;
    beyond that the budget grows, and the shares are those of the same money.
    """
    data = written(strategy)
    if strategy.budget is None or strategy.split is None:
        rates = strategy.per_head or PerHead()
        return data | {"per_head": {line: moved.get(line, getattr(rates, line)) for line in LINES}}
    if BUDGET in moved:
        return data | {"budget": moved[BUDGET]}
    budget = strategy.budget
    money = {line: moved.get(line, budget * float(getattr(strategy.split, line))) for line in LINES}
    total = sum(money.values())
    if total <= budget:
        own = strategy.split
        shares = {line: moved[line] / budget if line in moved else getattr(own, line) for line in LINES}
        if sum(shares.values()) <= 1.0 or total == 0.0:
            return data | {"split": shares}
    return data | {"budget": total, "split": {line: money[line] / total for line in LINES}}


def written(settings: Settings) -> dict[str, Any]:
    """Return settings as data, without what is as it is by default."""
    data: dict[str, Any] = {}
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if value == field.get_default(call_default_factory=True):
            continue
        if isinstance(value, Settings):
            data[name] = written(value)
        elif isinstance(value, tuple):
            data[name] = [written(item) if isinstance(item, Settings) else item for item in value]
        else:
            data[name] = value
    return data
