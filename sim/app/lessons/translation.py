"""A translation of a lesson: its texts laid over the original, and nothing but texts different from it."""

from __future__ import annotations

from collections.abc import Mapping

from sim.app.lessons.settings import LessonSettings
from sim.scenario.problems import Problems
from sim.scenario.tree import Entry, Group, Listing, Node, Scalar, child, key_place

_LISTS = {"options": "key", "try": None}
"""Lists whose items are translated one by one, found by this key, or by their place in the list."""
_TEXTS: dict[str, object] = {
    "title": True,
    "question": True,
    "needs": True,
    "sides": True,
    "notice": True,
    "sources": True,
    "prediction": {"ask": True, "options": {"text": True}},
    "try": {"text": True},
}
"""The keys that are texts; all else is the same in every language."""


def laid_over_original(translation: Group, original: Group) -> Group:
    """Return the front matter of a translation, completed by what the original says; places stay where they are."""
    entries = dict(original.entries)
    for key, entry in translation.entries.items():
        known = original.entries.get(key)
        if known is not None:
            entry = Entry(entry.place, _laid(key, entry.node, known.node))
        entries[key] = entry
    return Group(translation.place, entries)


def note_differences(
    root: Group, translated: LessonSettings, original: LessonSettings, name: str, problems: Problems
) -> None:
    """Note what a translation says otherwise than the original though it is no text."""
    for path in _different(translated.model_dump(), original.model_dump(), _TEXTS):
        place = next((p for end in range(len(path), 0, -1) if (p := key_place(root, path[:end]))), None)
        problems.add(
            f"{'.'.join(step for step in path if isinstance(step, str))} differs from {name}",
            place,
            help="leave it out: only texts are translated, all else is taken from there",
        )
        return


def _laid(key: str, over: Node, base: Node) -> Node:
    if isinstance(over, Group) and isinstance(base, Group):
        return laid_over_original(over, base)
    if key in _LISTS and isinstance(over, Listing) and isinstance(base, Listing):
        items = {n: _item(item, n, base, _LISTS[key]) for n, item in over.items.items()}
        return Listing(over.place, items)
    return over


def _item(item: Node, number: int, base: Listing, by: str | None) -> Node:
    """Return an item laid over that of the original which it translates, if there is one."""
    known = base.items.get(number)
    if by is not None:
        wanted = _written(child(item, by))
        known = next((other for other in base.items.values() if wanted == _written(child(other, by))), None)
    return laid_over_original(item, known) if isinstance(item, Group) and isinstance(known, Group) else item


def _written(node: Node | None) -> str | None:
    return node.written if isinstance(node, Scalar) else None


def _different(one: object, other: object, texts: object) -> list[tuple[str | int, ...]]:
    """Return the paths at which two front matters differ, besides those of texts."""
    if texts is True:
        return []
    below: Mapping[str, object] = texts if isinstance(texts, dict) else {}
    if isinstance(one, dict) and isinstance(other, dict):
        return [(key, *path) for key in one for path in _different(one[key], other.get(key), below.get(key))]
    if isinstance(one, tuple | list) and isinstance(other, tuple | list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [(number, *path) for number, (a, b) in pairs for path in _different(a, b, texts)]
    return [] if one == other else [()]
