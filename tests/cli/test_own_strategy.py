"""A strategy of the user's own: code that runs only if one says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

MINE = """
from sim.strategy.policy import Policy


class Thrifty(Policy):
    \"\"\"Spends nothing on acquisition.\"\"\"

    def review(self, view, shares):
        return shares | {"acquisition": 0.0}
"""
SCENARIO = """
months: 6
warm_up: 0
market: {customers: 200}
firms:
  - {name: Ann, strategy: {kind: "my_policy:Thrifty"}}
  - {name: Bob}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "my_policy.py").write_text(MINE, "utf-8")
    (tmp_path / "mine.yaml").write_text(SCENARIO, "utf-8")
    return tmp_path


def run(desk: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    start = [sys.executable, "-c", "from sim.cli import main; main()"]
    command = [*start, "run", "mine.yaml", "--replications", "2", "--jobs", "2", *arguments]
    return subprocess.run(command, cwd=desk, capture_output=True, text=True, check=False)


def test_it_is_refused_without_the_flag_and_nothing_is_written(desk: Path) -> None:
    done = run(desk)
    assert done.returncode == 2
    assert "the strategy of Ann" in done.stderr
    assert "--allow-code" in done.stderr
    assert not (desk / "outputs").exists()


@pytest.mark.slow
def test_it_decides_with_the_flag_in_every_process(desk: Path) -> None:
    done = run(desk, "--allow-code", "--json")
    assert done.returncode == 0, done.stderr

    folder = Path(json.loads(done.stdout)["report"]).parent
    months = (
        pd.read_parquet(desk / folder / "months.parquet")
        .groupby("firm", observed=True)["acquisition_spend"]
        .sum()
    )
    assert months["Ann"] == 0.0
    assert months["Bob"] > 0.0
    assert "--allow-code" in json.loads((desk / folder / "manifest.json").read_text("utf-8"))["command"]


def test_a_class_that_is_not_there_is_named(desk: Path) -> None:
    (desk / "mine.yaml").write_text(SCENARIO.replace("Thrifty", "Thrify"), "utf-8")
    done = run(desk, "--allow-code")
    assert done.returncode == 2
    assert "there are: Thrifty" in done.stderr
