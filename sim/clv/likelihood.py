"""The search for the most likely parameters, all of them positive: on their logarithms, within bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import optimize

from sim.clv.checks import Array

LogLikelihood = Callable[[Array], tuple[float, Array]]
"""From parameters (k,) to the logarithm of the likelihood there, and its slopes by each of them (k,)."""

WIDEST = 12.0
"""The logarithm of every parameter is sought within this distance of the start."""
_FLAT = 1e-4
"""Slope of the mean log-likelihood above which a search has not arrived."""


class Found(NamedTuple):
    """The most likely parameters."""

    parameters: tuple[float, ...]
    log_likelihood: float
    at_bound: tuple[str, ...]
    """Parameters that ran to the bound of the search: the data do not tell how far they would go."""


def most_likely(log_likelihood: LogLikelihood, start: dict[str, float], weight: float, model: str) -> Found:
    """Return the parameters with the highest likelihood; start names them and says where to begin.

    weight: customers, so that one search serves few and many; model: its name for the error.
    Raises ValueError if no maximum is found.
    """
    at = np.log(np.array(list(start.values())))

    def mean_loss(logs: Array) -> tuple[float, Array]:
        parameters = np.exp(logs)
        value, slopes = log_likelihood(parameters)
        return -value / weight, -slopes * parameters / weight

    bounds = [(float(x) - WIDEST, float(x) + WIDEST) for x in at]
    found = optimize.minimize(
        mean_loss,
        at,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1000, "maxfun": 5000},
    )
    slopes = np.where(np.abs(found.x - at) < WIDEST - 1e-6, found.jac, 0.0)
    if not np.isfinite(found.fun) or np.abs(slopes).max() > _FLAT:
        raise ValueError(f"the likelihood of the {model} has no maximum that can be found: {found.message}")
    beyond = tuple(name for name, x, s in zip(start, found.x, at, strict=True) if abs(x - s) > WIDEST - 1e-3)
    return Found(tuple(float(x) for x in np.exp(found.x)), -float(found.fun) * weight, beyond)
