"""The loop of a sweep: submit, wait, count, until nothing is left."""

from __future__ import annotations

import socket
from collections import Counter, deque
from collections.abc import Callable, Iterator
from itertools import islice
from time import monotonic
from typing import NamedTuple

from sim.study.sweeping.batch import Batch, was_late
from sim.study.sweeping.engines import Engine, EngineError
from sim.study.sweeping.plan import Plan, Run
from sim.study.sweeping.receipts import CRASHED, DONE, TIMED_OUT, Receipt
from sim.study.sweeping.store import Store
from sim.study.sweeping.sweep_definition import Sweep

PART = 2.0
"""Seconds of work in a part: less makes many small files, more loses more when a process dies."""
MOST_RUNS = 1000
"""Runs of a batch at most."""
SPARE = 2
"""Batches in flight beside those being worked on: nobody waits, and memory stays flat for a million runs."""
FRUITLESS = 3
"""Runs that may crash before any other was made; then the workers are suspected."""
_PULSE = 1.0
"""Seconds after which the loop looks around though nothing was finished."""


class Standing(NamedTuple):
    """How far a sweep is: runs of the plan that are made, how many of these failed, and how many there are.

    workers: batches worked on at once. seconds_a_run: mean wall time of a run made now, None before the first one;
    seconds_left: at that pace.
    """

    made: int
    failed: int
    total: int
    workers: int
    seconds_left: float | None
    seconds_a_run: float | None


class SweepLoop:
    """Runs that are handed to an engine and counted when they come back.

    When a process dies, the runs that it may have been working on are made once more, one at a time with nothing beside
    them, so that the guilty one is found and the others lose nothing.
    """

    def __init__(
        self,
        sweep: Sweep,
        plan: Plan,
        store: Store,
        run_timeout: float | None,
        total: int,
        made: int,
        failed: int,
        progress: Callable[[Standing], None] | None,
    ) -> None:
        self.sweep, self.plan, self.store, self.run_timeout = sweep, plan, store, run_timeout
        self.total, self.made, self.failed = total, made, failed
        self.progress = progress
        self._suspects: deque[Run] = deque()
        self._deaths: Counter[str] = Counter()
        self._alone_since: float | None = None
        self._in_flight = 0
        self._runs_in_flight = 0
        self._crashes = 0
        self._spent, self._timed = 0.0, 0

    def run(self, engine: Engine, runs: Iterator[Run]) -> None:
        """Make all runs."""
        self._tell(engine)
        while self._submit(engine, runs):
            for done in engine.wait(_PULSE):
                self._in_flight -= 1
                self._runs_in_flight -= len(done.batch.runs)
                if done.receipts is None:
                    self._lost(done.batch, engine)
                else:
                    self._count(done.receipts)
                self._tell(engine)
                if self._in_flight == 0:
                    self._alone_since = None

    def _submit(self, engine: Engine, runs: Iterator[Run]) -> bool:
        """Hand over as many batches as may be in flight; return whether any is."""
        if self._suspects:
            if self._in_flight == 0:
                self._alone_since = monotonic()
                self._hand_over(engine, (self._suspects[0],))
            return True
        while self._in_flight < engine.width + SPARE:
            batch = tuple(islice(runs, self._size(engine)))
            if not batch:
                break
            self._hand_over(engine, batch)
        return self._in_flight > 0

    def _hand_over(self, engine: Engine, runs: tuple[Run, ...]) -> None:
        engine.submit(Batch(runs, self.sweep.model, self.store.parts, self.plan.version, self.run_timeout))
        self._in_flight += 1
        self._runs_in_flight += len(runs)

    def _size(self, engine: Engine) -> int:
        """Return how many runs make a batch of two seconds; towards the end less, so that nobody idles."""
        if not self._timed:
            return 1
        fitting = PART / max(self._spent / self._timed, PART / MOST_RUNS)
        left = self.total - self.made - self._runs_in_flight
        return max(1, min(int(fitting), left // (2 * engine.width)))

    def _count(self, receipts: list[Receipt]) -> None:
        for receipt in receipts:
            self.made += 1
            self.failed += receipt.status != DONE
            if receipt.status not in (CRASHED, TIMED_OUT):
                self._spent += receipt.seconds
                self._timed += 1
            if self._suspects and self._suspects[0].key == receipt.run_key:
                self._suspects.popleft()

    def _lost(self, batch: Batch, engine: Engine) -> None:
        """A process died under a batch: find out what was stored, and suspect the rest."""
        there = self.store.receipts()
        there = there[there["run_key"].isin([run.key for run in batch.runs])]
        stored = set(there["run_key"])
        if stored:
            self._count([Receipt(*row) for row in there[list(Receipt._fields)].itertuples(index=False)])
        alone = self._alone_since is not None
        seconds = monotonic() - (self._alone_since or monotonic())
        for run in batch.runs:
            if run.key in stored:
                continue
            if where := was_late(self.store.parts, run.key):
                limit = self.run_timeout or 0.0
                self._give_up(run, TIMED_OUT, limit, f"it did not end within {limit:g} seconds\n{where}")
            elif not alone:
                self._suspects.append(run)
            else:
                self._deaths[run.key] += 1
                if self._deaths[run.key] >= engine.deaths_of_its_own:
                    self._check_workers()
                    self._give_up(run, CRASHED, seconds, "it ended its process, also when it was alone there")

    def _check_workers(self) -> None:
        """Raise EngineError if workers die whatever they are given: then it is not the runs that are wrong."""
        self._crashes += 1
        if self._crashes >= FRUITLESS and not self._timed:
            raise EngineError(
                f"the first {FRUITLESS} runs have all ended their processes, also when they were alone there: "
                "it may be the workers that are wrong; a function to sweep must stand in a file that they can import"
            )

    def _give_up(self, run: Run, status: str, seconds: float, error: str) -> None:
        """Store that a run cannot be made."""
        receipt = Receipt(run.key, status, seconds, socket.gethostname(), error)
        self.store.commit([receipt], {})
        self._count([receipt])

    def _tell(self, engine: Engine) -> None:
        if self.progress is None:
            return
        a_run = self._spent / self._timed if self._timed else None
        left = None if a_run is None else a_run * (self.total - self.made) / engine.width
        self.progress(Standing(self.made, self.failed, self.total, engine.width, left, a_run))
