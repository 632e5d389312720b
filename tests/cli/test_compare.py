"""`tenure compare` from the command line: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main
from sim.cli.compare import folder_name, named

BASE = """
name: Base
months: 8
warm_up: 2
market: {customers: 150}
firms:
  - {name: Ann, strategy: {per_head: {acquisition: 2.0}}}
  - {name: Bob}
"""
DEAR = "extends: base.yaml\nname: Dear\nfirms: [{name: Ann, price: 1.1}]\n"
QUICK = ("--replications", "2", "--jobs", "1")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with two scenarios, which is the current one."""
    (tmp_path / "base.yaml").write_text(BASE, "utf-8")
    (tmp_path / "dear.yaml").write_text(DEAR, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def run(*arguments: str) -> int:
    """Run the command and return its exit code."""
    with pytest.raises(SystemExit) as stop:
        main(["compare", *arguments])
    return int(stop.value.code or 0)


def test_the_answer_comes_first_and_the_path_of_the_report_last(desk, capsys):
    assert run("base.yaml", "dear.yaml", *QUICK) == 0
    out, told = capsys.readouterr()
    assert told == ""
    lines = out.strip().splitlines()
    assert "Dear" in lines[0]
    assert "Ann" in lines[0]
    assert lines[-1] == "outputs/compare-base-dear/report.html"
    assert "Profit a month" in out
    assert (desk / lines[-1]).is_file()


def test_what_is_printed_is_what_is_written(desk, capsys):
    assert run("base.yaml", "dear.yaml", *QUICK, "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    folder = desk / "outputs" / "compare-base-dear"
    assert printed["report"] == "outputs/compare-base-dear/report.html"
    assert printed["summary"] == json.loads((folder / "summary.json").read_text("utf-8"))
    table = pd.read_parquet(folder / "differences.parquet").set_index(["firm", "outcome"])
    profit = printed["summary"]["differences"]["Dear"]["profit"]
    assert profit["mean"] == table.loc[("Ann", "profit"), "mean"]


@pytest.mark.slow
def test_the_command_on_the_page_makes_the_same_again(desk, capsys):
    options = ("--seed", "5", "--branch-at", "3", "--firm", "Bob", "--set", "discount_rate=0.2", "--quiet")
    assert run("base.yaml", "dear.yaml", *QUICK, *options) == 0
    assert capsys.readouterr().out == "outputs/compare-base-dear/report.html\n"
    folder = desk / "outputs" / "compare-base-dear"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    before = pd.read_parquet(folder / "differences.parquet")
    command, *arguments = manifest["command"].split()[1:]
    assert command == "compare"
    assert run(*arguments, "--jobs", "2", "--quiet") == 0
    pd.testing.assert_frame_equal(before, pd.read_parquet(folder / "differences.parquet"), check_exact=True)


def test_dry_run_says_what_would_be_done_and_writes_nothing(desk, capsys):
    assert run("base.yaml", "dear.yaml", "--dry-run", "--jobs", "2") == 0
    said = capsys.readouterr().out
    assert "20 × 2 × 150 customers × 10 months in 2 processes, and write outputs/compare-base-dear" in said
    assert not (desk / "outputs").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("base.yaml",), "a comparison needs at least two scenarios"),
        (("base.yaml", "dear.yaml", "--firm", "Zoe"), "'Base' has no firm 'Zoe'"),
        (("base.yaml", "dear.yaml", "--branch-at", "8"), "month 8 is not on the books"),
        (("base.yaml", "more.yaml"), "market.customers is 200 in 'More', but 150 in 'Base'"),
        (("base.yaml", "three.yaml", "--branch-at", "2"), "'Three' cannot branch from 'Base': its firms are Ann, Bob, Cid"),
        (("base.yaml", "own.yaml"), "Own: the strategy of Ann"),
        (("base.yaml", "wrong.yaml"), 'unknown key "mnths"'),
        (("base.yaml", "nowhere.yaml"), 'there is no file "nowhere.yaml"'),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_with_one_error_and_nothing_is_written(
    arguments, message, desk, capsys
):
    (desk / "more.yaml").write_text("extends: base.yaml\nname: More\nmarket: {customers: 200}\n", "utf-8")
    (desk / "three.yaml").write_text("extends: base.yaml\nname: Three\nfirms: [{name: Cid}]\n", "utf-8")
    own = "extends: base.yaml\nname: Own\nfirms: [{name: Ann, strategy: {kind: 'mine:Mine'}}]\n"
    (desk / "own.yaml").write_text(own, "utf-8")
    (desk / "wrong.yaml").write_text("extends: base.yaml\nmnths: 3\n", "utf-8")
    assert run(*arguments) == 2
    out, told = capsys.readouterr()
    assert out == ""
    assert message in told.replace("\n", " ")
    assert told.count("error:") == 1
    assert not (desk / "outputs").exists()


@pytest.mark.slow
def test_another_comparison_is_overwritten_by_force_only(desk, capsys):
    assert run("base.yaml", "dear.yaml", *QUICK, "--quiet", "--out", "here") == 0
    assert run("dear.yaml", "base.yaml", *QUICK, "--quiet", "--out", "here") == 2
    assert "holds the comparison of 'base, dear'" in capsys.readouterr().err
    assert run("dear.yaml", "base.yaml", *QUICK, "--quiet", "--out", "here", "--force") == 0
    assert run("dear.yaml", "base.yaml", *QUICK, "--quiet", "--out", "here") == 0


@pytest.mark.slow
def test_a_log_is_told_how_far_it_is(desk, capsys):
    assert run("base.yaml", "dear.yaml", *QUICK, "--log") == 0
    assert capsys.readouterr().err.splitlines()[-1] == "comparing 2/2, 0 s left"


def test_scenarios_of_the_same_name_are_told_apart(small):
    one, other = small({"name": "X"}), small({"name": "Y"})
    assert list(named([one, other], ["a", "b"])) == ["X", "Y"]
    assert list(named([one, one], ["a", "b"])) == ["X (a)", "X (b)"]
    assert list(named([one, one, other], ["a", "a", "b"])) == ["X (a)", "X (a) 2", "Y"]


def test_the_folder_has_the_names_of_the_files_and_the_number_of_more():
    assert folder_name(["a", "b"]) == "compare-a-b"
    assert folder_name(["a", "b", "c", "d", "e"]) == "compare-a-b-c-and-2-more"
    assert len(folder_name(["x" * 300] * 4)) < 255
