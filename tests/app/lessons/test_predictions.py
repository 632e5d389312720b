"""Predictions: one for each session and lesson, locked once committed, kept over a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.app.lessons.lesson import Lesson
from sim.app.lessons.predictions import SCHEMAS, Predictions, predicted_lessons, version_of
from sim.app.problem import Refusal
from sim.app.state import State

Read = Callable[..., Lesson]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State(tmp_path / "state.sqlite", SCHEMAS)
    yield opened
    opened.close()


def test_a_prediction_is_kept_and_cannot_be_changed(state: State, read: Read) -> None:
    predictions = Predictions(state, read())
    assert predictions.of("ann") is None
    assert predictions.commit("ann", "falls") == "falls"
    for answer in ("rises", "falls"):
        with pytest.raises(Refusal) as caught:
            predictions.commit("ann", answer)
        assert (caught.value.status, caught.value.key) == (409, "lessons.locked")
    assert predictions.of("ann").answer == "falls"  # type: ignore[union-attr]
    assert predictions.of("bob") is None


def test_it_survives_a_restart(tmp_path: Path, read: Read) -> None:
    first = State(tmp_path / "kept.sqlite", SCHEMAS)
    Predictions(first, read()).commit("ann", "falls")
    Predictions(first, read()).note_run("ann")
    first.close()
    second = State(tmp_path / "kept.sqlite", SCHEMAS)
    found = Predictions(second, read()).of("ann")
    assert found is not None
    assert (found.answer, found.has_run) == ("falls", True)
    second.close()


@pytest.mark.parametrize("answer", ["", "other", None, 1, 1.5, True, ["falls"], {"key": "falls"}])
def test_only_the_options_can_be_chosen(state: State, read: Read, answer: object) -> None:
    with pytest.raises(Refusal) as caught:
        Predictions(state, read()).commit("ann", answer)
    assert caught.value.key == "lessons.no_such_answer"


@pytest.mark.parametrize("answer", ["", "10", None, True, -0.5, 40.5, float("nan"), float("inf")])
def test_only_numbers_on_the_slider_can_be_chosen(
    state: State, read: Read, trial: Any, answer: object
) -> None:
    predictions = Predictions(state, read(trial.number))
    with pytest.raises(Refusal) as caught:
        predictions.commit("ann", answer)
    assert caught.value.key == "lessons.not_on_the_slider"
    assert predictions.commit("ann", 12) == 12.0


def test_what_all_predicted_has_no_names_and_no_order_of_time(state: State, read: Read) -> None:
    predictions = Predictions(state, read())
    for session, answer in (("zoe", "same"), ("ann", "falls"), ("bob", "same")):
        predictions.commit(session, answer)
    assert predictions.all == ["falls", "same", "same"]


def test_the_teacher_reveals_hides_and_forgets(state: State, read: Read) -> None:
    predictions = Predictions(state, read())
    predictions.commit("ann", "falls")
    predictions.reveal(True)
    predictions.reveal(True)
    assert predictions.are_revealed
    predictions.reveal(False)
    assert not predictions.are_revealed
    predictions.reveal(True)
    predictions.reset()
    assert predictions.of("ann") is None
    assert not predictions.are_revealed
    predictions.commit("ann", "rises")


def test_a_lesson_with_other_answers_is_predicted_anew_and_a_mended_text_is_not(
    state: State, read: Read, trial: Any
) -> None:
    lesson = read()
    Predictions(state, lesson).commit("ann", "falls")
    assert Predictions(state, read(trial.choice.replace("It falls.", "It sinks."))).of("ann") is not None
    assert Predictions(state, read(trial.choice.replace("0.9", "0.8"))).of("ann") is None
    assert predicted_lessons(state, "ann") == {("01-trial", version_of(lesson)): False}
    assert predicted_lessons(state, "bob") == {}
