"""What all laws of survival with parameters have in common, whatever their form."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from sim.clv.checks import NOT_NEGATIVE, Array, number
from sim.clv.survival.annuity import Tail, annuity, endless_annuity
from sim.clv.survival.interval import Interval, check_parameter, standard_errors
from sim.clv.survival.survival_model import ages, periods
from sim.clv.survival.tenures import Tenures

LONGEST = 2.0**53
"""Periods after which a float no longer counts: longer durations are drawn as this."""


@dataclass(frozen=True, kw_only=True)
class Parametric(ABC):
    """A law of survival with its parameters, fitted or published; relationships end only at the end of a period."""

    log_likelihood: float = math.nan
    """Of the tenures that it was fitted to; NaN if the parameters were given."""
    at_bound: tuple[str, ...] = ()
    """Parameters that the data do not determine; empty for a good fit."""
    covariance: Array | None = field(default=None, compare=False, repr=False)
    """Of the logarithms of the parameters, (k, k); None if they were not found by maximum likelihood."""

    @classmethod
    def fit(cls, durations: ArrayLike, observed: ArrayLike, entry: ArrayLike | None = None) -> Self:
        """Return the most likely law for single tenures in whole periods, right-censored and left-truncated.

        durations (n,) ≥ 0, and ≥ 1 where the end was seen; observed (n,): true where it was; entry (n,), or one
        number: the age at which each came under observation, below its duration (None: at its start).
        Raises ValueError if they are not in whole periods, all are censored, or as `fit_tenures` and `Tenures.of`.
        """
        return cls.fit_tenures(Tenures.of(durations, observed, entry))

    @classmethod
    def fit_counts(cls, survivors: ArrayLike) -> Self:
        """Return the most likely law for the numbers left after 0, 1, 2 … whole periods, (periods + 1,).

        Who is left at the end is censored there. Raises ValueError as `fit_tenures` and `Tenures.of_survivors`.
        """
        return cls.fit_tenures(Tenures.of_survivors(survivors))

    @classmethod
    @abstractmethod
    def fit_tenures(cls, tenures: Tenures) -> Self:
        """Return the most likely law for tenures that are already counted."""

    @property
    @abstractmethod
    def parameters(self) -> dict[str, float]:
        """The parameters by name, in the order of the paper."""

    @property
    @abstractmethod
    def tail(self) -> Tail:
        """How the law ends."""

    @abstractmethod
    def smooth_log_survival(self, age: Array) -> Array:
        """Return ln S at ages ≥ 0, of discrete laws at any age the formula that holds at whole ones."""

    @property
    def known_until(self) -> float:
        """Infinity: a law says for every age how many last."""
        return math.inf

    def survival(self, t: ArrayLike) -> Array:
        """Return the share that lasts longer than t ≥ 0, in [0, 1]; of discrete laws it steps at whole periods."""
        return np.exp(self.log_survival(t))

    def log_survival(self, t: ArrayLike) -> Array:
        """Return ln S(t) for t ≥ 0, which stays exact where S(t) is too small for a number."""
        return self.smooth_log_survival(np.floor(ages(t)))

    def retention(self, t: ArrayLike) -> Array:
        """Return the share of those who reached t − 1 that also reach t ≥ 1, in [0, 1]."""
        return np.exp(self._log_retention(t))

    def hazard(self, t: ArrayLike) -> Array:
        """Return 1 − retention(t): the share of those who reached t − 1 that is lost by t ≥ 1, in [0, 1]."""
        return -np.expm1(self._log_retention(t))

    def expected_lifetime(self, horizon: float | None = None) -> float:
        """Return the mean of min(lifetime, horizon) in periods, the period of leaving included.

        It is Σ S(t) over t = 0, 1, … below the horizon ≥ 0; None: without limit.
        Raises ValueError if the lifetime without limit is infinite.
        """
        if horizon is not None:
            until = number("horizon", horizon, NOT_NEGATIVE)
            survival = self.survival(np.arange(math.floor(until) + 1))
            return float(survival[:-1].sum() + (until - math.floor(until)) * survival[-1])
        if not self.tail.converges(1.0):
            raise ValueError(
                "the expected lifetime without a horizon is infinite: survival falls only as "
                f"t^-{self.tail.power:.3g}, but must fall faster than 1/t; give a horizon"
            )
        return 1.0 + self.annuity(1.0)

    def annuity(self, discount: float, tenure: int = 0, horizon: int | None = None) -> float:
        """Return Σ S(n+k)/S(n) vᵏ over k = 1 … horizon (None: without end) for the tenure n; v > 0 is the discount.

        Raises ValueError if nobody reaches the tenure, or the sum without end is infinite.
        """
        if horizon is not None:
            return annuity(self.log_survival(tenure + np.arange(horizon + 1)), discount, tenure)
        if not self.tail.converges(discount):
            raise ValueError(
                f"the value without a horizon is infinite: survival falls too slowly for a discount factor of "
                f"{discount:g} a period; give a horizon or a higher discount rate"
            )
        return endless_annuity(self.smooth_log_survival, discount, tenure)

    @abstractmethod
    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return n durations drawn from the law, (n,), in periods."""

    def interval(self, name: str, level: float = 0.95) -> Interval:
        """Return the interval of a parameter: normal on its logarithm, from the curvature at the maximum.

        Raises ValueError for another name, a level that is not in (0, 1), parameters that were not found by
        likelihood, and one that the data do not determine.
        """
        check_parameter(name, self.parameters)
        estimate = self.parameters[name]
        half = standard_errors(level) * self._standard_error(name)
        return Interval(estimate, estimate * math.exp(-half), estimate * math.exp(half))

    def _standard_error(self, name: str) -> float:
        """Return that of the logarithm of a parameter."""
        if self.covariance is None:
            raise ValueError(f"{name} has no interval: the parameters were not found by maximum likelihood")
        place = list(self.parameters).index(name)
        variance = float(self.covariance[place, place])
        if self.at_bound or not 0.0 < variance < 1e4:
            raise ValueError(
                f"{name} has no interval: the data do not determine {', '.join(self.at_bound) or name}"
            )
        return math.sqrt(variance)

    def _log_retention(self, t: ArrayLike) -> Array:
        end = periods(t)
        return self.log_survival(end) - self.log_survival(end - 1.0)
