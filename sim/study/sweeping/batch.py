"""A batch: some runs that one worker makes one after the other, and writes as one part."""

from __future__ import annotations

import faulthandler
import socket
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from sim.study.sweeping.model import Model, Table
from sim.study.sweeping.parts import LATE, StoreError, write_part
from sim.study.sweeping.plan import Run
from sim.study.sweeping.receipts import DONE, FAILED, Receipt

LONGEST_ERROR = 20_000
"""Characters of a traceback that are kept, from its end."""


class OtherCodeError(RuntimeError):
    """A worker has other code than the one that planned the runs; nothing was run there."""


@dataclass(frozen=True)
class Batch:
    """Runs, and all that a worker needs for them.

    parts: the folder of the store's parts; version: of the code that planned them; run_timeout: seconds after which a
    run ends its process, None: never.
    """

    runs: tuple[Run, ...]
    model: Model
    parts: Path
    version: str
    run_timeout: float | None = None

    def work(self) -> list[Receipt]:
        """Make the runs, write the part, and return the receipts only.

        A run that raises an error is a receipt with its traceback. Raises OtherCodeError if the code here is another,
        and StoreError if the part cannot be written.
        """
        here = self.model.version()
        if here != self.version:
            raise OtherCodeError(
                f"the worker on {socket.gethostname()} has another version of the model ({here}) than the sweep "
                f"({self.version}): install the same one everywhere"
            )
        if not self.parts.is_dir():
            raise StoreError(
                f"{socket.gethostname()} does not see the folder {self.parts.parent}: every worker needs it"
            )
        _prepare(self.model)
        receipts: list[Receipt] = []
        tables: dict[str, dict[str, Table]] = {}
        for run in self.runs:
            receipt, left = self._one(run)
            receipts.append(receipt)
            for name, table in left.items():
                tables.setdefault(name, {})[run.key] = table
        write_part(self.parts, receipts, {name: _together(by_run) for name, by_run in tables.items()})
        return receipts

    def _one(self, run: Run) -> tuple[Receipt, Mapping[str, Table]]:
        """Make one run and return its receipt and its tables, none if it failed."""
        host, began = socket.gethostname(), perf_counter()
        try:
            with self._within_its_time(run):
                tables = self.model.run(run.values, run.seed, run.replication)
        except (Exception, SystemExit):
            error = traceback.format_exc()[-LONGEST_ERROR:]
            return Receipt(run.key, FAILED, perf_counter() - began, host, error), {}
        return Receipt(run.key, DONE, perf_counter() - began, host), tables

    @contextmanager
    def _within_its_time(self, run: Run) -> Iterator[None]:
        """End the process if a run takes too long, and leave a note where it was then.

        A thread of its own, in C, does that whatever this one is doing, compiled loops included.
        """
        if self.run_timeout is None:
            yield
            return
        note = self.parts / f"{LATE}{run.key}"
        with note.open("w", encoding="utf-8") as file:
            faulthandler.dump_traceback_later(self.run_timeout, exit=True, file=file)
            try:
                yield
            finally:
                faulthandler.cancel_dump_traceback_later()
                note.unlink(missing_ok=True)


def _together(by_run: Mapping[str, Table]) -> pd.DataFrame:
    """Return a table of several runs, with the run_key in front of every row."""
    lengths = [len(table) for table in by_run.values()]
    rows = [row for table in by_run.values() if isinstance(table, list) for row in table]
    frames = [table for table in by_run.values() if isinstance(table, pd.DataFrame)]
    together = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(rows)
    together.insert(0, "run_key", np.repeat(list(by_run), lengths).astype(object))
    return together


def was_late(parts: Path, key: str) -> str:
    """Return where a run was when its time was over, and forget it; nothing if it was not late."""
    note = parts / f"{LATE}{key}"
    try:
        text = note.read_text("utf-8", errors="replace")
        note.unlink(missing_ok=True)
    except OSError:
        return ""
    return text[-LONGEST_ERROR:]


_PREPARED: set[type] = set()
"""Types of models that this process has prepared."""


def _prepare(model: Model) -> None:
    if type(model) not in _PREPARED:
        model.prepare()
        _PREPARED.add(type(model))
