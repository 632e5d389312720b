"""ln B(γ, δ + x)/B(γ, δ): survival when the chance of leaving differs between customers as a beta distribution does."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from sim.clv.checks import Array

_LARGE = 50.0
"""From which the logarithm of the gamma function is its series, to sixteen digits."""
_LEAST = 1e-300
"""Chance of leaving below which a customer stays for ever as far as numbers go."""


def log_mixture(gamma: float, delta: float, x: Array) -> Array:
    """Return ln B(γ, δ + x)/B(γ, δ), x ≥ 0: of customers who each last longer than x with the chance (1 − θ)ˣ.

    θ is beta(γ, δ) distributed over customers, γ, δ > 0. The form is the one of two in which less cancels.
    """
    least = np.minimum(x, gamma)
    few = log_rise(delta, least) - log_rise(gamma + delta, least)
    many = log_rise(delta, gamma) - log_rise(delta + x, gamma)
    return np.where(x < gamma, few, many)


def log_rise(a: ArrayLike, x: ArrayLike) -> Array:
    """Return ln Γ(a + x) − ln Γ(a) for a > 0, x ≥ 0, without losing digits where both are large."""
    a, x = np.broadcast_arrays(np.asarray(a, float), np.asarray(x, float))
    large = np.maximum(a, _LARGE)
    series = (
        (large - 0.5) * np.log1p(x / large)
        + x * (np.log(large + x) - 1.0)
        + _series(large + x)
        - _series(large)
    )
    small = np.minimum(a, _LARGE)
    directly: Array = special.gammaln(small + x) - special.gammaln(small)
    return np.where(a >= _LARGE, series, directly)


def digamma_rise(a: ArrayLike, x: ArrayLike) -> Array:
    """Return the slope of `log_rise` in a, ψ(a + x) − ψ(a), in the same way."""
    a, x = np.broadcast_arrays(np.asarray(a, float), np.asarray(x, float))
    large = np.maximum(a, _LARGE)
    w, end = 1.0 / large, 1.0 / (large + x)
    both, squares = w + end, w * w + end * end
    fourths = squares * squares - w * w * end * end
    terms = 0.5 + both * (1.0 / 12.0 - squares / 120.0 + fourths / 252.0)
    series = np.log1p(x * w) + x * w * end * terms
    small = np.minimum(a, _LARGE)
    directly: Array = special.digamma(small + x) - special.digamma(small)
    return np.where(a >= _LARGE, series, directly)


def mixture_slopes(gamma: float, delta: float, x: Array) -> tuple[Array, Array, Array]:
    """Return the slopes of `log_mixture` by γ, by δ and by x."""
    longer = digamma_rise(delta + x, gamma)
    return -digamma_rise(gamma + delta, x), digamma_rise(delta, gamma) - longer, -longer


def leaving_rates(gamma: float, delta: float, n: int, rng: np.random.Generator) -> Array:
    """Return ln(1 − θ) of n customers, (n,), below 0."""
    return np.log1p(-np.clip(rng.beta(gamma, delta, n), _LEAST, math.nextafter(1.0, 0.0)))


def _series(z: Array) -> Array:
    """Return what Stirling's formula leaves of ln Γ(z), for large z."""
    w = 1.0 / z
    return w * (1.0 / 12.0 - w * w * (1.0 / 360.0 - w * w / 1260.0))
