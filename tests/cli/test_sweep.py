"""`tenure sweep` and `tenure results` as people meet them: what is printed, what is written, and the exit codes."""

import errno
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main
from sim.study.sweeping.engines.here import Here
from sim.study.sweeping.swept_market import SweptMarket

SWEEP = """
base: baseline
uncertainties: {market.unattached: [0.2, 0.4]}
levers: {firms.Incumbent.price: [0.95, 1.05]}
constants: {months: 3, warm_up: 0, market.customers: 60, followed: 0, firms.Incumbent.strategy.budget: 300, survey.months: []}
outcomes: [profit, Challenger.customers]
replications: 2
"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return a function that runs a command beside the file of a sweep and returns exit code, stdout and stderr."""
    (tmp_path / "mine.yaml").write_text(SWEEP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.study.sweeping.sweep._engine", lambda *_: Here())

    def run(*arguments):
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return stop.value.code or 0, printed.out, printed.err

    return run


def test_a_sweep_says_what_it_does_and_ends_with_its_folder(run):
    code, out, err = run("sweep", "mine.yaml")
    assert code == 0
    assert out.splitlines()[0] == "mine: 4 points × 2 replications = 8 runs"
    assert "8 runs were made in" in out
    assert "nothing is left to do" in run("sweep", "mine.yaml", "--dry-run")[1]
    assert out.splitlines()[-1] == "outputs/mine"
    assert "a run takes" in err
    assert "8 of 8 runs (100%)" in err


def test_the_same_command_goes_on_where_it_stopped(run):
    run("sweep", "mine.yaml")
    code, out, _ = run("sweep", "mine.yaml", "--replications", "3")
    assert code == 0
    assert "outputs/mine holds 8 of them" in out
    assert "4 runs were made" in out


@pytest.mark.slow
def test_runs_of_another_plan_stay_and_are_told(run):
    run("sweep", "mine.yaml")
    _, out, _ = run("sweep", "mine.yaml", "--set", "months=4")
    assert "outputs/mine holds 0 of them, and 8 of other plans, which stay and are not mixed in" in out
    _, out, _ = run("results", "outputs/mine", "--sql", "select count(*) as runs from outcomes", "--json")
    assert json.loads(out) == [{"runs": 8}]
    _, out, _ = run("sweep", "mine.yaml")
    assert "outputs/mine holds 8 of them, and 8 of other plans" in out


@pytest.mark.slow
def test_starting_over_says_what_it_removes(run):
    run("sweep", "mine.yaml")
    _, out, _ = run("sweep", "mine.yaml", "--fresh")
    assert "outputs/mine holds 8 finished runs, which --fresh removes" in out
    assert "8 runs were made" in out


def test_a_dry_run_tells_runs_time_and_disk_and_writes_nothing(run, tmp_path):
    code, out, _ = run("sweep", "mine.yaml", "--dry-run", "--jobs", "2")
    assert code == 0
    assert "4 points × 2 replications = 8 runs" in out
    assert "8 runs would take about" in out
    assert "in 2 processes with a core each, once they have started" in out
    assert "kB on the disk" in out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.yaml"]
    assert (
        "4 points × 1 replication = 4 runs"
        in run("sweep", "mine.yaml", "--dry-run", "--replications", "1")[1]
    )
    facts = json.loads(run("sweep", "mine.yaml", "--dry-run", "--json")[1])
    assert (facts["points"], facts["runs"], facts["missing"]) == (4, 8, 8)
    assert facts["seconds"] > 0
    assert facts["bytes"] > 1000


@pytest.mark.slow
def test_results_for_machines(run):
    code, out, _ = run("sweep", "mine.yaml", "--json")
    assert code == 0
    facts = json.loads(out)
    assert (facts["runs"], facts["made"], facts["failed"]) == (8, 8, 0)
    assert run("sweep", "mine.yaml", "--quiet")[1] == "outputs/mine\n"


@pytest.mark.slow
def test_some_failed_runs_are_exit_code_three_and_told_with_the_question_to_ask(run, monkeypatch):
    make = SweptMarket.run

    def fails_at_times(market, values, seed, replication):
        if values["firms.Incumbent.price"] == 0.95 and replication == 1:
            raise ValueError("the till \x1b[31m is stuck")
        return make(market, values, seed, replication)

    monkeypatch.setattr(SweptMarket, "run", fails_at_times)
    code, out, _ = run("sweep", "mine.yaml")
    assert code == 3
    assert "2 of 8 runs failed: tenure results outputs/mine --sql" in out
    code, out, _ = run(
        "results", "outputs/mine", "--sql", "select point, error from runs where status <> 'done'"
    )
    assert code == 0
    assert "the till" in out
    assert "\x1b" not in out
    monkeypatch.setattr(SweptMarket, "run", make)
    assert run("sweep", "mine.yaml")[0] == 3
    assert run("sweep", "mine.yaml", "--retry-failed")[0] == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("levers: {firms.Incumbent.prise: [1]}", "mine.yaml:2:26"),
        ("levers: {firms.Incumbent.price: []}", "there is nothing to scan"),
        ("levers: {market.network.neighbours: [60], market.customers: [50]}", "wrong at some points"),
        ("levers: {'firms.Incumbent.strategy.kind': ['mine:Own']}", "--allow-code"),
    ],
)
def test_wrong_input_is_exit_code_two(run, tmp_path, text, message):
    (tmp_path / "mine.yaml").write_text(f"base: baseline\n{text}\n", encoding="utf-8")
    code, _, err = run("sweep", "mine.yaml")
    assert code == 2
    assert message in err
    assert not (tmp_path / "outputs").exists()


def test_a_scenario_is_no_sweep_and_that_is_all_that_is_said(run, tmp_path):
    (tmp_path / "market.yaml").write_text("months: 12\nmarket: {customers: 60}\nseed: 3\n", encoding="utf-8")
    code, _, err = run("sweep", "market.yaml")
    assert code == 2
    assert err.count("error:") == 1
    assert "this is a scenario, not a sweep" in err
    assert "tenure run market.yaml" in err


def test_the_size_of_a_market_is_set_as_any_other_key(run):
    code, _, err = run("sweep", "mine.yaml", "--customers", "50")
    assert code == 2
    assert "--set market.customers=50" in err


def test_a_folder_of_something_else_is_exit_code_two(run, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "notes.txt").write_text("mine", encoding="utf-8")
    code, _, err = run("sweep", "mine.yaml", "--out", "there", "--force")
    assert code == 2
    assert "files that are not a sweep" in err
    assert os.listdir(tmp_path / "there") == ["notes.txt"]


def test_damage_is_told_as_a_note_beside_the_results(run, tmp_path):
    run("sweep", "mine.yaml", "--replications", "1")
    file = next((tmp_path / "outputs" / "mine" / "parts").glob("*/firms.parquet"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 255
    file.write_bytes(content)
    code, out, err = run("results", "outputs/mine")
    assert code == 0
    assert "is damaged (firms.parquet: it is not what was written)" in err
    assert [line.split()[0] for line in out.splitlines()] == ["plan", "runs", "outcomes", "firms"]
    code, out, err = run("sweep", "mine.yaml", "--replications", "1")
    assert code == 0
    assert "is damaged (firms.parquet: it is not what was written)" in err
    assert "is damaged" not in out
    assert "made in" in out


def test_a_full_disk_is_exit_code_one_and_one_sentence(run, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr("sim.study.sweeping.parts.pq.write_table", full)
    code, _, err = run("sweep", "mine.yaml")
    assert code == 1
    assert "is full: all finished runs are kept; make room and give the same command again" in err
    assert "Traceback" not in err


def test_an_interruption_says_what_is_kept(run, monkeypatch):
    wait = Here.wait

    def interrupted(engine, seconds):
        if getattr(engine, "made", 0) == 3:
            raise KeyboardInterrupt
        engine.made = getattr(engine, "made", 0) + 1
        return wait(engine, seconds)

    monkeypatch.setattr(Here, "wait", interrupted)
    code, _, err = run("sweep", "mine.yaml")
    assert code == 130
    assert "3 of 8 runs are finished and kept: the same command goes on" in err


def test_a_cluster_that_does_not_answer_is_exit_code_one(run, monkeypatch):
    from sim.study.sweeping.engines import EngineError

    def no_engine(*_):
        raise EngineError("the cluster at tcp://nowhere:1 does not answer")

    monkeypatch.setattr("sim.study.sweeping.sweep._engine", no_engine)
    code, _, err = run("sweep", "mine.yaml", "--cluster", "tcp://nowhere:1")
    assert code == 1
    assert "error: the cluster at tcp://nowhere:1 does not answer" in err


@pytest.mark.slow
def test_results_are_listed_asked_exported_and_merged(run, tmp_path):
    run("sweep", "mine.yaml")
    code, out, _ = run("results", "outputs/mine")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["plan", "runs", "outcomes", "firms"]
    _, out, _ = run(
        "results",
        "outputs/mine",
        "--sql",
        'select distinct "firms.Incumbent.price" as p from plan order by p',
    )
    assert out.split() == ["p", "0.95", "1.05"]
    assert run("results", "outputs/mine", "--export", "outcomes.csv")[1] == "outcomes.csv\n"
    exported = pd.read_csv(tmp_path / "outcomes.csv")
    assert len(exported) == 8
    assert {"market.unattached", "profit", "Challenger.customers"} <= set(exported.columns)
    assert run("results", "outputs/mine", "--sql", "select 1 as one", "--export", "answer.csv")[0] == 0
    assert Path("answer.csv").read_text("utf-8").split() == ["one", "1"]
    code, _, err = run("results", "outputs/mine", "--compact")
    assert code == 0
    assert "became 1" in err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--sql", "from outcmes"), "outcmes"),
        (("--export", "month.csv"), "there are plan, runs, outcomes, firms"),
        (("--sql", "select 1", "--export", "no/such/folder.csv"), "cannot be written"),
    ],
)
def test_a_wrong_question_is_exit_code_two(run, options, message):
    run("sweep", "mine.yaml")
    code, _, err = run("results", "outputs/mine", *options)
    assert code == 2
    assert message in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--sql", ""), "--sql is empty"),
        (("--export", "outcomes.parquet"), "outcomes.parquet does not end in .csv"),
    ],
)
def test_an_empty_question_and_another_format_are_refused(run, tmp_path, options, message):
    code, _, err = run("results", tmp_path, *options)
    assert code == 2
    assert message in err
    assert not (tmp_path / "outcomes.parquet").exists()


def test_a_folder_without_a_sweep_has_no_results(run, tmp_path):
    code, _, err = run("results", tmp_path)
    assert code == 2
    assert "holds no" in err
