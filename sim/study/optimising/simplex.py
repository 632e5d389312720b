"""The simplex: shares that are 0 or more and sum to one, as points of a cube, which is what searches can walk in.

A stick is broken K − 1 times: part k takes the share B⁻¹(u_k) of what is left, B being the Beta(1, K − k)
distribution, whose inverse is 1 − (1 − u)^(1 / (K − k)). So a uniform cube gives a uniform simplex, and every split has
one place in the cube, not several that are the same.
Source: Devroye (1986), Non-Uniform Random Variate Generation, chapter XI.4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def simplex_of(cube: ArrayLike) -> Array:
    """Return the shares (n, K) at points of the cube (n, K − 1), K ≥ 2, coordinates in [0, 1]."""
    u = np.atleast_2d(np.asarray(cube, float))
    count = u.shape[1] + 1
    shares = np.empty((u.shape[0], count))
    rest = np.ones(u.shape[0])
    for k in range(count - 1):
        shares[:, k] = rest * (1.0 - (1.0 - u[:, k]) ** (1.0 / (count - 1 - k)))
        rest = rest - shares[:, k]
    shares[:, -1] = np.maximum(rest, 0.0)
    return shares


def cube_of(simplex: ArrayLike) -> Array:
    """Return the point of the cube (K − 1,) at which shares (K,) lie; where nothing is left, the middle."""
    shares = np.asarray(simplex, float)
    cube = np.full(shares.size - 1, 0.5)
    rest = 1.0
    for k in range(shares.size - 1):
        if rest > 1e-12:
            part = min(max(shares[k] / rest, 0.0), 1.0)
            cube[k] = 1.0 - (1.0 - part) ** (shares.size - 1 - k)
        rest -= shares[k]
    return cube


def in_grains(shares: ArrayLike, grain: float) -> Array:
    """Return shares (K,) in whole grains with the same sum; the sum must be whole grains.

    The largest remainders get the grains that rounding down leaves (Hamilton's method), so each share moves by less
    than one grain.
    """
    wanted = np.asarray(shares, float) / grain
    whole = np.floor(wanted + 1e-9)
    left = round(float(wanted.sum())) - int(whole.sum())
    order = np.argsort(-(wanted - whole), kind="stable")
    whole[order[:left]] += 1
    return np.round(whole * grain, 12)
