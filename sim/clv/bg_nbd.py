"""The BG/NBD model: customers buy at their own rate, and after every repeat purchase some never come back.

While alive a customer buys at random at a rate λ; after each repeat purchase the customer dies with probability p.
λ is gamma(r, α) and p is beta(a, b) distributed over customers. Who never bought again counts as alive for sure:
there was no purchase after which to die. Source: Fader, Hardie & Lee (2005), "Counting your customers" the easy way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import special

from sim.clv.checks import Array
from sim.clv.histories import Histories
from sim.clv.likelihood import LogLikelihood
from sim.clv.purchase_model import PurchaseModel

_NEAR = 1e-5
"""Closer than this to a = 1 the closed form, which is 0/0 there, is taken as the mean of both sides."""
_LARGE = 50.0
"""a and b from which the logit of p is close to normal: 12 standard deviations hold all of it."""
_NOTHING = 1e-20
"""Part of the highest density below which a node adds nothing."""
_ROWS = 4096
"""Customers whose integrals are taken at once."""


@dataclass(frozen=True)
class BgNbd(PurchaseModel):
    """A BG/NBD model with its parameters, fitted (`fit_bg_nbd`) or published.

    r, a, b > 0 have no unit, alpha > 0 is in time units; all else is as in `PurchaseModel`.
    """

    name: ClassVar[str] = "BG/NBD"
    r: float
    alpha: float
    a: float
    b: float
    time_unit: str
    log_likelihood: float = float("nan")
    at_bound: tuple[str, ...] = ()

    def probability_alive(self, of: Histories) -> Array:
        """Return the probability that customers with these histories are alive at T, (k,), in [0, 1]. Eq. (A2)."""
        longer = np.log(self.alpha + of.T) - np.log(self.alpha + of.recency)
        odds: Array = _log_odds_at_once(of.frequency, self.a, self.b) + (self.r + of.frequency) * longer
        return special.expit(-odds)

    def _purchases_if_alive(self, of: Histories, time: float) -> Array:
        """Return eq. (10) without P(alive), by its closed form where that can be had."""
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

    @classmethod
    def _start(cls, of: Histories) -> dict[str, float]:
        return {"r": 0.5, "alpha": 0.5 / of.purchase_rate(), "a": 1.0, "b": 3.0}

    @classmethod
    def _log_likelihood_of(cls, of: Histories) -> LogLikelihood:
        return _LogLikelihood(of).at


def fit_bg_nbd(summary: pd.DataFrame, time_unit: str) -> BgNbd:
    """Return the BG/NBD model that makes the summary most likely; arguments and errors as in `PurchaseModel.fit`.

    Source: Fader, Hardie & Lee (2005), eq. (6).
    """
    return BgNbd.fit(summary, time_unit)


def _log_odds_at_once(x: Array, a: float, b: float) -> Array:
    """Return the log-odds of death for who has just bought for the x-th time again; −∞ without a repeat purchase."""
    return np.where(x > 0, np.log(a) - np.log(b + _survived(x)), -np.inf)


def _survived(x: Array) -> Array:
    """Return the repeat purchases that the customer is known to have survived: all but the last."""
    return np.maximum(x, 1.0) - 1.0


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
    are (Takahashi & Mori 1974); where both are large, p hardly differs, and only its neighbourhood is looked at.
    """
    width = float(np.sqrt(special.polygamma(1, a) + special.polygamma(1, b)))
    step = min(0.05, 0.4 * width / (np.pi / 2.0 + abs(float(np.log(a / b)))))
    ends = np.array([-45.0, 45.0]) / min(a, b, 1.0)
    if min(a, b) > _LARGE:
        ends = special.digamma(a) - special.digamma(b) + np.array([-12.0, 12.0]) * width
    low, high = np.arcsinh(2.0 / np.pi * ends)
    v = np.arange(low, high + step, step)
    logit = np.pi / 2.0 * np.sinh(v)
    density = np.cosh(v) * np.exp(
        a * special.log_expit(logit) + b * special.log_expit(-logit) - special.betaln(a, b)
    )
    p, density = special.expit(logit), density / density.sum()
    counts = density > _NOTHING * density.max()
    p, density = p[counts], density[counts]
    found = np.empty(span.size)
    for first in range(0, span.size, _ROWS):
        time = span[first : first + _ROWS, None]
        passed = np.log1p(p * time)
        for_each_p = np.divide(passed, p, out=np.broadcast_to(time, passed.shape).copy(), where=p > 1e-300)
        found[first : first + _ROWS] = (for_each_p * special.exprel(-power * passed)) @ density * power
    return found


class _LogLikelihood:
    """The log-likelihood, eq. (6), and its slopes; logarithms and gamma functions once for each value."""

    def __init__(self, of: Histories) -> None:
        self._x, self._recency, self._age = of.levels()
        self._count = of.customers
        self._purchases = of.frequency
        self._at_x = np.bincount(self._x.place, of.customers)
        """Customers for each frequency."""
        self._total = float(of.customers.sum())

    def at(self, parameters: Array) -> tuple[float, Array]:
        r, alpha, a, b = parameters
        x, psi, lgamma = self._x.values, special.digamma, special.gammaln
        by_x = lgamma(r + x) - lgamma(r) + r * np.log(alpha) + lgamma(a + b) - lgamma(a + b + x)
        by_x += lgamma(b + x) - lgamma(b)
        log_age, log_recency = np.log(alpha + self._age.values), np.log(alpha + self._recency.values)
        longer = log_age[self._age.place] - log_recency[self._recency.place]
        power = r + self._purchases
        odds = _log_odds_at_once(x, a, b)[self._x.place] + power * longer
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
            1.0 / (b + _survived(x))
        )
        return float(value), np.array([by_r, by_alpha, by_a, by_b])
