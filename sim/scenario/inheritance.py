"""Scenarios that extend others: finding the files, and laying one over the other.

`extends` names a file relative to the one it stands in, or a packaged scenario by its bare name. It never
leads out of the scenario's own tree: the outermost folder called `scenarios` around the file that was asked
for, else that file's folder; links are followed first.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.checks import EQUAL_NAMES_HELP
from sim.scenario.layers import NAMED_LISTS, laid_over
from sim.scenario.nearest import nearest
from sim.scenario.packaged import packaged_folder, packaged_scenarios, shown
from sim.scenario.problems import Problems
from sim.scenario.source import Source, UnreadableError, read_source
from sim.scenario.tree import Group, Listing, Scalar, child, name_of, shortened
from sim.scenario.yaml_reader import read_yaml

LONGEST_CHAIN = 20


@dataclass(frozen=True)
class _File:
    """A file of the chain: its real path, the name that messages show, and the tree it may not leave."""

    path: Path
    name: str
    tree: Path


def read_with_extends(path: Path, name: str, problems: Problems) -> Group:
    """Return the tree of a scenario file laid over those that it extends. Raises ScenarioError."""
    try:
        real = _real(path)
        file = _File(real, name, _tree_around(real))
        source = read_source(path, name)
    except UnreadableError as error:
        problems.stop(error.message, error.place, help=error.help)
    layers = [_root(source, problems)]
    visited = [file]
    while (extended := _extended(layers[-1], visited, problems)) is not None:
        file, source = extended
        visited.append(file)
        layers.append(_root(source, problems))
    merged = layers[-1]
    for layer in reversed(layers[:-1]):
        merged = laid_over(merged, layer)
    return Group(merged.place, {key: entry for key, entry in merged.entries.items() if key != "extends"})


def _tree_around(path: Path) -> Path:
    return next((folder for folder in reversed(path.parents) if folder.name == "scenarios"), path.parent)


def _root(source: Source, problems: Problems) -> Group:
    node = read_yaml(source, problems)
    if node is None or (isinstance(node, Scalar) and node.value is None):
        problems.stop(
            "the file is empty", file=source.name, help="`tenure new NAME` writes a scenario to begin with"
        )
    if not isinstance(node, Group):
        kind = "a list" if isinstance(node, Listing) else "a single value"
        help = "begin every line with a key and a colon, as in  months: 120"
        problems.stop(f"the file holds {kind}, but a scenario is keys and values", node.place, help=help)
    _refuse_equal_names(node, problems)
    return node


def _refuse_equal_names(root: Group, problems: Problems) -> None:
    for key in NAMED_LISTS:
        seen: set[str] = set()
        listing = child(root, key)
        for item in listing.items.values() if isinstance(listing, Listing) else ():
            name, node = name_of(item), child(item, "name")
            if name is not None and node is not None and name in seen:
                problems.add(
                    f'two {key} are called "{name}"',
                    node.place,
                    path=f"{key}[{shortened(name, 40)}].name",
                    help=EQUAL_NAMES_HELP,
                )
            seen.add(name or "")


def _extended(root: Group, visited: list[_File], problems: Problems) -> tuple[_File, Source] | None:
    """Return the file that a layer extends and its text, or None if it extends nothing."""
    entry = root.entries.get("extends")
    if entry is None:
        return None
    node = entry.node
    if not isinstance(node, Scalar) or not isinstance(node.value, str) or not node.value:
        problems.stop("extends must be the name of one file", entry.place, help="extends: other.yaml")
    try:
        file = _target(node.value, visited)
        source = read_source(file.path, file.name)
    except UnreadableError as error:
        if error.place is not None:
            problems.chain.append(error.place.source.name)
        problems.stop(error.message, error.place or node.place, help=error.help)
    problems.chain.append(file.name)
    return file, source


def _target(name: str, visited: list[_File]) -> _File:
    """Return the file that a name in `extends` means. Raises UnreadableError if it may not be extended."""
    by = visited[-1]
    file = _File(
        _real(by.path.parent / name), os.path.normpath(os.path.join(os.path.dirname(by.name), name)), by.tree
    )
    packaged = packaged_scenarios()
    if name in packaged and not file.path.is_file():
        file = _File(_real(packaged[name]), shown(packaged[name]), _real(packaged_folder()))
    if os.path.isabs(name) or not file.path.is_relative_to(file.tree):
        help = f'write the path of a file in the folder "{file.tree.name}", seen from this file'
        raise UnreadableError(f'"{shortened(name)}" leads out of the scenario\'s folder', help)
    if file.path in [known.path for known in visited]:
        circle = " → ".join([*(known.name for known in visited), file.name])
        raise UnreadableError("this scenario extends itself", f"break the circle {circle}")
    if len(visited) >= LONGEST_CHAIN:
        raise UnreadableError(f"more than {LONGEST_CHAIN} files extend one another")
    if not os.path.lexists(file.path):
        close = nearest(name, [*(path.name for path in by.path.parent.glob("*.yaml")), *packaged])
        help = f'did you mean "{close}"?' if close else ""
        raise UnreadableError(f'there is no file "{shortened(file.name)}"', help)
    return file


def _real(path: Path) -> Path:
    """Return a path with all links followed. Raises UnreadableError for what no file can be called."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError) as error:
        message = f'"{shortened(path.name)}" is not the name of a file: {error}'
        raise UnreadableError(message) from None
