"""Patient rule induction: in which part of the space of inputs something happens, as ranges that can be read."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from sim.clv.checks import CHANGE, number
from sim.clv.survival.interval import Interval
from sim.study.sensitivity.box import Box, Choices, Held, Limit, Mask, Range, held, quasi_p_value, wider
from sim.study.sensitivity.peeling import pasted, peeled
from sim.study.sensitivity.resampling import Blocks, Numbers

PEEL = 0.05
"""Part of a box's points that a step takes away: patient, as Friedman & Fisher (1999) advise, 5 to 10 %."""
LEAST_MASS = 0.05
"""Part of all points below which a box is not made smaller."""
SIGNIFICANT = 0.05
"""Quasi-p-value above which a limit is let go."""
FOLDS = 5
"""Parts of the points that are kept out of the search in turn."""
LEAST_HITS = 20
"""Points of interest below which a box says little."""


class Discovery(NamedTuple):
    """The box that was found, and how well it holds what is of interest.

    limits: input, low, high (NaN where open), choices (text, for a choice), quasi_p: the most telling limit first.
    trajectory: step, dimensions, coverage, density, mass of every box on the way, the first holding everything.
    coverage, density: of the box in the points in which it was searched, which flatters it; the intervals are Wilson's.
    tested_coverage, tested_density: of boxes found without a fifth of the points, in that fifth, all five together.
    """

    box: Box
    limits: pd.DataFrame
    trajectory: pd.DataFrame
    points: int
    hits: int
    coverage: Interval
    density: Interval
    mass: float
    tested_coverage: float
    tested_density: float


def discover(
    points: pd.DataFrame,
    interest: Mask,
    block: Numbers | None = None,
    *,
    peel: float = PEEL,
    least_mass: float = LEAST_MASS,
    level: float = 0.95,
) -> Discovery:
    """Return the box that holds the points of interest best.

    points: a row for each point, a column for each input (quantities, whole numbers, choices); interest: what is
    looked for, (points,), as in "the strategy fails here"; block: the number of what each point was drawn with,
    (points,): such points are kept out of a search together. Boxes are peeled as in Friedman & Fisher; the one with the
    highest harmonic mean of coverage and density is taken (Bryant & Lempert leave the choice to the reader: the
    trajectory has the others), limits that chance could have made are let go, and the box is grown again where that
    does not thin it. Raises ValueError if nothing or everything is of interest, or there are fewer than two points.
    Source: Friedman & Fisher (1999); Bryant & Lempert (2010).
    """
    for name, share in (("peel", peel), ("least_mass", least_mass), ("level", level)):
        number(name, share, CHANGE)
    interest = np.asarray(interest, bool)
    if len(points) < 2 or interest.all() or not interest.any():
        found = f"{int(interest.sum())} of {len(points)} points"
        raise ValueError(f"{found} are of interest, but some must be and some must not")
    box, path = _search(points, interest, peel, least_mass)
    quality = held(box, points, interest)
    drawn = Blocks(np.arange(len(points)) if block is None else block)
    tested = _tested(points, interest, drawn, peel, least_mass)
    return Discovery(
        box,
        _limits(box, points, interest),
        pd.DataFrame(path),
        quality.points,
        quality.hits,
        _wilson(quality.hits, int(interest.sum()), level),
        _wilson(quality.hits, quality.points, level),
        quality.mass,
        tested.coverage,
        tested.density,
    )


def _search(
    points: pd.DataFrame, interest: Mask, peel: float, least_mass: float
) -> tuple[Box, list[dict[str, float]]]:
    """Return the best box on the way from everything to almost nothing, tidied up, and the way."""
    boxes = list(peeled(points, interest, peel, least_mass))
    holds = [held(box, points, interest) for box in boxes]
    path = [
        {
            "step": step,
            "dimensions": len(box.limits),
            "coverage": quality.coverage,
            "density": quality.density,
            "mass": quality.mass,
        }
        for step, (box, quality) in enumerate(zip(boxes, holds, strict=True))
    ]
    best = max(range(len(boxes)), key=lambda step: _balance(holds[step]))
    box = _significant(boxes[best], points, interest)
    return _significant(pasted(box, points, interest, peel), points, interest), path


def _balance(quality: Held) -> float:
    """Return the harmonic mean of coverage and density."""
    both = quality.coverage + quality.density
    return 2.0 * quality.coverage * quality.density / both if both > 0.0 else 0.0


def _significant(box: Box, points: pd.DataFrame, interest: Mask) -> Box:
    """Return the box without ends that keep nothing out, or that chance could have made, the weakest let go first."""
    for name, limit in box.limits.items():
        box = box.limited(name, _opened(limit, points[name]))
    while box.limits:
        chances = [
            (quasi_p_value(box, larger, points, interest), larger)
            for name in box.limits
            for larger in wider(box, name)
        ]
        weakest, larger = max(chances, key=lambda pair: pair[0])
        if weakest <= SIGNIFICANT:
            break
        box = larger
    return box


def _opened(limit: Limit, column: pd.Series[Any]) -> Limit:
    if isinstance(limit, Choices):
        return limit
    values = column.to_numpy(float)
    return Range(
        limit.low if limit.low > values.min() else -np.inf,
        limit.high if limit.high < values.max() else np.inf,
    )


def _tested(points: pd.DataFrame, interest: Mask, blocks: Blocks, peel: float, least_mass: float) -> Held:
    """Return how well boxes hold points that were kept out of the search for them."""
    fold = (np.random.default_rng(len(points)).permutation(len(blocks)) % FOLDS)[blocks.place]
    count = hits = 0
    for out in range(FOLDS):
        kept = fold != out
        if interest[kept].all() or not interest[kept].any() or kept.all():
            return Held(0, 0, float("nan"), float("nan"), 0.0)
        box, _ = _search(points[kept].reset_index(drop=True), interest[kept], peel, least_mass)
        within = box.holds(points[~kept])
        count, hits = count + int(within.sum()), hits + int((within & interest[~kept]).sum())
    density = hits / count if count else float("nan")
    return Held(count, hits, hits / int(interest.sum()), density, count / len(points))


def _limits(box: Box, points: pd.DataFrame, interest: Mask) -> pd.DataFrame:
    rows = []
    for name, limit in box.limits.items():
        ends = (
            [np.nan, np.nan]
            if isinstance(limit, Choices)
            else [x if np.isfinite(x) else np.nan for x in limit]
        )
        choices = " or ".join(map(str, limit.values)) if isinstance(limit, Choices) else ""
        rows.append([name, *ends, choices, quasi_p_value(box, box.without(name), points, interest)])
    table = pd.DataFrame(rows, columns=["parameter", "low", "high", "choices", "quasi_p"])
    return table.sort_values("quasi_p", kind="stable", ignore_index=True)


def _wilson(hits: int, count: int, level: float) -> Interval:
    """Return a share with Wilson's interval (1927)."""
    if not count:
        return Interval(float("nan"), float("nan"), float("nan"))
    low, high = stats.binomtest(hits, count).proportion_ci(level, method="wilson")
    return Interval(hits / count, float(low), float(high))
