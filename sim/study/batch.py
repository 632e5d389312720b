"""A batch: some runs that one worker makes one after the other, and writes as one part."""

from __future__ import annotations

import faulthandler
import os
import socket
import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import IO

import pandas as pd

from sim.study.model import Model
from sim.study.parts import StoreError, run_rows, write_part
from sim.study.plan import Run
from sim.study.receipts import DONE, FAILED, Receipt

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
        tables: dict[str, list[pd.DataFrame]] = {}
        for run in self.runs:
            receipt, left = self._one(run)
            receipts.append(receipt)
            for name, table in left.items():
                tables.setdefault(name, []).append(run_rows(table, run.key))
        write_part(
            self.parts, receipts, {name: pd.concat(one, ignore_index=True) for name, one in tables.items()}
        )
        return receipts

    def _one(self, run: Run) -> tuple[Receipt, dict[str, pd.DataFrame]]:
        """Make one run and return its receipt and its tables, none if it failed."""
        host, began = socket.gethostname(), perf_counter()
        if self.run_timeout is not None:
            # A thread of its own, in C: it ends the process whatever this one is doing, compiled loops included.
            faulthandler.dump_traceback_later(self.run_timeout, exit=True, file=_nowhere())
        try:
            tables = self.model.run(run.values, run.seed, run.replication)
        except (Exception, SystemExit):
            error = traceback.format_exc()[-LONGEST_ERROR:]
            return Receipt(run.key, FAILED, perf_counter() - began, host, error), {}
        finally:
            if self.run_timeout is not None:
                faulthandler.cancel_dump_traceback_later()
        return Receipt(run.key, DONE, perf_counter() - began, host), tables


_PREPARED: set[type] = set()
"""Types of models that this process has prepared."""


def _prepare(model: Model) -> None:
    if type(model) not in _PREPARED:
        model.prepare()
        _PREPARED.add(type(model))


@cache
def _nowhere() -> IO[str]:
    return open(os.devnull, "w", encoding="utf-8")
