"""Loyalty as attitude and intention, its types and its ladder (after E12), and the explicit index (E12b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.behaviour.rule import rule
from sim.behaviour.stages import FORMATION, NONE, STABILITY
from sim.behaviour.wallet import logistic

if TYPE_CHECKING:
    from sim.scenario.customers import SwitchingCosts
    from sim.scenario.survey import BellIndex

Array = NDArray[np.float64]

LOYALTY_TYPES = ("none", "defector", "mercenary", "hostage", "loyalist")
"""Types of loyalty after Jones & Sasser (1995); the number of a type is its place here."""
LADDER = ("prospect", "customer", "client", "supporter", "advocate")
"""Rungs of the loyalty ladder after Payne (1994); the number of a rung is its place here."""

SATISFIED_LEVEL = 5
"""Satisfaction level from which a customer counts as satisfied, on the scale 1–7."""
ATTACHED_INTENTION = 0.7
"""Intention to stay from which a customer counts as attached, in [0, 1]."""


@rule
def intention_to_stay(relative_value: float, switching_cost: float) -> float:
    """E12. Return the intention to stay in [0, 1]; both arguments in utility."""
    return logistic(relative_value + switching_cost)


@rule
def attitudinal_loyalty(
    satisfaction: float,
    trust: float,
    procedural: float,
    financial: float,
    relational: float,
    p: SwitchingCosts,
) -> float:
    """E12. Return attitudinal loyalty: satisfaction and trust in equal parts, and what switching costs do to attitude.

    Switching costs in utility; p: `customers.switching_costs`, whose three effects on attitude are 0 by default.
    """
    bonds = (
        p.procedural_attitude * procedural
        + p.financial_attitude * financial
        + p.relational_attitude * relational
    )
    return 0.5 * satisfaction + 0.5 * trust + bonds


@rule
def loyalty_type(level: int, intention: float) -> int:
    """Return the number of the loyalty type of a customer: satisfaction level 1–7, intention to stay in [0, 1]."""
    attached = 1 if intention >= ATTACHED_INTENTION else 0
    if level >= SATISFIED_LEVEL:
        return 4 if attached else 2
    return 3 if attached else 1


@rule
def ladder_rung(stage: int, praised: bool) -> int:
    """Return the number of the rung: by stage, and at the top by having praised the firm in the last 12 months.

    A customer in decline stands where a new one does.
    """
    if stage == NONE:
        return 0
    if stage == STABILITY:
        return 4 if praised else 3
    return 2 if stage == FORMATION else 1


def bell_index(
    functional: Array, technical: Array, expertise: Array, switching: Array, p: BellIndex
) -> Array:
    """E12b. Return the explicit loyalty index from arrays of z-scores, without its noise; p: `survey.bell_index`.

    Source of the signs: hypotheses of Bell, Auh & Smalley (2005); the sizes are what E1–E12 generate, not theirs.
    """
    return (
        p.functional * functional
        + p.technical * technical
        + p.expertise * expertise
        + p.switching * switching
        + p.functional_expertise * functional * expertise
        + p.technical_expertise * technical * expertise
        + p.functional_switching * functional * switching
        + p.technical_switching * technical * switching
        + p.functional_both * functional * expertise * switching
        + p.technical_both * technical * expertise * switching
    )
