"""The shelf of lessons: packaged ones and the teacher's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sim.app.lessons.known import known_here
from sim.app.lessons.packaged import packaged_lessons
from sim.app.lessons.shelf import Shelf


def written(folder: Path, name: str, text: str, later: int = 0) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(later * 10**9, later * 10**9))
    return path


def test_a_new_file_appears_and_a_changed_one_is_read_again(tmp_path: Path, trial: Any) -> None:
    shelf = Shelf([tmp_path], lambda: trial.known)
    assert shelf.lessons == []
    written(tmp_path, "01-trial.en.md", trial.choice)
    assert [lesson.name for lesson in shelf.lessons] == ["01-trial"]
    before = shelf.lesson("01-trial")
    assert shelf.lesson("01-trial") is before
    written(tmp_path, "01-trial.en.md", trial.choice.replace("A trial", "A retrial"), later=1)
    assert shelf.lesson("01-trial").settings.title == "A retrial"  # type: ignore[union-attr]
    (tmp_path / "01-trial.en.md").unlink()
    assert shelf.lesson("01-trial") is None


def test_a_lesson_with_mistakes_hides_no_other(tmp_path: Path, trial: Any) -> None:
    written(tmp_path, "01-trial.en.md", trial.choice)
    written(tmp_path, "02-bad.en.md", trial.choice.replace("minutes", "minuts"))
    written(tmp_path, "what.md", "x")
    shelf = Shelf([tmp_path], lambda: trial.known)
    assert [lesson.name for lesson in shelf.lessons] == ["01-trial"]
    assert [error.problems[0].message for error in shelf.mistakes] == [
        'unknown key "minuts"',
        '"what.md" is no name of a lesson',
    ]


def test_a_lesson_of_ones_own_takes_the_place_of_a_packaged_one(tmp_path: Path, trial: Any) -> None:
    for folder, title in (("packaged", "Theirs"), ("own", "Mine")):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, "01-trial.en.md", trial.choice.replace("A trial", title))
    shelf = Shelf([tmp_path / "packaged", tmp_path / "own"], lambda: trial.known)
    assert [lesson.settings.title for lesson in shelf.lessons] == ["Mine"]


def test_a_folder_that_is_gone_has_no_lessons(tmp_path: Path, trial: Any) -> None:
    assert Shelf([tmp_path / "gone"], lambda: trial.known).lessons == []


@pytest.fixture(scope="module")
def packaged() -> Shelf:
    return Shelf([packaged_lessons()], known_here)


def test_the_packaged_lessons_have_no_mistakes(packaged: Shelf) -> None:
    assert packaged.mistakes == []
    assert [lesson.number for lesson in packaged.lessons] == [str(number) for number in range(1, 11)]
