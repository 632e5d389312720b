"""The beta-discrete-Weibull law (BdW): customers differ, and the chance to leave also changes with tenure for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from sim.clv.checks import POSITIVE, Array, number, whole
from sim.clv.survival.annuity import Tail
from sim.clv.survival.beta_mixture import leaving_rates, log_mixture, mixture_slopes
from sim.clv.survival.grouped_likelihood import GroupedLikelihood
from sim.clv.survival.parametric import LONGEST, Parametric
from sim.clv.survival.tenures import Tenures

_HIGHEST = 700.0
"""Of the logarithm of t^c, so that nothing becomes infinite."""


@dataclass(frozen=True)
class BetaDiscreteWeibull(Parametric):
    """S(t) = B(γ, δ + t^c)/B(γ, δ): the sBG law for c = 1; each customer's hazard rises with tenure if c > 1.

    Each customer lasts longer than t with the chance (1 − θ)^(t^c), and θ is beta(γ, δ) distributed over customers.
    gamma, delta, c > 0 have no unit; raises ValueError otherwise.
    Source: Fader, Hardie, Liu, Davin & Steenburgh (2018).
    """

    gamma: float
    delta: float
    c: float

    def __post_init__(self) -> None:
        for name, value in self.parameters.items():
            number(name, value, POSITIVE)

    @classmethod
    def fit_tenures(cls, tenures: Tenures) -> Self:
        """Return the most likely law for tenures that are already counted.

        If customers do not differ, gamma and delta run to the bound (`at_bound`) or towards it.
        Raises ValueError if tenures are not in whole periods, all are censored, or nobody was followed in three
        different periods.
        """
        likelihood = GroupedLikelihood(tenures)
        tenures.check_periods_followed(3)
        odds = max(tenures.exposure - tenures.ends, 0.5) / tenures.ends
        starts = [
            {"gamma": alike, "delta": alike * odds, "c": c} for alike in (1.0, 100.0) for c in (1.0, 2.0)
        ]
        found = likelihood.most_likely(_law, starts, "BdW law")
        return cls(**found.fields())

    @property
    def parameters(self) -> dict[str, float]:
        """gamma and delta of the distribution of the chance to leave, and the power c of time."""
        return {"gamma": self.gamma, "delta": self.delta, "c": self.c}

    @property
    def tail(self) -> Tail:
        """How the law ends: as t^−cγ, with a retention that rises to 1."""
        return Tail(1.0, self.c * self.gamma)

    def smooth_log_survival(self, age: Array) -> Array:
        """Return ln B(γ, δ + t^c)/B(γ, δ)."""
        return log_mixture(self.gamma, self.delta, _power(age, self.c))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return n durations drawn from the law, (n,), whole periods ≥ 1, and 2⁵³ for what is longer."""
        count = whole("n", n)
        stay = leaving_rates(self.gamma, self.delta, count, rng)
        with np.errstate(over="ignore"):
            durations = np.ceil((-rng.standard_exponential(count) / stay) ** (1.0 / self.c))
        return np.clip(durations, 1.0, LONGEST)


def _law(parameters: Array, age: Array) -> tuple[Array, Array]:
    """Return ln S and its slopes by gamma, delta and c."""
    gamma, delta, c = parameters
    x = _power(age, c)
    by_gamma, by_delta, by_x = mixture_slopes(gamma, delta, x)
    return log_mixture(gamma, delta, x), np.array(
        [by_gamma, by_delta, by_x * x * np.log(np.maximum(age, 1.0))]
    )


def _power(age: Array, c: float) -> Array:
    """Return age^c at whole ages, and between them, without overflow."""
    return np.where(age > 0, np.exp(np.minimum(c * np.log(np.where(age > 0, age, 1.0)), _HIGHEST)), 0.0)
