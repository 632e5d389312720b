"""Splits of a budget, and which of their parts a search may move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.scenario.strategies import LINES, Split
from sim.study.optimising.simplex import Array, cube_of, in_grains, simplex_of

GRAIN = 0.001
"""Splits are searched in thousandths of the budget: what is measured is what is written and printed, to the digit."""


class Parts(NamedTuple):
    """A budget in six parts that sum to one: the five lines, and what is kept as profit."""

    acquisition: float
    functional: float
    technical: float
    loyalty_programme: float
    winback: float
    kept: float

    @classmethod
    def of(cls, shares: Mapping[str, float] | Split) -> Parts:
        """Return the shares of the five lines with what they leave over."""
        lines = {n: float(getattr(shares, n) if isinstance(shares, Split) else shares[n]) for n in LINES}
        return cls(**lines, kept=max(1.0 - sum(lines.values()), 0.0))

    def split(self) -> Split:
        """Return the split as a scenario has it."""
        return Split(**{line: getattr(self, line) for line in LINES})


PARTS = Parts._fields
"""The names of the parts, in the order used everywhere."""


@dataclass(frozen=True)
class Space:
    """The splits that may be chosen: parts that move share what they have now, the others stay as they are.

    own: the split of the scenario; free: names of at least two parts.
    """

    own: Parts
    free: tuple[str, ...]

    @property
    def dimensions(self) -> int:
        """How many numbers say where a split lies."""
        return len(self.free) - 1

    @property
    def mass(self) -> float:
        """The share of the budget that is divided anew."""
        return float(sum(getattr(self.own, name) for name in self.free))

    def parts(self, cube: ArrayLike) -> Parts:
        """Return the split at a point of the cube (dimensions,), in thousandths of the budget."""
        return self.divided(simplex_of(cube)[0])

    def divided(self, simplex: Sequence[float] | Array) -> Parts:
        """Return the split whose free parts have shares (K,) of what is divided, in thousandths of the budget.

        What does not come out even goes to the largest free part, so that all parts together stay the budget.
        """
        whole = np.floor(self.mass / GRAIN + 1e-9) * GRAIN
        shares = in_grains(np.asarray(simplex, float) * whole, GRAIN)
        shares[int(np.argmax(shares))] += self.mass - whole
        return self.own._replace(**dict(zip(self.free, np.round(shares, 12).tolist(), strict=True)))

    def cube(self, parts: Parts) -> Array:
        """Return the point of the cube at which a split lies."""
        return cube_of(self.simplex(parts))

    def simplex(self, parts: Parts) -> list[float]:
        """Return the shares of the free parts of what is divided, which sum to one."""
        return [getattr(parts, name) / self.mass for name in self.free]

    def holds(self, parts: Parts) -> bool:
        """Return whether a split lies in the space: the parts that do not move are as they are now."""
        return all(
            abs(getattr(parts, name) - getattr(self.own, name)) < GRAIN / 2
            for name in PARTS
            if name not in self.free
        )
