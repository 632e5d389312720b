"""All measures by name, and how one becomes a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sim.app.lessons.measures.measure import Measure
from sim.app.lessons.measures.run import Run


@dataclass(frozen=True)
class OfOne:
    """A measure of the run A alone."""

    take: Callable[[Run], Measure]
    compares = False


@dataclass(frozen=True)
class OfTwo:
    """A measure of what differs between the runs A and B, which have the same customers and the same luck."""

    take: Callable[[Run, Run], Measure]
    compares = True


MEASURES: dict[str, OfOne | OfTwo] = {}
"""All measures by name: the names that lessons use."""


def of_one(take: Callable[[Run], Measure]) -> Callable[[Run], Measure]:
    """Declare a function of the run A as the measure of its name."""
    MEASURES[take.__name__] = OfOne(take)
    return take


def of_two(take: Callable[[Run, Run], Measure]) -> Callable[[Run, Run], Measure]:
    """Declare a function of the runs A and B as the measure of its name."""
    MEASURES[take.__name__] = OfTwo(take)
    return take


def taken(names: Iterable[str], a: Run, b: Run | None = None) -> dict[str, Measure]:
    """Return measures of the runs by name.

    Raises KeyError for a name that is no measure, ValueError for a measure that compares where there is no run B.
    """
    return {name: _taken(name, a, b) for name in names}


def _taken(name: str, a: Run, b: Run | None) -> Measure:
    measure = MEASURES[name]
    if isinstance(measure, OfOne):
        return measure.take(a)
    if b is None:
        raise ValueError(f"the measure {name} compares two runs, but there is only one")
    return measure.take(a, b)
