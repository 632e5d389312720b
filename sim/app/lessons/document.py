"""A lesson's file taken apart: the YAML between two lines of three dashes, and the Markdown below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.app.lessons.sections import note_missing, sections
from sim.scenario.problems import Problems
from sim.scenario.source import Place, Source, UnreadableError, forbidden_character, read_source
from sim.scenario.tree import Entry, Group, Listing, Node, Scalar
from sim.scenario.yaml_reader import read_yaml

FENCE = "---"
_HELP = f"a lesson begins with a line {FENCE}, its front matter (title: …), and another line {FENCE}"


@dataclass(frozen=True)
class Document:
    """One file: its front matter as a tree, and the text of every section with the line where it begins."""

    root: Group
    body: Source
    sections: Mapping[str, tuple[str, int]]

    def place(self, section: str, start: int, end: int) -> Place:
        """Return the place of some characters of a section."""
        text, first = self.sections[section]
        before = text[:start].split("\n")
        line, column = first + len(before) - 1, len(before[-1])
        return self.body.place(line, column, line, column + end - start)


def read_document(path: Path, name: str, problems: Problems) -> Document:
    """Return a lesson's file taken apart; note what is wrong. Raises ScenarioError if nothing can be made of it."""
    try:
        source = read_source(path, name)
    except UnreadableError as error:
        problems.stop(error.message, error.place, file=name, help=error.help)
    if forbidden := forbidden_character(source):
        problems.stop(f"the character {forbidden[0]} is not allowed", forbidden[1], help="take it out")
    lines = source.lines
    if lines[0].rstrip() != FENCE:
        problems.stop("there is no front matter", source.place(0, 0), help=_HELP)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        problems.stop("the front matter does not end", source.place(0, 0), help=_HELP)
    front = Source(name, "\n".join(lines[1:end]), first_line=2)
    root = read_yaml(front, problems)
    if not isinstance(root, Group):
        problems.stop("the front matter holds no keys and values", source.place(0, 0), help=_HELP)
    body = Source(name, "\n".join(lines[end + 1 :]), first_line=end + 2)
    found = sections(body, problems)
    note_missing(found, body.place(len(body.lines) - 1, 0), problems)
    return Document(_with_texts(root), body, found)


def _with_texts(root: Group) -> Group:
    """Return the front matter with a group for everything to try that is a text alone."""
    entry = root.entries.get("try")
    if entry is None or not isinstance(entry.node, Listing):
        return root
    items: dict[int, Node] = {
        number: Group(item.place, {"text": Entry(item.place, item)}) if isinstance(item, Scalar) else item
        for number, item in entry.node.items.items()
    }
    return Group(root.place, root.entries | {"try": Entry(entry.place, Listing(entry.node.place, items))})
