"""Distributions of a sweep's parameters: from a number of the unit interval to a value, by inverse CDF."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, NamedTuple

TAIL = 4.0
"""A normal distribution is cut off so many standard deviations from its mean: 6 in 100,000 draws lie further out."""

_NORMAL = NormalDist()
_CUT = _NORMAL.cdf(-TAIL)


@dataclass(frozen=True)
class Distribution:
    """What a parameter may be, and how likely: a kind of `KINDS` and its arguments, in the order of the YAML list.

    Raises ValueError, in words for people, if there is no such kind or its arguments do not fit.
    """

    kind: str
    arguments: tuple[Any, ...]

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind} is no distribution: there are {', '.join(KINDS)}")
        KINDS[self.kind].check(self.arguments)

    def value_at(self, probability: float) -> Any:
        """Return the value below which a draw lies with a probability from 0 to 1, both included."""
        return KINDS[self.kind].inverse(probability, self.arguments)


class _Kind(NamedTuple):
    """A family of distributions: its arguments as messages show them, their check, and the inverse CDF."""

    form: str
    check: Callable[[Sequence[Any]], None]
    inverse: Callable[[float, Sequence[Any]], Any]


def _numbers(arguments: Sequence[Any], form: str) -> None:
    """Raise ValueError unless there are as many finite numbers as the form names."""
    names = form.strip("[]").split(", ")
    if len(arguments) != len(names):
        raise ValueError(f"{len(arguments)} values are given, but it takes {form}")
    for name, value in zip(names, arguments, strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"{name} is {value!r}, but must be a finite number")


def _bounds(arguments: Sequence[Any]) -> None:
    _numbers(arguments, "[low, high]")
    low, high = arguments
    if low > high:
        raise ValueError(f"the bounds are reversed: low is {low:g}, high is {high:g}")
    if low == high:
        raise ValueError(f"the bounds are equal: write {low:g} alone to hold it")


def _positive_bounds(arguments: Sequence[Any]) -> None:
    _bounds(arguments)
    if arguments[0] <= 0:
        raise ValueError(f"low is {arguments[0]:g}, but must be above 0")


def _whole_bounds(arguments: Sequence[Any]) -> None:
    _bounds(arguments)
    for name, value in zip(("low", "high"), arguments, strict=True):
        if value != int(value):
            raise ValueError(f"{name} is {value:g}, but must be a whole number")


def _mean_and_deviation(arguments: Sequence[Any]) -> None:
    _numbers(arguments, "[mean, standard deviation]")
    if arguments[1] <= 0:
        raise ValueError(f"the standard deviation is {arguments[1]:g}, but must be above 0")


def _triangle(arguments: Sequence[Any]) -> None:
    _numbers(arguments, "[low, mode, high]")
    low, mode, high = arguments
    _bounds((low, high))
    if not low <= mode <= high:
        raise ValueError(f"the mode is {mode:g}, but must lie between low ({low:g}) and high ({high:g})")


def _some_values(arguments: Sequence[Any]) -> None:
    if not arguments:
        raise ValueError("there is nothing to choose from: give at least one value")


def _uniform(u: float, arguments: Sequence[Any]) -> float:
    low, high = arguments
    return float(min(low + u * (high - low), high))


def _log_uniform(u: float, arguments: Sequence[Any]) -> float:
    low, high = arguments
    return float(min(max(low * (high / low) ** u, low), high))


def _normal(u: float, arguments: Sequence[Any]) -> float:
    mean, deviation = arguments
    inner = _CUT + u * (1.0 - 2.0 * _CUT)
    return float(mean + deviation * min(max(_NORMAL.inv_cdf(inner), -TAIL), TAIL))


def _triangular(u: float, arguments: Sequence[Any]) -> float:
    low, mode, high = arguments
    rising = (mode - low) / (high - low)
    if u <= rising:
        return float(low + math.sqrt(u * (high - low) * (mode - low)))
    return float(high - math.sqrt((1.0 - u) * (high - low) * (high - mode)))


def _integer(u: float, arguments: Sequence[Any]) -> int:
    low, high = int(arguments[0]), int(arguments[1])
    return low + min(int(u * (high - low + 1)), high - low)


def _choice(u: float, arguments: Sequence[Any]) -> Any:
    return arguments[min(int(u * len(arguments)), len(arguments) - 1)]


KINDS: Mapping[str, _Kind] = {
    "uniform": _Kind("[low, high]", _bounds, _uniform),
    "log_uniform": _Kind("[low, high]", _positive_bounds, _log_uniform),
    "normal": _Kind("[mean, standard deviation]", _mean_and_deviation, _normal),
    "triangular": _Kind("[low, mode, high]", _triangle, _triangular),
    "integer": _Kind("[low, high]", _whole_bounds, _integer),
    "choice": _Kind("[value, value, …]", _some_values, _choice),
}
"""The kinds by name. `uniform`, `log_uniform` (uniform in the logarithm), `triangular`: between low and high, both
included; `normal`: cut off at four standard deviations; `integer`: whole numbers from low to high, all equally likely;
`choice`: one of some values of any kind, all equally likely."""
