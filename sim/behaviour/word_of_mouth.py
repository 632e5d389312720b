"""Word of mouth and advice (E17). `p` is the group `customers.word_of_mouth` of the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.conduct import WordOfMouth


@rule
def speaks(luck: float, encounter: float, p: WordOfMouth) -> int:
    """E17. Return +1 if a customer praises, −1 if she warns, 0 if she says nothing: the extremes talk.

    luck: uniform in (0, 1); encounter: satisfaction with it in [0, 1]. Source: Anderson (1998); East et al. (2007).
    """
    if encounter > p.positive_from:
        return 1 if luck < p.positive * (encounter - p.positive_from) / (1.0 - p.positive_from) else 0
    if encounter < p.negative_below:
        return -1 if luck < p.negative * (p.negative_below - encounter) / p.negative_below else 0
    return 0


@rule
def belief_after(belief: float, told: float, step: float, known: bool, p: WordOfMouth) -> float:
    """E17. Return the belief in [0, 1] after hearing `told` in [0, 1]; who knows the firm herself is moved less."""
    return belief + step * (p.known if known else 1.0) * (told - belief)
