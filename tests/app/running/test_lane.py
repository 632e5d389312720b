"""A worker process: what comes back from it, and what ends it."""

import asyncio
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from sim.app.films.setup import SetupError
from sim.app.limits import MEGA, Limits
from sim.app.running.films_store import FilmsStore
from sim.app.running.lane import Lane, TooSlow, WorkerDied
from sim.app.running.task import Priority
from sim.app.running.worker import WorkFailed
from sim.app.running.workers import Workers


def in_a_lane(test, warm_up=()):
    async def running():
        lane = Lane(600 * MEGA, warm_up)
        try:
            await lane.open()
            await test(lane)
        finally:
            lane.close()

    asyncio.run(running())


def gone(pid):
    """Wait until a process is gone; return whether it is."""
    until = time.monotonic() + 5.0
    while time.monotonic() < until:
        if pid not in {child.pid for child in multiprocessing.active_children()}:
            return True
        time.sleep(0.01)
    return False


def test_results_and_failures_come_back_one_after_the_other_from_the_same_process():
    async def test(lane):
        assert await lane.run("builtins:bytes", (3,), 5.0) == b"\0\0\0"
        assert await lane.run("builtins:tuple", ([b"a", b"b"],), 5.0) == (b"a", b"b")
        assert await lane.run(os.urandom, (2,), 5.0) != b""
        with pytest.raises(WorkFailed, match="ZeroDivisionError"):
            await lane.run("operator:truediv", (1, 0), 5.0)
        with pytest.raises(SetupError) as wrong:
            await lane.run("sim.app.films.work:open_film", (_setup_of_nothing(),), 60.0)
        assert wrong.value.key == "films.unknown_scenario"
        assert wrong.value.values["scenario"] == "nothing"
        if Path("/proc/self/status").exists():
            with pytest.raises(MemoryError):
                await lane.run("builtins:bytes", (2_000 * MEGA,), 5.0)
        assert await lane.run("os:getcwdb", (), 5.0) == os.getcwdb()
        assert lane.is_open

    in_a_lane(test)


def _setup_of_nothing():
    from sim.app.films.setup import Setup

    return Setup("nothing", 1, 200)


def test_a_task_that_is_too_slow_ends_its_process():
    async def test(lane):
        (pid,) = lane.pids
        with pytest.raises(TooSlow):
            await lane.run("time:sleep", (60,), 0.2)
        assert not lane.is_open
        assert gone(pid)

    in_a_lane(test)


def test_a_killed_process_is_noticed_at_once():
    async def test(lane):
        (pid,) = lane.pids
        running = asyncio.create_task(lane.run("time:sleep", (60,), 60.0))
        await asyncio.sleep(0.1)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(WorkerDied):
            await running
        assert not lane.is_open

    in_a_lane(test)


def test_a_process_that_does_not_come_up_is_told():
    async def test():
        lane = Lane(100 * MEGA, ["os:abort"])
        with pytest.raises(WorkerDied):
            await lane.open()
        assert lane.pids == []

    asyncio.run(test())


def test_the_line_goes_on_when_a_task_kills_its_worker(tmp_path):
    mark = tmp_path / "seen"
    killing = f"if [ -e {mark} ]; then echo survived; else touch {mark}; kill -9 $PPID; sleep 9; fi"

    async def test():
        workers = Workers([Lane(100 * MEGA, ())], Limits(), FilmsStore(1000))
        workers.start()
        call = "subprocess:check_output"
        task = workers.task("killing", Priority.REST, call, ["sh", "-c", killing], asker="Ann")
        assert await asyncio.wait_for(task.finished, 30.0) == b"survived\n"
        pids = [pid for lane in workers.lanes for pid in lane.pids]
        await workers.close()
        assert all(gone(pid) for pid in pids)
        assert len(pids) == 1

    asyncio.run(test())
