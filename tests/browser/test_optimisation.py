"""The page of an optimisation in a browser: every chart is drawn, also on a phone, and nothing is wider than the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.report.optimisation import optimisation_report
from sim.scenario.scenario import Scenario
from sim.study.optimising.evaluation import Seeds
from sim.study.optimising.optimum import optimise
from sim.study.optimising.probe import Probe
from sim.study.optimising.question import Budget, Question
from sim.study.optimising.space import Parts

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script> %{x} & </script>"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    split = {
        "acquisition": 0.6,
        "functional": 0.1,
        "technical": 0.1,
        "loyalty_programme": 0.1,
        "winback": 0.1,
    }
    firms = [{"name": EVIL, "strategy": {"budget": 500.0, "split": split}}]
    scenario = Scenario.model_validate({"name": EVIL, "months": 12, "currency": "<b>€", "firms": firms})
    probe = Probe(Budget(500.0, Parts.of(split), True), Parts(0.3, 0.25, 0.2, 0.15, 0.1, 0.0))

    def outcome(asks: Any) -> list[float]:
        luck = [float(np.random.default_rng(ask.replication).normal(0, 20)) for ask in asks]
        return [1000 * float(np.sqrt(ask.parts).sum()) + one for ask, one in zip(asks, luck, strict=True)]

    found = optimise(
        Question.of(scenario, outcome="firm_value"), probe, outcome, candidates=12, seeds=Seeds(4, 6)
    )
    file = tmp_path_factory.mktemp("page") / "report.html"
    provenance = {"command": f"tenure optimise '{EVIL}'", "again": EVIL, "seed": "1"}
    file.write_text(optimisation_report(found.tables, found.summary, scenario, provenance), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_chart_is_drawn_without_an_error_and_fits(
    width: int, colours: str, open_report: Callable[..., Page], seen: Any, report: Path
) -> None:
    page = open_report(report, width=width, colours=colours)
    assert page.locator(".figure .main-svg").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (seen.errors, seen.dialogs) == ([], [])
    assert seen.asked == [report.as_uri()]
