"""Sobol indices: which part of an outcome's variance each parameter explains, alone and together with others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.clv.checks import Array
from sim.clv.survival.interval import Interval
from sim.study.sensitivity.resampling import RESAMPLING, Blocks, Draw, Resampling
from sim.study.sensitivity.response import Noise, Response

LEAST_BLOCKS = 64
"""Blocks of a design below which an interval of an index says little; measured in docs/sensitivity.md."""


class Saltelli(NamedTuple):
    """A Saltelli design cut into blocks: A, A with one column from B for each parameter in turn, and B.

    values: (blocks, parameters + 2, replications); left_out: blocks with a run that failed.
    """

    values: Array
    left_out: int


class SobolIndices(NamedTuple):
    """Indices of all parameters, the largest total first.

    table: parameter, first, first_low, first_high, total, total_low, total_high: shares of the variance between
    points. alone: the sum of the first-order indices, what parameters explain one by one.
    """

    table: pd.DataFrame
    alone: Interval
    blocks: int
    left_out: int
    noise: Noise


def sobol_indices(response: Response, resampling: Resampling = RESAMPLING) -> SobolIndices:
    """Return the first-order and total indices of a response on a Saltelli design, of means over paired replications.

    The first order is what the outcome's variance would lose, on average, if the parameter were known; the total is
    what would be left if all others were known. Intervals come from resampling blocks and replications. An index may
    come out a little below 0 or above 1. Raises ValueError if the points are no such design or hardly any is complete,
    or the outcome is the same everywhere. Source: Saltelli et al. (2010) for the first order, Jansen (1999) for the
    total, as in SALib.
    """
    blocks = saltelli_blocks(response)
    count, _, replications = blocks.values.shape
    if count < 2:
        raise ValueError(f"{count} complete blocks of a Saltelli design are left, but 2 or more are needed")
    equal = np.full(replications, 1.0 / replications)
    if np.ptp(blocks.values @ equal) == 0.0:
        raise ValueError("the outcome is the same at all points: no parameter matters")

    def both(draw: Draw) -> Array:
        return _indices(blocks.values[draw.units] @ draw.weights)

    found = both(Draw(np.arange(count), equal))
    resampled = resampling.repeated(both, Blocks(np.arange(count)), replications, sampled=True)
    (first, total), (low, high) = found, resampling.ends(resampled, found)
    sums = resampling.ends(resampled[:, 0].sum(axis=1), first.sum())
    table = pd.DataFrame(
        {
            "parameter": response.parameters,
            "first": first, "first_low": low[0], "first_high": high[0],
            "total": total, "total_low": low[1], "total_high": high[1],
        }
    )  # fmt: skip
    return SobolIndices(
        table.sort_values("total", ascending=False, kind="stable", ignore_index=True),
        Interval(float(first.sum()), float(sums[0]), float(sums[1])),
        count,
        blocks.left_out,
        response.noise(),
    )


def _indices(y: Array) -> Array:
    """Return first-order and total indices, (2, parameters), of means (blocks, parameters + 2)."""
    centred = y - y.mean()
    a, mixed, b = centred[:, :1], centred[:, 1:-1], centred[:, -1:]
    variance = np.concatenate([a, b]).var()
    if variance <= 0.0:
        return np.zeros((2, mixed.shape[1]))
    both = np.stack([(b * (mixed - a)).mean(axis=0), 0.5 * ((a - mixed) ** 2).mean(axis=0)])
    return np.asarray(both / variance, float)


def saltelli_blocks(response: Response) -> Saltelli:
    """Return the blocks of a Saltelli design, with or without the points for second-order indices, which are not used.

    Raises ValueError if the points are in no such order.
    """
    points, count = response.points, len(response.parameters)
    for size in (count + 2, 2 * count + 2):
        if len(points) % size == 0 and _is_saltelli(points, size):
            values = response.values.reshape(-1, size, response.replications)
            values = values[:, [*range(count + 1), size - 1]]
            complete = np.isfinite(values).all(axis=(1, 2))
            return Saltelli(values[complete], int((~complete).sum()))
    raise ValueError(
        f"{len(points)} points of {count} parameters are not in the order of a Saltelli design: A, A with one column "
        "of B each, B"
    )


def _is_saltelli(points: pd.DataFrame, size: int) -> bool:
    """Return whether, in every block, point j + 1 is the first point but for parameter j, taken from the last point."""
    for j, name in enumerate(points):
        column = points[name].to_numpy().reshape(-1, size)
        mixed = column[:, 1 : points.shape[1] + 1]
        others = np.delete(mixed, j, axis=1)
        if (mixed[:, j] != column[:, -1]).any() or (others != column[:, :1]).any():
            return False
    return True
