"""Elementary effects: what one step of each parameter changes, from trajectories through the space of all of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.clv.checks import Array, whole
from sim.study.sensitivity.resampling import RESAMPLING, Blocks, Draw, Resampling
from sim.study.sensitivity.response import Noise, Response, numeric

LEAST_TRAJECTORIES = 10
"""Trajectories below which an interval says little (Morris 1991 and Campolongo et al. 2007 use 10 to 50)."""


class MorrisEffects(NamedTuple):
    """Effects of all parameters, the largest first.

    table: parameter; mu_star, mu and sigma, each with low and high, in units of the outcome for the whole range of
    the parameter.
    """

    table: pd.DataFrame
    trajectories: int
    left_out: int
    noise: Noise


def morris_effects(response: Response, levels: int = 4, resampling: Resampling = RESAMPLING) -> MorrisEffects:
    """Return the elementary effects of a response on a Morris design of so many levels, of paired means.

    mu is the mean effect, mu_star the mean of its size, whatever its sign, and sigma how much it differs from place to
    place: a curve, or an interaction. Intervals come from resampling trajectories and replications. The effect of a
    choice without an order has no sign: only mu_star has a meaning for it, and mu is missing. Raises ValueError if the
    points are no trajectories, or fewer than two of these are complete.
    Source: Morris (1991); Campolongo, Cariboni & Saltelli (2007) for mu_star.
    """
    delta = whole("levels", levels, least=2) / (2.0 * (levels - 1.0))
    effects = elementary_effects(response) / delta
    complete = np.isfinite(effects).all(axis=(1, 2))
    kept = effects[complete]
    count, _, replications = kept.shape
    if count < 2:
        raise ValueError(f"{count} complete trajectories are left, but 2 or more are needed")
    ordered = np.array([numeric(response.points[name]) for name in response.parameters])

    def measures(draw: Draw) -> Array:
        step = kept[draw.units] @ draw.weights
        spread = step.std(axis=0, ddof=1) if len(step) > 1 else np.full(step.shape[1], np.nan)
        found = np.stack([np.abs(step).mean(axis=0), step.mean(axis=0), spread])
        found[1:, ~ordered] = np.nan
        return found

    found = measures(Draw(np.arange(count), np.full(replications, 1.0 / replications)))
    low, high = resampling.ends(
        resampling.repeated(measures, Blocks(np.arange(count)), replications, sampled=True), found
    )
    low[[0, 2]] = np.maximum(low[[0, 2]], 0.0)  # sizes
    table = pd.DataFrame({"parameter": response.parameters})
    for row, name in enumerate(("mu_star", "mu", "sigma")):
        table[name], table[f"{name}_low"], table[f"{name}_high"] = found[row], low[row], high[row]
    return MorrisEffects(
        table.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True),
        count,
        int((~complete).sum()),
        response.noise(),
    )


def elementary_effects(response: Response) -> Array:
    """Return the change of the outcome by the step of each parameter upwards, (trajectories, parameters, replications).

    A parameter whose value did not change with its step, because two levels are the same choice, has the effect 0.
    Raises ValueError if a step changes two parameters, or a parameter changes twice on its way.
    """
    names = response.parameters
    size = len(names) + 1
    if len(response.points) % size:
        raise ValueError(
            f"{len(response.points)} points of {len(names)} parameters are not whole trajectories of {size}"
        )
    steps = np.diff(response.values.reshape(-1, size, response.replications), axis=1)
    moves = np.stack([_moves(response.points[name], size) for name in names], axis=2)
    if ((moves != 0).sum(axis=2) > 1).any() or ((moves != 0).sum(axis=1) > 1).any():
        raise ValueError("the points are no Morris trajectories: each step changes one parameter, each once")
    effects = np.zeros((len(steps), len(names), response.replications))
    for way, step, name in zip(*np.nonzero(moves), strict=True):
        effects[way, name] = steps[way, step] * moves[way, step, name]
    failed = ~np.isfinite(response.values).reshape(len(steps), -1).all(axis=1)
    effects[failed] = np.nan
    return effects


def _moves(column: pd.Series[Any], size: int) -> Array:
    """Return whether each step takes a parameter up (1), down (−1) or leaves it, (trajectories, steps)."""
    codes = column.to_numpy(float) if numeric(column) else pd.factorize(column)[0].astype(float)
    return np.sign(np.diff(codes.reshape(-1, size), axis=1))
