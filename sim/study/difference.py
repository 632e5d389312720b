"""What differs between two scenarios, with its interval: paired by luck, or of runs that have nothing in common."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

LEVEL = 0.95
"""Coverage of the intervals."""


class Difference(NamedTuple):
    """A mean over replications of what differs between two scenarios, with its 95 % t interval.

    low and high are missing (NaN) for a single replication, and all three for none.
    """

    mean: float
    low: float
    high: float

    @classmethod
    def between(cls, first: ArrayLike, other: ArrayLike, paired: bool) -> Difference:
        """Return how much higher `other` (n,) is than `first` (n,), paired by replication or as of independent runs.

        Where a value is infinite, such as the median lifetime of customers most of whom stay, there is no mean.
        """
        x, y = np.asarray(first, float), np.asarray(other, float)
        if np.isinf(x).any() or np.isinf(y).any():
            return cls(math.nan, math.nan, math.nan)
        return cls.of(y - x) if paired else cls.unpaired(x, y)

    @classmethod
    def of(cls, values: ArrayLike) -> Difference:
        """Return the mean of paired differences (n,), one for each replication; missing ones are left out."""
        x = _known(values)
        if x.size < 2:
            return cls(float(x[0]) if x.size else math.nan, math.nan, math.nan)
        return cls._around(float(x.mean()), float(x.std(ddof=1) / np.sqrt(x.size)), x.size - 1)

    @classmethod
    def unpaired(cls, first: ArrayLike, other: ArrayLike) -> Difference:
        """Return how much higher the mean of `other` (m,) is than of `first` (n,), as of independent runs.

        Source: Welch (1947), for variances that need not be equal.
        """
        x, y = _known(first), _known(other)
        if x.size == 0 or y.size == 0:
            return cls(math.nan, math.nan, math.nan)
        mean = float(y.mean() - x.mean())
        if min(x.size, y.size) < 2:
            return cls(mean, math.nan, math.nan)
        a, b = x.var(ddof=1) / x.size, y.var(ddof=1) / y.size
        if a + b == 0.0:
            return cls(mean, mean, mean)
        freedom = (a + b) ** 2 / (a**2 / (x.size - 1) + b**2 / (y.size - 1))
        return cls._around(mean, float(np.sqrt(a + b)), float(freedom))

    @classmethod
    def _around(cls, mean: float, error: float, freedom: float) -> Difference:
        reach = float(stats.t.ppf(0.5 + LEVEL / 2, freedom)) * error
        return cls(mean, mean - reach, mean + reach)

    @property
    def width(self) -> float:
        """How wide the interval is."""
        return self.high - self.low

    @property
    def sign(self) -> int:
        """1 or −1 where the whole interval lies above or below 0, else 0: then the two cannot be told apart."""
        return int(self.low > 0.0) - int(self.high < 0.0)


class Chance(NamedTuple):
    """A share of seeds, such as those in which one scenario is better, with its 95 % interval.

    Source of the interval: Clopper & Pearson (1934), which covers at least as often as it says.
    """

    hits: int
    seeds: int
    low: float
    high: float

    @classmethod
    def of(cls, hits: ArrayLike) -> Chance:
        """Return how many of the seeds (n,) hit; of none the interval goes from 0 to 1."""
        hit = np.asarray(hits, bool)
        if hit.size == 0:
            return cls(0, 0, 0.0, 1.0)
        interval = stats.binomtest(int(hit.sum()), hit.size).proportion_ci(LEVEL, "exact")
        return cls(int(hit.sum()), hit.size, float(interval.low), float(interval.high))

    @property
    def share(self) -> float:
        """The share, missing where there are no seeds."""
        return self.hits / self.seeds if self.seeds else math.nan


def _known(values: ArrayLike) -> NDArray[np.float64]:
    x: NDArray[np.float64] = np.asarray(values, float)
    found: NDArray[np.float64] = x[np.isfinite(x)]
    return found
