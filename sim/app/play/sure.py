"""How sure a difference is: the runs of eight pairs, made one by one behind everything more urgent."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request

from sim.app.films.pair import PAIRS
from sim.app.films.setup import Setup
from sim.app.play.projection import WORK, upload_of
from sim.app.running.answering import result_of
from sim.app.running.task import Priority, Result, Task

AT_A_TIME = 4
"""Runs of one question that are in the line at a time: it neither fills the line nor a session's part of it."""
COMBINED = "sim.app.play.work:combined"


async def sure_of(request: Request, a: Setup, b: Setup) -> Result | int:
    """Return how much higher the outcomes of B are than those of A (gzipped JSON), or the place in line."""
    state = request.app.state
    until = asyncio.get_running_loop().time() + state.limits.poll_seconds
    while missing := _missing(state, a, b):
        tasks = [_ordered(request, setup, replication) for setup, replication in missing[:AT_A_TIME]]
        left = until - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait(
            [task.finished for task in tasks], timeout=max(left, 0), return_when=asyncio.FIRST_COMPLETED
        )
        for finished in done:
            finished.result()  # raises what its run raised
        if not done:
            return min(int(state.workers.place(task)) for task in tasks)
    parts = [[state.films.get(_key(side, n)) for n in range(PAIRS)] for side in (a, b)]
    key = f"sure/{a.film}/{b.film}"
    return await result_of(request, key, Priority.AT_ONCE, COMBINED, *parts)


def _missing(state: Any, a: Setup, b: Setup) -> list[tuple[Setup, int]]:
    """Return the runs that are not made yet, pair by pair."""
    runs = [(setup, replication) for replication in range(PAIRS) for setup in (a, b)]
    return [(setup, n) for setup, n in runs if state.films.get(_key(setup, n)) is None]


def _ordered(request: Request, setup: Setup, replication: int) -> Task:
    upload = upload_of(request, setup.scenario)
    task: Task = request.app.state.workers.task(
        _key(setup, replication),
        Priority.LATER,
        f"{WORK}:outcomes",
        setup,
        replication,
        upload,
        asker=request.state.session,
    )
    return task


def _key(setup: Setup, replication: int) -> str:
    return f"{setup.film}/outcomes/{replication}"
