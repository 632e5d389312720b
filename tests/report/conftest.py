"""A small real run, and runs made by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

from sim.report.chart import Chart, Gap
from sim.report.number import SPACE, THIN
from sim.report.page import SECTIONS
from sim.report.run import COLUMNS, Run
from sim.scenario.scenario import Scenario
from sim.study.replications import Result, simulate

PROVENANCE = {
    "version": "0.1.0",
    "model_version": "abc",
    "seed": "1",
    "replications": "2",
    "scenario_file": "small.yaml",
    "scenario_hash": "0" * 64,
    "command": "tenure run small.yaml --replications 2 --seed 1",
}

MakeRun = Callable[..., Run]


@pytest.fixture(scope="session")
def provenance() -> dict[str, str]:
    return dict(PROVENANCE)


@pytest.fixture(scope="session")
def result(small: Callable[..., Scenario]) -> Result:
    """Two replications of 500 customers over thirty months."""
    return simulate(
        small({"months": 30, "followed": 100}, {"Ann": {"targeting": {"share": 0.4, "hold_out": 0.3}}}),
        replications=2,
        seed=1,
        cut_off=14,
        branches=2,
    )


@pytest.fixture(scope="session")
def real_run(result: Result) -> Run:
    return Run.of(result.tables, result.summary, result.scenario)


@pytest.fixture(scope="session")
def charts(real_run: Run) -> dict[str, Chart | Gap]:
    """Every chart of the real run by its name."""
    drawn = [draw(real_run) for section in SECTIONS for draw in section.charts]
    return {chart.name: chart for chart in drawn}


@pytest.fixture
def make_run(small: Callable[..., Scenario]) -> MakeRun:
    """Return a function that makes a run by hand: tables as lists of rows (dicts), what is left out is empty or 0."""

    def make_run(
        scenario: Scenario | None = None,
        summary: dict[str, Any] | None = None,
        **tables: list[dict[str, Any]],
    ) -> Run:
        scenario = scenario or small(count=2)
        found = {}
        for name, columns in COLUMNS.items():
            rows = [dict.fromkeys(columns, 0) | row for row in tables.get(name, [])]
            found[name] = pd.DataFrame(rows, columns=list(columns))
        return Run.of(found, summary or {"firms": {}}, scenario)

    return make_run


@pytest.fixture(scope="session")
def plainly() -> Callable[[str], str]:
    """Return a function that makes special spaces and minus signs of a text the common ones."""
    return _plainly


def _plainly(text: str) -> str:
    return text.replace(THIN, " ").replace(SPACE, " ").replace("\N{MINUS SIGN}", "-")


@pytest.fixture(scope="session")
def numbers_in() -> Callable[[str], Iterator[str]]:
    """Return a function from a text to the numbers in it as they are printed, with their short form and unit."""

    def numbers_in(text: str) -> Iterator[str]:
        text = re.sub(r"<[^>]*>", " ", text)
        number = rf"\d[\d{THIN}]*(?:\.\d+)?(?:{SPACE}(?:k|M|bn)\b)?(?:{THIN}%)?"
        return (found.group().rstrip(THIN) for found in re.finditer(number, text))

    return numbers_in
