"""`tenure sensitivity` from the command line: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.cli import main
from sim.cli.sensitivity import sweep_report
from sim.study.sweeping.batch import Batch
from sim.study.sweeping.designs import Design
from sim.study.sweeping.distributions import Distribution
from sim.study.sweeping.model import FunctionModel
from sim.study.sweeping.parameters import Parameter
from sim.study.sweeping.plan import Plan
from sim.study.sweeping.store import Store
from sim.study.sweeping.sweep_definition import Sweep


def outcomes(values, seed, replication):
    """Three outcomes of one uncertainty and one lever; runs at the largest lever fail where x is above 0.99."""
    x, lever = values["x"], values["lever"]
    if x > 0.99 and lever == 3:
        raise ValueError("too much")
    luck = float(np.random.default_rng([seed, replication]).normal())
    return {
        "profit": 10 * x + lever * (0.5 - x) + luck,
        "customer_value": lever + luck,
        "firm_value": x + luck,
    }


def sweep(points=60):
    x = Parameter("x", "uncertainty", distribution=Distribution("uniform", (0.0, 1.0)))
    return Sweep(
        name="tried", parameters=(x, Parameter("lever", "lever", values=(1, 2, 3))),
        outcomes=("profit", "firm_value"), model=FunctionModel(outcomes),
        design=Design("latin_hypercube", points), replications=2, base={"x": 0.5, "lever": 1},
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a sweep that has ended."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    tried = sweep()
    plan = Plan.of(tried)
    store = Store(tmp_path / "tried")
    store.begin(tried, plan)
    Batch(tuple(plan.runs()), tried.model, store.parts, plan.version).work()
    return Path("tried")


def run(*arguments: str) -> int:
    """Run the command and return its exit code."""
    with pytest.raises(SystemExit) as stop:
        main(["sensitivity", *arguments])
    return int(stop.value.code or 0)


def files(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_answer_comes_first_and_the_path_of_the_page_last(folder, capsys):
    assert run(str(folder)) == 0
    out, told = capsys.readouterr()
    assert told == ""
    lines = out.strip().splitlines()
    assert lines[0].startswith("X decides: ")
    assert lines[-1] == "tried/sensitivity.html"
    assert "not made: Sobol indices: they need the design sobol, but this sweep has latin_hypercube" in out
    assert (folder / "sensitivity.html").is_file()


def test_tables_lie_beside_the_page_and_nothing_of_the_sweep_is_touched(folder):
    before = files(folder)
    assert run(str(folder), "--quiet") == 0
    after = files(folder)
    assert {name: after[name] for name in before} == before
    new = {name for name in after if name not in before}
    tables = {
        f"sensitivity/{name}.parquet"
        for name in ("scores", "tornado", "robustness", "limits", "trajectory", "pareto")
    }
    assert new == tables | {"sensitivity.html", "sensitivity/summary.json", "sensitivity/manifest.json"}
    assert Store(folder).outcomes().shape[0] == len(Store(folder).runs().query("status == 'done'"))


def test_what_is_printed_for_machines_is_what_is_written(folder, capsys):
    assert run(str(folder), "--json", "--outcome", "firm_value", "--threshold", "0.5") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["summary"] == json.loads((folder / "sensitivity" / "summary.json").read_text("utf-8"))
    assert printed["summary"]["outcome"]["outcome"] == "firm_value"
    assert printed["summary"]["robustness"]["threshold"] == 0.5
    assert "tenure sensitivity tried --outcome firm_value --threshold 0.5" in (
        folder / "sensitivity.html"
    ).read_text("utf-8")


@pytest.mark.slow
def test_the_same_command_replaces_its_own_files_and_gives_the_same_page(folder):
    assert run(str(folder), "--quiet") == 0
    first = (folder / "sensitivity.html").read_bytes()
    assert run(str(folder), "--quiet") == 0
    assert (folder / "sensitivity.html").read_bytes() == first


def test_tables_can_be_csv_in_another_folder(folder):
    assert run(str(folder), "--quiet", "--format", "csv", "--out", "elsewhere") == 0
    assert not (folder / "sensitivity.html").exists()
    table = pd.read_csv("elsewhere/sensitivity/robustness.csv")
    assert table["setting"].tolist() == ["lever 1", "lever 2", "lever 3"]


def test_runs_that_failed_are_told(folder, capsys):
    failed = Store(folder).runs().query("status != 'done'")
    assert len(failed)  # the fixture's sample reaches above 0.99
    assert run(str(folder)) == 0
    assert (
        "has a run that is missing, failed or has no such outcome: it was left out" in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tried", "--outcome", "profits"), 'there is no outcome "profits"'),
        (("tried", "--outcome", "Bob.profit"), 'there is no outcome "Bob.profit"'),
        (("tried", "--outcome", "profitt"), 'did you mean "profit"?'),
        (("tried", "--front", "profit"), "must be two outcomes"),
        (("tried", "--front", "profit,firm_valu"), 'there is no outcome "firm_valu"'),
        (("nowhere",), "nowhere holds no sweep"),
        (("tried", "--threshold", "much"), "valid number"),
        (("tried", "--threshold", "nan"), "--threshold is nan"),
    ],
)
def test_wrong_input_gets_one_clear_message(folder, capsys, arguments, said):
    assert run(*arguments) == 2
    out, told = capsys.readouterr()
    assert out == ""
    assert said in told
    assert "Traceback" not in told
    assert not (folder / "sensitivity.html").exists()


def test_a_sweep_without_a_finished_run_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tried = sweep(4)
    Store(tmp_path / "tried").begin(tried, Plan.of(tried))
    assert run("tried") == 2
    assert "no run is done" in capsys.readouterr().err
    assert sweep_report(Path("tried")) is None


def test_damage_is_told_before_anything_else(folder, capsys):
    for part in (folder / "parts").iterdir():
        file = part / "firms.parquet"
        file.write_bytes(file.read_bytes()[:-9])
    assert run(str(folder)) == 2
    told = capsys.readouterr().err
    assert told.startswith("note: tried/parts/")
    assert "is damaged (firms.parquet: it is not what was written)" in told
    assert "no run is done" in told


def test_an_interrupted_sweep_compares_the_settings_in_the_futures_that_it_has(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tried = sweep()
    plan, store = Plan.of(tried), Store(tmp_path / "tried")
    store.begin(tried, plan)
    Batch(tuple(plan.runs())[:100], tried.model, store.parts, plan.version).work()
    assert run("tried", "--json") == 0
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert {"robustness", "failing", "pareto", "scores"}.isdisjoint(summary["gaps"])
    assert 30 <= summary["robustness"]["futures"] <= 33
    assert summary["failing"]["points"] == summary["robustness"]["futures"]


def test_a_sweep_that_ends_writes_its_page(folder):
    assert sweep_report(folder) == folder / "sensitivity.html"
    assert (folder / "sensitivity.html").is_file()
