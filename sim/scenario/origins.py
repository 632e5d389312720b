"""Where every final value of a scenario comes from: a file and a line, `--set`, or the default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.scenario.dump import resolved
from sim.scenario.loader import LoadedScenario
from sim.scenario.tree import Group, Listing, Node, Scalar, child, name_of

DEFAULT = "default"


@dataclass(frozen=True)
class Origin:
    """A final value of a scenario: its path as people write it, and where it is written."""

    path: str
    value: Any
    origin: str


def origins(loaded: LoadedScenario) -> list[Origin]:
    """Return every final value with the file and line that it comes from."""
    return list(_origins(resolved(loaded.scenario), loaded.root, "", DEFAULT))


def _origins(value: Any, node: Node | None, path: str, key_origin: str) -> Iterator[Origin]:
    if isinstance(value, dict):
        for key, below in value.items():
            origin = DEFAULT
            if isinstance(node, Group) and key in node.entries:
                place = node.entries[key].place
                origin = f"{place.source.name}:{place.line}"
            yield from _origins(below, child(node, key), f"{path}.{key}" if path else key, origin)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for number, item in enumerate(value):
            below = list(node.items.values())[number] if isinstance(node, Listing) else None
            name = name_of(below) if below else item.get("name")
            yield from _origins(item, below, f"{path}[{number if name is None else name}]", DEFAULT)
    elif isinstance(node, Scalar):
        yield Origin(path, value, f"{node.place.source.name}:{node.place.line}")
    else:
        yield Origin(path, value, key_origin)
