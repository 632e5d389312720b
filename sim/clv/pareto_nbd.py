"""The Pareto/NBD model: customers buy at their own rate until, unseen, they die at their own rate.

While alive a customer buys at random at a rate λ, and dies at a rate μ whether buying or not. λ is gamma(r, α) and
μ is gamma(s, β) distributed over customers. Source: Schmittlein, Morrison & Colombo (1987), in the form of Fader &
Hardie (2005), "A note on deriving the Pareto/NBD model and related expressions".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar, NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from sim.clv.checks import Array
from sim.clv.histories import Histories
from sim.clv.likelihood import LogLikelihood
from sim.clv.purchase_model import PurchaseModel


@dataclass(frozen=True)
class ParetoNbd(PurchaseModel):
    """A Pareto/NBD model with its parameters, fitted (`fit_pareto_nbd`) or published.

    r, s > 0 have no unit, alpha, beta > 0 are in time units; all else is as in `PurchaseModel`.
    """

    name: ClassVar[str] = "Pareto/NBD"
    r: float
    alpha: float
    s: float
    beta: float
    time_unit: str
    log_likelihood: float = float("nan")
    at_bound: tuple[str, ...] = ()

    def probability_alive(self, of: Histories) -> Array:
        """Return the probability that customers with these histories are alive at T, (k,), in [0, 1]."""
        alive = _log_alive(self.r, self.alpha, self.s, self.beta, of)
        return special.expit(alive - _Death.of(self.r, self.alpha, self.s, self.beta, of).log)

    def _purchases_if_alive(self, of: Histories, time: float) -> Array:
        longer = np.log1p(time / (self.beta + of.T))
        rate = (self.r + of.frequency) / (self.alpha + of.T)
        return rate * (self.beta + of.T) * longer * special.exprel((1.0 - self.s) * longer)

    @classmethod
    def _start(cls, of: Histories) -> dict[str, float]:
        lasting = float(of.customers @ of.T / of.customers.sum())
        return {"r": 0.5, "alpha": 0.5 / of.purchase_rate(), "s": 0.5, "beta": 0.5 * lasting}

    @classmethod
    def _log_likelihood_of(cls, of: Histories) -> LogLikelihood:
        return partial(_log_likelihood, of)


def fit_pareto_nbd(summary: pd.DataFrame, time_unit: str) -> ParetoNbd:
    """Return the Pareto/NBD model that makes the summary most likely; arguments and errors as in `PurchaseModel.fit`.

    Source: Schmittlein, Morrison & Colombo (1987); Fader & Hardie (2005).
    """
    return ParetoNbd.fit(summary, time_unit)


def _log_likelihood(of: Histories, parameters: Array) -> tuple[float, Array]:
    """Return the log-likelihood and its slopes."""
    r, alpha, s, beta = parameters
    x, age, psi = of.frequency, of.T, special.digamma
    alive = _log_alive(r, alpha, s, beta, of)
    death = _Death.of(r, alpha, s, beta, of)
    value = np.logaddexp(alive, death.log) + special.gammaln(r + x) - special.gammaln(r)
    value += r * np.log(alpha) + s * np.log(beta)
    p = special.expit(alive - death.log)
    by_r = psi(r + x) - psi(r) + np.log(alpha) - p * np.log(alpha + age) - (1 - p) * death.log_alpha
    by_alpha = r / alpha - (r + x) * (p / (alpha + age) + (1 - p) * death.by_alpha)
    by_s = np.log(beta) - p * np.log(beta + age) + (1 - p) * (1 / s - death.log_beta)
    by_beta = s / beta - p * s / (beta + age) - (1 - p) * (s + 1) * death.by_beta
    slopes = np.array([of.customers @ by for by in (by_r, by_alpha, by_s, by_beta)])
    return float(of.customers @ value), slopes


def _log_alive(r: float, alpha: float, s: float, beta: float, of: Histories) -> Array:
    return -(r + of.frequency) * np.log(alpha + of.T) - s * np.log(beta + of.T)


class _Death(NamedTuple):
    """The term of the likelihood for customers who died at some time y after their last purchase, before T.

    s ∫ (α + y)^−(r+x) (β + y)^−(s+1) dy from recency to T. The published form is a difference of two ₂F₁, which fails
    or takes minutes for extreme parameters; the integral itself is smooth and positive, and in ln(1 + y/scale) of its
    steepest decline a few nodes give it to eight digits. The means are those over the time of death.
    """

    log: Array
    """Logarithm of the term; −∞ for who bought at T."""
    log_alpha: Array
    """Mean of ln(α + y)."""
    by_alpha: Array
    """Mean of 1 / (α + y)."""
    log_beta: Array
    """Mean of ln(β + y)."""
    by_beta: Array
    """Mean of 1 / (β + y)."""

    @classmethod
    def of(cls, r: float, alpha: float, s: float, beta: float, of: Histories) -> _Death:
        from_alpha, from_beta, power = alpha + of.recency, beta + of.recency, r + of.frequency
        scale = 1.0 / (power / from_alpha + (s + 1.0) / from_beta)
        reach = np.log1p(np.maximum(of.T - of.recency, 0.0) / scale)
        total, *means = np.zeros((5, reach.size))
        for point, weight in zip(*_NODES, strict=True):
            y = scale * np.expm1(reach * point)
            log_alpha, log_beta = np.log1p(y / from_alpha), np.log1p(y / from_beta)
            here = weight * np.exp(reach * point - power * log_alpha - (s + 1.0) * log_beta)
            total += here
            for mean, value in zip(
                means, (log_alpha, 1 / (from_alpha + y), log_beta, 1 / (from_beta + y)), strict=True
            ):
                mean += here * value
        with np.errstate(divide="ignore"):
            log = (
                np.log(s)
                - power * np.log(from_alpha)
                - (s + 1.0) * np.log(from_beta)
                + np.log(total * reach * scale)
            )
        log_alpha, by_alpha, log_beta, by_beta = (mean / total for mean in means)
        return cls(log, log_alpha + np.log(from_alpha), by_alpha, log_beta + np.log(from_beta), by_beta)


def _unit_nodes(count: int) -> tuple[Array, Array]:
    points, weights = np.polynomial.legendre.leggauss(count)
    return (points + 1.0) / 2.0, weights / 2.0


_NODES = _unit_nodes(24)
"""Nodes and weights of the Gauss-Legendre rule on [0, 1]."""
