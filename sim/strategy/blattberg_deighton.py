"""The analytic optimum of acquisition and retention spending, from the firm's own two observed points."""

from __future__ import annotations

import math

from sim.clv.spending import Optimum, Response, acquisition_retention_optimum
from sim.strategy.clv_proportional import KEEPING, as_in
from sim.strategy.informed import Informed
from sim.strategy.own_books import YEAR, last_year, loss_rate, margin, newcomers
from sim.strategy.policy import Shares
from sim.strategy.response import contact_chance
from sim.strategy.view import View

UNAVOIDABLE = 0.5
"""Part of the customers lost in a year whom no money would have kept: they move away, die, or need it no longer. What
Blattberg and Deighton ask managers for; here an assumption."""


class BlattbergDeighton(Informed):
    """Spends on acquisition and on retention what maximises the value of a prospect, as far as the budget goes.

    From the books of the last year: spending and newcomers for each non-customer and month; spending on quality and
    programme, margin, and retention rate for each customer and year. Each rate is a point of a curve ceiling ×
    (1 − e^(−k × spending)). The ceiling of acquisition is as far above today's rate as the trade's highest chance of a
    contact is above today's chance; that of retention leaves half of today's losses. If the optimum asks for more than
    the budget, its proportions are kept; if for less, the rest is profit. Win-back keeps its share of the scenario.
    It assumes with its source that who gets no retention money leaves, that nobody joins without acquisition money,
    and that the customers won next are as those of today. If the books allow no estimate (nobody joined, nobody left,
    a loss, or nothing spent), shares stay: who once stops spending on a line no longer learns what it would do.
    Source: Blattberg & Deighton (1996).
    """

    def informed(self, view: View, shares: Shares) -> Shares | None:
        """Return the shares of the optimum; None if the books do not allow an estimate."""
        budget, base = self.base(view)
        optimum = self.optimum(view)
        if optimum is None or budget <= 0.0:
            return None
        won = optimum.acquisition_spend * view.non_customers / budget
        kept = optimum.retention_spend / YEAR * view.customers / budget
        if not math.isfinite(won + kept):
            return None
        room = base["acquisition"] + sum(base[line] for line in KEEPING)
        scale = min(1.0, room / (won + kept)) if won + kept > 0.0 else 1.0
        return {"acquisition": scale * won, "winback": base["winback"]} | as_in(base, scale * kept)

    def optimum(self, view: View) -> Optimum | None:
        """Return the best spends: acquisition per non-customer and month, retention per customer and year."""
        year = last_year(view.own)
        customers = sum(month.customers for month in year)
        if not customers or not view.non_customers or not sum(month.lost for month in year):
            return None
        reached = sum(month.spending.acquisition for month in year) / len(year) / view.non_customers
        joined = newcomers(year) / view.non_customers
        keeping = sum(getattr(month.spending, line) for month in year for line in KEEPING)
        retained = (1.0 - loss_rate(year)) ** YEAR
        chance = contact_chance(reached, view.response)
        if chance <= 0.0:
            return None
        ceiling = min(joined * view.response.contact_ceiling / chance, 1.0)
        try:
            return acquisition_retention_optimum(
                YEAR * margin(year),
                view.discount_rate,
                Response(reached, joined, ceiling),
                Response(YEAR * keeping / customers, retained, 1.0 - UNAVOIDABLE * (1.0 - retained)),
            )
        except ValueError:
            return None
