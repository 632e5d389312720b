"""What was measured decides which answer is right."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from sim.app.lessons.lesson import Lesson
from sim.app.lessons.outcome import Outcome, figures_of, unit_of

Read = Callable[..., Lesson]


def measured(trial: Any, a: float | None, b: float | None) -> dict[str, Any]:
    results: dict[str, Any] = deepcopy(trial.results)
    results["churn"]["figures"] = {"a": {"value": a, "unit": "percent"}, "b": {"value": b, "unit": "percent"}}
    return results


@pytest.mark.parametrize(
    ("a", "b", "right"),
    [
        (20.0, 10.0, ("falls",)),
        (10.0, 20.0, ("rises",)),
        (10.0, 10.0, ("same",)),
        (10.0, None, ()),
        (None, None, ()),
    ],
)
def test_the_run_decides_which_option_is_right(
    read: Read, trial: Any, a: float | None, b: float | None, right: tuple[str, ...]
) -> None:
    outcome = Outcome.of(read(), measured(trial, a, b))
    assert outcome.right == right
    assert outcome.is_right("falls") is (("falls" in right) if right else None)


@pytest.mark.parametrize(
    ("answer", "is_right"),
    [(10.0, True), (12.0, True), (8.0, True), (12.5, False), (7.5, False), (0.0, False)],
)
def test_a_number_is_right_if_it_is_near_enough(
    read: Read, trial: Any, answer: float, is_right: bool
) -> None:
    assert Outcome.of(read(trial.number), trial.results).is_right(answer) is is_right


def test_a_tenth_of_the_slider_is_near_enough_if_the_lesson_says_nothing(read: Read, trial: Any) -> None:
    lesson = read(trial.number.replace("  within: 2\n", ""))
    assert Outcome.of(lesson, trial.results).within == pytest.approx(4.0)


def test_a_number_that_was_not_measured_is_neither_right_nor_wrong(read: Read, trial: Any) -> None:
    assert Outcome.of(read(trial.number), measured(trial, 1.0, None)).is_right(3.0) is None


def test_headlines_go_by_the_measure_and_figures_by_both_names(trial: Any) -> None:
    assert figures_of(trial.results) == {"churn": 0.5, "churn.a": 20.0, "churn.b": 10.0}
    assert [unit_of(name, trial.results) for name in ("churn", "churn.a", "churn.z", "other")] == [
        "times", "percent", None, None,
    ]  # fmt: skip
