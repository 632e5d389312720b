"""Designs: which points of a sweep's parameters are run.

Lists are scanned: every value is run. Distributions are sampled on the unit cube, whose axes are the sampled
parameters in their order (uncertainties before levers), and then go through each parameter's inverse CDF. Where there
are both, every combination of the lists is run with the same sample, combination after combination.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.study.sweeping.parameters import Parameter

SAMPLED = ("latin_hypercube", "sobol", "morris")
"""Designs that sample distributions; of the others, one_at_a_time takes their quantiles."""
KINDS = ("grid", "list", "one_at_a_time", *SAMPLED)


class DesignError(ValueError):
    """A design that does not fit its parameters, in words for people."""


@dataclass(frozen=True)
class Design:
    """How points are chosen.

    kind: `grid` (every combination of the lists), `list` (the first values of all lists, then the second ones, …),
    `one_at_a_time` (the base, then every value or both quantiles of one parameter after the other), `latin_hypercube`,
    `sobol` (Saltelli's scheme), `morris` (trajectories). points: of the sample; Saltelli's base points, a power of 2,
    of which each makes k + 2 rows (2k + 2 with second_order) for k sampled parameters; trajectories of Morris, k + 1
    rows each. levels: of Morris's grid, even. quantiles: of one_at_a_time. seed: of the sample.
    """

    kind: str = "grid"
    points: int = 0
    levels: int = 4
    second_order: bool = False
    quantiles: tuple[float, float] = (0.05, 0.95)
    seed: int = 1


class Point(NamedTuple):
    """Values of all parameters by key, and where they come from.

    combination: number of the combination of scanned values, from 0; sample: number of the row of the sample within it,
    in the order that SALib expects; 0 in designs without a sample.
    """

    combination: int
    sample: int
    values: dict[str, Any]


def points_of(design: Design, parameters: Sequence[Parameter], base: Mapping[str, Any]) -> list[Point]:
    """Return the points of a design.

    base: the value of every parameter in the base scenario, which one_at_a_time starts from. Raises DesignError if
    design and parameters do not fit each other, and ImportError with a sentence if a library is missing.
    """
    return _POINTS[design.kind](design, parameters, base)


def number_of_points(design: Design, parameters: Sequence[Parameter]) -> int:
    """Return how many points a design has, without making them. Raises DesignError as `points_of` does."""
    sampled = [p for p in parameters if p.distribution is not None]
    lengths = [len(p.values) for p in parameters if p.values is not None]
    _check(design, sampled, lengths)
    if design.kind == "list":
        return lengths[0] if lengths else 1
    if design.kind == "one_at_a_time":
        return 1 + sum(lengths) + 2 * len(sampled)
    rows = {
        "latin_hypercube": 1,
        "sobol": (2 if design.second_order else 1) * len(sampled) + 2,
        "morris": len(sampled) + 1,
    }
    return prod(lengths) * (design.points * rows[design.kind] if design.kind in rows else 1)


def _check(design: Design, sampled: Sequence[Parameter], lengths: Sequence[int]) -> None:
    if design.kind in ("grid", "list") and sampled:
        keys = ", ".join(p.key for p in sampled)
        raise DesignError(
            f"design {design.kind} runs lists of values, but {keys} has a distribution: "
            "give it a list, or take the design latin_hypercube"
        )
    if design.kind in SAMPLED and not sampled:
        raise DesignError(f"design {design.kind} samples distributions, but no parameter has one: take grid")
    if design.kind in SAMPLED and design.points < 1:
        raise DesignError(f"design {design.kind} needs points: 100, say")
    if design.kind == "sobol" and design.points & (design.points - 1):
        low = 1 << (design.points.bit_length() - 1)
        raise DesignError(
            f"points is {design.points}, but design sobol needs a power of two: {low} or {2 * low}"
        )
    if design.kind == "morris" and (design.levels < 2 or design.levels % 2):
        raise DesignError(f"levels is {design.levels}, but design morris needs an even number")
    if design.kind == "list" and len(set(lengths)) > 1:
        counts = " and ".join(map(str, sorted(set(lengths))))
        raise DesignError(f"design list runs lists side by side, but they have {counts} values")


def _grid(design: Design, parameters: Sequence[Parameter], base: Mapping[str, Any]) -> list[Point]:
    return [Point(number, 0, values) for number, values in enumerate(_combinations(parameters))]


def _list(design: Design, parameters: Sequence[Parameter], base: Mapping[str, Any]) -> list[Point]:
    rows = zip(*(p.values or () for p in parameters), strict=True)
    keys = [p.key for p in parameters]
    return [Point(number, 0, dict(zip(keys, row, strict=True))) for number, row in enumerate(rows)]


def _one_at_a_time(design: Design, parameters: Sequence[Parameter], base: Mapping[str, Any]) -> list[Point]:
    missing = [p.key for p in parameters if base.get(p.key) is None]
    if missing:
        raise DesignError(
            f"design one_at_a_time starts from the base, in which {', '.join(missing)} has no value: "
            "give one in the base, or take another design"
        )
    start = {p.key: base[p.key] for p in parameters}
    changes: list[dict[str, Any]] = [{}]
    for p in parameters:
        values = (
            p.values if p.distribution is None else [p.distribution.value_at(q) for q in design.quantiles]
        )
        changes += [{p.key: value} for value in values or ()]
    return [Point(number, 0, start | change) for number, change in enumerate(changes)]


def _sampled(design: Design, parameters: Sequence[Parameter], base: Mapping[str, Any]) -> list[Point]:
    axes = [p for p in parameters if p.distribution is not None]
    cube = unit_sample(design, len(axes))
    sample = [{p.key: p.value_at(float(u)) for p, u in zip(axes, row, strict=True)} for row in cube]
    keys = [p.key for p in parameters]
    return [
        Point(number, row, {key: (scanned | drawn)[key] for key in keys})
        for number, scanned in enumerate(_combinations(parameters))
        for row, drawn in enumerate(sample)
    ]


def _combinations(parameters: Sequence[Parameter]) -> list[dict[str, Any]]:
    scanned = [p for p in parameters if p.values is not None]
    keys = [p.key for p in scanned]
    return [dict(zip(keys, row, strict=True)) for row in product(*(p.values or () for p in scanned))]


def unit_sample(design: Design, axes: int) -> NDArray[np.float64]:
    """Return a sample of the unit cube, rows × axes, in the order that SALib's analyses expect."""
    if design.kind == "morris":
        return _trajectories(design, axes)
    from scipy.stats import qmc

    luck = np.random.default_rng(abs(design.seed))
    if design.kind == "latin_hypercube":
        return np.asarray(qmc.LatinHypercube(axes, seed=luck).random(design.points))
    two = qmc.Sobol(2 * axes, scramble=True, seed=luck).random(design.points)
    return _saltelli(two[:, :axes], two[:, axes:], design.second_order)


def _saltelli(
    first: NDArray[np.float64], second: NDArray[np.float64], second_order: bool
) -> NDArray[np.float64]:
    """Return Saltelli's rows: for each base point A, A with each axis from B, (B with each axis from A,) and B.

    Source: Saltelli (2002), Saltelli et al. (2010); the order is that of SALib's `sobol.sample`.
    """
    axes = first.shape[1]
    own = np.eye(axes, dtype=bool)[None]
    a, b = first[:, None, :], second[:, None, :]
    mixed = [np.where(own, b, a)] + ([np.where(own, a, b)] if second_order else [])
    return np.concatenate([a, *mixed, b], axis=1).reshape(-1, axes)


def _trajectories(design: Design, axes: int) -> NDArray[np.float64]:
    """Return Morris's trajectories one after the other. Source: Morris (1991), by SALib."""
    try:
        from SALib.sample import morris
    except ImportError:
        raise ImportError(
            "design morris needs SALib, which is not installed: pip install 'tenure-sim[analysis]'"
        ) from None
    problem = {"num_vars": axes, "names": [str(axis) for axis in range(axes)], "bounds": [[0.0, 1.0]] * axes}
    return np.asarray(morris.sample(problem, design.points, num_levels=design.levels, seed=abs(design.seed)))


_POINTS: dict[str, Callable[[Design, Sequence[Parameter], Mapping[str, Any]], list[Point]]] = {
    "grid": _grid,
    "list": _list,
    "one_at_a_time": _one_at_a_time,
    **dict.fromkeys(SAMPLED, _sampled),
}
