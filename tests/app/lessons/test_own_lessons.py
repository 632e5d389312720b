"""A folder of the teacher's own lessons, and the page that says how to write one."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.app.lessons.known import known_here
from sim.app.lessons.lesson import Lesson
from sim.app.lessons.packaged import packaged_lessons
from sim.app.lessons.reading import LessonError
from sim.app.lessons.settings import FrontMatter
from sim.app.serving import ServingError, check_lessons
from sim.cli import main

Read = Callable[..., Lesson]

README = (packaged_lessons() / "README.md").read_text(encoding="utf-8")
PREDICTIONS = [
    textwrap.dedent(block) for block in re.findall(r"\n((?:    .*\n)+)", README) if "prediction:" in block
]


def test_a_folder_without_mistakes_is_taken(tmp_path: Path) -> None:
    check_lessons(tmp_path)
    check_lessons(packaged_lessons())


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServingError, match="there is no folder"):
        check_lessons(tmp_path / "gone")


def test_a_lesson_with_mistakes_is_refused_before_anything_is_served(
    tmp_path: Path, trial: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "11-mine.en.md").write_text(trial.choice.replace("minutes", "minuts"), encoding="utf-8")
    with pytest.raises(LessonError):
        check_lessons(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["classroom", "--state", str(tmp_path / "x.sqlite"), "--lessons", str(tmp_path)])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert 'unknown key "minuts"' in told
    assert "11-mine.en.md:3:1" in told


def test_the_lessons_are_in_the_package_that_pip_installs() -> None:
    project = tomllib.loads((packaged_lessons().parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert (
        project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]["docs/lessons"]
        == "sim/lessons"
    )


def test_the_page_for_writers_explains_every_key() -> None:
    explained = {
        key
        for row in re.findall(r"^\| (`.*?) \|", README, re.MULTILINE)
        for key in re.findall(r"`(\w+)`", row)
    }
    assert explained == set(FrontMatter.model_fields)


@pytest.mark.parametrize("prediction", PREDICTIONS)
def test_its_examples_are_lessons(read: Read, trial: Any, prediction: str) -> None:
    start, end = trial.choice.index("prediction:"), trial.choice.index("evidence:")
    text = trial.choice[:start] + prediction + trial.choice[end:]
    text = re.sub(r"\{\{.*?\}\}", "so many", text).replace("[churn]", "[staying_five_years]")
    assert read(text, known=known_here()).settings.prediction.ask.endswith("?")
