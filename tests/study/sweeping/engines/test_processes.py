"""The pool of processes: the same results for any number of them, and runs that die, hang, or are interrupted."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.study.sweeping.receipts import CRASHED, DONE, FAILED, TIMED_OUT
from sim.study.sweeping.store import Store
from sim.study.sweeping.sweep import run_sweep

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]


def test_two_processes_give_the_results_of_one(sweep_of, tmp_path, same):
    for jobs in (1, 2):
        run_sweep(sweep_of(count=40, replications=5), tmp_path / str(jobs), jobs=jobs)
    one, two = Store(tmp_path / "1"), Store(tmp_path / "2")
    same(one.outcomes(), two.outcomes())
    same(one.table("firms"), two.table("firms"))
    assert len(one.outcomes()) == 200


def test_a_run_that_kills_its_process_is_recorded_and_the_others_are_made(sweep_of, tmp_path):
    result = run_sweep(sweep_of("three_kills", count=6, replications=1), tmp_path / "out", jobs=2)
    assert (result.made, result.failed) == (6, 1)
    runs = Store(tmp_path / "out").runs().set_index("point")
    assert runs.loc[3, "status"] == CRASHED
    assert set(runs.drop(index=3)["status"]) == {DONE}


def test_a_run_that_hangs_is_given_up_in_time_and_says_where_it_was(sweep_of, tmp_path):
    result = run_sweep(
        sweep_of("two_hangs", count=5, replications=1), tmp_path / "out", jobs=2, run_timeout=1.5
    )
    assert (result.made, result.failed) == (5, 1)
    run = Store(tmp_path / "out").runs().set_index("point").loc[2]
    assert run["status"] == TIMED_OUT
    assert "it did not end within 1.5 seconds" in run["error"]
    assert "two_hangs" in run["error"]
    assert [path.name for path in (tmp_path / "out" / "parts").glob(".*")] == []


def test_a_run_that_raises_an_error_leaves_its_traceback(sweep_of, tmp_path):
    run_sweep(sweep_of("five_is_wrong", count=7, replications=1), tmp_path / "out", jobs=2)
    run = Store(tmp_path / "out").runs().set_index("point").loc[5]
    assert run["status"] == FAILED
    assert run["error"].rstrip().endswith("ValueError: five is wrong")


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
RUNS = 200


@pytest.fixture
def start(tmp_path):
    """Return a function that starts `tenure sweep` in a process group of its own."""
    file = tmp_path / "many.yaml"
    file.write_text(SWEEP, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}

    def start(out, *options):
        command = [sys.executable, str(ROOT / "run.py"), "sweep", str(file), "--jobs", "2", "--out", str(out)]
        return subprocess.Popen(
            [*command, *options],
            cwd=tmp_path,
            env=environment,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def wait_for_more_runs(store, stored, process):
    """Wait until more runs are stored than before, or the process is done."""
    end = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < end and len(store.receipts()) <= stored:
        time.sleep(0.05)


def test_a_sweep_that_is_killed_five_times_ends_with_the_results_of_one_that_was_left_alone(
    start, tmp_path, same, pytestconfig
):
    import random

    luck = random.Random()  # other moments in every test run
    alone = start(tmp_path / "alone")
    assert alone.wait(timeout=300) == 0, alone.stderr.read()
    killed, stored = Store(tmp_path / "killed"), []
    for number in range(5):
        process = start(killed.folder)
        wait_for_more_runs(killed, stored[-1] if stored else 0, process)
        time.sleep(luck.uniform(0, 0.7))
        whole_group = number % 2 == 0  # else the workers notice that their parent is gone
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGKILL)
        process.communicate()
        stored.append(len(killed.receipts()))
    assert stored == sorted(stored)
    assert 0 < stored[0] < RUNS, stored
    last = start(killed.folder)
    _, errors = last.communicate(timeout=300)
    assert last.returncode == 0, errors
    straight = Store(tmp_path / "alone")
    same(killed.outcomes(), straight.outcomes())
    for name in ("firms", "months"):
        same(killed.table(name), straight.table(name))
    assert len(killed.outcomes()) == RUNS
    assert list(killed.parts.glob(".tmp-*")) == []
    assert not (killed.folder / "damaged").exists()


def test_workers_end_when_their_parent_was_killed(start, tmp_path):
    store = Store(tmp_path / "out")
    process = start(store.folder)
    wait_for_more_runs(store, 0, process)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    end = time.monotonic() + 20
    while workers_of(process.pid) and time.monotonic() < end:
        time.sleep(0.2)
    assert workers_of(process.pid) == []


def workers_of(session):
    """Return the processes of a session that still live."""
    found = subprocess.run(["ps", "-o", "pid=,stat=", "--sid", str(session)], capture_output=True, text=True)
    return [line for line in found.stdout.splitlines() if "Z" not in line]


def test_an_interruption_is_prompt_and_keeps_what_is_finished(start, tmp_path):
    store = Store(tmp_path / "out")
    process = start(store.folder)
    wait_for_more_runs(store, 0, process)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - began < 10
    stored = len(store.receipts())
    assert 0 < stored < RUNS
    assert f"of {RUNS} runs are finished and kept: the same command goes on" in errors
    assert "Traceback" not in errors
