"""Tornado: the outcome at both ends of each input, the others as they are, the widest first."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.clv.checks import Array
from sim.study.sensitivity.resampling import RESAMPLING, Resampling
from sim.study.sensitivity.response import Noise, Response, numeric

END = 0.2
"""Part of the points at each end of an input: the median of the lowest fifth is the 10th percentile."""
FEW = 5
"""Different values of an input up to which its ends are its least and its greatest value."""
LEAST_POINTS = 8
"""Points at an end below which its interval says little."""


class Tornado(NamedTuple):
    """What each input moves, the widest first.

    table: parameter; low_value and high_value, the values of the input at its ends; at_low and at_high, the mean
    outcome there, and swing, the second less the first, each with low and high; points: at the scarcer end.
    centre: the outcome at the base of a one-at-a-time design, otherwise the mean over all points.
    """

    table: pd.DataFrame
    centre: float
    around_base: bool
    left_out: int
    noise: Noise


class Ends(NamedTuple):
    """Which points are at the ends of an input, and the value of the input there."""

    parameter: str
    low: NDArray[np.bool_]
    high: NDArray[np.bool_]
    low_value: object
    high_value: object


def tornado(
    response: Response, resampling: Resampling = RESAMPLING, *, around_first: bool = False
) -> Tornado:
    """Return the tornado of a response.

    around_first: whether this is a one-at-a-time design, whose first point is the base and whose other points differ
    from it in one input each; the ends of an input are then its least and greatest value there. Otherwise they are the
    lowest and the highest fifth of the points, whose medians are the 10th and 90th percentile (binned means: nothing is
    assumed about the shape), or the least and greatest value of an input with few different values; what the other
    inputs did there averages out.
    A choice without an order has the values with the least and the greatest mean as its ends, which flatters it.
    The intervals are of distances: of the swing, and of each end from the centre. Where points were drawn they come
    from resampling points and replications; otherwise they are paired t intervals over replications.
    Raises ValueError if fewer than two points are complete, or the base is not.
    """
    if around_first and not response.complete[0]:
        raise ValueError("the base, with which all points are compared, has a run that failed")
    kept, base = response.kept(), around_first
    ends = [end for name in kept.parameters if (end := _ends(kept, name, base))]
    middle = np.zeros(len(kept.points), bool) if base else np.ones(len(kept.points), bool)
    middle[0] = True

    def measures(units: NDArray[np.intp], values: Array) -> Array:
        """Return at_low and at_high less the centre, and the swing, (inputs, 3, …), of values (points, …)."""
        centre = values[units][middle[units]].mean(axis=0)
        found = []
        for end in ends:
            low, high = (_mean(values[units], which[units]) - centre for which in (end.low, end.high))
            found.append(np.stack([low, high, high - low]))
        return np.asarray(found)

    means = kept.values.mean(axis=1)
    everything, centre = np.arange(means.size), float(means[middle].mean())
    found = measures(everything, means).reshape(len(ends), 3)
    if kept.sampled and not base:
        resampled = resampling.repeated(
            lambda draw: measures(draw.units, kept.values @ draw.weights),
            kept.blocks,
            kept.replications,
            True,
        )
        low, high = resampling.ends(resampled, found)
    else:
        low, high = resampling.luck(measures(everything, kept.values).reshape(*found.shape, -1))
    table = _table(ends, found, low, high, centre)
    return Tornado(table, centre, base, response.left_out, response.noise())


def _table(ends: list[Ends], found: Array, low: Array, high: Array, centre: float) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "parameter": [end.parameter for end in ends],
            "low_value": pd.Series([end.low_value for end in ends], dtype=object),
            "high_value": pd.Series([end.high_value for end in ends], dtype=object),
        }
    )
    for row, (name, start) in enumerate((("at_low", centre), ("at_high", centre), ("swing", 0.0))):
        for suffix, values in (("", found), ("_low", low), ("_high", high)):
            table[name + suffix] = start + values[:, row]
    table["points"] = [int(min(end.low.sum(), end.high.sum())) for end in ends]
    widest = table["swing"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[widest].reset_index(drop=True)


def _mean(values: Array, which: NDArray[np.bool_]) -> Array:
    """Return the mean of some rows, NaN if a resample has none of them."""
    return np.asarray(values[which].mean(axis=0)) if which.any() else np.full(values.shape[1:], np.nan)


def _ends(response: Response, name: str, base: bool) -> Ends | None:
    """Return the ends of a parameter, or None if it has one value only."""
    points = response.points
    column = points[name]
    apart = points.ne(points.iloc[0]).drop(columns=name).any(axis=1).to_numpy()
    there = ~apart if base else np.ones(len(points), bool)
    values = column[there].drop_duplicates()
    if len(values) < 2:
        return None
    if not numeric(column):
        means = (
            pd.Series(response.values.mean(axis=1)[there])
            .groupby(column[there].to_numpy(), sort=False)
            .mean()
        )
        least, most = means.index[int(means.argmin())], means.index[int(means.argmax())]
        if least == most:
            return None
    elif base or len(values) <= FEW:
        least, most = values.min(), values.max()
    else:
        rank = column.rank(method="average", pct=True).to_numpy()
        low, high = rank <= END, rank > 1.0 - END
        if low.any() and high.any():
            return Ends(name, low, high, column[low].median(), column[high].median())
        least, most = values.min(), values.max()
    low, high = (there & (column == value).to_numpy(bool) for value in (least, most))
    return Ends(name, low, high, least, most)
