"""What a sweep costs beside its runs: the store, the engines, and how far they scale.

    OPENBLAS_NUM_THREADS=1 python benchmarks/sweeping.py            # ten minutes
    OPENBLAS_NUM_THREADS=1 python benchmarks/sweeping.py --quick    # without the two processes against one

Runs that sleep take the same time on a busy machine, so the overhead of store and executor is told by them; two
processes against one needs a machine with two idle cores. The scaling to 64 workers is a calculation: one scheduler
that serves one batch after the other in the measured time, and workers that work in the measured time (`scaled`).
"""

from __future__ import annotations

import heapq
import math
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pandas as pd

from sim.study.sweeping.batch import Batch
from sim.study.sweeping.engines import Engine
from sim.study.sweeping.engines.dask import DaskCluster
from sim.study.sweeping.engines.processes import Processes
from sim.study.sweeping.model import FunctionModel
from sim.study.sweeping.parameters import Parameter
from sim.study.sweeping.parts import write_part
from sim.study.sweeping.receipts import DONE, Receipt
from sim.study.sweeping.sweep import run_sweep
from sim.study.sweeping.sweep_definition import Sweep
from sim.study.sweeping.sweep_file import load_sweep
from sim.study.sweeping.sweep_loop import PART, SPARE

MARKET = """
base: baseline
uncertainties: {market.unattached: [0.1, 0.2, 0.3, 0.4, 0.5]}
constants: {months: 60, warm_up: 12, market.customers: 6000, firms.Incumbent.strategy.budget: 24000}
replications: 16
"""
"""80 runs of about half a second."""


def sleeps(values: Mapping[str, Any], seed: int, replication: int) -> dict[str, float]:
    time.sleep(values["seconds"])
    return {"y": 1.0}


class Nothing(Batch):
    """A batch without runs."""

    def work(self) -> list[Receipt]:
        return []


def per_trivial_batch(engine: Engine, count: int) -> float:
    """Return seconds of wall time for a batch that does nothing."""
    nothing = Nothing((), FunctionModel(sleeps), Path(), "")

    def drive(batches: int) -> float:
        submitted = finished = 0
        began = perf_counter()
        while finished < batches:
            while submitted < batches and submitted - finished < engine.width + SPARE:
                engine.submit(nothing)
                submitted += 1
            finished += len(engine.wait(1.0))
        return perf_counter() - began

    drive(20)
    return drive(count) / count


def engines() -> tuple[float, float]:
    """Print and return the overhead of a trivial batch, in seconds, for both engines with two workers."""
    pool = Processes(2)
    local = min(per_trivial_batch(pool, 500) for _ in range(3))
    pool.close(False)
    print(f"a trivial batch, two processes: {local * 1e3:.2f} ms")
    from distributed import LocalCluster

    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
    ):
        model = load_sweep("quick").model
        dask = DaskCluster(cluster.scheduler_address, model, model.version(), Path(folder))
        remote = min(per_trivial_batch(dask, 200) for _ in range(3))
        dask.close(False)
    print(f"a trivial batch, two Dask workers: {remote * 1e3:.2f} ms")
    return local, remote


def store() -> float:
    """Print what it costs to write a run: a part of four runs, fsync included. Return seconds of wall time a part."""
    rows, parts = 4, 100
    with tempfile.TemporaryDirectory(dir=".") as folder:
        began, spent = perf_counter(), process_time()
        for number in range(parts):
            keys = [f"{number}-{row}" for row in range(rows)]
            firms = pd.DataFrame({"run_key": keys, "firm": "", **{f"y{n}": 1.0 for n in range(14)}})
            write_part(Path(folder), [Receipt(key, DONE, 0.5, "host") for key in keys], {"firms": firms})
        wall, cpu = (perf_counter() - began) / parts, (process_time() - spent) / parts
    print(f"a part of {rows} runs: {wall * 1e3:.1f} ms of wall time, {cpu * 1e3:.1f} ms of CPU")
    return wall


def overhead() -> None:
    """Print the share of time that goes to store and executor, for runs of half a second that need no CPU."""
    parameters = (Parameter("seconds", "lever", values=(0.5,)),)
    sweep = Sweep("sleeps", parameters, ("y",), FunctionModel(sleeps), replications=120)
    finished: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory(dir=".") as folder:
        run_sweep(sweep, folder, jobs=2, progress=lambda s: finished.append((s.made, perf_counter())))
    (first, began), (last, ended) = next(one for one in finished if one[0] >= 4), finished[-1]
    share = 1.0 - 0.5 * (last - first) / 2 / (ended - began)
    print(f"overhead of store and executor, runs of 0.5 s in two processes: {share:.1%} (limit 5 %)")


def two_against_one() -> None:
    """Print how much faster two processes are than one, starting them included; best of five.

    The ratio of CPU times is the same on a busy machine: what two processes spend beyond one is what they lose.
    """
    wall: dict[int, float] = {}
    cpu: dict[int, float] = {}
    with tempfile.TemporaryDirectory(dir=".") as folder:
        file = Path(folder) / "market.yaml"
        file.write_text(MARKET, encoding="utf-8")
        sweep = load_sweep(str(file))
        for jobs in (1, 2) * 5:
            before = all_cpu()
            result = run_sweep(sweep, Path(folder) / "out", jobs=jobs, fresh=True)
            wall[jobs] = min(wall.get(jobs, math.inf), result.seconds)
            cpu[jobs] = min(cpu.get(jobs, math.inf), all_cpu() - before)
    for name, seconds in (("wall time", wall), ("CPU", cpu)):
        print(f"{result.made} runs, {name}: {seconds[1]:.1f} s by one process, {seconds[2]:.1f} s by two")
    print(f"two against one: {wall[1] / wall[2]:.2f} × (aim 1.6 ×); by CPU {2 * cpu[1] / cpu[2]:.2f} ×")


def all_cpu() -> float:
    """Return the CPU seconds of this process and of those that it has ended."""
    return sum(os.times()[:4])


def scaled(workers: int, serve: float, work: float, batches: int = 4000) -> float:
    """Return the speed-up of so many workers over one that needs no scheduler.

    serve: seconds that the scheduler needs for a batch, during which it does nothing else; work: seconds that a worker
    needs for a batch. `workers + SPARE` batches are in flight, so a worker goes on at once if one is waiting for it.
    """
    free_at = [0.0] * workers  # when each worker has nothing left to do
    heapq.heapify(free_at)
    clock, finished = 0.0, []
    for number in range(batches):
        if number >= workers + SPARE:  # the scheduler waits until a batch comes back
            clock = max(clock, heapq.heappop(finished))
        clock += serve
        ends = max(heapq.heappop(free_at), clock) + work
        heapq.heappush(free_at, ends)
        heapq.heappush(finished, ends)
    return batches * work / max(free_at)


def scaling(local: float, remote: float, part: float) -> None:
    """Print the speed-up that the measured times allow."""
    print(
        f"speed-up for batches of {PART:g} s, by calculation (part of {part * 1e3:.0f} ms included in the work)"
    )
    print(f"{'workers':>8}{'processes':>12}{'Dask':>8}{'Dask, single runs of 0.1 s':>29}")
    for workers in (1, 2, 4, 8, 16, 32, 64):
        rows = (
            scaled(workers, local, PART + part) * PART / (PART + part),
            scaled(workers, remote, PART + part) * PART / (PART + part),
            scaled(workers, remote, 0.1 + part) * 0.1 / (0.1 + part),
        )
        print(f"{workers:>8}{rows[0]:>12.1f}{rows[1]:>8.1f}{rows[2]:>29.1f}")


def main() -> None:
    local, remote = engines()
    part = store()
    overhead()
    if "--quick" not in sys.argv:
        two_against_one()
    scaling(local, remote, part)


if __name__ == "__main__":
    main()
