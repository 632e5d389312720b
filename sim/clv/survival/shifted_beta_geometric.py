"""The shifted beta-geometric law (sBG): everybody stays at an own, constant rate; who leaves easily goes first."""

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


@dataclass(frozen=True)
class ShiftedBetaGeometric(Parametric):
    """S(t) = B(α, β + t)/B(α, β), retention (β + t − 1)/(α + β + t − 1), which rises with t.

    Each customer leaves at the end of a period with the same chance θ, which is beta(α, β) distributed over customers.
    alpha, beta > 0 have no unit; raises ValueError otherwise. Source: Fader & Hardie (2007).
    """

    alpha: float
    beta: float

    def __post_init__(self) -> None:
        for name, value in self.parameters.items():
            number(name, value, POSITIVE)

    @classmethod
    def fit_tenures(cls, tenures: Tenures) -> Self:
        """Return the most likely law for tenures that are already counted.

        If the hazard rises with tenure, or is constant, alpha and beta run to the bound (`at_bound`) or towards it: all
        customers are alike, and the law is that of constant retention.
        Raises ValueError if tenures are not in whole periods, all are censored, or nobody was followed in two
        different periods.
        """
        likelihood = GroupedLikelihood(tenures)
        tenures.check_periods_followed(2)
        odds = max(tenures.exposure - tenures.ends, 0.5) / tenures.ends
        """Of staying for another period."""
        starts = [{"alpha": 1.0, "beta": odds}, {"alpha": 100.0, "beta": 100.0 * odds}]
        found = likelihood.most_likely(_law, starts, "sBG law")
        return cls(**found.fields())

    @property
    def parameters(self) -> dict[str, float]:
        """alpha and beta of the distribution of the chance to leave."""
        return {"alpha": self.alpha, "beta": self.beta}

    @property
    def tail(self) -> Tail:
        """How the law ends: as t^−α, with a retention that rises to 1."""
        return Tail(1.0, self.alpha)

    def smooth_log_survival(self, age: Array) -> Array:
        """Return ln B(α, β + t)/B(α, β)."""
        return log_mixture(self.alpha, self.beta, age)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return n durations drawn from the law, (n,), whole periods ≥ 1, and 2⁵³ for what is longer."""
        count = whole("n", n)
        stay = leaving_rates(self.alpha, self.beta, count, rng)
        return np.clip(np.ceil(-rng.standard_exponential(count) / stay), 1.0, LONGEST)


def _law(parameters: Array, age: Array) -> tuple[Array, Array]:
    """Return ln S and its slopes by alpha and beta."""
    alpha, beta = parameters
    return log_mixture(alpha, beta, age), np.array(mixture_slopes(alpha, beta, age)[:2])
