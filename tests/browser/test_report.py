"""The report in a browser: charts are drawn, names stay names, and it can be read on a phone, in the dark, on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.report import run_report
from sim.scenario.scenario import Scenario
from sim.study.replications import Result, simulate

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script> %{x} & </script>"
LINK = '<a href="javascript:alert(3)">x</a><span style="font-size:60px">y</span> {{7*7}}'


@pytest.fixture(scope="module")
def result(small: Callable[..., Scenario]) -> Result:
    scenario = small({"months": 30, "followed": 100, "name": EVIL, "currency": "<b>€"}, count=2)
    firms = [
        firm.model_copy(update={"name": name})
        for firm, name in zip(scenario.firms, (EVIL, LINK), strict=True)
    ]
    scenario = Scenario.model_validate(
        scenario.model_dump(exclude_unset=True) | {"firms": [f.model_dump() for f in firms]}
    )
    return simulate(scenario, replications=2, seed=1, jobs=1)


@pytest.fixture(scope="module")
def report(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    provenance = {"command": f"tenure run '{EVIL}'", "seed": "1"}
    file.write_text(run_report(result.tables, result.summary, result.scenario, provenance), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [1200, 360])
def test_every_chart_is_drawn_without_an_error(
    width: int, open_report: Callable[..., Page], seen: Any, report: Path
) -> None:
    page = open_report(report, width=width)
    assert page.locator(".view:not([hidden]) .figure .main-svg").count() > 0
    assert seen.errors == []


def test_nothing_is_asked_from_the_network(open_report: Callable[..., Page], seen: Any, report: Path) -> None:
    open_report(report)
    assert seen.asked == [report.as_uri()]


def test_names_are_shown_literally_and_run_nothing(
    open_report: Callable[..., Page], seen: Any, report: Path
) -> None:
    page = open_report(report)
    assert seen.dialogs == []
    assert EVIL in page.locator("h1").text_content()
    labels = page.locator("#market-share .main-svg text").all_text_contents()
    assert "<img src=x one…" in labels
    assert '<a href="javas…' in labels
    assert page.locator(".figure a, .figure img, .figure script").count() == 0
    sizes = page.locator(".main-svg text").evaluate_all("(texts) => texts.map((text) => text.style.fontSize)")
    assert "60px" not in sizes


def test_name_is_literal_in_the_hover_too(open_report: Callable[..., Page], report: Path) -> None:
    page = open_report(report)
    figure = page.locator("#market-share .figure")
    figure.evaluate("(it) => { Plotly.Fx.hover(it, [{curveNumber: it.data.length - 1, pointNumber: 5}]); }")
    hover = figure.locator(".hoverlayer")
    hover.locator("text").first.wait_for(state="attached")
    assert '<a href="javascript:ale…' in hover.text_content()
    assert hover.locator("a").count() == 0


@pytest.mark.parametrize("width", [360, 390, 768, 1200])
def test_page_never_scrolls_sideways(width: int, open_report: Callable[..., Page], report: Path) -> None:
    page = open_report(report, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_charts_far_away_wait_until_they_are_near(open_report: Callable[..., Page], report: Path) -> None:
    page = open_report(report, height=800, drawn=False)
    page.locator("#money .main-svg").first.wait_for()
    assert page.locator("#life .main-svg").count() == 0
    page.locator("#life").scroll_into_view_if_needed()
    page.locator("#life .main-svg").first.wait_for()


def test_charts_follow_the_system_into_the_dark(open_report: Callable[..., Page], report: Path) -> None:
    page = open_report(report)
    chart = page.locator("#money .main-svg").first
    expect(chart).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    expect(chart).to_have_css("background-color", "rgb(26, 29, 34)")
    page.emulate_media(color_scheme="light")
    expect(chart).to_have_css("background-color", "rgb(255, 255, 255)")


def test_views_of_a_chart_can_be_changed_by_hand(open_report: Callable[..., Page], report: Path) -> None:
    page = open_report(report)
    views = page.locator("#stages .view")
    page.locator("#stages input").nth(1).check()
    assert [views.nth(n).is_visible() for n in range(views.count())] == [False, True]
    views.nth(1).locator(".main-svg").first.wait_for()


def test_keyboard_reaches_views_and_tables(open_report: Callable[..., Page], report: Path) -> None:
    page = open_report(report, drawn=False)
    order = page.locator("input, select, summary, a").evaluate_all("(all) => all.map((it) => it.tabIndex)")
    assert order
    assert min(order) >= 0


def test_every_chart_is_on_paper_though_none_was_seen(
    open_report: Callable[..., Page], undrawn: str, report: Path
) -> None:
    page = open_report(report, height=400, colours="dark", drawn=False)
    page.locator("#money .main-svg").first.wait_for()
    assert page.pdf(format="A4", print_background=True).startswith(b"%PDF")
    assert page.locator(undrawn).count() == 0


def test_browser_without_decompression_shows_the_tables(
    open_report: Callable[..., Page], report: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.html"
    text = report.read_text(encoding="utf-8")
    old.write_text(
        text.replace("<head>", "<head><script>delete window.DecompressionStream</script>", 1),
        encoding="utf-8",
    )
    page = open_report(old, drawn=False)
    expect(page.locator("details.numbers:not([open])")).to_have_count(0)
    assert page.locator("details.numbers").count() > 0
    assert page.locator("p.no-charts").is_visible()
