"""A quadratic surface through what the race has seen, and the split at which it is highest."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import optimize

from sim.study.optimising.race import Candidate
from sim.study.optimising.simplex import Array
from sim.study.optimising.space import Parts, Space

RIDGES = 10.0 ** np.arange(-6.0, 3.0)
"""Weights of the ridge that are tried, in units of the mean squared feature."""


def proposal(candidates: Sequence[Candidate], space: Space) -> Parts | None:
    """Return the split at which the surface is highest, None if too few candidates are known.

    The surface is quadratic in the square roots of the shares, because money works the less the more of it there is
    (E14), and steeply from nothing; a ridge, chosen by leaving one candidate out, keeps it from bending where nothing
    was seen. Each mean gain counts as much as it has replications.
    """
    seen = [candidate for candidate in candidates if math.isfinite(candidate.gain)]
    if len(seen) < space.dimensions + 3:
        return None
    roots = np.sqrt([space.simplex(candidate.parts) for candidate in seen])
    gains = np.array([candidate.gain for candidate in seen])
    weights = np.array([float(len(candidate.gains)) for candidate in seen])
    coefficients = _fitted(_features(roots), gains, weights)

    def depth(root: Array) -> float:
        return -float(_features(root[None, :])[0] @ coefficients)

    sphere = optimize.NonlinearConstraint(lambda root: np.array([root @ root]), 1.0, 1.0)

    best = None
    for start in np.argsort(-gains, kind="stable")[:3]:
        found = optimize.minimize(
            depth, roots[start], method="SLSQP", bounds=[(0.0, 1.0)] * roots.shape[1],
            constraints=sphere,
        )  # fmt: skip
        root = np.clip(found.x, 0.0, 1.0)
        norm = float(root @ root)
        if np.isfinite(norm) and norm > 0 and (best is None or depth(root / norm**0.5) < depth(best)):
            best = root / norm**0.5
    return None if best is None else space.divided(best**2)


def _features(roots: Array) -> Array:
    """Return 1, and all squares and products of the roots (n, K): a full quadratic, as the roots' squares sum to one.

    Linear terms are there too: on a sphere they are no sum of the others.
    """
    rows, columns = np.triu_indices(roots.shape[1])
    return np.column_stack([np.ones(len(roots)), roots, roots[:, rows] * roots[:, columns]])


def _fitted(features: Array, gains: Array, weights: Array) -> Array:
    """Return the coefficients with the ridge whose weighted squared error is least when one candidate is left out.

    Source: Allen (1974), the error of prediction in closed form.
    """
    root = np.sqrt(weights)[:, None]
    x, y = features * root, gains * root[:, 0]
    scale = float(np.mean(x[:, 1:] ** 2)) * len(x)
    best: tuple[float, Array] | None = None
    for ridge in RIDGES:
        penalty = np.full(x.shape[1], ridge * scale)
        penalty[0] = 1e-9 * scale
        inverse = np.linalg.solve(x.T @ x + np.diag(penalty), x.T)
        coefficients = inverse @ y
        leverage = np.einsum("ij,ji->i", x, inverse)
        error = float(np.sum(((y - x @ coefficients) / np.maximum(1.0 - leverage, 1e-6)) ** 2))
        if best is None or error < best[0]:
            best = (error, coefficients)
    assert best is not None
    return best[1]
