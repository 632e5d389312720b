"""Category expertise (E7) and knowledge of one firm (E8). `p` is the group `customers.expertise` of the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.customers import Expertise


@rule
def expertise_after(expertise: float, ceiling: float, active: bool, p: Expertise) -> float:
    """E7. Return category expertise after a month: learnt by use up to a personal ceiling, slowly forgotten without.

    expertise, ceiling in [0, 1]; active: the category was used. Source: Alba & Hutchinson (1987).
    """
    if active:
        return expertise + p.learning * (ceiling - expertise)
    return expertise - p.forgetting * expertise


@rule
def knowledge_after(knowledge: float, p: Expertise) -> float:
    """E8. Return the knowledge in [0, 1] of one's way around the firm after a month of use."""
    return knowledge + p.firm_learning * (1.0 - knowledge)
