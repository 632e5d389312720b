"""The fixed strategy: the same budget and split, or the same rates per head, every month."""

from __future__ import annotations

from sim.scenario.strategies import LINES, PerHead
from sim.strategy.policy import Policy
from sim.strategy.spending import Spending
from sim.strategy.view import Decision, View


class Fixed(Policy):
    """Spends a budget by its split, or rates per head, and never reviews. A line that reaches nobody spends nothing."""

    def decide(self, view: View) -> Decision:
        """Return the month's money for each line, to the last bit what the scenario says."""
        chosen = self.settings
        money = {}
        for line in LINES:
            heads = view.heads(line)
            if chosen.budget is not None and chosen.split is not None:
                money[line] = chosen.budget * getattr(chosen.split, line) if heads else 0.0
            else:
                money[line] = getattr(chosen.per_head or PerHead(), line) * heads
        return Decision(Spending(**money))
