"""What one unit of money per period is worth as long as a relationship lasts: a life annuity."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import integrate

from sim.clv.checks import POSITIVE, Array, number

_SUMMED = 2**16
"""Periods that are summed one by one; of a sum without end the rest is integrated."""
_NEGLIGIBLE = 1e-17
"""Part of the sum below which later periods, ever less, are left out."""


class Tail(NamedTuple):
    """How a law of survival ends: what decides whether a sum without end has a value."""

    retention: float
    """To which the retention rate tends."""
    power: float = math.inf
    """If that is 1: S(t) falls as t^−power, and faster than any power if infinite."""

    def converges(self, discount: float) -> bool:
        """Return whether Σ S(t)·discountᵗ has a value."""
        ratio = self.retention * discount
        return ratio < 1.0 or (ratio == 1.0 and self.power > 1.0)


def annuity(log_survival: Array, discount: float, tenure: int) -> float:
    """Return Σ S(n+k)/S(n) vᵏ over k = 1 … from ln S at the tenure n, at n + 1, and so on, (horizon + 1,).

    discount v > 0. Raises ValueError if it is not, or nobody reaches the tenure.
    """
    number("discount", discount, POSITIVE)
    _check_reached(log_survival[0], tenure)
    ahead = np.arange(1, log_survival.size)
    return float(np.exp(log_survival[1:] - log_survival[0] + ahead * math.log(discount)).sum())


def endless_annuity(log_survival: Callable[[Array], Array], discount: float, tenure: int) -> float:
    """Return Σ S(n+k)/S(n) vᵏ over k = 1, 2, … without end, for a smooth law whose sum has a value.

    Blocks of periods, each twice as long as the one before, are summed until they no longer matter; what is then
    still left, of a heavy tail, is the integral, with the first terms of Euler and Maclaurin between sum and integral.
    discount v > 0. Raises ValueError if it is not, or nobody reaches the tenure.
    """
    force = math.log(number("discount", discount, POSITIVE))
    start = log_survival(np.array([tenure]))[0]
    _check_reached(start, tenure)

    def log_term(ahead: Array) -> Array:
        return np.asarray(log_survival(tenure + ahead) - start + ahead * force)

    total, first = 0.0, 1
    while first < _SUMMED:
        block = np.exp(log_term(np.arange(first, 2.0 * first)))
        total += float(block.sum())
        first *= 2
        if float(block.sum()) <= _NEGLIGIBLE * total and block[-1] <= block[0]:
            return total
    return total + _rest(log_term, float(first))


def _rest(log_term: Callable[[Array], Array], first: float) -> float:
    """Return the sum of terms from the first on: ∫ f + f/2 − f'/12, integrated over the logarithm of time."""

    def integrand(u: float) -> float:
        time = first * math.exp(min(u, 600.0))
        return math.exp(float(log_term(np.array([time]))[0]) + math.log(time)) if u < 600.0 else 0.0

    with warnings.catch_warnings():
        warnings.simplefilter("error", integrate.IntegrationWarning)
        try:
            whole = integrate.quad(integrand, 0.0, np.inf, epsabs=0.0, epsrel=1e-10, limit=1000)[0]
        except (integrate.IntegrationWarning, OverflowError) as trouble:
            raise ValueError(
                f"the sum over all periods was not found: {' '.join(str(trouble).split())}"
            ) from None
    at, after = np.exp(log_term(np.array([first, first + 1.0])))
    return float(whole + at / 2.0 - (after - at) / 12.0)


def _check_reached(log_survival: float, tenure: float) -> None:
    if log_survival == -math.inf:
        raise ValueError(f"tenure is {tenure:g}, but must be one that somebody reaches: S({tenure:g}) is 0")
