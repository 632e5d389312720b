"""The outcome of a lesson: what was measured decides which answer is right, and how far off a prediction was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.app.lessons.condition import Figures
from sim.app.lessons.lesson import Lesson
from sim.app.lessons.predictions import Answer

Results = Mapping[str, Mapping[str, Any]]
"""Measures by name as plain JSON data."""

SLACK = 0.1
"""Part of the slider's range that a prediction may be off and still count as right, unless the lesson says another."""


def figures_of(results: Results) -> dict[str, float | None]:
    """Return all measured figures: headlines by `measure`, the others by `measure.figure`."""
    figures: dict[str, float | None] = {}
    for name, result in results.items():
        figures[name] = result["value"]
        figures |= {f"{name}.{key}": figure["value"] for key, figure in result["figures"].items()}
    return figures


def unit_of(name: str, results: Results) -> str | None:
    """Return the unit of a figure, None if there is no such figure."""
    measure, _, figure = name.partition(".")
    result = results.get(measure)
    if result is None:
        return None
    unit = result["figures"].get(figure, {}).get("unit") if figure else result["unit"]
    return None if unit is None else str(unit)


@dataclass(frozen=True)
class Outcome:
    """What came out.

    right: keys of the options that are right, none for a number; measured: the number that was to be predicted; None
    where the run does not tell it.
    """

    right: Sequence[str]
    measured: float | None
    within: float

    @classmethod
    def of(cls, lesson: Lesson, results: Results) -> Outcome:
        """Return what the measures of a lesson say."""
        prediction, figures = lesson.settings.prediction, figures_of(results)
        if prediction.kind == "number":
            span = (prediction.maximum or 0.0) - (prediction.minimum or 0.0)
            measured = figures.get(prediction.measure or "")
            return cls((), measured, SLACK * span if prediction.within is None else prediction.within)
        return cls(right_options(lesson, figures), None, 0.0)

    def is_right(self, answer: Answer) -> bool | None:
        """Return whether an answer is right, None where nothing can be told."""
        if isinstance(answer, str):
            return answer in self.right if self.right else None
        if self.measured is None:
            return None
        # A number that is exactly as far off as it may be is right, however it is rounded.
        return abs(answer - self.measured) <= self.within * (1 + 1e-9)


def right_options(lesson: Lesson, figures: Figures) -> tuple[str, ...]:
    """Return the keys of the options whose conditions hold."""
    conditions = lesson.conditions
    right = tuple(key for key, condition in conditions.items() if condition and condition.holds(figures))
    if right or any(figures.get(name) is None for c in conditions.values() if c for name in c.names):
        return right
    return tuple(key for key, condition in conditions.items() if condition is None)
