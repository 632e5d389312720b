"""The report in a browser: charts are drawn, names stay names, and it can be read on a phone, in the dark, on paper."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.report import run_report
from sim.scenario.scenario import Scenario
from sim.study.replications import Result, simulate

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script> %{x} & </script>"
LINK = '<a href="javascript:alert(3)">x</a><span style="font-size:60px">y</span> {{7*7}}'
DRAWN = (
    "[...document.querySelectorAll('.view:not([hidden]) .figure')].every((f) => f.querySelector('.main-svg'))"
)
TALL = 30_000
"""Pixels of a window in which every chart is near the screen."""


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
def test_every_chart_is_drawn_without_an_error(width: int, browser: Any, report: Path) -> None:
    browser.open(report, width=width, height=TALL)
    browser.wait(DRAWN)
    errors = browser.happened("Runtime.exceptionThrown", "Log.entryAdded")
    assert not errors


def test_nothing_is_asked_from_the_network(browser: Any, report: Path) -> None:
    browser.open(report, height=TALL)
    browser.wait(DRAWN)
    asked = [event["params"]["request"]["url"] for event in browser.happened("Network.requestWillBeSent")]
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_names_are_shown_literally_and_run_nothing(browser: Any, report: Path) -> None:
    browser.open(report, height=TALL)
    browser.wait(DRAWN)
    assert not browser.happened("Page.javascriptDialogOpening")
    assert EVIL in browser.ask("document.querySelector('h1').textContent")
    labels = browser.ask(
        "[...document.querySelectorAll('#market-share .main-svg text')].map((t) => t.textContent)"
    )
    assert "<img src=x one…" in labels
    assert '<a href="javas…' in labels
    assert browser.ask("document.querySelectorAll('.figure a, .figure img, .figure script').length") == 0
    assert not browser.ask(
        "[...document.querySelectorAll('.main-svg text')].some((t) => t.style.fontSize === '60px')"
    )


def test_name_is_literal_in_the_hover_too(browser: Any, report: Path) -> None:
    browser.open(report, height=TALL)
    browser.wait(DRAWN)
    figure = "document.querySelector('#market-share .figure')"
    browser.ask(f"Plotly.Fx.hover({figure}, [{{curveNumber: {figure}.data.length - 1, pointNumber: 5}}])")
    browser.wait(f"{figure}.querySelector('.hoverlayer text') !== null")
    assert '<a href="javascript:ale…' in browser.ask(f"{figure}.querySelector('.hoverlayer').textContent")
    assert browser.ask(f"{figure}.querySelectorAll('.hoverlayer a').length") == 0


@pytest.mark.parametrize("width", [360, 390, 768, 1200])
def test_page_never_scrolls_sideways(width: int, browser: Any, report: Path) -> None:
    browser.open(report, width=width, height=TALL)
    browser.wait(DRAWN)
    assert browser.ask("document.documentElement.scrollWidth") == width


def test_charts_far_away_wait_until_they_are_near(browser: Any, report: Path) -> None:
    browser.open(report, height=800)
    browser.wait("document.querySelector('#money .main-svg') !== null")
    assert browser.ask("document.querySelector('#life .main-svg')") is None
    browser.ask("document.querySelector('#life').scrollIntoView()")
    browser.wait("document.querySelector('#life .main-svg') !== null")


def test_charts_follow_the_system_into_the_dark(browser: Any, report: Path) -> None:
    browser.open(report, height=TALL)
    browser.wait(DRAWN)
    background = "document.querySelector('#money .main-svg').style.background"
    assert browser.ask(background) == "rgb(255, 255, 255)"
    browser.prefer("dark")
    browser.wait(f"{background} === 'rgb(26, 29, 34)'")
    browser.prefer("light")
    browser.wait(f"{background} === 'rgb(255, 255, 255)'")


def test_views_of_a_chart_can_be_changed_by_hand(browser: Any, report: Path) -> None:
    browser.open(report, height=TALL)
    browser.wait(DRAWN)
    browser.ask("document.querySelectorAll('#stages input')[1].click()")
    assert browser.ask("[...document.querySelectorAll('#stages .view')].map((view) => view.hidden)") == [
        True,
        False,
    ]
    browser.wait("document.querySelectorAll('#stages .view')[1].querySelector('.main-svg') !== null")


def test_keyboard_reaches_views_and_tables(browser: Any, report: Path) -> None:
    browser.open(report, height=TALL)
    reachable = browser.ask(
        "[...document.querySelectorAll('input, select, summary, a')].every((e) => e.tabIndex >= 0)"
    )
    assert reachable


def test_every_chart_is_on_paper_though_none_was_seen(browser: Any, report: Path) -> None:
    browser.open(report, height=400, colours="dark")
    browser.wait("document.querySelector('#money .main-svg') !== null")
    paper = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True}
    pages = base64.b64decode(browser.command("Page.printToPDF", **paper)["data"])
    assert pages.startswith(b"%PDF")
    assert browser.ask(DRAWN)


def test_browser_without_decompression_shows_the_tables(browser: Any, report: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.html"
    text = report.read_text(encoding="utf-8")
    old.write_text(
        text.replace("<head>", "<head><script>delete window.DecompressionStream</script>", 1),
        encoding="utf-8",
    )
    browser.open(old, height=TALL)
    browser.wait("[...document.querySelectorAll('details.numbers')].every((details) => details.open)")
    assert browser.ask("document.querySelector('p.no-charts').hidden") is False
