"""The loop: every run once, the guilty one found when a process dies, and memory that stays flat."""

import os

import pytest

from sim.study.sweeping.engines import EngineError
from sim.study.sweeping.parts import StoreError
from sim.study.sweeping.plan import Plan
from sim.study.sweeping.receipts import CRASHED, DONE
from sim.study.sweeping.store import Store
from sim.study.sweeping.sweep import run_sweep
from sim.study.sweeping.sweep_loop import MOST_RUNS, SPARE


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_every_run_is_made_once_and_stored(sweep_of, out, here):
    engine = here()
    result = run_sweep(sweep_of(count=7, replications=3), out)
    assert (result.total, result.stored, result.made, result.failed) == (21, 0, 21, 0)
    assert sum(engine.sizes) == 21
    assert engine.closed == "in peace"
    assert len(result.outcomes) == 21


def test_nothing_is_made_twice(sweep_of, out, here):
    here()
    run_sweep(sweep_of(count=5), out)
    engine = here()
    result = run_sweep(sweep_of(count=5), out)
    assert (result.stored, result.made) == (10, 0)
    assert engine.sizes == []
    result = run_sweep(sweep_of(count=8, replications=3), out)
    assert (result.stored, result.made) == (10, 14)


def test_resumed_is_straight_through(sweep_of, tmp_path, here, same, monkeypatch):
    here()
    run_sweep(sweep_of(count=9, replications=3), tmp_path / "straight")
    sweep, batches = sweep_of(count=9, replications=3), []

    def interrupt(standing):
        if standing.made > 5 * len(batches) + 3:
            batches.append(standing.made)
            raise KeyboardInterrupt

    for _ in range(3):
        engine = here()
        with pytest.raises(KeyboardInterrupt):
            run_sweep(sweep, tmp_path / "resumed", progress=interrupt)
        assert engine.closed == "at once"
    here()
    result = run_sweep(sweep, tmp_path / "resumed")
    assert result.stored > 0
    assert result.made > 0
    same(result.outcomes, Store(tmp_path / "straight").outcomes())


@pytest.mark.parametrize("width", [1, 2, 16])
def test_a_few_more_batches_than_workers_are_in_flight_however_many_runs_there_are(
    sweep_of, out, here, width
):
    engine = here(width=width)
    run_sweep(sweep_of(count=600, replications=2), out)
    assert engine.most_in_flight == width + SPARE
    assert max(engine.sizes) <= MOST_RUNS
    assert len(engine.sizes) < 300


def test_runs_are_made_lazily(sweep_of):
    runs = Plan.of(sweep_of(count=1000, replications=1000)).runs()
    assert next(runs).replication == 0


def test_short_runs_share_a_part_and_long_ones_do_not(sweep_of, out, here):
    engine = here()
    run_sweep(sweep_of(count=4, pause=0.25, replications=1), out)
    assert max(engine.sizes) == 1
    engine = here()
    run_sweep(sweep_of(count=400, replications=1), out, fresh=True)
    assert max(engine.sizes) > 20


def test_a_failed_run_is_data_and_does_not_stop_the_others(sweep_of, out, here):
    here()
    result = run_sweep(sweep_of("five_is_wrong", count=8), out)
    assert (result.made, result.failed) == (16, 2)
    runs = Store(out).runs()
    wrong = runs[runs["status"] != DONE]
    assert wrong["point"].tolist() == [5, 5]
    assert wrong["error"].str.contains("ValueError: five is wrong").all()
    assert wrong["error"].str.contains("swept_functions.py").all()
    assert result.outcomes["x"].unique().tolist() == [0, 1, 2, 3, 4, 6, 7]


def test_failed_runs_are_not_repeated_unless_asked_for(sweep_of, out, here):
    here()
    run_sweep(sweep_of("five_is_wrong", count=8), out)
    result = run_sweep(sweep_of("five_is_wrong", count=8), out)
    assert (result.stored, result.made, result.failed) == (16, 0, 2)
    result = run_sweep(sweep_of("five_is_wrong", count=8), out, retry_failed=True)
    assert (result.stored, result.made, result.failed) == (14, 2, 2)


def test_a_worker_that_dies_once_costs_nothing_but_time(sweep_of, tmp_path, here, same):
    here()
    run_sweep(sweep_of(count=9), tmp_path / "straight")
    here(killers={4: 1, 7: 1})
    result = run_sweep(sweep_of(count=9), tmp_path / "out")
    assert (result.made, result.failed) == (18, 0)
    same(result.outcomes, Store(tmp_path / "straight").outcomes())


def test_a_run_that_kills_its_worker_twice_when_alone_is_recorded_as_crashed(sweep_of, out, here):
    engine = here(killers={4: 100})
    result = run_sweep(sweep_of(count=9), out)
    assert (result.made, result.failed) == (18, 2)
    runs = Store(out).runs()
    assert runs.loc[runs["status"] == CRASHED, "point"].tolist() == [4, 4]
    assert sorted(set(runs["point"])) == list(range(9))
    assert 100 - engine.killers[4] <= 6  # in the crowd, and twice alone, for each of two replications


def test_what_was_stored_before_its_worker_died_is_not_repeated(sweep_of, out, here, monkeypatch):
    engine = here()
    wait, lied = engine.wait, []

    def lie(seconds):
        """Tell once that a worker died, though its part was written."""
        done = wait(seconds)
        if not lied and len(done[0].batch.runs) == 1:
            lied.append(done[0])
            return [done[0]._replace(receipts=None)]
        return done

    engine.wait = lie
    result = run_sweep(sweep_of(count=6), out)
    assert lied
    assert result.made == 12
    assert sum(engine.sizes) == 12


def test_a_full_disk_ends_the_sweep_and_what_is_finished_stays(sweep_of, out, here, monkeypatch, same):
    from sim.study.sweeping import batch

    engine = here()
    write, left = batch.write_part, [3]

    def fills_up(*arguments):
        left[0] -= 1
        if left[0] < 0:
            raise StoreError("the disk is full")
        return write(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr("sim.study.sweeping.batch.write_part", fills_up)
        with pytest.raises(StoreError, match="the disk is full"):
            run_sweep(sweep_of(count=50, replications=1), out)
    assert engine.closed == "at once"
    stored = len(Store(out).receipts())
    assert stored > 0
    here()
    result = run_sweep(sweep_of(count=50, replications=1), out)
    assert (result.stored, result.made) == (stored, 50 - stored)


def test_progress_is_told_from_nothing_to_all(sweep_of, out, here):
    told = []
    here()
    run_sweep(sweep_of("five_is_wrong", count=8), out, progress=told.append)
    assert (told[0].made, told[0].seconds_left) == (0, None)
    assert [s.made for s in told] == sorted(s.made for s in told)
    assert (told[-1].made, told[-1].failed, told[-1].total, told[-1].seconds_left) == (16, 2, 16, 0.0)


def test_starting_over_makes_everything_again(sweep_of, out, here):
    here()
    run_sweep(sweep_of(count=4), out)
    result = run_sweep(sweep_of(count=4), out, fresh=True)
    assert (result.stored, result.made) == (0, 8)


@pytest.mark.parametrize("wrong", [{"jobs": 0}, {"run_timeout": 0.0}])
def test_numbers_that_make_no_sense_are_refused(sweep_of, out, wrong):
    with pytest.raises(ValueError, match="at least 1"):
        run_sweep(sweep_of(), out, **wrong)
    assert not out.exists()


def test_a_worker_with_other_code_makes_nothing(sweep_of, out, here, monkeypatch):
    from sim.study.sweeping.batch import OtherCodeError
    from sim.study.sweeping.model import FunctionModel

    sweep, plan = sweep_of(count=4), None
    plan = Plan.of(sweep)
    here()
    monkeypatch.setattr(FunctionModel, "version", lambda model: "newer")
    with pytest.raises(OtherCodeError, match="another version of the model"):
        run_sweep(sweep, out, plan=plan)
    assert len(Store(out).receipts()) == 0


def test_workers_that_die_whatever_they_are_given_end_the_sweep_with_a_sentence(sweep_of, out, here):
    here(killers=dict.fromkeys(range(9), 100))
    with pytest.raises(EngineError, match="it may be the workers that are wrong"):
        run_sweep(sweep_of(count=9), out)
    assert len(Store(out).receipts()) == 2


def test_without_processes_runs_are_made_here(functions, sweep_of, out, monkeypatch):
    before = os.getpid()
    monkeypatch.setattr(
        functions, "line", lambda values, seed, replication: {"y": float(os.getpid()), "z": 0.0}
    )
    outcomes = run_sweep(sweep_of(count=3), out).outcomes
    assert set(outcomes["y"]) == {float(before)}


def test_a_time_limit_needs_a_process_that_can_be_ended(sweep_of, out):
    with pytest.raises(ValueError, match="so it needs jobs"):
        run_sweep(sweep_of(), out, run_timeout=5.0)


def test_outcomes_of_which_nothing_is_done_yet_are_numbers(sweep_of, out, here):
    here()
    outcomes = run_sweep(sweep_of("always_wrong", count=3), out).outcomes
    assert len(outcomes) == 0
    assert outcomes["y"].dtype == "float64"
