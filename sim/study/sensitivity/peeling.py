"""Peeling and pasting: boxes that lose, or win back, one thin slice at a time. Source: Friedman & Fisher (1999)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from sim.study.sensitivity.box import Box, Choices, Limit, Mask, Range, held
from sim.study.sensitivity.response import numeric


def peeled(points: pd.DataFrame, interest: Mask, peel: float, least_mass: float) -> Iterator[Box]:
    """Return the boxes on the way down: each loses the slice whose loss raises the density most for each point lost."""
    box, inside = Box(), points
    hits = interest
    yield box
    while True:
        density, best, found = hits.mean(), 0.0, None
        for name in points:
            for limit in _smaller(inside[name], peel):
                stay = limit.holds(inside[name])
                lost = len(inside) - int(stay.sum())
                if not lost or stay.sum() < max(least_mass * len(points), 1.0):
                    continue
                gain = (hits[stay].mean() - density) / lost
                if gain > best:
                    best, found = gain, (name, limit, stay)
        if found is None:
            return
        name, limit, stay = found
        box, inside, hits = box.limited(str(name), limit), inside[stay], hits[stay]
        yield box


def _smaller(column: pd.Series[Any], peel: float) -> Iterator[Limit]:
    """Return the limits that take a slice from values within a box: one from each end, or each one of the choices."""
    if not numeric(column):
        values = column.unique()
        for value in values if len(values) > 1 else ():
            yield Choices(tuple(other for other in values if other != value))
        return
    ordered = np.sort(column.to_numpy(float))
    least, most = ordered[0], ordered[-1]
    if least == most:
        return
    slice_ = max(int(peel * ordered.size), 1)
    above = ordered[ordered > ordered[slice_ - 1]]
    below = ordered[ordered < ordered[-slice_]]
    if above.size:
        yield Range(float(above[0]), float(most))
    if below.size:
        yield Range(float(least), float(below[-1]))


def pasted(box: Box, points: pd.DataFrame, interest: Mask, peel: float) -> Box:
    """Return the box grown by slices, one input and end at a time, for as long as its density does not fall."""
    grown = True
    while grown:
        grown = False
        now = held(box, points, interest)
        for name, limit in box.limits.items():
            for larger in _larger(box, name, limit, points, max(int(peel * now.points), 1)):
                other = box.limited(name, larger)
                then = held(other, points, interest)
                if then.points > now.points and then.density >= now.density:
                    box, now, grown = other, then, True
                    break
    return box


def _larger(box: Box, name: str, limit: Limit, points: pd.DataFrame, slice_: int) -> Iterator[Limit]:
    """Return the limits that add a slice of the points which only this limit keeps out."""
    near = points.loc[box.without(name).holds(points), name]
    if isinstance(limit, Choices):
        for value in near.unique():
            if value not in limit.values:
                yield Choices((*limit.values, value))
        return
    values = np.sort(near.to_numpy(float))
    below, above = values[values < limit.low], values[values > limit.high]
    if below.size:
        yield Range(float(below[-min(slice_, below.size)]), limit.high)
    if above.size:
        yield Range(limit.low, float(above[min(slice_, above.size) - 1]))
