"""The BG/NBD model: customers buy at their own rate, and after every repeat purchase some never come back.

While alive a customer buys at random at a rate λ; after each repeat purchase the customer dies with probability p.
λ is gamma(r, α) and p is beta(a, b) distributed over customers. Who never bought again counts as alive for sure:
there was no purchase after which to die. Source: Fader, Hardie & Lee (2005), "Counting your customers" the easy way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from sim.clv.checks import POSITIVE, number
from sim.clv.histories import Histories
from sim.clv.likelihood import most_likely
from sim.clv.time_unit import time_unit_named

Array = NDArray[np.float64]

_NEAR = 1e-5
"""Closer than this to a = 1 the closed form, which is 0/0 there, is taken as the mean of both sides."""


@dataclass(frozen=True)
class BgNbd:
    """A BG/NBD model with its parameters, fitted (`fit_bg_nbd`) or published.

    r, a, b > 0 have no unit, alpha > 0 is in time units; log_likelihood is NaN if the model was not fitted.
    Raises ValueError if a parameter is not positive and finite, or the time unit is unknown.
    """

    r: float
    alpha: float
    a: float
    b: float
    time_unit: str
    log_likelihood: float = float("nan")
    at_bound: tuple[str, ...] = ()
    """Parameters that the data do not determine; empty for a good fit."""

    def __post_init__(self) -> None:
        for name, value in self.parameters.items():
            number(name, value, POSITIVE)
        object.__setattr__(self, "time_unit", time_unit_named(self.time_unit))

    @property
    def parameters(self) -> dict[str, float]:
        """The four parameters by name."""
        return {"r": self.r, "alpha": self.alpha, "a": self.a, "b": self.b}

    def probability_alive(self, of: Histories) -> Array:
        """Return the probability that customers with these histories are alive at T, (k,), in [0, 1]. Eq. (A2)."""
        x = of.frequency
        return special.expit(
            -self._log_odds_of_death(x, np.log(self.alpha + of.recency), np.log(self.alpha + of.T))
        )

    def expected_purchases(self, of: Histories, time: float) -> Array:
        """Return the purchases expected in (T, T + time], (k,); time ≥ 0 in time units. Eq. (10)."""
        return self.probability_alive(of) * self._purchases_if_alive(of, time)

    def _log_odds_of_death(self, x: Array, log_recency: Array, log_age: Array) -> Array:
        odds = (
            np.log(self.a)
            - np.log(self.b + np.maximum(x, 1.0) - 1.0)
            + (self.r + x) * (log_age - log_recency)
        )
        return np.where(x > 0, odds, -np.inf)

    def _purchases_if_alive(self, of: Histories, time: float) -> Array:
        power, b, span = self.r + of.frequency, self.b + of.frequency, time / (self.alpha + of.T)
        most = power * span  # purchases if nobody could die
        near = abs(self.a - 1.0) < _NEAR
        sides = (self.a - 2.0 * _NEAR, self.a + 2.0 * _NEAR) if near else (self.a,)
        with np.errstate(all="ignore"):
            found: Array = np.mean([_closed_form(power, a, b, span) for a in sides], axis=0)
        wrong = ~((found >= 0.0) & (found <= most * (1.0 + 1e-9))) | (np.abs(self.a + b - 1.0) < _NEAR)
        for after in np.unique(b[wrong]):
            rows = np.flatnonzero(wrong & (b == after))
            found[rows] = _by_quadrature(power[rows[0]], self.a, float(after), span[rows])
        return np.minimum(found, most)


def _closed_form(power: Array, a: float, b: Array, span: Array) -> Array:
    """Return eq. (10) without P(alive), after Euler's transformation of ₂F₁: no term grows with the frequency.

    power: r + x; b: b + x; span: time / (α + T). It is 0/0 at a = 1, and ₂F₁ fails for extreme parameters.
    """
    c, z, lasting = a + b - 1.0, span / (1.0 + span), np.log1p(span)
    gone = np.exp((1.0 - a) * lasting) * special.hyp2f1(c - power, a - 1.0, c, z)
    return np.asarray(c / (a - 1.0) * (1.0 - gone), float)


def _by_quadrature(power: float, a: float, b: float, span: Array) -> Array:
    """Return the same as the mean of [1 − (1 + p·span)^−power] / p over p ~ beta(a, b), by the trapezoidal rule.

    In v, with logit p = π/2·sinh v, the integrand falls off doubly exponentially at both ends, however small a and b
    are (Takahashi & Mori 1974). Slow, and right everywhere.
    """
    reach = float(np.arcsinh(2.0 / np.pi * 45.0 / min(a, b, 1.0)))
    width = float(np.sqrt(special.polygamma(1, a) + special.polygamma(1, b)))
    step = min(0.05, 0.4 * width / (np.pi / 2.0 + abs(float(np.log(a / b)))))
    v = np.arange(-reach, reach + step, step)
    logit = np.pi / 2.0 * np.sinh(v)
    density = np.cosh(v) * np.exp(
        a * special.log_expit(logit) + b * special.log_expit(-logit) - special.betaln(a, b)
    )
    p, density = special.expit(logit), density / density.sum()
    found = np.empty(span.size)
    for row, time in enumerate(span):
        passed = np.log1p(p * time)
        for_each_p = np.divide(passed, p, out=np.full(p.size, time), where=p > 1e-300)
        found[row] = density @ (for_each_p * special.exprel(-power * passed)) * power
    return found


def fit_bg_nbd(summary: pd.DataFrame, time_unit: str) -> BgNbd:
    """Return the BG/NBD model that makes the summary most likely.

    summary: columns frequency, recency and T, one row for each customer, as `rfm_summary` returns them;
    time_unit: "day", "week", "month" or "year", the unit of recency and T. Equal histories are counted once.
    Raises ValueError for histories that cannot be, and if nobody bought again: then nothing tells rate from death.
    Source: Fader, Hardie & Lee (2005), eq. (6).
    """
    of = Histories.of(summary)
    if not (of.frequency > 0).any():
        raise ValueError(
            f"none of {of.place.size} customers bought again, but at least 1 must have a frequency > 0"
        )
    rate = float(of.customers @ of.frequency / (of.customers @ of.T))
    start = {"r": 0.5, "alpha": 0.5 / rate, "a": 1.0, "b": 3.0}
    found = most_likely(_Loss(of).at, start, float(of.place.size), "BG/NBD model")
    r, alpha, a, b = found.parameters
    return BgNbd(r, alpha, a, b, time_unit, found.log_likelihood, found.at_bound)


class _Loss:
    """Minus the log-likelihood, eq. (6), and its slopes; logarithms and gamma functions once for each value."""

    def __init__(self, of: Histories) -> None:
        self._x, self._recency, self._age = of.levels()
        self._count = of.customers
        self._purchases = of.frequency
        self._at_x = np.bincount(self._x.place, of.customers)
        """Customers for each frequency."""
        self._total = float(of.customers.sum())

    def at(self, logs: Array) -> tuple[float, Array]:
        r, alpha, a, b = np.exp(logs)
        x, psi, lgamma = self._x.values, special.digamma, special.gammaln
        by_x = lgamma(r + x) - lgamma(r) + r * np.log(alpha) + lgamma(a + b) - lgamma(a + b + x)
        by_x += lgamma(b + x) - lgamma(b)
        again = np.maximum(x, 1.0) - 1.0
        odds_by_x = np.where(x > 0, np.log(a) - np.log(b + again), -np.inf)
        log_age, log_recency = np.log(alpha + self._age.values), np.log(alpha + self._recency.values)
        longer = log_age[self._age.place] - log_recency[self._recency.place]
        power = r + self._purchases
        odds = odds_by_x[self._x.place] + power * longer
        alive = power * log_age[self._age.place]
        value = self._at_x @ by_x - self._count @ alive + self._count @ np.logaddexp(0.0, odds)
        dead = special.expit(odds)
        dead_at_x = np.bincount(self._x.place, self._count * dead)
        waiting = 1.0 / (alpha + self._age.values)[self._age.place]
        since = 1.0 / (alpha + self._recency.values)[self._recency.place]
        by_r = self._at_x @ (psi(r + x) - psi(r)) + self._total * np.log(alpha)
        by_r += self._count @ (dead * longer - log_age[self._age.place])
        by_alpha = self._total * r / alpha + self._count @ (power * (dead * (waiting - since) - waiting))
        by_a = self._at_x @ (psi(a + b) - psi(a + b + x)) + dead_at_x.sum() / a
        by_b = self._at_x @ (psi(a + b) - psi(a + b + x) + psi(b + x) - psi(b)) - dead_at_x @ (
            1.0 / (b + again)
        )
        slopes = np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])
        return -float(value), -slopes
