"""The follower: answers the price or the advertising of its strongest rival some months later."""

from __future__ import annotations

from typing import NamedTuple

from sim.scenario.strategies import StrategySettings
from sim.strategy.policy import Policy, Shares
from sim.strategy.view import Decision, View


class Sight(NamedTuple):
    """The strongest rivals as they were seen in some month."""

    month: int
    price: float
    """The lowest price of a rival."""
    advertising: float
    """The highest acquisition spending of a rival for each of its non-customers, money."""


class CompetitorReactive(Policy):
    """Matches the lowest price, or the highest advertising, or both, of its rivals `lag` months after seeing them.

    It sees of a month what was public at its end; `lag` counts from there. Price: that of the cheapest rival, up as
    well as down, but not below `lowest_price`; until the lag has passed, the scenario's. Advertising: the same money
    for each non-customer as the rival who spends most, at most the whole budget; the other lines share what is left
    in their proportions. What it does not match stays as in the scenario. It answers every month: `policy_period`
    does not matter. It assumes that the rival knows what it does, and never asks whether matching pays.
    Source: Leeflang & Wittink (1992), on competitive reaction; Steenkamp, Nijs, Hanssens & Dekimpe (2005), that
    reaction is often passive or needless.
    """

    def __init__(self, settings: StrategySettings) -> None:
        super().__init__(settings)
        self.sights: tuple[Sight, ...] = ()
        """What was seen in the last months, oldest first: as many as the lag asks for."""

    def decide(self, view: View) -> Decision:
        """Return money and price of the month: every month is a review."""
        if view.rivals:
            price = min(rival.price for rival in view.rivals)
            advertising = max(rival.advertising for rival in view.rivals)
            earlier = tuple(sight for sight in self.sights if sight.month < view.month)
            self.sights = (*earlier, Sight(view.month, price, advertising))[-1 - self.settings.reaction.lag :]
        self.shares = None
        return super().decide(view)

    def review(self, view: View, shares: Shares) -> Shares:
        """Return the scenario's shares with the acquisition of the strongest rival."""
        sight, budget = self.answered(view), self.base(view)[0]
        if sight is None or self.settings.reaction.match == "price" or budget <= 0.0:
            return shares
        others = {line: share for line, share in shares.items() if line != "acquisition"}
        paying = sum(others.values())
        total = shares["acquisition"] + paying
        acquisition = min(sight.advertising * view.non_customers / budget, total)
        left = total - acquisition
        return {"acquisition": acquisition} | {
            line: left * (share / paying) if share > 0.0 else 0.0 for line, share in others.items()
        }

    def price(self, view: View) -> float | None:
        """Return the lowest price of a rival as it was seen when the lag began, or None."""
        sight, reaction = self.answered(view), self.settings.reaction
        if sight is None or reaction.match == "acquisition":
            return None
        return max(sight.price, reaction.lowest_price)

    def answered(self, view: View) -> Sight | None:
        """Return what is answered in a month: the latest sight that is at least `lag` months old, None if none is."""
        due = view.month - self.settings.reaction.lag
        return next((sight for sight in reversed(self.sights) if sight.month <= due), None)
