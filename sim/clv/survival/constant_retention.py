"""Retention at one rate for ever: the geometric law, and the usual assumption of lifetime value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from sim.clv.checks import RETENTION, Array, number, whole
from sim.clv.survival.annuity import Tail
from sim.clv.survival.interval import Interval, check_parameter, standard_errors
from sim.clv.survival.parametric import Parametric
from sim.clv.survival.survival_model import periods
from sim.clv.survival.tenures import Tenures


@dataclass(frozen=True)
class ConstantRetention(Parametric):
    """S(t) = rᵗ: whoever is there stays for another period with the same chance, however long they have been.

    retention_rate r in [0, 1) per period; raises ValueError outside. Source: Fader & Hardie (2012).
    """

    retention_rate: float

    def __post_init__(self) -> None:
        number("retention_rate", self.retention_rate, RETENTION)

    @classmethod
    def fit_tenures(cls, tenures: Tenures) -> Self:
        """Return the most likely rate for tenures that are already counted: 1 − ends / periods lived.

        Raises ValueError if tenures are not in whole periods, or all are censored.
        """
        tenures.check_whole_periods()
        lived = tenures.exposure
        rate = 1.0 - tenures.ends / lived
        covariance = None
        if rate > 0:  # of ln(−ln r), from the curvature of the likelihood
            covariance = np.array([[(1.0 - rate) / (rate * lived * math.log(rate) ** 2)]])
        return cls(rate, log_likelihood=_log_likelihood(rate, tenures), covariance=covariance)

    @classmethod
    def given(cls, retention_rate: float, tenures: Tenures) -> Self:
        """Return the law at a rate in [0, 1) taken from elsewhere, with its likelihood for these tenures."""
        return cls(retention_rate, log_likelihood=_log_likelihood(retention_rate, tenures))

    @property
    def parameters(self) -> dict[str, float]:
        """The retention rate per period."""
        return {"retention_rate": self.retention_rate}

    @property
    def tail(self) -> Tail:
        """How the law ends: at the same rate."""
        return Tail(self.retention_rate)

    def smooth_log_survival(self, age: Array) -> Array:
        """Return t ln r."""
        return np.asarray(special.xlogy(age, self.retention_rate), float)

    def _log_retention(self, t: ArrayLike) -> Array:
        """Return ln r for every t ≥ 1, also at r = 0, where nobody is left to be kept."""
        with np.errstate(divide="ignore"):
            return np.full_like(periods(t), np.log(self.retention_rate))

    def interval(self, name: str, level: float = 0.95) -> Interval:
        """Return the interval of "retention_rate": normal on ln(−ln r), so that it stays within (0, 1).

        Raises ValueError for another name, a level that is not in (0, 1), and a rate that was given, or is 0.
        """
        check_parameter(name, self.parameters)
        log_rate = math.log(self.retention_rate) if self.retention_rate else -math.inf
        factor = math.exp(standard_errors(level) * self._standard_error(name))
        return Interval(self.retention_rate, math.exp(log_rate * factor), math.exp(log_rate / factor))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return n durations drawn from the law, (n,), whole periods ≥ 1."""
        return rng.geometric(1.0 - self.retention_rate, whole("n", n)).astype(float)


def _log_likelihood(rate: float, tenures: Tenures) -> float:
    ends, stays = tenures.ends, tenures.exposure - tenures.ends
    return float(special.xlogy(stays, rate) + special.xlogy(ends, 1.0 - rate))
