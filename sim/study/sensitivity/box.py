"""A box: ranges of some inputs, and how well it holds the points in which something happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

Mask = NDArray[np.bool_]


class Range(NamedTuple):
    """Values of a quantity from low to high, both within; infinite where it is open."""

    low: float = -np.inf
    high: float = np.inf

    def holds(self, column: pd.Series[Any]) -> Mask:
        """Return which values are within."""
        values = column.to_numpy(float)
        return np.asarray((values >= self.low) & (values <= self.high))


class Choices(NamedTuple):
    """The values of a choice that are within."""

    values: tuple[object, ...]

    def holds(self, column: pd.Series[Any]) -> Mask:
        """Return which values are among them."""
        return column.isin(list(self.values)).to_numpy()


Limit = Range | Choices


@dataclass(frozen=True)
class Box:
    """Limits of some inputs; a point is within if it is within all of them, and everywhere if there are none."""

    limits: Mapping[str, Limit] = field(default_factory=dict)

    def holds(self, points: pd.DataFrame) -> Mask:
        """Return which points are within, (points,)."""
        within = np.ones(len(points), bool)
        for name, limit in self.limits.items():
            within &= limit.holds(points[name])
        return within

    def limited(self, name: str, limit: Limit) -> Box:
        """Return the box with another limit of one input, or with none if both ends of a range are open."""
        if limit == Range():
            return self.without(name)
        return Box({**self.limits, name: limit})

    def without(self, name: str) -> Box:
        """Return the box without the limit of one input."""
        return Box({key: limit for key, limit in self.limits.items() if key != name})


class Held(NamedTuple):
    """How well a box holds the points of interest. Source: Bryant & Lempert (2010).

    coverage: of all points of interest, the share in the box; density: of the points in the box, the share that is of
    interest; mass: of all points, the share in the box; all NaN where there is nothing to take a share of.
    """

    points: int
    hits: int
    coverage: float
    density: float
    mass: float


def held(box: Box, points: pd.DataFrame, interest: Mask) -> Held:
    """Return how well a box holds the points of interest, (points,)."""
    within = box.holds(points)
    count, hits, all_hits = int(within.sum()), int((within & interest).sum()), int(interest.sum())
    return Held(
        count,
        hits,
        hits / all_hits if all_hits else float("nan"),
        hits / count if count else float("nan"),
        count / len(points),
    )


def wider(box: Box, name: str) -> list[Box]:
    """Return the boxes with one end of an input's limit opened: one for each end that keeps something out."""
    limit = box.limits[name]
    if isinstance(limit, Choices):
        return [box.without(name)]
    opened = []
    if np.isfinite(limit.low):
        opened.append(box.limited(name, Range(high=limit.high)))
    if np.isfinite(limit.high):
        opened.append(box.limited(name, Range(low=limit.low)))
    return opened


def quasi_p_value(box: Box, larger: Box, points: pd.DataFrame, interest: Mask) -> float:
    """Return how likely it is that a box is so much denser than a larger one around it by chance.

    The chance that as many points, taken at random from the larger box, would have so many hits (binomial). Quasi,
    because the limit between them was searched for in the same points. Source: Bryant & Lempert (2010), appendix.
    """
    inside, around = held(box, points, interest), held(larger, points, interest)
    if not inside.points:
        return 1.0
    return float(stats.binom.sf(inside.hits - 1, inside.points, around.density))
