"""The frame of all strategies: a budget by the scenario, and shares of it that are reviewed every few months."""

from __future__ import annotations

from sim.scenario.strategies import LINES, PerHead, Split, StrategySettings
from sim.strategy.spending import Spending
from sim.strategy.view import Decision, View

Shares = dict[str, float]
"""Parts of the budget for each line, which sum to at most one; what is left over is profit."""


class Policy:
    """Spends a budget by shares; a kind of strategy overrides `review`.

    The budget of a month is the scenario's: a sum of money, or rates per head times the heads that they reach. Shares
    are the scenario's until the first review; reviews are in months divisible by `policy_period`.
    """

    targeting_rule: str | None = None
    """How the targeted programme is to choose customers; None leaves it to the scenario."""

    def __init__(self, settings: StrategySettings) -> None:
        self.settings = settings
        self.shares: Shares | None = None
        """As last reviewed; None before the first review."""

    def review(self, view: View, shares: Shares) -> Shares:
        """Return new shares; shares: those that hold now. This one keeps them."""
        return shares

    def price(self, view: View) -> float | None:
        """Return the price of the month, None for the scenario's. Asked every month."""
        return None

    def decide(self, view: View) -> Decision:
        """Return the month's money for each line, and its price. A line that reaches nobody spends nothing."""
        budget, shares = self.base(view)
        if self.shares is None or view.month % self.settings.policy_period == 0:
            self.shares = self.review(view, self.shares or shares)
            self._check(view, self.shares)
        money = {line: budget * self.shares[line] if view.heads(line) else 0.0 for line in LINES}
        return Decision(Spending(**money), self.price(view))

    def base(self, view: View) -> tuple[float, Shares]:
        """Return the scenario's budget of the month, and its shares for the lines."""
        chosen = self.settings
        if chosen.budget is not None and chosen.split is not None:
            return chosen.budget, shares_of(chosen.split)
        rates = chosen.per_head or PerHead()
        money = {line: getattr(rates, line) * view.heads(line) for line in LINES}
        budget = sum(money.values())
        return budget, {line: money[line] / budget if budget > 0 else 0.0 for line in LINES}

    def _check(self, view: View, shares: Shares) -> None:
        for line in LINES:
            if not 0.0 <= shares[line] <= 1.0 + 1e-9:
                raise ValueError(
                    f"{type(self).__name__} wants to give {line} the share {shares[line]} in month {view.month}: "
                    "it must be between 0 and 1"
                )
        total = sum(shares.values())
        if total > 1.0 + 1e-9:
            raise ValueError(
                f"{type(self).__name__} wants to spend {total:.6g} of its budget in month {view.month}: "
                "it must be at most 1"
            )


def shares_of(split: Split) -> Shares:
    """Return a split as shares."""
    return {line: getattr(split, line) for line in LINES}
