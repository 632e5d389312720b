"""Intervals by resampling what could have come out otherwise: points that were drawn, and replications."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from sim.clv.checks import Array

Numbers = NDArray[np.intp]
"""Numbers of rows."""


class Blocks:
    """Which of several units (points, trajectories, futures) were drawn together: only blocks can be drawn again."""

    def __init__(self, block: NDArray[Any]) -> None:
        """block: the number of the block of each unit, (units,)."""
        _, self.place = np.unique(block, return_inverse=True)
        order = np.argsort(self.place, kind="stable")
        self.members = np.split(order, np.cumsum(np.bincount(self.place))[:-1])
        sizes = {member.size for member in self.members}
        self._even = np.stack(self.members) if len(sizes) == 1 else None

    def __len__(self) -> int:
        return len(self.members)

    def drawn(self, generator: np.random.Generator) -> Numbers:
        """Return the units of as many blocks as there are, less one, drawn with replacement."""
        chosen = generator.integers(len(self), size=len(self) - 1)
        if self._even is not None:  # the same, at once
            return self._even[chosen].ravel()
        return np.concatenate([self.members[number] for number in chosen])


class Draw(NamedTuple):
    """One resample: which units, and the weight of each replication."""

    units: Numbers
    weights: Array


@dataclass(frozen=True)
class Resampling:
    """How intervals are made: number of resamples, their seed, and coverage in (0, 1).

    Of n blocks n − 1 are drawn, with replacement, and of R replications R − 1, so that the variance of a mean comes out
    right even for few (Rao & Wu 1988). Blocks are resampled only where they were drawn from distributions, replications
    only where there are two or more; where neither is so, there is no interval, and its ends are NaN.
    """

    resamples: int = 1000
    seed: int = 1
    level: float = 0.95

    def draws(self, blocks: Blocks, replications: int, sampled: bool) -> Iterator[Draw]:
        """Return the resamples, none where nothing could have come out otherwise."""
        generator = np.random.default_rng(self.seed)
        other_units = sampled and len(blocks) > 1
        if not other_units and replications < 2:
            return
        everything, equal = np.arange(blocks.place.size), np.full(replications, 1.0 / replications)
        for _ in range(self.resamples):
            chosen = blocks.drawn(generator) if other_units else everything
            weights = equal
            if replications > 1:
                counts = np.bincount(generator.integers(replications, size=replications - 1))
                weights = np.zeros(replications)
                weights[: counts.size] = counts / (replications - 1)
            yield Draw(chosen, weights)

    def repeated(
        self, statistic: Callable[[Draw], Array], blocks: Blocks, replications: int, sampled: bool
    ) -> Array:
        """Return a statistic of any shape in all resamples, (resamples, …); no rows where there are none."""
        found = [statistic(draw) for draw in self.draws(blocks, replications, sampled)]
        return np.asarray(found, float) if found else np.empty((0,))

    def ends(
        self, resampled: Array, estimate: ArrayLike, least: float = -np.inf, most: float = np.inf
    ) -> tuple[Array, Array]:
        """Return the ends of percentile intervals of a statistic of any shape, NaN where it was not resampled.

        Resamples are luck added to luck: sizes, totals and regrets come out larger in them than they are. So they are
        moved until their mean is the estimate, and then cut off at what the statistic can be. Resamples in which it
        does not exist, because they have no point of some kind, are left out.
        """
        found = np.asarray(estimate, float)
        low, high = np.full(found.shape, np.nan), np.full(found.shape, np.nan)
        if not len(resampled):
            return low, high
        exists = ~np.isnan(resampled).all(axis=0) & ~np.isnan(found)
        tail = (1.0 - self.level) / 2.0
        kept = resampled[:, exists]
        shift = found[exists] - np.nanmean(kept, axis=0)
        ends = np.nanquantile(kept, [tail, 1.0 - tail], axis=0) + shift
        low[exists], high[exists] = np.clip(ends, least, most)
        return low, high

    def luck(self, values: Array) -> tuple[Array, Array]:
        """Return the ends of t intervals of means over replications, the last axis; NaN where there is only one.

        This is what is known where the points were chosen, not drawn: only luck could have been otherwise.
        """
        count = values.shape[-1]
        mean = values.mean(axis=-1)
        if count < 2:
            return np.full(mean.shape, np.nan), np.full(mean.shape, np.nan)
        reach = stats.t.ppf(0.5 + self.level / 2, count - 1) * values.std(axis=-1, ddof=1) / np.sqrt(count)
        return mean - reach, mean + reach


RESAMPLING = Resampling()
"""What is done if nothing else is asked for."""
