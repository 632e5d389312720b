"""The face that all models of survival share, and the ages at which they can be asked."""

from __future__ import annotations

from typing import Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from sim.clv.checks import NOT_NEGATIVE, Array, Valid, numbers
from sim.clv.survival.interval import Interval

PERIOD = Valid("a finite number of at least 1", low=1.0)


@runtime_checkable
class Survival(Protocol):
    """How long relationships last, as a law, an estimate, or steps that were given."""

    @property
    def known_until(self) -> float:
        """The age up to which it says how many last, in periods; infinity for a law of survival."""

    def survival(self, t: ArrayLike) -> Array:
        """Return the share that lasts longer than t ≥ 0 periods, in [0, 1], in the shape of t."""

    def log_survival(self, t: ArrayLike) -> Array:
        """Return ln S(t), which stays exact where S(t) is too small for a number; −∞ where nobody lasts."""

    def retention(self, t: ArrayLike) -> Array:
        """Return the share of those who reached t − 1 that also reach t ≥ 1, in the shape of t."""

    def hazard(self, t: ArrayLike) -> Array:
        """Return the hazard of leaving at t: 1 − retention(t) of discrete models, instantaneous for Weibull."""

    def expected_lifetime(self, horizon: float | None = None) -> float:
        """Return the mean of min(lifetime, horizon) in periods, the period of leaving included; None: no limit."""

    def annuity(self, discount: float, tenure: int = 0, horizon: int | None = None) -> float:
        """Return Σ S(n+k)/S(n) vᵏ over k = 1 … horizon (None: without end) for the tenure n; v > 0 is the discount."""

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return n durations, (n,), in periods."""


class SurvivalModel(Survival, Protocol):
    """Survival estimated from tenures: what every fitted model can be asked, whatever its form."""

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name, in the order of the paper."""

    @property
    def log_likelihood(self) -> float:
        """Of the tenures it was fitted to, in whole periods; NaN for a model whose parameters were given."""

    @classmethod
    def fit(cls, durations: ArrayLike, observed: ArrayLike, entry: ArrayLike | None = None) -> Self:
        """Return the model fitted to single tenures, right-censored and left-truncated; see `Tenures.of`."""

    @classmethod
    def fit_counts(cls, survivors: ArrayLike) -> Self:
        """Return the model fitted to the numbers left after 0, 1, 2 … periods; see `Tenures.of_survivors`."""

    def interval(self, name: str, level: float = 0.95) -> Interval:
        """Return a parameter with its confidence interval."""


def ages(t: ArrayLike) -> Array:
    """Return ages t ≥ 0 as floats of any shape; raise ValueError if one is negative, missing or not finite."""
    return numbers("t", t, NOT_NEGATIVE)


def periods(t: ArrayLike) -> Array:
    """Return the ends of periods t ≥ 1 as floats of any shape; raise ValueError if there is no period before t."""
    return numbers("t", t, PERIOD)
