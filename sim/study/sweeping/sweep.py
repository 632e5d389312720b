"""A sweep is run: what is planned and not yet stored is made, in any number of processes and any number of sittings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pandas as pd

from sim.study.sweeping.engines import Engine
from sim.study.sweeping.plan import Plan
from sim.study.sweeping.receipts import DONE
from sim.study.sweeping.store import Store
from sim.study.sweeping.sweep_definition import Sweep
from sim.study.sweeping.sweep_loop import Standing, SweepLoop


@dataclass(frozen=True)
class SweepResult:
    """What a sweep came to. Runs are counted once each, however many points share them.

    total: runs of the plan; stored: of these, those that were there before; made: those made now; failed: all of the
    plan that raised an error, crashed or ran out of time. damaged: a sentence for each part that was set aside.
    """

    folder: Path
    total: int
    stored: int
    made: int
    failed: int
    seconds: float
    damaged: tuple[str, ...] = ()

    @property
    def outcomes(self) -> pd.DataFrame:
        """A row for each planned run that is done: parameters and outcomes."""
        return Store(self.folder).outcomes()


def run_sweep(
    sweep: Sweep,
    folder: Path | str,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    fresh: bool = False,
    force: bool = False,
    retry_failed: bool = False,
    run_timeout: float | None = None,
    patience: float | None = None,
    plan: Plan | None = None,
    progress: Callable[[Standing], None] | None = None,
    damage: Callable[[str], None] | None = None,
) -> SweepResult:
    """Run what a sweep plans and its folder does not hold yet; the same command goes on after any interruption.

    jobs ≥ 1: worker processes, which protect the sweep from runs that crash or hang; None: this process, which does
    not; cluster: address of a Dask scheduler instead, whose workers must see the folder; patience: seconds that it may
    be without workers. None of them changes the results. fresh: remove the sweep's finished runs first;
    force: use the folder of another sweep; retry_failed: make runs that failed once more; run_timeout: seconds that a
    run may take; plan: of this sweep, if it was made already; progress: told after every batch; damage: told a
    sentence for each part that was set aside, before the first run.
    Raises FolderError if the folder is somebody else's, PlanError and DesignError if the sweep cannot be planned,
    StoreError if the folder cannot be written to, EngineError if a cluster cannot go on.
    """
    if (jobs is not None and jobs < 1) or (run_timeout is not None and run_timeout <= 0):
        raise ValueError(f"jobs must be at least 1 and run_timeout above 0, not {jobs} and {run_timeout}")
    if run_timeout is not None and jobs is None and cluster is None:
        raise ValueError("run_timeout ends the process of a run, so it needs jobs")
    began = perf_counter()
    plan = plan or Plan.of(sweep)
    store = Store(Path(folder).absolute())
    store.check_owner(sweep.name, force)
    if fresh:
        store.start_over()
    damaged = store.begin(sweep, plan)
    if damage:
        for sentence in damaged:
            damage(sentence)
    keys = plan.keys()
    receipts = store.receipts()
    receipts = receipts[receipts["run_key"].isin(keys)]
    if retry_failed:
        receipts = receipts[receipts["status"] == DONE]
    stored = set(receipts["run_key"])
    failed = int((receipts["status"] != DONE).sum())
    loop = SweepLoop(sweep, plan, store, run_timeout, len(keys), len(stored), failed, progress)
    if len(stored) < len(keys):
        engine = _engine(jobs, cluster, sweep, plan, store, patience)
        at_once = True
        try:
            loop.run(engine, plan.runs(stored))
            at_once = False
        finally:
            engine.close(at_once)
    return SweepResult(
        Path(folder),
        len(keys),
        len(stored),
        loop.made - len(stored),
        loop.failed,
        perf_counter() - began,
        tuple(damaged),
    )


def _engine(
    jobs: int | None, cluster: str | None, sweep: Sweep, plan: Plan, store: Store, patience: float | None
) -> Engine:
    """Return where the runs are made."""
    if cluster is not None:
        from sim.study.sweeping.engines.dask import PATIENCE, DaskCluster

        return DaskCluster(cluster, sweep.model, plan.version, store.parts, patience or PATIENCE)
    if jobs is None:
        from sim.study.sweeping.engines.here import Here

        return Here()
    from sim.study.sweeping.engines.processes import Processes

    return Processes(jobs)
