"""The tree of a scenario file: what YAML says, with the place of every key and value."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from sim.scenario.source import Place

Plain: TypeAlias = str | int | float | bool | None
Path: TypeAlias = tuple[str | int, ...]
"""A way down the tree: keys of groups and numbers of list items."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, and how it is written."""

    place: Place
    value: Plain
    written: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a group: where the key is written, and what it holds."""

    place: Place
    node: Node


@dataclass(frozen=True, slots=True)
class Group:
    """Keys and what they hold, in the order of the file."""

    place: Place
    entries: dict[str, Entry]


@dataclass(frozen=True, slots=True)
class Listing:
    """The items of a list by their number in the file, which they keep when others are taken out."""

    place: Place
    items: dict[int, Node]


Node: TypeAlias = Scalar | Group | Listing


def plain(node: Node) -> Any:
    """Return the node as dicts, lists and single values."""
    if isinstance(node, Group):
        return {key: plain(entry.node) for key, entry in node.entries.items()}
    if isinstance(node, Listing):
        return [plain(item) for item in node.items.values()]
    return node.value


def tree_of(value: Any, place: Place) -> Node:
    """Return plain data as a tree, all of which is written at one place. Raises TypeError for other data."""
    if isinstance(value, dict):
        return Group(place, {str(key): Entry(place, tree_of(below, place)) for key, below in value.items()})
    if isinstance(value, list | tuple):
        return Listing(place, {number: tree_of(item, place) for number, item in enumerate(value)})
    if value is None or isinstance(value, str | int | float):
        return Scalar(place, value, value if isinstance(value, str) else json.dumps(value))
    raise TypeError(f"{type(value).__name__} is no value of a scenario")


def child(node: Node | None, step: str | int) -> Node | None:
    """Return what a node holds under a key or number, or None."""
    if isinstance(node, Group) and isinstance(step, str):
        entry = node.entries.get(step)
        return entry.node if entry else None
    if isinstance(node, Listing) and isinstance(step, int):
        return node.items.get(step)
    return None


def find(root: Node, path: Path) -> Node | None:
    """Return the node at a path, or None."""
    node: Node | None = root
    for step in path:
        node = child(node, step)
    return node


def key_place(root: Node, path: Path) -> Place | None:
    """Return where the last key of a path is written, or None for list items and what is not there."""
    parent = find(root, path[:-1]) if path else None
    entry = parent.entries.get(str(path[-1])) if isinstance(parent, Group) else None
    return entry.place if entry else None


def without(node: Node, paths: Collection[Path]) -> Node:
    """Return the tree without the keys and list items at some paths; other items keep their numbers."""
    gone = {path[0] for path in paths if len(path) == 1}
    below: dict[str | int, list[Path]] = {}
    for path in paths:
        if len(path) > 1 and path[0] not in gone:
            below.setdefault(path[0], []).append(path[1:])
    if isinstance(node, Group):
        kept = {key: entry for key, entry in node.entries.items() if key not in gone}
        return Group(
            node.place,
            {k: Entry(e.place, without(e.node, below[k])) if k in below else e for k, e in kept.items()},
        )
    if isinstance(node, Listing):
        items = {number: item for number, item in node.items.items() if number not in gone}
        return Listing(
            node.place, {n: without(item, below[n]) if n in below else item for n, item in items.items()}
        )
    return node


def name_of(node: Node | None) -> str | None:
    """Return the text under the key `name`, or None."""
    name = child(node, "name")
    return name.value if isinstance(name, Scalar) and isinstance(name.value, str) else None


def shown_path(root: Node, path: Path) -> str:
    """Return a path as people write it: `firms[Incumbent].strategy.split`, `events[0].month`."""
    text, node = "", root
    current: Node | None = node
    for step in path:
        current = child(current, step)
        if isinstance(step, int):
            name = name_of(current)
            text += f"[{step if name is None else shortened(name, 40)}]"
        else:
            text += f".{shortened(step)}" if text else shortened(step)
    return text


def shortened(text: str, most: int = 60) -> str:
    """Return text with its end cut off if it is long."""
    return text if len(text) <= most else text[: most - 1] + "…"
