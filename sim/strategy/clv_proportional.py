"""Money in proportion to the customer value that it is for."""

from __future__ import annotations

import numpy as np

from sim.scenario.strategies import LINES
from sim.strategy.informed import Informed
from sim.strategy.own_books import YEAR, last_year, newcomers, regain_rate
from sim.strategy.policy import Shares
from sim.strategy.view import View

KEEPING = ("functional", "technical", "loyalty_programme")
"""The lines that keep customers."""
STEP = 0.5
"""Part of the way to the proportional split that a review goes: one odd look at the customers turns nothing over."""


class ClvProportional(Informed):
    """Gives acquisition, keeping and win-back money in proportion to the lifetime value at stake until the next review.

    Acquisition: newcomers expected × mean lifetime value of who joined in the last year. Keeping: Σ chance to leave ×
    lifetime value. Win-back: lately lost customers expected back × mean lifetime value. The three lines that keep
    divide their money as the scenario's split does. It assumes that value brought in per unit of money is alike
    everywhere, so it can starve a line whose money works well but is for little; and a line that brings nothing,
    because nothing is spent on it, gets nothing.
    Source: Venkatesan & Kumar (2004), money where lifetime value is; Reinartz, Thomas & Kumar (2005), acquisition and
    retention out of one budget. The proportional rule is a simple form of theirs, not their optimum.
    """

    def informed(self, view: View, shares: Shares) -> Shares | None:
        """Return shares half-way to those proportional to value; None without books, customers, or value."""
        stakes = self.stakes(view)
        base = self.base(view)[1]
        total = sum(base.values())
        if stakes is None or not 0.0 < sum(stakes) < np.inf or total <= 0.0:
            return None
        won, kept, regained = (total * stake / sum(stakes) for stake in stakes)
        wanted = {"acquisition": won, "winback": regained} | as_in(base, kept)
        return {line: (1.0 - STEP) * shares[line] + STEP * wanted[line] for line in LINES}

    def stakes(self, view: View) -> tuple[float, float, float] | None:
        """Return the lifetime value that is to be won, kept and regained until the next review, in money."""
        if not view.own or not view.customers:
            return None
        file, estimates = view.customers_seen()
        if not file.size:
            return None
        months = view.looks_ahead or self.settings.policy_period
        worth = estimates.lifetime_value
        young = file.tenure <= YEAR
        newcomer = max(float(worth[young].mean() if young.any() else worth.mean()), 0.0)
        year = last_year(view.own)
        regained = view.lately_lost * (1.0 - (1.0 - regain_rate(year)) ** (months / len(year)))
        return (
            newcomers(year) * months * newcomer,
            float((estimates.risk * np.maximum(worth, 0.0)).sum()),
            regained * max(float(worth.mean()), 0.0),
        )


def as_in(base: Shares, money: float) -> Shares:
    """Divide money over the lines that keep, as in the base; equally if they have nothing there."""
    there = sum(base[line] for line in KEEPING)
    return {line: money * (base[line] / there if there > 0.0 else 1.0 / len(KEEPING)) for line in KEEPING}
