"""The engine of one machine: a pool of processes that is replaced when one of them dies."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for
from multiprocessing.process import BaseProcess

from sim.study.sweeping.batch import Batch
from sim.study.sweeping.engines.engine import Done
from sim.study.sweeping.receipts import Receipt
from sim.study.tasks import deaf_to_interruption


class Processes:
    """Worker processes on this machine, side by side.

    When one dies, Python gives up the whole pool: all batches that were submitted come back without receipts, and the
    next one makes a new pool.
    """

    deaths_of_its_own = 2

    def __init__(self, jobs: int) -> None:
        self.width = jobs
        self._others = set(multiprocessing.active_children())
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: dict[Future[list[Receipt]], Batch] = {}
        self._lost: list[Batch] = []

    def submit(self, batch: Batch) -> None:
        """Hand over a batch."""
        if self._pool is None:
            # `import mesa` 3.3 sets the start method of the whole process, so the context is named here.
            self._pool = ProcessPoolExecutor(
                self.width, mp_context=multiprocessing.get_context("spawn"), initializer=begin_worker
            )
        try:
            with deaf_to_interruption():
                self._waiting[self._pool.submit(batch.work)] = batch
        except BrokenProcessPool:
            self._lost.append(batch)

    def wait(self, seconds: float) -> list[Done]:
        """Return batches that are finished, or lost with their process."""
        done = [Done(batch, None) for batch in self._lost]
        self._lost.clear()
        ready, _ = wait(self._waiting, 0.0 if done else seconds, FIRST_COMPLETED)
        for future in ready:
            batch = self._waiting.pop(future)
            try:
                done.append(Done(batch, future.result()))
            except BrokenProcessPool:
                done.append(Done(batch, None))
        if any(one.receipts is None for one in done):
            done += self._give_up()
        return done

    def _give_up(self) -> list[Done]:
        """Let the broken pool go, and return all that it still had."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
        done = []
        for future, batch in self._waiting.items():
            is_whole = future.done() and not future.cancelled() and future.exception() is None
            done.append(Done(batch, future.result() if is_whole else None))
        self._waiting.clear()
        return done

    def close(self, at_once: bool) -> None:
        """End the processes; at_once: whatever they are doing."""
        if self._pool is None:
            return
        self._pool.shutdown(wait=not at_once, cancel_futures=True)
        if at_once:
            for worker in self._workers():
                worker.kill()
        self._pool = None

    def _workers(self) -> set[BaseProcess]:
        return set(multiprocessing.active_children()) - self._others


def begin_worker() -> None:
    """Leave Ctrl-C to the parent, and end when it has ended, however it did."""
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel, os._exit), daemon=True).start()


def _end_after(sentinel: int, end: Callable[[int], None]) -> None:
    wait_for([sentinel])
    end(1)
