"""From a tree to a scenario: the settings judge it, and everything that they find is located in the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.checks import ANY
from sim.scenario.problems import MOST_PROBLEMS, Problems
from sim.scenario.scenario import Scenario
from sim.scenario.setting import Settings
from sim.scenario.source import Place
from sim.scenario.tree import (
    Group,
    Listing,
    Node,
    Path,
    Scalar,
    child,
    find,
    key_place,
    plain,
    shown_path,
    without,
)
from sim.scenario.wording import worded

Kind = TypeVar("Kind", bound=Settings)

_ROUNDS = 10

_ENOUGH = 200
"""Findings after which the rest is not judged again."""


def validated(root: Node, problems: Problems) -> Scenario:
    """Return the scenario that a tree describes. Raises one ScenarioError with everything that is wrong."""
    return judged(root, Scenario, problems)


def judged(root: Node, kind: type[Kind], problems: Problems) -> Kind:
    """Return the settings that a tree describes. Raises one ScenarioError with everything that is wrong.

    Pydantic checks how parts fit together only where each part is valid. So what is wrong is taken out of the
    tree and the rest is judged again, until nothing is found; a finding that depends on what was taken out is
    moot.
    """
    wrong: list[Path] = []
    rest = root
    for _ in range(_ROUNDS):
        try:
            settings = kind.model_validate(plain(rest))
            break
        except ValidationError as error:
            details = error.errors(include_url=False)
        found = _without_echoes([(detail, _path(rest, detail["loc"])) for detail in details])
        new = [(detail, path) for detail, path in found if not _is_moot(detail, path, wrong)]
        _report(root, kind, new, problems)
        wrong += [path for _, path in found]
        if len(wrong) > _ENOUGH or any(detail["type"] == "misfit" for detail, _ in found):
            break
        rest = _taken_out(rest, found)
    if problems:
        raise problems.error()
    return settings


def _path(root: Node, location: Sequence[str | int]) -> Path:
    """Return the path in the tree of a pydantic location, which numbers items anew and may name a tag."""
    path: Path = ()
    node: Node | None = root
    for number, step in enumerate(location):
        actual = step
        if isinstance(node, Listing) and isinstance(step, int):
            is_whole = next(reversed(node.items), -1) == len(node.items) - 1
            actual = step if is_whole or step >= len(node.items) else list(node.items)[step]
        elif isinstance(node, Group) and step not in node.entries and number < len(location) - 1:
            continue
        path, node = (*path, actual), child(node, actual)
    return path


def _without_echoes(found: list[tuple[ErrorDetails, Path]]) -> list[tuple[ErrorDetails, Path]]:
    """Leave out lists that pydantic calls too short only because none of their items is valid."""
    parents = {path[:length] for _, path in found for length in range(len(path))}
    return [(detail, path) for detail, path in found if detail["type"] != "too_short" or path not in parents]


def _is_moot(detail: ErrorDetails, path: Path, wrong: Sequence[Path]) -> bool:
    reads = detail.get("ctx", {}).get("reads", ()) if detail["type"] == "misfit" else ()
    return any(_overlap(known, mine) for known in wrong for mine in (path, *reads))


def _overlap(one: Path, other: Path) -> bool:
    """Return whether one path leads to the other or is the same; `*` stands for any number."""
    return all(a == b or ANY in (a, b) for a, b in zip(one, other, strict=False))


def _report(
    root: Node, settings: type[Settings], found: Sequence[tuple[ErrorDetails, Path]], problems: Problems
) -> None:
    located = [(detail, path, _place(root, detail["type"], path)) for detail, path in found]
    located.sort(key=lambda item: (item[2].line, item[2].column) if item[2] else (0, 0))
    problems.unlisted += max(0, len(located) - 2 * MOST_PROBLEMS)
    for detail, path, place in located[: 2 * MOST_PROBLEMS]:
        message, help = worded(detail, path, find(root, path), settings)
        problems.add(message, place, path=shown_path(root, path), help=help)


def _place(root: Node, kind: str, path: Path) -> Place | None:
    """Return the place to point at: the value if it is a single one, else its key, else what it is in."""
    node, key = find(root, path), key_place(root, path)
    if kind == "extra_forbidden" and key is not None:
        return key
    if isinstance(node, Scalar) and node.place.length > 0:
        return node.place
    if key is not None:
        return key
    if node is not None:
        return _first_place(node)
    return _place(root, kind, path[:-1]) if path else None


def _first_place(node: Node) -> Place:
    """Return where a list item begins: at its first key if it is a group."""
    if isinstance(node, Group):
        return next((entry.place for entry in node.entries.values()), node.place)
    return node.place


def _taken_out(root: Node, found: Sequence[tuple[ErrorDetails, Path]]) -> Node:
    """Return the tree without what is wrong; where a key is missing, without what it is missing from."""
    return without(root, {path[:-1] if detail["type"] == "missing" else path for detail, path in found})
