"""What a sweep's file varies: a list means scan, a distribution means sample, anything else means hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.scenario.nearest import did_you_mean, nearest
from sim.scenario.overrides import is_below, same_key
from sim.scenario.problems import Problems
from sim.scenario.source import Place
from sim.scenario.tree import Entry, Group, Listing, Node, plain
from sim.study.sweeping.distributions import KINDS, Distribution
from sim.study.sweeping.parameters import Parameter, Role

_ROLES: dict[str, Role] = {"uncertainties": "uncertainty", "levers": "lever"}


@dataclass
class Swept:
    """What is varied and what is held, with the places in the file.

    ends: for every parameter the values that are tried before the first run, each with its place: all values of a list
    or a choice, else the lowest and the highest.
    """

    parameters: tuple[Parameter, ...] = ()
    constants: dict[str, tuple[Place, Node]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    ends: dict[str, list[tuple[Any, Place]]] = field(default_factory=dict)


def read_swept(root: Group, problems: Problems) -> Swept:
    """Return what a file varies and holds; what is wrong is added to `problems` and left out."""
    swept = Swept()
    for group, role in _ROLES.items():
        for key, entry in _entries(root, group).items():
            if not _is_taken(key, entry.place, group, swept, problems):
                _take(key, entry, f"{group}.{key}", role, swept, problems)
    for key, entry in _entries(root, "constants").items():
        if not _is_taken(key, entry.place, "constants", swept, problems):
            swept.constants[key] = (entry.place, entry.node)
    return swept


def _entries(root: Group, group: str) -> dict[str, Entry]:
    entry = root.entries.get(group)
    return entry.node.entries if entry and isinstance(entry.node, Group) else {}


def _is_taken(key: str, place: Place, group: str, swept: Swept, problems: Problems) -> bool:
    """Return whether another key of the file means the same, or lies within it or around it; note that."""
    for known, other in [
        *swept.places.items(),
        *((key, place) for key, (place, _) in swept.constants.items()),
    ]:
        is_within = group != "constants" and (is_below(key, known) or is_below(known, key))
        if same_key(key, known) or is_within:
            message = (
                f'"{key}" is varied or held twice' if same_key(key, known) else f'"{key}" overlaps "{known}"'
            )
            note = f"the first is in line {other.line}"
            problems.add(message, place, path=f"{group}.{key}", help="keep one of them", note=note)
            return True
    return False


def _take(key: str, entry: Entry, path: str, role: Role, swept: Swept, problems: Problems) -> None:
    """Put one entry of the file where it belongs."""
    node = entry.node
    if isinstance(node, Listing):
        _take_list(key, entry, node, path, role, swept, problems)
        return
    kind = _distribution_kind(node)
    if kind is None:
        swept.constants[key] = (entry.place, node)
        return
    assert isinstance(node, Group)
    below = node.entries[kind]
    arguments = below.node.items if isinstance(below.node, Listing) else {}
    if kind not in KINDS:
        problems.add(
            f'unknown distribution "{kind}"',
            below.place,
            path=path,
            help=did_you_mean(kind, KINDS, "distributions"),
        )
        return
    form = KINDS[kind].form
    if not isinstance(below.node, Listing):
        problems.add(f"{kind} is not a list", below.place, path=path, help=f"write {kind}: {form}")
        return
    try:
        distribution = Distribution(kind, tuple(plain(item) for item in arguments.values()))
    except ValueError as error:
        problems.add(f"{kind}: {error}", below.node.place, path=path, help=f"{kind}: {form}")
        return
    swept.parameters += (Parameter(key, role, distribution=distribution),)
    swept.places[key] = entry.place
    if kind == "choice":
        swept.ends[key] = [(plain(item), item.place) for item in arguments.values()]
        return
    first, last = (list(arguments.values())[number].place for number in (0, -1))
    low, high = (first, last) if kind != "normal" else (first, first)
    swept.ends[key] = [(distribution.value_at(0.0), low), (distribution.value_at(1.0), high)]


def _take_list(
    key: str, entry: Entry, node: Listing, path: str, role: Role, swept: Swept, problems: Problems
) -> None:
    values = [plain(item) for item in node.items.values()]
    if not values:
        help = "give it values, or leave the key out"
        problems.add(f'"{key}" is an empty list: there is nothing to scan', entry.place, path=path, help=help)
        return
    for number, item in node.items.items():
        if values[number] in values[:number]:
            problems.add(f'"{key}" has the same value twice', item.place, path=path, help="keep one of them")
            return
    swept.parameters += (Parameter(key, role, values=tuple(values)),)
    swept.places[key] = entry.place
    swept.ends[key] = [(plain(item), item.place) for item in node.items.values()]


def _distribution_kind(node: Node) -> str | None:
    """Return the word that stands where a distribution has its kind, or None if the node is something else."""
    if not isinstance(node, Group) or len(node.entries) != 1:
        return None
    word = next(iter(node.entries))
    is_meant = word in KINDS or (
        nearest(word, KINDS) is not None and isinstance(node.entries[word].node, Listing)
    )
    return word if is_meant else None
