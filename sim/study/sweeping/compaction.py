"""Compaction: many small parts of a store become a few large ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.study.sweeping.parts import PartError, check_part, parts_in, read_table, remove_part, tables_in
from sim.study.sweeping.receipts import Receipt
from sim.study.sweeping.store import Store

SMALL = 8 << 20
"""Bytes of a part below which it is merged with others."""
LARGE = 64 << 20
"""Bytes of parts that are merged into one."""


def compact(store: Store) -> tuple[int, int]:
    """Merge small parts, and return how many there were and are; damaged ones stay as they are.

    Safe at any moment, also while a sweep goes on or this is killed: the merged part is whole before the others go, and
    readers ignore second copies.
    """
    before = parts_in(store.parts)
    chosen = store.receipts()
    group: list[Path] = []
    size = 0
    for part in before:
        here = sum(file.stat().st_size for file in part.iterdir())
        if here < SMALL and _is_whole(part):
            group.append(part)
            size += here
        if size >= LARGE:
            _merge(store, group, chosen)
            group, size = [], 0
    _merge(store, group, chosen)
    return len(before), len(parts_in(store.parts))


def _is_whole(part: Path) -> bool:
    try:
        check_part(part)
    except PartError:
        return False
    return True


def _merge(store: Store, group: list[Path], chosen: pd.DataFrame) -> None:
    """Write one part with the runs of a group that readers choose, and remove the group."""
    if len(group) < 2:
        return
    runs = chosen[chosen["part"].isin([part.name for part in group])]
    receipts = [Receipt(*row) for row in runs[list(Receipt._fields)].itertuples(index=False)]
    frames: dict[str, list[pd.DataFrame]] = {}
    for part in group:
        mine = set(runs.loc[runs["part"] == part.name, "run_key"])
        for name in tables_in(part):
            frame = read_table(part, name)
            frames.setdefault(name, []).append(frame[frame["run_key"].isin(mine)])
    merged = ""
    if receipts:
        merged = store.commit(
            receipts, {name: pd.concat(one, ignore_index=True) for name, one in frames.items()}
        )
    for part in group:
        if part.name != merged:
            remove_part(part)
