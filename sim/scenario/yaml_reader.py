"""Reading YAML into a tree with places, safely: depth and size are bounded, nothing in it is ever executed.

The tree is built from the events of PyYAML's parser without recursion, so that depth and the expansion of
aliases are counted while reading, before they cost anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from sim.scenario.problems import Problems
from sim.scenario.scalars import scalar_value
from sim.scenario.source import Place, Source, forbidden_character
from sim.scenario.tree import Entry, Group, Listing, Node, Scalar, shortened

MOST_VALUES = 100_000
"""Values that a file may hold once its aliases are expanded."""

DEEPEST = 30
"""Levels of groups and lists within one another; scenarios need about eight."""

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_HINTS = (
    (
        "exceeded maximum nesting depth",
        f"at most {DEEPEST} levels of groups and lists may stand within one another",
    ),
    ("mapping values are not allowed", "text with a colon in it needs quotes; else check the indentation"),
    ("tab character", "indent with spaces, not with tabs"),
    ("cannot start any token", "indent with spaces, not tabs; text that starts with % @ or ` needs quotes"),
    ("did not find expected", "check the indentation and the brackets of this line and the one before"),
    ("could not find expected", "a key needs a colon and a space after it; check the line before, too"),
    ("unexpected end of stream", "a quote or a bracket is not closed"),
)


@dataclass(slots=True)
class _Open:
    """A group or list that is not closed yet; `values` and `height` are its size with aliases expanded."""

    place: Place
    is_group: bool
    anchor: str | None
    entries: dict[str, Entry] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: tuple[str, Place] | None = None
    values: int = 1
    height: int = 1


def read_yaml(source: Source, problems: Problems, start: int = 0) -> Node | None:
    """Return the tree of a YAML text from its character `start` on, or None if there is nothing in it.

    Duplicate keys, tags and merge keys are added to `problems`; what cannot be read raises ScenarioError.
    """
    if forbidden := forbidden_character(source):
        character, place = forbidden
        problems.stop(f"the character {character} is not allowed in YAML", place, help="take it out")
    reader = _Reader(source, problems)
    try:
        for event in yaml.parse(" " * start + source.text[start:], Loader=_PARSER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark, what = error.problem_mark or error.context_mark, str(error.problem or error.context)
        where = source.place(mark.line, mark.column, mark.line, mark.column + 1) if mark else None
        help = next((hint for start, hint in _HINTS if start in what), "")
        started = error.context_mark if error.problem_mark else None
        note = f"{error.context} that begins in line {started.line + source.first_line}" if started else ""
        problems.stop(f"this is not YAML: {what}", where, file=source.name, help=help, note=note)
    except yaml.YAMLError as error:
        problems.stop(f"this is not YAML: {error}", file=source.name)
    return reader.root


class _Reader:
    """Builds the tree, event by event."""

    def __init__(self, source: Source, problems: Problems) -> None:
        self.source, self.problems = source, problems
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int, int] | None] = {}
        self._values = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Build what one event says."""
        place = self._place(event)
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._stop(
                        "a scenario is one document, but another begins here", place, "take out the line ---"
                    )
            case yaml.AliasEvent():
                self._alias(str(event.anchor), place)
            case yaml.ScalarEvent():
                self._scalar(event, place)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._begin(event, place)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()

    def _place(self, event: yaml.Event) -> Place:
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        return self.source.place(start.line, start.column, end.line, end.column)

    def _path(self, last: str) -> str:
        """Return the path of a key in the innermost open group, as people write it."""
        steps = [f".{o.key[0]}" if o.key else f"[{len(o.items)}]" for o in self._open[:-1]]
        return shortened("".join([*steps, f".{last}"]).removeprefix("."), 80)

    def _stop(self, message: str, place: Place, help: str = "") -> NoReturn:
        self.problems.stop(message, place, help=help)

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> None:
        self._refuse_tag(event.tag, place)
        self._count(1, place)
        is_plain = not event.style
        node = Scalar(place, scalar_value(event.value) if is_plain else event.value, event.value)
        if event.anchor:
            self._anchors[event.anchor] = (node, 1, 0)
        top = self._open[-1] if self._open else None
        if top is not None and top.is_group and top.key is None:
            top.key = (event.value, place)
            top.values += 1
        else:
            self._add(node, 1, 0, place)

    def _alias(self, anchor: str, place: Place) -> None:
        if anchor not in self._anchors:
            self._stop(
                f"the alias *{shortened(anchor)} names nothing",
                place,
                f"no &{shortened(anchor)} comes before it",
            )
        known = self._anchors[anchor]
        if known is None:
            self._stop(f"the alias *{shortened(anchor)} stands inside what it names, without end", place)
        node, values, height = known
        self._count(values, place)
        self._add(node, values, height, place)

    def _begin(self, event: yaml.CollectionStartEvent, place: Place) -> None:
        self._refuse_tag(event.tag, place)
        self._refuse_as_key(place)
        if len(self._open) >= DEEPEST:
            self._stop(f"this is nested more than {DEEPEST} levels deep", place)
        self._count(1, place)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._open.append(_Open(place, isinstance(event, yaml.MappingStartEvent), event.anchor))

    def _end(self) -> None:
        closed = self._open.pop()
        node: Node = (
            Group(closed.place, closed.entries)
            if closed.is_group
            else Listing(closed.place, dict(enumerate(closed.items)))
        )
        if closed.anchor:
            self._anchors[closed.anchor] = (node, closed.values, closed.height)
        self._add(node, closed.values, closed.height, closed.place)

    def _add(self, node: Node, values: int, height: int, place: Place) -> None:
        """Put a finished node into the open group or list around it."""
        if len(self._open) + height > DEEPEST:
            self._stop(f"this is nested more than {DEEPEST} levels deep", place)
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        top.values += values
        top.height = max(top.height, height + 1)
        if not top.is_group:
            top.items.append(node)
            return
        self._refuse_as_key(place)
        assert top.key is not None
        key, key_place = top.key
        top.key = None
        if key == "<<":
            help = "write extends: other.yaml, or an alias for a whole value"
            self.problems.add(
                "merge keys (<<) are not understood here", key_place, path=self._path(key), help=help
            )
        elif key in top.entries:
            self.problems.add(
                f'the key "{shortened(key)}" is there twice',
                key_place,
                path=self._path(key),
                help="keep one of them",
                note=f"the first is in line {top.entries[key].place.line}",
            )
        else:
            top.entries[key] = Entry(key_place, node)

    def _count(self, values: int, place: Place) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            self._stop(f"this file expands to more than {MOST_VALUES:,} values", place, "is this a scenario?")

    def _refuse_tag(self, tag: str | None, place: Place) -> None:
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            help = "a scenario is data: leave the tag out"
            self.problems.add(f"the tag {shortened(shown)} is not allowed", place, help=help)

    def _refuse_as_key(self, place: Place) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and top.is_group and top.key is None:
            self._stop("a key must be plain text", place, "a text with { or [ at its start needs quotes")
