"""Feature scores: which part of an outcome's variance goes with each input, from any sample of points.

No forest is grown: extra trees would need scikit-learn (about 40 MB); two estimators from the literature are enough.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sim.clv.checks import Array
from sim.study.sensitivity.resampling import RESAMPLING, Resampling
from sim.study.sensitivity.response import Noise, Response, numeric

LEAST_POINTS = 50
"""Points below which a score's interval says little; measured in docs/sensitivity.md."""


class FeatureScores(NamedTuple):
    """Scores of all inputs, the highest first.

    table: parameter; score with low and high: the share of the variance between points that goes with the input
    alone, straight or curved; chance: what 95 of 100 inputs that do nothing would stay below; rank_correlation with low
    and high: which way it goes (Spearman), missing for a choice without an order.
    """

    table: pd.DataFrame
    points: int
    left_out: int
    noise: Noise


class Drawn(NamedTuple):
    """A resample: which points, their means, and the ranks of these."""

    units: NDArray[np.intp]
    y: Array
    ranks: Array


def feature_scores(response: Response, resampling: Resampling = RESAMPLING) -> FeatureScores:
    """Return the scores of a response at points that were drawn independently: random, Latin hypercube, or a grid.

    The score is the first-order index from given data: the points are put into classes of an input, and the score is
    the share of variance between classes, corrected for what chance puts there (epsilon squared). What an input does
    only together with others is not in it. Raises ValueError if fewer than two points are complete.
    Source: Plischke, Borgonovo & Smith (2013) for the estimator and the number of classes; Kelley (1935) for the
    correction; Spearman (1904).
    """
    kept = response.kept()
    count, means = len(kept.points), kept.values.mean(axis=1)
    if np.ptp(means) == 0.0:
        raise ValueError("the outcome is the same at all points: no input matters")
    classes = [_classes(kept.points[name]) for name in kept.parameters]
    generator = np.random.default_rng(resampling.seed)
    shuffled = [generator.permutation(means) for _ in range(resampling.resamples)]
    draws = []
    for draw in resampling.draws(kept.blocks, kept.replications, kept.sampled):
        y = (kept.values @ draw.weights)[draw.units]
        draws.append(Drawn(draw.units, y, stats.rankdata(y)))
    rows: list[list[Any]] = []
    for name, group in zip(kept.parameters, classes, strict=True):
        score = _score(group, means)
        scores = np.array([_score(group[drawn.units], drawn.y) for drawn in draws])
        low, high = resampling.ends(scores, score)
        chance = np.quantile([_score(group, other) for other in shuffled], resampling.level)
        rows.append([name, score, float(low), float(high), float(chance)])
        rows[-1] += _direction(kept.points[name], means, draws, resampling)
    names = ["parameter", "score", "score_low", "score_high", "chance"]
    names += ["rank_correlation", "rank_correlation_low", "rank_correlation_high"]
    table = pd.DataFrame(rows, columns=names).sort_values(
        "score", ascending=False, kind="stable", ignore_index=True
    )
    return FeatureScores(table, count, response.left_out, response.noise())


def _direction(
    column: pd.Series[Any], means: Array, draws: list[Drawn], resampling: Resampling
) -> list[float]:
    """Return the rank correlation of a quantity and the outcome, and its ends; missing for a choice."""
    if not numeric(column):
        return [np.nan] * 3
    x = stats.rankdata(column.to_numpy(float))
    others = np.array([_correlation(x[drawn.units], drawn.ranks) for drawn in draws])
    way = _correlation(x, stats.rankdata(means))
    low, high = resampling.ends(others, way, -1.0, 1.0)
    return [way, float(low), float(high)]


def _correlation(x: Array, y: Array) -> float:
    """Return Pearson's correlation, 0 if either is the same everywhere."""
    x, y = x - x.mean(), y - y.mean()
    scale = math.sqrt(float(x @ x) * float(y @ y))
    return float(x @ y) / scale if scale > 0.0 else 0.0


def number_of_classes(points: int) -> int:
    """Return into how many classes of equal size so many points are put: about the root of their number.

    More than Plischke et al. take, whose score is not corrected for chance: five classes are blind to two waves.
    """
    return max(2, round(math.sqrt(points)))


def _classes(column: pd.Series[Any]) -> NDArray[np.intp]:
    """Return the class of each point: its value where there are few, otherwise a part of equal size."""
    wanted = number_of_classes(len(column))
    if not numeric(column) or column.nunique() <= wanted:
        return np.asarray(pd.factorize(column)[0], np.intp)
    rank = column.rank(method="average").to_numpy(float)
    return np.asarray(np.ceil(rank / len(column) * wanted) - 1, np.intp)


def _score(group: NDArray[np.intp], y: Array) -> float:
    """Return epsilon squared: 1 − variance within classes over variance, both with their degrees of freedom."""
    sizes = np.bincount(group)
    sizes_there = sizes[sizes > 0]
    free = y.size - sizes_there.size
    centred = y - y.mean()
    whole = float(centred @ centred)
    if free < 1 or whole <= 0.0:
        return 0.0
    sums = np.bincount(group, centred)[sizes > 0]
    within = whole - float((sums**2 / sizes_there).sum())
    return 1.0 - (within / free) / (whole / (y.size - 1))
