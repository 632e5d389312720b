"""Switching costs of three kinds (E9). `p` is the group `customers.switching_costs` of the scenario."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.customers import SwitchingCosts


@rule
def procedural_cost(knowledge: float, expertise: float, p: SwitchingCosts) -> float:
    """E9. Return the procedural cost in utility: what one has learnt about the firm, less for experts.

    knowledge, expertise in [0, 1]. Source: Burnham, Frels & Mahajan (2003).
    """
    return p.scale * p.procedural * knowledge * (1.0 - p.expertise_relief * expertise)


@rule
def financial_cost(programme_effect: float, points: float, products: int, p: SwitchingCosts) -> float:
    """E9. Return the financial cost in utility: points that would be lost, and products that would have to move.

    programme_effect in [0, 1] (E14); points ≥ 0; products ≥ 1. Source: Burnham, Frels & Mahajan (2003).
    """
    benefit = p.financial * programme_effect * (1.0 - math.exp(-points / p.points_scale))
    return p.scale * (benefit + p.per_product * (products - 1.0))


@rule
def relational_cost(trust: float, tenure: int, p: SwitchingCosts) -> float:
    """E9. Return the relational cost in utility: a personal bond that trust and months together build.

    trust in [0, 1]; tenure in months. Source: Burnham, Frels & Mahajan (2003).
    """
    return p.scale * p.relational * trust * (1.0 - math.exp(-tenure / p.relational_months))


@rule
def social_bond(effect: float, tenure: int, p: SwitchingCosts) -> float:
    """E9. Return what the social side of a programme (clubs, contacts) adds to the relational cost, in utility.

    effect in [0, 1] (E14); tenure in months: like any personal bond it needs time.
    Source: Berry & Parasuraman (1991), the second of three levels of retention marketing.
    """
    return p.scale * p.social * effect * (1.0 - math.exp(-tenure / p.relational_months))


@rule
def structural_bond(effect: float, knowledge: float, p: SwitchingCosts) -> float:
    """E9. Return what the structural side of a programme (tools) adds to the procedural cost, in utility.

    effect in [0, 1] (E14); knowledge of the firm in [0, 1]: what one does not use does not bind.
    Source: Berry & Parasuraman (1991), the third of three levels of retention marketing.
    """
    return p.scale * p.structural * effect * knowledge


@rule
def points_after(points: float, amount: float, p: SwitchingCosts) -> float:
    """Return the programme points after a month: some expire, purchases (amount in money) earn new ones."""
    return p.points_kept * points + p.points_earned * amount
