"""The Pareto/NBD model: customers buy at their own rate until, unseen, they die at their own rate.

While alive a customer buys at random at a rate λ, and dies at a rate μ whether buying or not. λ is gamma(r, α) and
μ is gamma(s, β) distributed over customers. Source: Schmittlein, Morrison & Colombo (1987), in the form of Fader &
Hardie (2005), "A note on deriving the Pareto/NBD model and related expressions".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from sim.clv.histories import Histories
from sim.clv.likelihood import most_likely
from sim.clv.parameter import checked_parameters
from sim.clv.time_unit import time_unit_named

Array = NDArray[np.float64]

_STEP = 1e-5
"""Step of the slopes by central differences, in the logarithm of a parameter."""


@dataclass(frozen=True)
class ParetoNbd:
    """A Pareto/NBD model with its parameters, fitted (`fit_pareto_nbd`) or published.

    r, s > 0 have no unit, alpha, beta > 0 are in time units; log_likelihood is NaN if the model was not fitted.
    Raises ValueError if a parameter is not positive and finite, or the time unit is unknown.
    """

    r: float
    alpha: float
    s: float
    beta: float
    time_unit: str
    log_likelihood: float = float("nan")
    at_bound: tuple[str, ...] = ()
    """Parameters that the data do not determine; empty for a good fit."""

    def __post_init__(self) -> None:
        checked_parameters(self.parameters)
        object.__setattr__(self, "time_unit", time_unit_named(self.time_unit))

    @property
    def parameters(self) -> dict[str, float]:
        """The four parameters by name."""
        return {"r": self.r, "alpha": self.alpha, "s": self.s, "beta": self.beta}

    def probability_alive(self, of: Histories) -> Array:
        """Return the probability that customers with these histories are alive at T, (k,), in [0, 1]."""
        alive, dead = _Terms(of).at(self.r, self.alpha, self.s, self.beta)
        return special.expit(alive - dead)

    def expected_purchases(self, of: Histories, time: float) -> Array:
        """Return the purchases expected in (T, T + time], (k,); time ≥ 0 in time units."""
        longer = np.log1p(time / (self.beta + of.T))
        rate = (self.r + of.frequency) / (self.alpha + of.T)
        if_alive = rate * (self.beta + of.T) * longer * special.exprel((1.0 - self.s) * longer)
        return self.probability_alive(of) * if_alive


def fit_pareto_nbd(summary: pd.DataFrame, time_unit: str) -> ParetoNbd:
    """Return the Pareto/NBD model that makes the summary most likely.

    summary: columns frequency, recency and T, one row for each customer, as `rfm_summary` returns them;
    time_unit: "day", "week", "month" or "year", the unit of recency and T. Equal histories are counted once.
    Raises ValueError for histories that cannot be, and if nobody bought again: then nothing tells rate from death.
    Source: Fader & Hardie (2005), eq. (18) … (20).
    """
    of = Histories.of(summary)
    if not (of.frequency > 0).any():
        raise ValueError(f"none of {of.place.size} customers bought again, but at least 1 must have a frequency > 0")
    terms = _Terms(of)

    def value(logs: Array) -> float:
        return -float(of.customers @ terms.log_likelihood(*np.exp(logs)))

    def loss(logs: Array) -> tuple[float, Array]:
        steps = _STEP * np.eye(4)
        return value(logs), np.array([value(logs + step) - value(logs - step) for step in steps]) / (2 * _STEP)

    rate = float(of.customers @ of.frequency / (of.customers @ of.T))
    lasting = float(of.customers @ of.T / of.customers.sum())
    start = {"r": 0.5, "alpha": 0.5 / rate, "s": 0.5, "beta": 0.5 * lasting}
    found = most_likely(loss, start, float(of.place.size), "Pareto/NBD model")
    r, alpha, s, beta = found.parameters
    return ParetoNbd(r, alpha, s, beta, time_unit, found.log_likelihood, found.at_bound)


class _Terms:
    """The two terms of the likelihood: alive at T, or dead since some time after the last purchase.

    The integral over the time of death is a difference of two ₂F₁, each needed once for every pair of frequency and
    time. After Euler's transformation their first parameter is 1, so none of them overflows.
    """

    def __init__(self, of: Histories) -> None:
        x, recency, age = of.levels()
        self._purchases, self._age = of.frequency, of.T
        pairs = [pd.factorize(x.place * other.values.size + other.place) for other in (recency, age)]
        self._pairs = [
            (place, x.values[keys // other.values.size], other.values[keys % other.values.size])
            for (place, keys), other in zip(pairs, (recency, age), strict=True)
        ]

    def log_likelihood(self, r: float, alpha: float, s: float, beta: float) -> Array:
        """Return the log-likelihood of each history."""
        alive, dead = self.at(r, alpha, s, beta)
        x = self._purchases
        return special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha) + s * np.log(beta) + np.logaddexp(alive, dead)

    def at(self, r: float, alpha: float, s: float, beta: float) -> tuple[Array, Array]:
        """Return the logarithms of both terms, without their common factor."""
        alive = -(r + self._purchases) * np.log(alpha + self._age) - s * np.log(beta + self._age)
        since_last, since_end = (
            _log_integral(r, alpha, s, beta, x, time)[place] for place, x, time in self._pairs
        )
        with np.errstate(divide="ignore"):
            between = np.log(-np.expm1(np.minimum(since_end - since_last, 0.0)))
        return alive, np.log(s) - np.log(r + s + self._purchases) + since_last + between


def _log_integral(r: float, alpha: float, s: float, beta: float, x: Array, time: Array) -> Array:
    """Return ln of (r + s + x) ∫ (α + y)^−(r+x) (β + y)^−(s+1) dy from time to infinity."""
    both = r + s + x
    if alpha >= beta:
        shorter, longer, power, second = beta + time, alpha + time, s, r + x
    else:
        shorter, longer, power, second = alpha + time, beta + time, r + x - 1.0, np.full_like(x, s + 1.0)
    z = abs(alpha - beta) / longer
    return -both * np.log(longer) - power * np.log(shorter / longer) + np.log(special.hyp2f1(1.0, second, both + 1.0, z))
