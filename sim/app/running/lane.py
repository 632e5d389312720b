"""A lane: one worker process, which is ended when it is too slow and replaced when it has died."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess
from typing import Any

from sim.app.running.task import Call, Result
from sim.app.running.worker import prepare, ready, work
from sim.study.tasks import deaf_to_interruption


class WorkerDied(Exception):
    """The worker process was killed, or ended by itself, in the middle of a task."""


class TooSlow(Exception):
    """The task ran for longer than a task may; its worker was ended."""


class Lane:
    """A pool of one process: when it breaks, only the one task that it had is lost."""

    def __init__(self, worker_bytes: int, warm_up: Sequence[str]) -> None:
        self.worker_bytes, self.warm_up = worker_bytes, tuple(warm_up)
        self._pool: ProcessPoolExecutor | None = None
        self._processes: set[BaseProcess] = set()

    @property
    def is_open(self) -> bool:
        """Whether there is a process that takes tasks."""
        return self._pool is not None

    @property
    def pids(self) -> list[int]:
        """Return the number of the process, if there is one."""
        return [process.pid for process in self._processes if process.pid is not None]

    async def open(self) -> None:
        """Start a process, and return when it has loaded its code. Raises WorkerDied if it does not come up."""
        # `import mesa` 3.3 sets the start method of the whole process, so the context is named here.
        self._pool = ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=prepare,
            initargs=(self.worker_bytes, self.warm_up),
        )
        others = set(multiprocessing.active_children())
        with deaf_to_interruption():
            begun = self._pool.submit(ready)
        self._processes = set(multiprocessing.active_children()) - others
        try:
            await asyncio.wrap_future(begun)
        except BrokenProcessPool:
            self.close()
            raise WorkerDied from None

    async def run(self, call: Call, arguments: tuple[Any, ...], seconds: float) -> Result:
        """Return what the call returns, or raise what it raises; WorkerDied and TooSlow close the lane."""
        assert self._pool is not None
        try:
            return await asyncio.wait_for(
                asyncio.wrap_future(self._pool.submit(work, call, arguments)), seconds
            )
        except BrokenProcessPool:
            self.close()
            raise WorkerDied from None
        except TimeoutError:
            self.close()
            raise TooSlow from None

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        for process in self._processes:
            process.kill()
        pool.shutdown(wait=True, cancel_futures=True)
        self._processes = set()
