"""Customer lifetime value of a profit that takes any path through time, at a constant chance to stay."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy import integrate

from sim.clv.checks import (
    DISCOUNT,
    NOT_NEGATIVE,
    RETENTION,
    check_convergence,
    finite,
    number,
    row_of_numbers,
)

FOR_EVER = 700.0
"""Mean lives after which nothing is left: e^−700 is about the smallest number there is."""


def profit_path_clv(
    profit: ArrayLike | Callable[[float], float],
    retention: float,
    discount_rate: float,
    periods: float | None = None,
) -> float:
    """Return Σ π(t)(rv)ᵗ, or ∫ π(t)(rv)ᵗ dt, for a profit per customer that takes any path.

    profit: an array (periods + 1,) of money at t = 0, 1, … (case 3); or a function from t to money per period, earned
    continuously (case 4), over [0, periods], or for ever if None, which needs r < 1 + d and a profit that grows slower
    than (rv)ᵗ shrinks. retention r in [0, 1) and discount_rate d > −1 per period; `periods` is only for a function.
    Cash-flow convention: π(0) now and for sure; π(t) at time t from those who are still there.
    Raises ValueError if an argument is outside its range, or the sum or the integral is not finite.
    Source: Berger & Nasr (1998), cases 3 and 4.
    """
    r, d = number("retention", retention, RETENTION), number("discount_rate", discount_rate, DISCOUNT)
    ratio = r / (1 + d)
    if callable(profit):
        return _integral(profit, ratio, periods)
    path = row_of_numbers("profit", profit)
    if periods is not None:
        raise ValueError(f"periods is {periods:g}, but must be None: the path has its own length")
    with np.errstate(all="ignore"):
        return float(finite("CLV", path @ ratio ** np.arange(path.size)))


def _integral(profit: Callable[[float], float], ratio: float, periods: float | None) -> float:
    """Return the integral, one mean life −1/ln(rv) after the other, so that quadrature overlooks no short profit."""
    if periods is None:
        check_convergence(ratio)
    end = np.inf if periods is None else number("periods", periods, NOT_NEGATIVE)
    if ratio == 0 or end == 0:
        return 0.0
    life = 1.0 / abs(np.log(ratio)) if ratio != 1 else end

    def still_paid(lives: float) -> float:
        time = lives * life
        return number(f"profit at t = {time:g}", profit(time)) * float(ratio**time)

    edges = np.unique(np.append(np.arange(0.0, min(end / life, FOR_EVER)), min(end / life, FOR_EVER)))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error", integrate.IntegrationWarning)
        try:
            least = 1e-12 * max(abs(still_paid(edge)) for edge in edges[1:])
            parts = [integrate.quad(still_paid, a, b, epsabs=least)[0] for a, b in pairwise(edges)]
        except (integrate.IntegrationWarning, OverflowError) as trouble:
            reason = " ".join(str(trouble).split())
            raise ValueError(
                f"profit has no integral over [0, {end:g}], but must have one: {reason}"
            ) from None
    total = float(finite("CLV", sum(parts) * life))
    if end / life > FOR_EVER and abs(parts[-1]) > 1e-9 * max(abs(part) for part in parts):
        raise ValueError(
            "profit grows about as fast as customers are lost, but must grow slower: the integral diverges"
        )
    return total
