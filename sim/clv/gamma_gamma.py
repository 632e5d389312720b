"""The Gamma-Gamma model of spending: what a customer spends on an occasion, from what few occasions have shown.

The amount of an occasion is gamma(p, ν) distributed and ν is gamma(q, γ) over customers; the mean of a customer does
not change, and is independent of how often the customer buys. Source: Fader & Hardie (2013), "The Gamma-Gamma model
of monetary value"; Colombo & Jiang (1999).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from scipy import special

from sim.clv.checks import POSITIVE, Array, number
from sim.clv.histories import summary_columns
from sim.clv.likelihood import most_likely


@dataclass(frozen=True)
class GammaGamma:
    """A Gamma-Gamma model with its parameters, fitted (`fit_gamma_gamma`) or published.

    p, q > 0 have no unit, gamma > 0 is in money; log_likelihood is NaN if the model was not fitted.
    Raises ValueError if a parameter is not positive and finite.
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float = float("nan")
    buyers: int = 0
    """Customers with repeat purchases to whom the model was fitted."""
    left_out: int = 0
    """Customers left out because all their repeat purchases were free: they tell nothing about spending."""
    at_bound: tuple[str, ...] = ()
    """Parameters that the data do not determine; empty for a good fit."""

    def __post_init__(self) -> None:
        for name, value in self.parameters.items():
            number(name, value, POSITIVE)

    @property
    def parameters(self) -> dict[str, float]:
        """The three parameters by name."""
        return {"p": self.p, "q": self.q, "gamma": self.gamma}

    def mean_spend(self) -> float:
        """Return the mean amount of an occasion over all customers, in money. Eq. (3).

        Raises ValueError if q ≤ 1: spending then differs so much that it has no finite mean.
        """
        if self.q <= 1:
            raise ValueError(f"q is {self.q:g}, but must be above 1 for the mean of all to be finite")
        return self.p * self.gamma / (self.q - 1.0)

    def expected_spend(self, summary: pd.DataFrame) -> Array:
        """Return what each customer is expected to spend on an occasion, (n,), in money. Eq. (5).

        summary: columns frequency and monetary_value (the mean of repeat purchases). Between the customer's own mean
        and the mean of all, nearer to the own the more occasions there were; the mean of all without a repeat.
        Raises ValueError for amounts that are negative or not finite, and if the expectation is infinite (p·x + q ≤ 1).
        """
        frequency, amount = summary_columns(summary, "frequency", "monetary_value")
        weight = self.p * frequency + self.q - 1.0
        if weight.min() <= 0:
            raise ValueError(
                f"p × frequency + q is {weight.min() + 1.0:g}, but must be above 1 for an expectation to be finite"
            )
        return self.p * (self.gamma + frequency * amount) / weight


def fit_gamma_gamma(summary: pd.DataFrame) -> GammaGamma:
    """Return the Gamma-Gamma model that makes the spending of the repeat buyers most likely.

    summary: columns frequency and monetary_value, as `rfm_summary` returns them: the mean amount of the repeat
    purchases in money, the first not counted. Customers without a repeat are not used; those whose repeats were all
    free are counted in `left_out`.
    Raises ValueError for amounts that are negative or not finite, and if fewer than two customers, or customers who
    all spend the same, are left. Source: Fader & Hardie (2013), eq. (1a) and (6).
    """
    frequency, amount = summary_columns(summary, "frequency", "monetary_value")
    repeats = frequency > 0
    used = repeats & (amount > 0)
    if np.unique(amount[used]).size < 2:
        raise ValueError(
            f"{np.count_nonzero(used)} customers have repeat purchases with an amount above 0, "
            "but there must be at least 2 who spend different amounts"
        )
    x, spent = frequency[used], amount[used]
    found = most_likely(
        partial(_log_likelihood, x, spent),
        {"p": 2.0, "q": 3.0, "gamma": float(spent.mean())},
        x.size,
        "Gamma-Gamma model",
    )
    p, q, gamma = found.parameters
    left_out = int(np.count_nonzero(repeats & ~used))
    return GammaGamma(p, q, gamma, found.log_likelihood, x.size, left_out, found.at_bound)


def _log_likelihood(x: Array, mean: Array, parameters: Array) -> tuple[float, Array]:
    """Return the log-likelihood, eq. (6), and its slopes."""
    p, q, gamma = parameters
    psi, lgamma = special.digamma, special.gammaln
    all_spent = x * mean
    with_prior = np.log(gamma + all_spent)
    shape = p * x
    value = lgamma(shape + q) - lgamma(shape) - lgamma(q) + q * np.log(gamma)
    value += shape * np.log(all_spent) - np.log(mean) - (shape + q) * with_prior
    by_p = x * (psi(shape + q) - psi(shape) + np.log(all_spent) - with_prior)
    by_q = psi(shape + q) - psi(q) + np.log(gamma) - with_prior
    by_gamma = q / gamma - (shape + q) / (gamma + all_spent)
    return float(value.sum()), np.array([by_p.sum(), by_q.sum(), by_gamma.sum()])
