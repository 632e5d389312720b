"""Settings given beside the file, as `--set key=value` or from Python: they count more than any file.

A key is dotted; firms and segments are addressed by name, other list items by number:
`firms.Incumbent.price`, `firms[Co. Ltd].price`, `events[0].month`. A value is written as in YAML and replaces
what was there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sim.scenario.layers import NAMED_LISTS
from sim.scenario.nearest import did_you_mean
from sim.scenario.problems import SET, Problems, ScenarioError
from sim.scenario.source import Place, Source
from sim.scenario.tree import Entry, Group, Listing, Node, Scalar, child, name_of, shortened
from sim.scenario.yaml_reader import read_yaml

Overrides: TypeAlias = Mapping[str, Any] | Sequence[str]
"""`{"firms.Incumbent.price": 0.95}` or `["firms.Incumbent.price=0.95"]`."""


_STEP = re.compile(r"\[([^\]]*)\]|[^.\[\]]+")


@dataclass(frozen=True)
class _Step:
    text: str
    place: Place


class WrongKeyError(Exception):
    """A key with a step that leads nowhere: what is wrong, where, and what helps."""

    def __init__(self, message: str, place: Place, help: str = "") -> None:
        super().__init__(message)
        self.message, self.place, self.help = message, place, help


def with_overrides(root: Group, overrides: Overrides, problems: Problems) -> Group:
    """Return the tree with the overrides put in, one by one; what is wrong is added to `problems`."""
    if isinstance(overrides, str):
        overrides = (overrides,)
    texts = (
        [_written(k, v) for k, v in overrides.items()] if isinstance(overrides, Mapping) else list(overrides)
    )
    for number, text in enumerate(texts, start=1):
        source = Source(SET, text, first_line=number)
        key, equals, _ = text.partition("=")
        steps = _steps(source, key)
        if not equals or not steps or any(not step.text for step in steps):
            help = "for example --set months=60, or --set firms.Incumbent.price=0.95"
            problems.add(f'"{shortened(text)}" is not of the form key=value', source.place(0, 0), help=help)
            continue
        try:
            value = read_yaml(source, problems, start=len(key) + 1) or Scalar(
                source.place(0, len(key) + 1), None, ""
            )
            changed = _put(root, steps, value)
        except ScenarioError:
            continue  # the problem is noted, and the others shall be seen too
        except WrongKeyError as error:
            problems.add(error.message, error.place, path=key.strip(), help=error.help)
        else:
            assert isinstance(changed, Group)
            root = changed
    return root


def put_in(root: Group, key: str, place: Place, value: Node) -> Group:
    """Return the tree with a value put in at a dotted key, which is written at a place. Raises WrongKeyError."""
    changed = _put(root, _written_steps(key, place), value)
    assert isinstance(changed, Group)
    return changed


def steps_of(key: str) -> list[str]:
    """Return the steps of a dotted key: `firms[Co. Ltd].price` has firms, Co. Ltd and price."""
    return [step.text for step in _steps(Source("", key), key)]


def same_key(one: str, other: str) -> bool:
    """Return whether two dotted keys mean the same: `firms.Incumbent.price` and `firms[Incumbent].price` do."""
    return steps_of(one) == steps_of(other)


def is_below(key: str, group: str) -> bool:
    """Return whether a dotted key lies in the group that another one means."""
    return len(steps_of(key)) > len(steps_of(group)) and steps_of(key)[: len(steps_of(group))] == steps_of(
        group
    )


def node_at(root: Node, key: str, place: Place) -> Node | None:
    """Return what the tree holds at a dotted key, or None if that is nothing. Raises WrongKeyError."""
    node: Node | None = root
    within = ""
    for step in _written_steps(key, place):
        node = child(node, _number(node, step, within) if isinstance(node, Listing) else step.text)
        within = step.text
    return node


def _written_steps(key: str, place: Place) -> list[_Step]:
    """Return the steps of a key that is written at a place, perhaps in quotes."""
    quote = 1 if place.length == len(key) + 2 else 0
    steps = [
        _Step(
            step.text,
            Place(place.source, place.line, place.column + quote + step.place.column - 1, step.place.length),
        )
        for step in _steps(Source("", key), key)
    ]
    if not steps or any(not step.text for step in steps):
        raise WrongKeyError(
            f'"{shortened(key)}" is not a dotted key', place, "for example months, or firms.Incumbent.price"
        )
    return steps


def _written(key: str, value: Any) -> str:
    """Return an override from Python as text; JSON is YAML, but for numbers that are not finite."""
    value = value.item() if hasattr(value, "item") and not isinstance(value, str) else value
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return f"{key}={'.nan' if value != value else '.inf' if value > 0 else '-.inf'}"
    return f"{key}={json.dumps(value, ensure_ascii=False, default=str)}"


def _steps(source: Source, key: str) -> list[_Step]:
    """Return the steps of a key; an empty one stands for what cannot be read."""
    steps: list[_Step] = []
    end = 0
    for found in _STEP.finditer(key):
        between = key[end : found.start()]
        expected = "." if steps and found[1] is None else ""
        text = (found[1] if found[1] is not None else found[0]).strip()
        steps.append(
            _Step(text if between == expected else "", source.place(0, found.start(), 0, found.end()))
        )
        end = found.end()
    return steps if end == len(key) else [*steps, _Step("", source.place(0, end))]


def _put(node: Node | None, steps: Sequence[_Step], value: Node, within: str = "") -> Node:
    """Return the node with the value put in at the end of the steps, making groups on the way."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(node, Listing):
        number = _number(node, step, within)
        return Listing(node.place, {**node.items, number: _put(node.items[number], rest, value)})
    if step.text == "extends" and not within:
        raise WrongKeyError("extends cannot be set, only written in a file", step.place)
    if rest and step.text in NAMED_LISTS and isinstance(node, Group) and step.text not in node.entries:
        raise WrongKeyError(f"there are no {step.text} in the file", step.place)
    entries = dict(node.entries) if isinstance(node, Group) else {}
    known = entries.get(step.text)
    below = _put(known.node if known else None, rest, value, step.text)
    is_kept = known is not None and rest and not isinstance(known.node, Scalar)
    entries[step.text] = Entry(known.place if known and is_kept else step.place, below)
    return Group(node.place if isinstance(node, Group) else step.place, entries)


def _number(listing: Listing, step: _Step, within: str) -> int:
    """Return the number of the list item that a step names, by name or by number."""
    named = [(name_of(item), number) for number, item in listing.items.items()]
    names = {name: number for name, number in reversed(named) if name is not None}
    if step.text in names:
        return names[step.text]
    if step.text.isdecimal() and len(step.text) < 9 and int(step.text) in listing.items:
        return int(step.text)
    if within in NAMED_LISTS:
        help = did_you_mean(step.text, names, f"{within} here")
        raise WrongKeyError(f'unknown {within.removesuffix("s")} "{shortened(step.text)}"', step.place, help)
    count = len(listing.items)
    raise WrongKeyError(
        f'{within} has no entry "{shortened(step.text)}"', step.place, f"it has {count}, counted from 0"
    )
