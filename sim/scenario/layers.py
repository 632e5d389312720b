"""Laying one tree over another: groups key by key, lists of named things item by item, the rest replaced."""

from __future__ import annotations

from sim.scenario.tree import Entry, Group, Listing, Node, name_of

NAMED_LISTS = ("firms", "segments")
"""Lists at the top of a scenario that are merged item by item, by name; every other list is replaced."""


def laid_over(base: Group, over: Group) -> Group:
    """Return the tree `over` laid over `base`; every key and value keeps the place where it is written."""
    return _merged_groups(base, over, is_top=True)


def _merged_groups(base: Group, over: Group, is_top: bool = False) -> Group:
    entries = dict(base.entries)
    for key, entry in over.entries.items():
        known = entries.get(key)
        by_name = is_top and key in NAMED_LISTS
        entries[key] = Entry(entry.place, _merged(known.node, entry.node, by_name)) if known else entry
    return Group(over.place, entries)


def _merged(base: Node, over: Node, by_name: bool = False) -> Node:
    if isinstance(base, Group) and isinstance(over, Group):
        return _merged_groups(base, over)
    if by_name and isinstance(base, Listing) and isinstance(over, Listing):
        return _merged_by_name(base, over)
    return over


def _merged_by_name(base: Listing, over: Listing) -> Listing:
    """Return the items of both lists: those of one name merged, new ones at the end."""
    items = list(base.items.values())
    numbers = {name_of(item): number for number, item in reversed(list(enumerate(items)))}
    for item in over.items.values():
        name = name_of(item)
        if name is not None and name in numbers:
            items[numbers[name]] = _merged(items[numbers[name]], item)
        else:
            items.append(item)
    return Listing(over.place, dict(enumerate(items)))
