"""A split for each stage of the relationship, because what keeps a customer differs by stage."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.scenario.strategies import Split
from sim.strategy.informed import Informed
from sim.strategy.mixture import divided, mixed
from sim.strategy.policy import Shares
from sim.strategy.view import View


class Preset(NamedTuple):
    """What the money for customers in one stage is spent on, unless the scenario says it."""

    split: Split
    reason: str


STAGES = {
    "examination": Preset(
        Split(functional=0.60, technical=0.25, loyalty_programme=0.15),
        "Beginners compare with what they expected, and judge by how they are served: what they get they cannot tell.",
    ),
    "formation": Preset(
        Split(functional=0.40, technical=0.40, loyalty_programme=0.20),
        "They compare with the best alternative and learn to judge: what they get counts as much.",
    ),
    "stability": Preset(
        Split(functional=0.20, technical=0.45, loyalty_programme=0.35),
        "Experts judge what they get, and ask whether their loyalty is returned: the programme returns it.",
    ),
    "decline": Preset(
        Split(functional=0.45, technical=0.30, loyalty_programme=0.05, winback=0.20),
        "Recovery: amends for what went wrong, and a call to those who have gone. Points do not mend a relationship.",
    ),
}
"""Presets by stage, in the order of the analyst's stages. The order of the lines follows the reason; the numbers are
assumptions. Source: standards of comparison by stage, Chen Mingliang (2001, 2003), and Jap & Anderson (2007), stages
differ in what matters; quality and expertise, Bell, Auh & Smalley (2005); recovery, Smith & Bolton (1998)."""


class Lifecycle(Informed):
    """Mixes the splits of the stages by the heads that the analyst sees in them.

    share of a line = Σ customers in the stage × share of its split / Σ customers; `mixture.divided` says what a split
    divides. With `stage_blind`, the plain mean of the four splits, however many customers are in a stage: the same
    knowledge of drivers, without looking at who is where. It assumes that stages, which the analyst guesses from
    tenure, share of wallet, orders and answers, are guessed well enough.
    Source: Dwyer, Schurr & Oh (1987), stages; `STAGES` for the drivers.
    """

    def informed(self, view: View, shares: Shares) -> Shares | None:
        """Return the mix of the splits; None without customers, unless blind to stages."""
        base = self.base(view)[1]
        parts = [divided(self.split(stage), base) for stage in STAGES]
        if self.settings.stage_blind:
            return mixed(parts, [1.0] * len(STAGES))
        if not view.customers:
            return None
        _, estimates = view.customers_seen()
        heads = np.bincount(estimates.stage, minlength=len(STAGES))
        return mixed(parts, [float(number) for number in heads])

    def split(self, stage: str) -> Split:
        """Return the split of a stage: the scenario's, or else the preset."""
        chosen: Split | None = getattr(self.settings.stages, stage)
        return STAGES[stage].split if chosen is None else chosen
