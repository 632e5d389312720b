"""The workers: processes that compute what was asked for, the most urgent first, equal work once."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from sim.app.films.setup import SetupError
from sim.app.limits import Limits
from sim.app.problem import Refusal
from sim.app.running.films_store import FilmsStore
from sim.app.running.lane import Lane, TooSlow, WorkerDied
from sim.app.running.spent import Spent
from sim.app.running.task import Call, Priority, Task
from sim.app.running.worker import WorkFailed

LOG = logging.getLogger("tenure.classroom")
TRIES = 2
"""How often a task is begun whose worker died: it may have been another's fault, or its own."""
NEW_WORKER_SECONDS = 5.0
"""Seconds that a task costs besides its own if it ends its worker, whose successor has to load its code."""
FAILURES_SECONDS = 30.0
"""Seconds for which a failed task answers with its failure before it is tried again."""


class Workers:
    """A line of tasks before a few worker processes.

    Lives in the event loop of the server. Results go to the store; failures are remembered for a while, so that a task
    that ends its worker does not do so again at every question. Whoever has had much of the workers' time lately, as a
    session or from one address, keeps nobody else waiting: see `_urgency`.
    address_of: the address that a session asks from.
    """

    def __init__(
        self,
        lanes: Sequence[Lane],
        limits: Limits,
        store: FilmsStore,
        address_of: Callable[[str], str] = lambda session: "",
    ) -> None:
        self.lanes, self.limits, self.store, self.address_of = lanes, limits, store, address_of
        self._spent = Spent()
        self._tasks: dict[str, Task] = {}
        self._failed: dict[str, tuple[float, Task]] = {}
        self._numbers = itertools.count()
        self._news = asyncio.Event()
        self._serving: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start the processes; tasks may be handed over at once and wait until a process is ready."""
        self._serving = [asyncio.create_task(self._serve(lane)) for lane in self.lanes]

    async def close(self) -> None:
        """End all processes, whatever they are doing."""
        for serving in self._serving:
            serving.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        for lane in self.lanes:
            lane.close()
        for task in self._tasks.values():
            task.finished.cancel()
        self._tasks.clear()

    def task(
        self, key: str, priority: Priority, call: Call, *arguments: Any, asker: str | None = None
    ) -> Task:
        """Return the task for a key: the one that is in the line or runs, else a new one at its place in the line.

        asker: the session that asks, or None for the classroom itself. Raises Refusal(429) if the session has too many
        unfinished tasks, and Refusal(503) if the line is full of tasks that come first.
        """
        task = self._tasks.get(key) or self._failure(key)
        if task is None:
            task = self._begun(key, priority, call, arguments, asker)
        task.wanted = time.monotonic()
        task.askers.add(asker)
        if priority < task.priority:
            task.priority, task.order = priority, (priority, *task.order[1:])
        return task

    def place(self, task: Task) -> int:
        """Return the place in the line: 0 for a task that runs or is finished, 1 for the next one."""
        if task.runs or task.finished.done():
            return 0
        own = self._urgency(task)
        return 1 + sum(self._urgency(other) < own for other in self.waiting())

    def waiting(self) -> list[Task]:
        """Return the tasks in the line that somebody still wants, in no order."""
        return [task for task in self._tasks.values() if not task.runs]

    def unfinished(self, asker: str | None) -> int:
        """Return how many tasks of a session wait or run."""
        return sum(asker in task.askers for task in self._tasks.values())

    def _begun(
        self, key: str, priority: Priority, call: Call, arguments: tuple[Any, ...], asker: str | None
    ) -> Task:
        self._drop_unwanted()
        own = self.unfinished(asker)
        if asker is not None and own >= self.limits.unfinished:
            raise Refusal(429, "problem.unfinished", most=self.limits.unfinished)
        # Of tasks that are equally urgent, a session's first goes before another's second.
        order = (int(priority), own, next(self._numbers))
        finished = asyncio.get_running_loop().create_future()
        task = Task(key, priority, call, arguments, {asker}, order, time.monotonic(), finished)
        if asker is not None and len(self.waiting()) >= self.limits.line:
            self._make_room(task)
        self._tasks[key] = task
        self._news.set()
        return task

    def _make_room(self, task: Task) -> None:
        """Send the last in the line away if it comes after a task; else raise Refusal(503)."""
        full = Refusal(503, "problem.line_full", most=self.limits.line)
        others = [other for other in self.waiting() if not other.is_kept]
        last = max(others, key=self._urgency, default=task)
        if self._urgency(last) <= self._urgency(task):
            raise full
        del self._tasks[last.key]
        last.finished.set_exception(full)
        last.finished.exception()  # whoever asks gets it; nobody has to

    def _urgency(self, task: Task) -> tuple[int, ...]:
        """Return what the line is sorted by, the first to come being the lowest.

        The work of those who have had more than their share comes after what is urgent for others. Behind one router
        that may be the whole class, which is then as equal as before; the greedy session comes last even there.
        """
        greed = min(map(self._greed, task.askers))
        priority, *rest = task.order
        return max(priority, Priority.REST) if greed else priority, greed, *rest

    def _greed(self, asker: str | None) -> int:
        if asker is None:
            return 0
        names = f"session {asker}", f"address {self.address_of(asker)}"
        return sum(self._spent.of(name) > self.limits.share_seconds for name in names)

    def _charge(self, task: Task, seconds: float) -> None:
        """Note the time that a task took, for those who asked for it, in equal parts."""
        for asker in task.askers:
            if asker is not None:
                self._spent.add(f"session {asker}", seconds / len(task.askers))
                self._spent.add(f"address {self.address_of(asker)}", seconds / len(task.askers))

    def _failure(self, key: str) -> Task | None:
        now = time.monotonic()
        for old in [old for old, (until, _) in self._failed.items() if until < now]:
            del self._failed[old]
        return self._failed[key][1] if key in self._failed else None

    def _drop_unwanted(self) -> None:
        """Let those leave the line whom nobody asked for lately; who asks again, joins again."""
        oldest = time.monotonic() - self.limits.unwanted_seconds
        for task in self.waiting():
            if task.wanted < oldest and not task.is_kept:
                del self._tasks[task.key]
                task.finished.cancel()

    async def _serve(self, lane: Lane) -> None:
        """Give one lane its tasks for ever."""
        while True:
            if not lane.is_open:
                try:
                    await lane.open()
                except (WorkerDied, OSError) as error:  # OSError: no memory or files for a process just now
                    LOG.error("a worker process ended before it was ready (%r); trying again", error)
                    lane.close()
                    await asyncio.sleep(1.0)
                    continue
            await self._run(lane, await self._next())

    async def _next(self) -> Task:
        while True:
            self._drop_unwanted()
            if waiting := self.waiting():
                task = min(waiting, key=self._urgency)
                task.runs = True
                task.tries += 1
                return task
            self._news.clear()
            await self._news.wait()

    async def _run(self, lane: Lane, task: Task) -> None:
        begun = time.monotonic()
        try:
            try:
                result = await lane.run(task.call, task.arguments, self.limits.task_seconds)
            finally:
                self._charge(task, time.monotonic() - begun + (0.0 if lane.is_open else NEW_WORKER_SECONDS))
        except WorkerDied:
            LOG.warning("the worker of %s died (try %d of %d)", task.key, task.tries, TRIES)
            if task.tries < TRIES:
                task.runs = False
                self._news.set()
            else:
                self._fail(task, Refusal(500, "problem.worker_died"))
        except TooSlow:
            seconds = round(self.limits.task_seconds)
            self._fail(task, Refusal(503, "problem.too_slow", seconds=seconds))
        except MemoryError:
            lane.close()
            self._fail(task, Refusal(422, "problem.too_large"))
        except WorkFailed as error:
            LOG.error("%s failed\n%s", task.key, error)
            self._fail(task, Refusal(500, "problem.unknown"))
        except (Refusal, SetupError) as error:
            self._fail(task, error)
        else:
            self.store.keep(task.key, result)
            self._tasks.pop(task.key, None)
            with contextlib.suppress(asyncio.InvalidStateError):
                task.finished.set_result(result)

    def _fail(self, task: Task, error: Exception) -> None:
        self._tasks.pop(task.key, None)
        if not task.finished.done():
            task.finished.set_exception(error)
            task.finished.exception()  # whoever asks gets it; nobody has to
        self._failed[task.key] = (time.monotonic() + FAILURES_SECONDS, task)
