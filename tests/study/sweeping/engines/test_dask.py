"""The cluster: the same results from real workers on the loopback, killed while they work, and what it refuses."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sim.study.sweeping.engines import EngineError
from sim.study.sweeping.engines.dask import DaskCluster
from sim.study.sweeping.receipts import CRASHED, TIMED_OUT
from sim.study.sweeping.store import Store
from sim.study.sweeping.sweep import run_sweep
from sim.study.sweeping.sweep_file import load_sweep

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]


class Cluster:
    """A scheduler and workers with one thread each, in processes of their own."""

    def __init__(self, folder, paths):
        self._folder = folder
        self._environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(paths),
            "OPENBLAS_NUM_THREADS": "1",
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2",
        }
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self._processes = []
        self._start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-show")

    def add_workers(self, count):
        return self._start(
            "dask_worker", self.address, "--nworkers", str(count), "--nthreads", "1",
            "--local-directory", str(self._folder),
        )  # fmt: skip

    def _start(self, module, *arguments):
        log = (self._folder / f"{module}.log").open("a")
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"],
            env=self._environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        self._processes.append(process)
        return process

    def kill(self, process):
        """End a process and those that it started."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self):
        for process in self._processes:
            if process.poll() is None:
                self.kill(process)

    def pids(self):
        """Return the processes of the workers by address."""
        from distributed import Client

        with Client(self.address, timeout=30, set_as_default=False) as client:
            return client.run(os.getpid)


@pytest.fixture
def cluster(tmp_path, functions):
    cluster = Cluster(tmp_path, [str(ROOT), str(Path(functions.__file__).parent)])
    yield cluster
    cluster.close()


SWEEP = """
base: baseline
uncertainties: {market.unattached: {uniform: [0.1, 0.5]}}
levers: {firms.Incumbent.price: [0.95, 1.05]}
constants:
  {months: 3, warm_up: 0, market.customers: 100, followed: 0, firms.Incumbent.strategy.budget: 500, survey.months: []}
outcomes: [profit, customers, Challenger.profit]
design: {kind: latin_hypercube, points: 20}
replications: 5
keep: [months]
"""


def test_a_worker_that_is_killed_twice_while_it_works_changes_nothing(cluster, tmp_path, same):
    file = tmp_path / "many.yaml"
    file.write_text(SWEEP, encoding="utf-8")
    sweep = load_sweep(str(file))
    run_sweep(sweep, tmp_path / "local", jobs=2)
    cluster.add_workers(2)
    kills, standings = [], []

    def kill_one():
        for least in (10, 60):
            end = time.monotonic() + 120
            while (not standings or standings[-1].made < least) and time.monotonic() < end:
                time.sleep(0.05)
            victim = sorted(cluster.pids().items())[0][1]
            os.kill(victim, signal.SIGKILL)
            kills.append(standings[-1].made)

    killer = threading.Thread(target=kill_one)
    killer.start()
    result = run_sweep(sweep, tmp_path / "dask", cluster=cluster.address, progress=standings.append)
    killer.join()
    assert len(kills) == 2
    assert all(made < 200 for made in kills), kills
    assert (result.made, result.failed) == (200, 0)
    local, dask = Store(tmp_path / "local"), Store(tmp_path / "dask")
    same(dask.outcomes(), local.outcomes())
    for name in ("firms", "months"):
        same(dask.table(name), local.table(name))


def test_a_run_that_kills_workers_or_hangs_is_recorded_and_the_others_are_made(cluster, sweep_of, tmp_path):
    cluster.add_workers(2)
    result = run_sweep(
        sweep_of("three_kills", count=6, replications=1), tmp_path / "kills", cluster=cluster.address
    )
    assert (result.made, result.failed) == (6, 1)
    assert Store(tmp_path / "kills").runs().set_index("point").loc[3, "status"] == CRASHED
    result = run_sweep(
        sweep_of("two_hangs", count=4, replications=1),
        tmp_path / "hangs",
        cluster=cluster.address,
        run_timeout=1.5,
    )
    assert (result.made, result.failed) == (4, 1)
    assert Store(tmp_path / "hangs").runs().set_index("point").loc[2, "status"] == TIMED_OUT


def test_a_cluster_that_does_not_answer_ends_with_a_sentence(sweep_of, tmp_path):
    sweep = sweep_of()
    with pytest.raises(EngineError, match=r"the cluster at tcp://127\.0\.0\.1:1 does not answer"):
        DaskCluster("tcp://127.0.0.1:1", sweep.model, sweep.model.version(), tmp_path, answer=1.0)


def test_an_address_that_is_none_ends_with_a_sentence(sweep_of, tmp_path):
    sweep = sweep_of()
    with pytest.raises(EngineError, match="the cluster at nonsense://x does not answer"):
        DaskCluster("nonsense://x", sweep.model, sweep.model.version(), tmp_path, answer=1.0)


def test_a_cluster_without_workers_ends_with_a_sentence_and_finished_runs_are_kept(
    cluster, sweep_of, tmp_path
):
    sweep = sweep_of(count=200, pause=0.3, replications=1)
    with pytest.raises(EngineError, match="has had no workers for 1 seconds"):
        run_sweep(sweep, tmp_path / "out", cluster=cluster.address, patience=1.0)
    workers = cluster.add_workers(1)
    seen = []

    def stop(standing):
        if standing.made > 2 and not seen:
            seen.append(standing.made)
            cluster.kill(workers)

    with pytest.raises(EngineError, match="has had no workers for 6 seconds: finished runs are kept"):
        run_sweep(sweep, tmp_path / "out", cluster=cluster.address, patience=6.0, progress=stop)
    assert len(Store(tmp_path / "out").receipts()) >= seen[0]


def test_workers_with_other_code_or_without_the_folder_are_refused(cluster, sweep_of, tmp_path):
    cluster.add_workers(1)
    sweep = sweep_of()
    parts = tmp_path / "parts"
    with pytest.raises(EngineError, match="does not see the folder"):
        DaskCluster(cluster.address, sweep.model, sweep.model.version(), parts, patience=60.0)
    parts.mkdir()
    with pytest.raises(EngineError, match="has another version of the model"):
        DaskCluster(cluster.address, sweep.model, "another", parts, patience=60.0)


def test_without_dask_a_sentence_says_what_to_install(monkeypatch, sweep_of, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    sweep = sweep_of()
    with pytest.raises(EngineError, match="pip install"):
        DaskCluster("tcp://127.0.0.1:1", sweep.model, "", tmp_path)
