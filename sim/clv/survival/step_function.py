"""Survival as steps: what was seen, without a law that says how it goes on."""

from __future__ import annotations

import math
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from sim.clv.checks import NOT_NEGATIVE, SHARE, Array, number, row_of_numbers, whole
from sim.clv.survival.annuity import annuity
from sim.clv.survival.survival_model import ages, periods


class StepFunction:
    """S(t) that starts at 1, falls at some ages, is flat between them, and ends at the longest duration seen."""

    def __init__(self, steps: Array, survival: Array, longest: float) -> None:
        """steps: the ages (k,) at which it falls; survival: before the first of them and after each, (k + 1,)."""
        self._steps = steps
        self._survival = survival
        self._longest = longest

    @classmethod
    def of(cls, survival: ArrayLike) -> Self:
        """Return the steps through S(0) = 1, S(1), S(2) …, (periods + 1,), in [0, 1].

        Raises ValueError for shares that do not start at 1, rise, or lie outside.
        """
        shares = row_of_numbers("survival", survival, SHARE)
        if shares[0] != 1:
            raise ValueError(f"survival starts at {shares[0]:g}, but must be 1 after 0 periods")
        if np.any(np.diff(shares) > 0):
            later = int(np.flatnonzero(np.diff(shares) > 0)[0]) + 1
            raise ValueError(
                f"survival is {shares[later]:g} after {shares[later - 1]:g}, but must never rise"
            )
        return cls(np.arange(1.0, shares.size), shares, shares.size - 1.0)

    @property
    def known_until(self) -> float:
        """The longest duration, in periods: later the curve only holds its last value; infinity if that is 0."""
        return self._longest if self._survival[-1] > 0 else math.inf

    def survival(self, t: ArrayLike) -> Array:
        """Return the share that lasts longer than t ≥ 0, in [0, 1]; after the longest duration its last value."""
        return np.asarray(self._survival[np.searchsorted(self._steps, ages(t), side="right")])

    def log_survival(self, t: ArrayLike) -> Array:
        """Return ln S(t) for t ≥ 0; −∞ where nobody lasts."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(self.survival(t)))

    def retention(self, t: ArrayLike) -> Array:
        """Return the share of those who reached t − 1 that also reach t, for 1 ≤ t ≤ the longest duration, in [0, 1].

        Raises ValueError for another t, and where nobody reaches t − 1.
        """
        end = periods(t)
        if np.max(end) > self._longest:
            raise ValueError(
                f"t is {np.max(end):g}, but must be at most {self._longest:g}: nobody was followed for longer"
            )
        before = self.survival(end - 1.0)
        if np.any(before == 0):
            nobody = end[before == 0].flat[0]
            raise ValueError(f"retention at t = {nobody:g} has no value: nobody reaches {nobody - 1:g}")
        return self.survival(end) / before

    def hazard(self, t: ArrayLike) -> Array:
        """Return 1 − retention(t): the share of those who reached t − 1 that is lost by t ≥ 1, in [0, 1]."""
        return 1.0 - self.retention(t)

    def expected_lifetime(self, horizon: float | None = None) -> float:
        """Return the mean of min(lifetime, horizon) in periods: the area under the steps up to the horizon ≥ 0.

        Raises ValueError for a horizon (None: without limit) that the curve does not know because it ends above 0.
        """
        until = math.inf if horizon is None else number("horizon", horizon, NOT_NEGATIVE)
        self._check_known(until)
        if self._survival[-1] == 0:
            until = min(until, float(self._steps[-1]))
        edges = np.minimum(np.concatenate([[0.0], self._steps, [until]]), until)
        return float(np.diff(edges) @ self._survival)

    def annuity(self, discount: float, tenure: int = 0, horizon: int | None = None) -> float:
        """Return Σ S(n+k)/S(n) vᵏ over k = 1 … horizon (None: without end) for the tenure n; v > 0 is the discount.

        Raises ValueError if nobody reaches the tenure, or the curve ends above 0 before the horizon.
        """
        until = math.inf if horizon is None else float(tenure + horizon)
        self._check_known(until)
        if self._survival[-1] == 0:
            until = max(tenure, min(until, math.ceil(self._steps[-1])))
        return annuity(self.log_survival(np.arange(tenure, until + 1)), discount, tenure)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return n of the durations at which somebody left, (n,), drawn with the chances that the steps give them.

        Raises ValueError if the curve does not reach 0: how long the rest lasts is not known.
        """
        self._check_known(math.inf)
        return rng.choice(self._steps, whole("n", n), p=-np.diff(self._survival))

    def _check_known(self, until: float) -> None:
        if until > self.known_until:
            wanted = "what comes after" if until == math.inf else f"survival until {until:g}"
            raise ValueError(
                f"{wanted} is not known: the step function ends at {self._longest:g} periods, where "
                f"{self._survival[-1]:.3g} are still there; give a horizon within them, or fit a law"
            )
