"""How a service is perceived (E1) and how its cues are weighed (E2).

In all rules of this file `p` is the group `customers.perception` of the scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.customers import Perception


@rule
def incident_loss(chance: float, luck: float, p: Perception) -> float:
    """E1. Return the loss of quality in an encounter: 0, or the size of an incident, less if it is recovered.

    chance, luck: uniforms in (0, 1) for the incident and its recovery. Source: Keaveney (1995); Smith & Bolton (1998).
    """
    if chance >= p.incident.probability:
        return 0.0
    return p.incident.size * (p.incident.after_recovery if luck < p.incident.recovered else 1.0)


@rule
def technical_noise(expertise: float, p: Perception) -> float:
    """E1. Return the standard deviation of a customer's view of technical quality: it shrinks with expertise.

    expertise in [0, 1]. Source: technical quality is a credence quality (Alba & Hutchinson 1987).
    """
    return p.technical_noise + p.novice_noise * (1.0 - expertise)


@rule
def functional_perceived(quality: float, match: float, loss: float, noise: float, p: Perception) -> float:
    """E1. Return perceived functional quality in [0, 1]: how one was served.

    quality in [0, 1]; match, loss in quality units; noise standard normal. Source: Grönroos (1984).
    """
    return min(max(quality + match + p.functional_noise * noise - loss, 0.0), 1.0)


@rule
def technical_perceived(
    quality: float, match: float, loss: float, expertise: float, noise: float, p: Perception
) -> float:
    """E1. Return perceived technical quality in [0, 1]: what one got.

    quality, expertise in [0, 1]; match, loss in quality units; noise standard normal. Source: Grönroos (1984).
    """
    return min(
        max(quality + match + technical_noise(expertise, p) * noise - p.incident.technical * loss, 0.0), 1.0
    )


@rule
def technical_weight(expertise: float, p: Perception) -> float:
    """E2. Return the weight in (0, 1) of the technical cue; the functional cue has the rest.

    A cue weighs as much as it is precise, so the weight grows with expertise in [0, 1], uncoded.
    """
    precision = (p.cue_sd / technical_noise(expertise, p)) ** 2
    return precision / (1.0 + precision)
