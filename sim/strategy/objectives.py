"""Two objectives for one budget: mean satisfaction first, or customer equity first."""

from __future__ import annotations

from collections.abc import Callable

from sim.scenario.strategies import LINES
from sim.strategy.effects import Effects, on_equity, on_satisfaction, worth_of
from sim.strategy.informed import Informed
from sim.strategy.policy import Shares
from sim.strategy.view import View

CRUMB = 0.001
"""Part of the budget that is not worth moving."""


class SatisfactionFirst(Informed):
    """At each review moves `shift` of the budget to the line that does most for mean satisfaction per unit of money.

    It takes the money from the line that does least, then from the next. As only quality satisfies, it ends with
    everything in the two quality lines, where their last units of money do the same. It assumes that satisfied
    customers are the aim, whatever they are worth.
    Source: return on quality (Rust, Zahorik & Keiningham 1995), with satisfaction as the aim; `effects` for formulas.
    """

    def informed(self, view: View, shares: Shares) -> Shares | None:
        """Return the shares after the move; None without books, customers or budget."""
        budget = self.base(view)[0]
        if not view.own or not view.customers or budget <= 0.0:
            return None
        return moved(shares, self.settings.shift, lambda tried: on_satisfaction(view, _money(tried, budget)))


class EquityFirst(Informed):
    """At each review moves `shift` of the budget to the line that does most for customer equity per unit of money.

    It takes the money from the line that does least, then from the next. Equity is the lifetime value that a month of
    spending wins, keeps and wins back. It assumes that newcomers go on as those who joined before them, and that the
    link of satisfaction and value over its customers is cause and effect; answers with errors make the link look weak.
    Source: Rust, Lemon & Zeithaml (2004), marketing as an investment in customer equity; `effects` for formulas.
    """

    def informed(self, view: View, shares: Shares) -> Shares | None:
        """Return the shares after the move; None without books, customers or budget."""
        budget = self.base(view)[0]
        worth = worth_of(view, view.looks_ahead or self.settings.policy_period)
        if worth is None or budget <= 0.0:
            return None
        return moved(shares, self.settings.shift, lambda tried: on_equity(view, _money(tried, budget), worth))


def moved(shares: Shares, part: float, effects: Callable[[Shares], Effects]) -> Shares:
    """Return shares after a part of the budget has gone to the line with the highest effect.

    It comes from the line with the lowest effect that has money, then from the next, the first in order among equals.
    Where that much would turn the two lines around, half of it moves, or half of that, and so on; less than `CRUMB`
    does not move. effects: of one more unit of money on each line, at given shares; part is at least 0.
    """
    now = effects(shares)
    best = max(LINES, key=lambda line: now[line])
    for giver in sorted(LINES, key=lambda line: now[line]):
        taken = min(part, shares[giver])
        if now[giver] >= now[best]:
            break
        whole = taken
        while taken >= CRUMB:
            after = shares | {giver: shares[giver] - taken, best: shares[best] + taken}
            then = effects(after)
            if then[best] >= then[giver]:
                shares, part = after, part - taken
                break
            taken *= 0.5
        if 0.0 < taken < whole:
            break
    return shares


def _money(shares: Shares, budget: float) -> Effects:
    return {line: budget * share for line, share in shares.items()}
