"""Stages of a relationship (E15): read off with hysteresis, and read by nothing else in the model.

In all rules of this file `p` is the group `customers.stages` of the scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.conduct import Stages

STAGES = ("none", "examination", "formation", "stability", "decline")
"""The stages; the number of a stage is its place here. Prospects are in none."""
NONE, EXAMINATION, FORMATION, STABILITY, DECLINE = range(5)

PATTERNS = ("early termination", "mid termination", "early decline", "long-term")
"""The patterns of a whole relationship; the number of a pattern is its place here."""
EARLY_TERMINATION, MID_TERMINATION, EARLY_DECLINE, LONG_TERM = range(4)


@rule
def declining(gap: float, satisfaction: float, p: Stages) -> bool:
    """E15. Return whether this month speaks for decline: value far below its peak, or dissatisfaction."""
    return gap >= p.decline.gap or satisfaction < p.decline.satisfaction


@rule
def recovering(gap: float, satisfaction: float, p: Stages) -> bool:
    """E15. Return whether this month speaks for recovery from decline."""
    return gap < p.decline.recovery_gap and satisfaction > p.decline.recovery_satisfaction


@rule
def stage_above(stage: int, trust: float, share: float, uses: int, tenure: int, p: Stages) -> int:
    """E15. Return the stage after at most one step up.

    trust, share of wallet in [0, 1]; uses in encounters; tenure in months. Source: Dwyer, Schurr & Oh (1987).
    """
    f = p.formation
    s = p.stability
    if stage == EXAMINATION and trust >= f.trust and share >= f.share_of_wallet and uses >= f.uses:
        return FORMATION
    if stage == FORMATION and trust >= s.trust and share >= s.share_of_wallet and tenure >= s.tenure:
        return STABILITY
    return stage


@rule
def stage_deserved(trust: float, share: float, uses: int, p: Stages) -> int:
    """E15. Return the stage that a recovered relationship goes to: what its trust and share justify."""
    if trust >= p.stability.trust and share >= p.stability.share_of_wallet:
        return STABILITY
    if trust >= p.formation.trust and share >= p.formation.share_of_wallet and uses >= p.formation.uses:
        return FORMATION
    return EXAMINATION


@rule
def pattern(peak_stage: int, months_in_stability: int, long_term: int) -> int:
    """E15. Return the number of the pattern of a relationship, from its highest stage and its months in stability.

    Source: Chen Mingliang (2001), four patterns of the customer life cycle.
    """
    if peak_stage < FORMATION:
        return EARLY_TERMINATION
    if peak_stage < STABILITY:
        return MID_TERMINATION
    return EARLY_DECLINE if months_in_stability < long_term else LONG_TERM
