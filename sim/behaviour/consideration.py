"""Whether a customer looks around this month (E11). `p` is the group `customers.consideration` of the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.rule import rule
from sim.behaviour.wallet import logistic

if TYPE_CHECKING:
    from sim.scenario.conduct import Consideration


@rule
def of_own_accord(chance: float, search_cost: float) -> float:
    """E11. Return a chance in [0, 1] to look around without a trigger, at other costs of search: 1 − (1 − k)^(1/s).

    chance k in [0, 1], a month, as it is at today's costs; search_cost s > 0, today's being 1. One looks around 1/s
    times as often: at half the cost, as often in a month as before in two.
    Source: after Bakos (1997), on lower costs of search in electronic marketplaces; the form is ours.
    """
    if search_cost == 1.0:
        return chance
    stays: float = (1.0 - chance) ** (1.0 / search_cost)
    return 1.0 - stays


@rule
def looks_around(
    satisfaction: float,
    contacted: bool,
    won_back: bool,
    recommended: bool,
    search_cost: float,
    p: Consideration,
) -> float:
    """E11. Return the chance in [0, 1] that a customer considers other firms this month.

    satisfaction in [0, 1]; contacted, won_back (contacted for win-back), recommended: triggers of this month;
    search_cost > 0, today's being 1: it bears on looking around without a trigger only.
    Source: Roos (1999); Gustafsson, Johnson & Roos (2005).
    """
    base = of_own_accord(p.base, search_cost)
    stays = 1.0 - base - p.dissatisfied * logistic((p.threshold - satisfaction) / p.width)
    if contacted:
        stays *= 1.0 - p.contacted
    if won_back:
        stays *= 1.0 - p.winback
    if recommended:
        stays *= 1.0 - p.recommended
    return min(max(1.0 - stays, 0.0), 1.0)


@rule
def looks_for_a_firm(contacted: bool, recommended: bool, search_cost: float, p: Consideration) -> float:
    """E11. Return the chance in [0, 1] that somebody without a supplier considers one this month.

    search_cost > 0, today's being 1: it bears on those whom nobody contacted and to whom nobody recommended a firm.
    """
    if contacted:
        return p.unattached_contacted
    return p.unattached_recommended if recommended else of_own_accord(p.unattached, search_cost)
