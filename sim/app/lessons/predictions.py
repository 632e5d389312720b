"""Predictions: one for each session and lesson, locked once committed, kept over a restart of the server."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass

from sim.app.lessons.lesson import Lesson
from sim.app.problem import Refusal
from sim.app.state import State

Answer = str | float
"""The key of an option, or a number as it is shown."""

MOST = 2_000
"""Predictions that are kept of one lesson: far more than a class has students."""

SCHEMAS = (
    """create table if not exists predictions (
        lesson text not null, version text not null, session text not null, answer text not null,
        committed real not null, has_run integer not null default 0,
        primary key (lesson, version, session))""",
    """create table if not exists revealed_lessons (
        lesson text not null, version text not null, primary key (lesson, version))""",
)
"""A lesson whose answers or markets have changed is another version: what was predicted before is not
counted."""


@dataclass(frozen=True)
class Prediction:
    """What somebody predicted, and whether the run was made after that."""

    answer: Answer
    has_run: bool


class Predictions:
    """The predictions of one lesson."""

    def __init__(self, state: State, lesson: Lesson) -> None:
        self._state, self._lesson = state, lesson
        self._which = (lesson.name, version_of(lesson))

    def of(self, session: str) -> Prediction | None:
        """Return what a session predicted, None if it has not."""
        query = "select answer, has_run from predictions where lesson = ? and version = ? and session = ?"
        rows = self._state.rows(query, *self._which, session)
        return Prediction(json.loads(rows[0]["answer"]), bool(rows[0]["has_run"])) if rows else None

    def commit(self, session: str, answer: object) -> Answer:
        """Lock a prediction and return it.

        Raises Refusal if it is none of the possible ones (422), or another one was locked already (409).
        """
        checked = _checked(self._lesson, answer)
        with self._state.writing() as connection:
            count = "select count(*) from predictions where lesson = ? and version = ?"
            if connection.execute(count, self._which).fetchone()[0] >= MOST:
                raise Refusal(507, "lessons.too_many")
            insert = (
                "insert into predictions (lesson, version, session, answer, committed) values (?, ?, ?, ?, ?) "
                "on conflict do nothing"
            )
            values = (*self._which, session, json.dumps(checked), time.time())
            if connection.execute(insert, values).rowcount == 0:
                raise Refusal(409, "lessons.locked")
        return checked

    def note_run(self, session: str) -> None:
        """Remember that a session has made the run."""
        with self._state.writing() as connection:
            update = "update predictions set has_run = 1 where lesson = ? and version = ? and session = ?"
            connection.execute(update, (*self._which, session))

    @property
    def all(self) -> list[Answer]:
        """What everybody predicted, in an order that tells nothing of who did when."""
        query = "select answer from predictions where lesson = ? and version = ? order by answer"
        return [json.loads(row["answer"]) for row in self._state.rows(query, *self._which)]

    @property
    def are_revealed(self) -> bool:
        """Whether the class may see everybody's predictions."""
        query = "select 1 from revealed_lessons where lesson = ? and version = ?"
        return bool(self._state.rows(query, *self._which))

    def reveal(self, revealed: bool) -> None:
        """Show everybody's predictions to the class, or hide them again."""
        insert = "insert into revealed_lessons (lesson, version) values (?, ?) on conflict do nothing"
        delete = "delete from revealed_lessons where lesson = ? and version = ?"
        with self._state.writing() as connection:
            connection.execute(insert if revealed else delete, self._which)

    def reset(self) -> None:
        """Forget all predictions of the lesson, also of what it was before it was changed, and hide what was shown."""
        with self._state.writing() as connection:
            connection.execute("delete from predictions where lesson = ?", self._which[:1])
            connection.execute("delete from revealed_lessons where lesson = ?", self._which[:1])


def predicted_lessons(state: State, session: str) -> dict[tuple[str, str], bool]:
    """Return the lessons, by name and version, that a session has predicted, and whether it has made their runs."""
    rows = state.rows("select lesson, version, has_run from predictions where session = ?", session)
    return {(row["lesson"], row["version"]): bool(row["has_run"]) for row in rows}


def version_of(lesson: Lesson) -> str:
    """Return a text that changes when the possible answers, what makes them right, or the markets of a lesson do.

    Texts do not count: a typing error can be mended in the middle of a class.
    """
    settings, prediction = lesson.settings, lesson.settings.prediction
    asked = (
        prediction.kind, [(option.key, option.holds) for option in prediction.options],
        prediction.measure, prediction.unit, prediction.minimum, prediction.maximum,
        settings.replications, lesson.setups,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def _checked(lesson: Lesson, answer: object) -> Answer:
    """Return an answer that is possible. Raises Refusal for any other."""
    prediction = lesson.settings.prediction
    if prediction.kind != "number":
        if not isinstance(answer, str) or answer not in {option.key for option in prediction.options}:
            raise Refusal(422, "lessons.no_such_answer")
        return answer
    low, high = prediction.minimum or 0.0, prediction.maximum or 0.0
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not low <= answer <= high:
        raise Refusal(422, "lessons.not_on_the_slider", low=f"{low:g}", high=f"{high:g}")
    return float(answer)
