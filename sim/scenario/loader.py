"""From a file to a scenario."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sim.scenario.inheritance import read_with_extends
from sim.scenario.nearest import nearest
from sim.scenario.overrides import Overrides, with_overrides
from sim.scenario.packaged import packaged_scenarios, shown
from sim.scenario.problems import Problems
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Group
from sim.scenario.validation import validated


@dataclass(frozen=True)
class LoadedScenario:
    """A scenario with the tree it was read from: every value's file and line."""

    scenario: Scenario
    root: Group
    name: str


def load_scenario(path: str | os.PathLike[str], overrides: Overrides = ()) -> Scenario:
    """Return the scenario in a YAML file, or a packaged one by its bare name (`baseline`).

    `overrides` count more than the file: `{"months": 60}` or `["firms.Incumbent.price=0.95"]`.
    Raises ScenarioError, whose text shows everything that is wrong, each with file, line and help.
    """
    return load_with_places(path, overrides).scenario


def load_with_places(path: str | os.PathLike[str], overrides: Overrides = ()) -> LoadedScenario:
    """Return the scenario in a file together with where its values are written. Raises ScenarioError."""
    file, name = _found(os.fspath(path))
    problems = Problems(name)
    root = read_with_extends(file, name, problems)
    root = with_overrides(root, overrides, problems)
    return LoadedScenario(validated(root, problems), root, name)


def _found(path: str) -> tuple[Path, str]:
    """Return the file that a path or a packaged name means, and the name to call it by."""
    packaged = packaged_scenarios()
    if path in packaged and not os.path.isfile(path):
        return packaged[path], shown(packaged[path])
    if not os.path.lexists(path):
        _stop_missing(path, list(packaged))
    return Path(path), path


def _stop_missing(path: str, packaged: list[str]) -> NoReturn:
    """Raise the error for a file that is not there, with the nearest that is."""
    folder, base = os.path.split(path)
    try:
        beside = [entry.name for entry in os.scandir(folder or ".") if entry.name.endswith((".yaml", ".yml"))]
    except (OSError, ValueError):
        beside = []
    stem = base.removesuffix(".yaml").removesuffix(".yml")
    by_last_part = {name.rsplit("/", 1)[-1]: name for name in reversed(packaged)}
    if close := nearest(base, beside):
        help = f'did you mean "{os.path.join(folder, close)}"?'
    elif close := nearest(path, packaged) or by_last_part.get(nearest(stem, by_last_part) or ""):
        help = f'did you mean "{close}"?'
    else:
        help = "it is neither a file nor a packaged scenario;"
    help += " `tenure scenarios` lists the packaged ones"
    Problems(path).stop(f'there is no file "{path}"', help=help)
