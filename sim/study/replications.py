"""Replications: the same scenario with other luck, side by side in processes."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.market.model import Market
from sim.market.tables import Tables, tables_of
from sim.scenario.scenario import Scenario
from sim.study.summary import summary_of

Progress = Callable[[int], None]
"""Called with the number of replications that are done."""


@dataclass(frozen=True)
class Result:
    """The tables of all replications of one scenario; each has the column `replication`, counted from 0.

    seconds: what each part of the month took, in seconds, summed over replications.
    """

    scenario: Scenario
    seed: int
    replications: int
    tables: Tables
    seconds: dict[str, float]

    @property
    def months(self) -> pd.DataFrame:
        """A row for each replication, booked month and firm."""
        return self.tables["months"]

    @property
    def relationships(self) -> pd.DataFrame:
        """A row for each replication and relationship."""
        return self.tables["relationships"]

    @property
    def customers(self) -> pd.DataFrame:
        """A row for each replication and customer at the end."""
        return self.tables["customers"]

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The headline figures of every firm, with intervals over replications."""
        return summary_of(self.tables, self.scenario, self.replications)


def simulate(
    scenario: Scenario,
    *,
    replications: int = 10,
    seed: int = 1,
    jobs: int = 1,
    transactions: bool = False,
    contacts: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Run a scenario several times and return its tables.

    replications ≥ 1; seed: any integer; jobs ≥ 1: processes, which change nothing in the result. Purchases and
    contacts, if asked for, are kept for the first replication only: they are large.
    Raises ValueError if a number is too small.
    """
    if replications < 1 or jobs < 1:
        raise ValueError(f"replications and jobs must be at least 1, not {replications} and {jobs}")
    tasks = [
        (scenario, seed, number, transactions and number == 0, contacts and number == 0)
        for number in range(replications)
    ]
    done: dict[int, tuple[Tables, dict[str, float]]] = {}
    if min(jobs, replications) == 1:
        for task in tasks:
            done[task[2]] = _one(*task)
            if progress:
                progress(len(done))
    else:
        _side_by_side(tasks, min(jobs, replications), done, progress)
    parts = [done[number] for number in range(replications)]
    seconds: dict[str, float] = {}
    for _, spent in parts:
        for name, value in spent.items():
            seconds[name] = seconds.get(name, 0.0) + value
    return Result(scenario, seed, replications, _together([tables for tables, _ in parts]), seconds)


Task = tuple[Scenario, int, int, bool, bool]


def _side_by_side(
    tasks: list[Task], jobs: int, done: dict[int, tuple[Tables, dict[str, float]]], progress: Progress | None
) -> None:
    """Run the tasks in worker processes; an interruption or a failure drops what has not begun."""
    others = set(multiprocessing.active_children())
    # `import mesa` 3.3 sets the start method of the whole process, so the context is named here.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        with _deaf_to_interruption():
            waiting: dict[Future[tuple[Tables, dict[str, float]]], int] = {
                pool.submit(_one, *task): task[2] for task in tasks
            }
        try:
            while waiting:
                ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in ready:
                    done[waiting.pop(future)] = future.result()
                    if progress:
                        progress(len(done))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
            raise


@contextmanager
def _deaf_to_interruption() -> Iterator[None]:
    """Start processes that ignore Ctrl-C: this one hears it, and ends them."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread may touch signals
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _one(
    scenario: Scenario, seed: int, replication: int, transactions: bool, contacts: bool
) -> tuple[Tables, dict[str, float]]:
    """Run one replication."""
    market = Market(scenario, seed, replication, transactions=transactions, contacts=contacts).run()
    return tables_of(market), market.seconds


def _together(parts: list[Tables]) -> Tables:
    """Put the tables of all replications below one another; purchases and contacts exist for the first one only."""
    together: Tables = {}
    for name in parts[0]:
        pieces = [
            part[name].assign(replication=pd.array([number], "int16")[0]).astype({"replication": "int16"})
            for number, part in enumerate(parts)
            if name in part
        ]
        table = pd.concat(pieces, ignore_index=True)
        if name in ("transactions", "contacts"):
            together[name] = table.drop(columns="replication")
        else:
            together[name] = table[["replication", *(c for c in table.columns if c != "replication")]]
    return together
