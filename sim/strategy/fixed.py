"""The fixed strategy: the same budget and split, or the same rates per head, every month."""

from __future__ import annotations

from sim.scenario.firms import LINES, FixedStrategy, PerHead
from sim.strategy.spending import Spending, Strategy, View


def heads_reached(line: str, view: View) -> int:
    """Return how many people a budget line reaches."""
    if line == "acquisition":
        return view.non_customers
    return view.lately_lost if line == "winback" else view.customers


class Fixed:
    """Spends a budget by its split, or rates per head. A line that reaches nobody spends nothing."""

    def __init__(self, settings: FixedStrategy) -> None:
        self.settings = settings

    def decide(self, view: View) -> Spending:
        """Return the month's money for each line."""
        chosen = self.settings
        money = {}
        for line in LINES:
            heads = heads_reached(line, view)
            if chosen.budget is not None and chosen.split is not None:
                money[line] = chosen.budget * getattr(chosen.split, line) if heads else 0.0
            else:
                money[line] = getattr(chosen.per_head or PerHead(), line) * heads
        return Spending(**money)


def strategy_of(settings: FixedStrategy) -> Strategy:
    """Return the strategy that the settings name."""
    return {"fixed": Fixed}[settings.kind](settings)
