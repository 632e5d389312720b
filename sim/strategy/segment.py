"""A plan for each cell of current × potential value: invest, maintain, harvest, release."""

from __future__ import annotations

import numpy as np

from sim.clv.segments import VALUE_CELLS, value_cells
from sim.strategy.informed import Informed
from sim.strategy.mixture import divided, mixed
from sim.strategy.policy import Shares
from sim.strategy.view import View

PLAN = {"low/high": "invest", "high/high": "maintain", "high/low": "harvest", "low/low": "release"}
"""The plan for each cell, named by current and by potential value against their medians."""


class Segment(Informed):
    """Mixes the splits of the four cells by their customers and weights, and targets those who could be worth more.

    share of a line = Σ customers × weight × share of the cell's plan / Σ customers × weight. A plan without a split
    divides money as the scenario does; `mixture.divided` says what a plan's split divides. So while no plan has a
    split, the weights do not change what lines get. It assumes that a line's money reaches all customers alike:
    single customers are treated differently by the targeted programme only, whose rule it sets. If all customers are
    worth the same, nobody is above a median, everybody is released, and the scenario's shares stay.
    Source: Verhoef & Donkers (2001), current and potential value.
    """

    targeting_rule = "segment"

    def informed(self, view: View, shares: Shares) -> Shares | None:
        """Return the mix of the plans; None without customers, or if nobody has a weight."""
        if not view.customers:
            return None
        _, estimates = view.customers_seen()
        if not estimates.lifetime_value.size:
            return None
        cells = value_cells(estimates.lifetime_value, estimates.potential)
        customers = np.bincount(cells.codes[cells.codes >= 0], minlength=len(VALUE_CELLS))
        plans = [getattr(self.settings.cells, PLAN[cell]) for cell in VALUE_CELLS]
        base = self.base(view)[1]
        weights = [float(heads) * plan.weight for heads, plan in zip(customers, plans, strict=True)]
        return mixed([divided(plan.split, base) for plan in plans], weights)
