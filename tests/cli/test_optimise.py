"""`tenure optimise` from the command line: what it prints, what it refuses, and how it goes on after an interruption."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main
from sim.scenario import load_scenario
from sim.study.comparing.comparison import compare

SMALL = """
name: Small
months: 12
warm_up: 2
followed: 0
survey: {months: []}
market: {customers: 150}
firms:
  - name: Us
    strategy:
      budget: 600
      split: {acquisition: 0.6, functional: 0.1, technical: 0.1, loyalty_programme: 0.1, winback: 0.1}
  - name: Them
    strategy: {kind: hill_climbing, budget: 600, split: {acquisition: 0.5, functional: 0.5}}
"""
QUICK = ("--candidates", "8", "--search-replications", "4", "--replications", "3", "--jobs", "1")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    Path("small.yaml").write_text(SMALL, encoding="utf-8")


@pytest.fixture
def tenure(capsys):
    """Return a function that runs a command in this process and returns exit code, stdout and stderr."""

    def tenure(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        code = stopped.value.code
        return (code if isinstance(code, int) else 0, *capsys.readouterr())

    return tenure


def test_a_dry_run_says_how_many_runs_there_will_be_and_makes_none(tenure):
    code, out, err = tenure("optimise", "small.yaml", *QUICK, "--lines", "acquisition, kept", "--dry-run")
    assert (code, err) == (0, "")
    assert (
        "would split the budget of Us over acquisition, kept anew in at most 62 runs of 150 customers" in out
    )
    assert "outputs/optimise-small" in out
    assert not Path("outputs").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--firm", "Thm"), 'error: there is no firm "Thm"; did you mean "Them"? firms: Them, Us'),
        (("--firm", "Them"), 'the strategy of Them is of kind "hill_climbing", which chooses its own split'),
        (("--maximise", "custmer_equity"), 'there is no outcome "custmer_equity"; did you mean "customer_equity"?'),
        (("--lines", "kept"), "only kept may move"),
        (("--lines", "acquisition,win-back"), 'there is no budget line "win-back"; did you mean "winback"?'),
        (("--set", "firms.Us.strategy.budget=0"), "the budget of Us is 0"),
        (("--set", "firms.Us.strategy.splt=1"), 'unknown key "splt"'),
    ],
)  # fmt: skip
def test_wrong_input_is_answered_with_one_sentence_and_exit_code_2(tenure, options, said):
    code, out, err = tenure("optimise", "small.yaml", *options)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("error:") == 1
    assert not Path("outputs").exists()


@pytest.mark.parametrize(
    "options", [("--candidates", "5"), ("--search-replications", "3"), ("--replications", "1")]
)
def test_too_small_numbers_are_refused_before_anything_is_run(tenure, options):
    code, _, err = tenure("optimise", "small.yaml", *options)
    assert code == 2
    assert options[0] in err
    assert not Path("outputs").exists()


def test_folders_with_other_files_are_left_alone(tenure):
    Path("here").mkdir()
    Path("here/letter.txt").write_text("dear")
    code, _, err = tenure("optimise", "small.yaml", "--out", "here")
    assert code == 2
    assert "choose another folder with --out" in err
    Path("there.runs").mkdir()
    Path("there.runs/letter.txt").write_text("dear")
    code, _, err = tenure("optimise", "small.yaml", "--out", "there")
    assert code == 2
    assert "there.runs holds files that are not runs" in err


@pytest.mark.slow
def test_the_answer_a_scenario_and_a_page_are_left_and_found_again(tenure):
    command = ("optimise", "small.yaml", *QUICK, "--maximise", "firm_value", "--seed", "3")
    code, out, err = tenure(*command)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "firm value" in lines[0]
    assert any(line.split()[-1:] == ["found"] or "Blattberg" in line for line in lines)
    assert lines[-2:] == ["outputs/optimise-small/optimised.yaml", "outputs/optimise-small/report.html"]
    summary = json.loads(Path("outputs/optimise-small/summary.json").read_text("utf-8"))
    held_out = pd.read_parquet("outputs/optimise-small/held_out.parquet")

    # A scenario that loads, and whose comparison with the one before gives the very figures.
    before, after = (
        load_scenario(f"outputs/optimise-small/{name}.yaml") for name in ("scenario", "optimised")
    )
    compared = compare({"before": before, "after": after}, replications=3, seed=3).tables["differences"]
    row = compared[(compared["firm"] == "Us") & (compared["outcome"] == "firm_value")].iloc[0]
    assert row["mean"] == pytest.approx(summary["differences"][0]["estimate"], rel=1e-12)
    assert row["low"] == pytest.approx(summary["differences"][0]["low"], rel=1e-12)

    # Started again, it finds its runs; without them it comes to the same, whatever the number of processes.
    parts = sorted(Path("outputs/optimise-small.runs/parts").iterdir())
    assert tenure(*command, "--quiet") == (0, "outputs/optimise-small/report.html\n", "")
    assert sorted(Path("outputs/optimise-small.runs/parts").iterdir()) == parts
    shutil.rmtree("outputs")
    code, out, err = tenure(*command, "--json", "--jobs", "2")
    assert (code, err) == (0, "")
    assert json.loads(out) == {"summary": summary, "report": "outputs/optimise-small/report.html"}
    pd.testing.assert_frame_equal(pd.read_parquet("outputs/optimise-small/held_out.parquet"), held_out)
