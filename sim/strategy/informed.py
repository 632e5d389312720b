"""The frame of the policies that learn: the scenario's shares until something is known, then their own."""

from __future__ import annotations

from abc import ABC, abstractmethod

from sim.scenario.strategies import StrategySettings
from sim.strategy.policy import Policy, Shares
from sim.strategy.view import View


class Informed(Policy, ABC):
    """Spends by the scenario's shares until books and customer file tell enough, and from then on by its own.

    A kind of strategy overrides `informed`. While it returns None, nothing moves: the scenario's shares of the month
    hold until a review has succeeded once, and then those of the last review that did.
    """

    def __init__(self, settings: StrategySettings) -> None:
        super().__init__(settings)
        self.has_moved = False
        """Whether a review has told anything yet."""

    @abstractmethod
    def informed(self, view: View, shares: Shares) -> Shares | None:
        """Return new shares, or None if books and file do not tell enough; shares: those that hold now."""

    def review(self, view: View, shares: Shares) -> Shares:
        """Return new shares, or those that hold if nothing is known."""
        now = shares if self.has_moved else self.base(view)[1]
        found = self.informed(view, now)
        if found is None:
            return now
        self.has_moved = True
        return found
