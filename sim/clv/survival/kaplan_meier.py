"""The product-limit estimate of survival: steps that assume no shape."""

from __future__ import annotations

import math
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from sim.clv.checks import Array
from sim.clv.survival.interval import Interval, check_parameter, standard_errors
from sim.clv.survival.step_function import StepFunction
from sim.clv.survival.survival_model import ages
from sim.clv.survival.tenures import Tenures


class KaplanMeier(StepFunction):
    """S(t) = Π (1 − ended / at risk) over the ages up to t at which somebody left. Source: Kaplan & Meier (1958).

    With left truncation nobody counts as at risk before coming under observation, so S(t) is conditional on having
    reached the first age at which anybody was followed, and where few are followed at young ages, one end among them
    moves the whole curve.
    """

    def __init__(self, tenures: Tenures) -> None:
        left = tenures.ended > 0
        self._tenures = tenures
        self._ended = tenures.ended[left]
        self._followed = tenures.at_risk(tenures.ages[left]).astype(float)
        """Who was at risk at each step."""
        survival = np.append(1.0, np.cumprod(1.0 - self._ended / self._followed))
        super().__init__(tenures.ages[left], survival, tenures.longest)
        self._check_all_count()

    @classmethod
    def fit(cls, durations: ArrayLike, observed: ArrayLike, entry: ArrayLike | None = None) -> Self:
        """Return the estimate from durations (n,) ≥ 0 in periods and whether each end was seen (n,).

        entry (n,) ≥ 0, or one number: the age at which each came under observation, below its duration (None: at its
        start). Durations need not be whole, and nobody need have left.
        Raises ValueError as `Tenures.of`, and if all who were followed at an age left when others were yet to come
        under observation: the curve would be 0 from there, whatever became of these.
        """
        return cls(Tenures.of(durations, observed, entry))

    @classmethod
    def fit_counts(cls, survivors: ArrayLike) -> Self:
        """Return the estimate from the numbers left after 0, 1, 2 … periods; ValueError as `Tenures.of_survivors`."""
        return cls(Tenures.of_survivors(survivors))

    @property
    def parameters(self) -> dict[str, float]:
        """The median; a step function has no other parameters."""
        return {"median": self.median()}

    @property
    def log_likelihood(self) -> float:
        """Of the tenures: of those in whole periods the highest that any law can reach."""
        stay = 1.0 - self._ended / self._followed
        ended = special.xlogy(self._ended, 1.0 - stay)
        return float(np.sum(ended + special.xlogy(self._followed - self._ended, stay)))

    def band(self, t: ArrayLike, level: float = 0.95) -> tuple[Array, Array]:
        """Return low and high ends of the pointwise interval of `survival(t)`.

        Greenwood's variance on the scale ln(−ln S); NaN where nobody has left yet or nobody remains, because the
        scale has no value there.
        """
        reach = standard_errors(level)
        with np.errstate(divide="ignore", invalid="ignore"):  # of the places without a value
            variance = np.cumsum(self._ended / (self._followed * (self._followed - self._ended)))
            log = np.log(self._survival[1:])
            half = reach * np.sqrt(variance) / -log
            low, high = np.exp(log * np.exp(half)), np.exp(log * np.exp(-half))
        place = np.searchsorted(self._steps, ages(t), side="right")
        there = np.append(False, self._survival[1:] > 0)[place]
        return (
            np.where(there, np.append(np.nan, low)[place], np.nan),
            np.where(there, np.append(np.nan, high)[place], np.nan),
        )

    def at_risk(self, t: ArrayLike) -> NDArray[np.int64]:
        """Return how many were still followed just before t ≥ 0."""
        return self._tenures.at_risk(ages(t))

    def median(self) -> float:
        """Return the first time at which at most half remain, in periods; infinity if more than half stay."""
        return self._first_at_most_half(self._survival[1:])

    def interval(self, name: str, level: float = 0.95) -> Interval:
        """Return the interval of the median: where the band crosses one half. Source: Brookmeyer & Crowley (1982).

        An end is infinite if the band does not come down to one half.
        Raises ValueError for any other name, or a level that is not in (0, 1).
        """
        check_parameter(name, self.parameters)
        if not self._steps.size:
            standard_errors(level)
            return Interval(math.inf, math.inf, math.inf)
        low, high = self.band(self._steps, level)
        return Interval(self.median(), self._first_at_most_half(low), self._first_at_most_half(high))

    def _check_all_count(self) -> None:
        gone = np.flatnonzero(self._survival[1:] == 0)
        if gone.size and self._steps[gone[0]] < self._longest:
            age, left = self._steps[gone[0]], self._ended[gone[0]]
            raise ValueError(
                f"all {left:g} who were followed at the age of {age:g} left, and others came under observation later, "
                "but somebody must be followed at every age: leave out the younger ages, or fit a law"
            )

    def _first_at_most_half(self, survival: Array) -> float:
        reached = np.flatnonzero(survival <= 0.5 + 1e-12)
        return float(self._steps[reached[0]]) if reached.size else math.inf
