"""Pareto front: what cannot be had better in one outcome without losing in the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sim.clv.checks import Array
from sim.study.sensitivity.resampling import RESAMPLING, Blocks, Draw, Numbers, Resampling

SURE = 0.95
"""How sure it must be that a candidate is beaten in both outcomes before it is called dominated."""


class Front(NamedTuple):
    """Candidates and whether another beats them in both outcomes.

    table: name; first and second, the means of both outcomes, each with low and high; on_front: nobody is at least as
    good in both means and better in one; not_dominated: nobody is, for sure, better in both under the same seeds and
    futures, so it may be on the front; missing if there is no second replication and no drawn future.
    """

    table: pd.DataFrame
    left_out: int


def pareto_front(
    names: list[str],
    first: Array,
    second: Array,
    *,
    better: tuple[bool, bool] = (True, True),
    sampled: bool = True,
    block: Numbers | None = None,
    left_out: int = 0,
    resampling: Resampling = RESAMPLING,
) -> Front:
    """Return the front of candidates in two outcomes.

    names: one for each candidate; first, second: (candidates, futures, replications), the same futures and seeds for
    all; better: whether more is better, for each outcome; sampled, block: of the futures, as in `Response`. A
    candidate is
    dominated for sure by another if this is better in both outcomes with 95 %: by resampling futures and replications
    if the futures were drawn, otherwise by one-sided paired t tests, both of which must say so (Berger 1982).
    Raises ValueError for other shapes, or values that are not finite.
    """
    if first.shape != second.shape or first.ndim != 3 or len(first) != len(names) or not len(names):
        raise ValueError(
            f"the outcomes have the shapes {first.shape} and {second.shape} for {len(names)} candidates"
        )
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("outcomes must be finite in all futures and replications")
    signs = [1.0 if more else -1.0 for more in better]
    both = np.stack([signs[0] * first, signs[1] * second])
    _, count, futures, replications = both.shape
    means = both.mean(axis=(2, 3))
    front = front_of(means[0], means[1])

    def over(draw: Draw) -> Array:
        return np.asarray((both[:, :, draw.units] @ draw.weights).mean(axis=2))

    drawn = sampled and futures > 1
    if drawn:
        blocks = Blocks(np.arange(futures) if block is None else block)
        resampled = resampling.repeated(over, blocks, replications, sampled)
        low, high = resampling.ends(resampled, means)
    else:
        low, high = resampling.luck(both.mean(axis=2))
    maybe = np.full(count, np.nan)
    if drawn or replications > 1:
        beaten = (
            _beaten_in_resamples(resampled, front) if drawn else _beaten_by_test(both.mean(axis=2), front)
        )
        maybe = (~beaten).astype(float)
    table = pd.DataFrame({"name": names})
    for row, name in enumerate(("first", "second")):
        ends = (low[row], high[row]) if signs[row] > 0 else (-high[row], -low[row])
        table[name], table[f"{name}_low"], table[f"{name}_high"] = signs[row] * means[row], *ends
    table["on_front"] = front
    table["not_dominated"] = pd.array([None if np.isnan(x) else bool(x) for x in maybe], dtype="boolean")
    return Front(table, left_out)


def front_of(first: Array, second: Array) -> NDArray[np.bool_]:
    """Return which points, (n,), are beaten by none: at least as good in both and better in one; more is better."""
    order = np.lexsort((-second, -first))
    front = np.zeros(first.size, bool)
    best, at = -np.inf, np.nan
    for number in order:
        if second[number] > best:
            best, at = second[number], first[number]
            front[number] = True
        elif second[number] == best and first[number] == at:
            front[number] = True
    return front


def _beaten_in_resamples(resampled: Array, front: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which candidates some member of the front beats in both outcomes in nearly all resamples."""
    beaten = np.zeros(front.size, bool)
    for member in np.flatnonzero(front):
        better = (resampled[:, :, [member]] > resampled).all(axis=1)
        beaten |= better.mean(axis=0) >= SURE
    return beaten


def _beaten_by_test(values: Array, front: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the same by t tests of paired differences, values (2, candidates, replications)."""
    beaten = np.zeros(front.size, bool)
    count = values.shape[2]
    for member in np.flatnonzero(front):
        difference = values[:, [member]] - values
        error = difference.std(axis=2, ddof=1) / np.sqrt(count)
        reach = stats.t.ppf(SURE, count - 1) * error
        beaten |= (difference.mean(axis=2) > reach).all(axis=0)
    return beaten
