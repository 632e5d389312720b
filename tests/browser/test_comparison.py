"""The page of a comparison in a browser: charts are drawn, names stay names, views can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.report.comparison import comparison_report
from sim.scenario.scenario import Scenario
from sim.study.comparing.comparison import compare

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script> %{x} & </script>"
LINK = '<a href="javascript:alert(3)">x</a><span style="font-size:60px">y</span> {{7*7}}'


@pytest.fixture(scope="module")
def report(small: Callable[..., Scenario], tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = small(
        {"months": 20, "name": EVIL, "currency": "<b>€", "segments": [{"name": LINK, "share": 0.4}]}, count=2
    )
    dear = base.model_copy(
        update={"firms": (base.firms[0].model_copy(update={"price": 1.05}), base.firms[1])}
    )
    found = compare({EVIL: base, LINK: dear}, replications=4, branch_at=5)
    file = tmp_path_factory.mktemp("comparison") / "report.html"
    provenance = {"command": f"tenure compare '{EVIL}'", "seed": "1"}
    text = comparison_report(found.tables, found.summary, found.arms.scenarios, provenance)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [1200, 360])
def test_every_chart_is_drawn_without_an_error_and_nothing_leaves_the_machine(
    width: int, open_report: Callable[..., Page], seen: Any, report: Path
) -> None:
    page = open_report(report, width=width)
    assert page.locator(".chart .figure").count() >= 10
    assert seen.errors == []
    assert seen.asked == [report.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_names_are_shown_literally_and_run_nothing(
    open_report: Callable[..., Page], seen: Any, report: Path
) -> None:
    page = open_report(report)
    assert seen.dialogs == []
    assert '<a href="javascript:alert(3)">' in page.locator("h1").text_content()
    assert "<img src=x onerror=alert(1)>" in page.locator("p.answer").text_content()
    assert page.locator(".figure a, .figure img, .figure script").count() == 0
    assert '<a href="javas…' in page.locator("#staying .main-svg text").all_text_contents()
    sizes = page.locator(".main-svg text").evaluate_all("(texts) => texts.map((text) => text.style.fontSize)")
    assert "60px" not in sizes


def test_the_fan_has_its_line_its_bands_and_the_branching_month(
    open_report: Callable[..., Page], report: Path
) -> None:
    page = open_report(report)
    figure = page.locator("#difference .figure").first
    assert figure.evaluate("(it) => it.data.length") == 3
    assert {"no difference", "scenarios branch"} <= set(figure.locator("text").all_text_contents())


def test_another_measure_can_be_chosen_by_hand(open_report: Callable[..., Page], report: Path) -> None:
    page = open_report(report)
    views = page.locator("#measures .view")
    page.locator("#measures input").nth(1).check()
    views.nth(1).locator(".main-svg").first.wait_for()
    assert [views.nth(n).is_visible() for n in range(views.count())] == [False, True, False, False]


def test_charts_follow_the_system_into_the_dark(open_report: Callable[..., Page], report: Path) -> None:
    page = open_report(report)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("#difference .main-svg").first).to_have_css("background-color", "rgb(26, 29, 34)")
