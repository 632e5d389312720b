"""Hill climbing: try a little more or less on one line after another, and keep what pays."""

from __future__ import annotations

from sim.scenario.strategies import LINES, StrategySettings
from sim.strategy.informed import Informed
from sim.strategy.own_books import YEAR, Books, mean_profit, remaining_life
from sim.strategy.policy import Shares
from sim.strategy.view import View

TRIALS = tuple((line, direction) for line in LINES for direction in (1, -1))
"""What is tried, in turn: more and less on each line."""


class HillClimbing(Informed):
    """At each review, judges the last trial by a proxy of customer equity from its own books, and starts the next.

    A trial changes one line's share by `shift` of itself, up, and if that did not pay, down; the others are rescaled,
    so that the budget stays. It is kept if the proxy of the months since rose above that of the months before the
    trial, else undone. If a whole round of trials has failed, the market has changed, and the latest months are the
    new measure. A line never moves more than half-way to nothing or to everything, and a line at nothing is not tried.
    It assumes that what changed after a trial changed because of it: where the market grows everything seems to pay,
    where it shrinks nothing does, and what takes longer than a review to pay is not seen.
    Source: firms search near what they do and keep what results approve of (Cyert & March 1963).
    """

    def __init__(self, settings: StrategySettings) -> None:
        super().__init__(settings)
        self.before: Shares | None = None
        """Shares before the trial that is under way; None if none is."""
        self.began = 0
        """The month in which it began."""
        self.measure = 0.0
        """The proxy that a trial has to beat."""
        self.turn = 0
        """Number of the next trial in `TRIALS`."""
        self.failed = 0
        """Trials that have failed since the last that was kept."""

    def informed(self, view: View, shares: Shares) -> Shares | None:
        """Return the shares of the next trial; None while the books are shorter than a review, or than a year."""
        period = self.settings.policy_period
        if len(view.own) < min(period, YEAR):
            return None
        if self.before is not None and view.month - self.began < period:
            return shares
        return self._try(view, self._judge(equity_proxy(view.own[-period:], view.discount_rate), shares))

    def _judge(self, value: float, shares: Shares) -> Shares:
        """Return the shares after keeping or undoing the trial that is under way."""
        before, self.before = self.before, None
        paid = before is not None and value > self.measure
        if paid and TRIALS[self.turn - 1][1] > 0:
            self.turn += 1
        self.failed = 0 if paid or before is None else self.failed + 1
        if paid or before is None or self.failed >= len(TRIALS):
            self.measure, self.failed = value, 0
        return shares if before is None or paid else before

    def _try(self, view: View, shares: Shares) -> Shares:
        """Return shares with the next change that is possible; the same if none is."""
        for _ in TRIALS:
            line, direction = TRIALS[self.turn % len(TRIALS)]
            self.turn = self.turn % len(TRIALS) + 1
            found = changed(shares, line, 1.0 + direction * self.settings.shift) if view.heads(line) else None
            if found is not None:
                self.before, self.began = shares, view.month
                return found
        return shares


def equity_proxy(own: Books, discount_rate: float) -> float:
    """Return mean profit of a month × remaining life of a customer in months, in money; a loss is taken once.

    The profit of the months given, which must be at least one, earned for as long as today's customers stay.
    Source: customer equity as margin × v / (1 − r v) (Gupta & Lehmann 2003), over all customers.
    """
    profit = mean_profit(own)
    return profit * remaining_life(own, discount_rate) if profit > 0.0 else profit


def changed(shares: Shares, line: str, factor: float) -> Shares | None:
    """Return shares with one line times a factor in [0, 2] and the others rescaled to the same sum, or None.

    The line moves at most half-way to nothing, or to everything. None if it has nothing, or everything.
    """
    old, others = shares[line], sum(share for name, share in shares.items() if name != line)
    if old <= 0.0 or others <= 0.0:
        return None
    new = min(max(old * factor, 0.5 * old), old + 0.5 * others)
    left = old + others - new
    return {name: new if name == line else left * (share / others) for name, share in shares.items()}
