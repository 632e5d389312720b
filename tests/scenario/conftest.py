"""Scenario files written for one test, in a folder that is the current one."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Problem, ScenarioError, load_scenario

Write = Callable[[str, str], Path]
Problems = Callable[..., list[Problem]]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def write() -> Write:
    """Write a file in the current folder: name and text, which may be indented."""

    def write(name: str, text: str) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return write


@pytest.fixture
def problems(write: Write) -> Problems:
    """Return the problems of a scenario with this text, which must have some."""

    def problems(text: str, overrides: object = ()) -> list[Problem]:
        path = write("mine.yaml", text)
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path, overrides)  # type: ignore[arg-type]
        assert str(caught.value).endswith("nothing was run")
        return list(caught.value.problems)

    return problems
