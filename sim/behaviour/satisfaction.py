"""Disconfirmation (E3), satisfaction (E4) and expectation (E5).

In all rules of this file `p` is the group `customers.satisfaction` of the scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.customers import Satisfaction


@rule
def disconfirmation(performance: float, expectation: float, p: Satisfaction) -> float:
    """E3. Return performance less expectation, disappointments weighing more than delights.

    performance, expectation in [0, 1]. Source: Oliver (1980); Anderson & Sullivan (1993).
    """
    surprise = performance - expectation
    return surprise if surprise >= 0.0 else p.loss_aversion * surprise


@rule
def encounter_satisfaction(performance: float, expectation: float, p: Satisfaction) -> float:
    """E4. Return the satisfaction in [0, 1] with one encounter.

    performance, expectation in [0, 1]. Source: Oliver (1980).
    """
    return min(max(performance + p.disconfirmation * disconfirmation(performance, expectation, p), 0.0), 1.0)


@rule
def newest_weight(uses: int, p: Satisfaction) -> float:
    """E4. Return the weight of the newest encounter: 1/2 for the first, falling with experience to a floor.

    uses: encounters so far, this one included. Source: Bolton (1998).
    """
    return max(p.memory, 1.0 / (uses + 1.0))


@rule
def expectation_after(expectation: float, performance: float, best_belief: float, p: Satisfaction) -> float:
    """E5. Return the expectation after an encounter: it follows performance, and the best firm known of.

    All in [0, 1]. The second term is the rising value expectation. Source: Boulding, Kalra, Staelin & Zeithaml (1993).
    """
    return (
        expectation
        + p.adaptation * (performance - expectation)
        + p.rising * max(0.0, best_belief - expectation)
    )


@rule
def satisfaction_level(satisfaction: float, p: Satisfaction) -> int:
    """Return the satisfaction level 1 (very dissatisfied) … 7 (very satisfied): seven equal bands."""
    band = (satisfaction - p.level_low) / (p.level_high - p.level_low) * 7.0
    return int(min(max(band, 0.0), 6.0)) + 1
