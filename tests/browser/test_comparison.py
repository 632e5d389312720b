"""The page of a comparison in a browser: charts are drawn, names stay names, views can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.report.comparison import comparison_report
from sim.scenario.scenario import Scenario
from sim.study.comparing.comparison import compare

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script> %{x} & </script>"
LINK = '<a href="javascript:alert(3)">x</a><span style="font-size:60px">y</span> {{7*7}}'
DRAWN = (
    "[...document.querySelectorAll('.view:not([hidden]) .figure')].every((f) => f.querySelector('.main-svg'))"
)
TALL = 30_000


@pytest.fixture(scope="module")
def page(small: Callable[..., Scenario], tmp_path_factory: pytest.TempPathFactory) -> Path:
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
    width: int, browser: Any, page: Path
) -> None:
    browser.open(page, width=width, height=TALL)
    browser.wait(DRAWN)
    assert browser.ask("document.querySelectorAll('.chart .figure').length") >= 10
    assert not browser.happened("Runtime.exceptionThrown", "Log.entryAdded")
    asked = [event["params"]["request"]["url"] for event in browser.happened("Network.requestWillBeSent")]
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert browser.ask("document.documentElement.scrollWidth") == width


def test_names_are_shown_literally_and_run_nothing(browser: Any, page: Path) -> None:
    browser.open(page, height=TALL)
    browser.wait(DRAWN)
    assert not browser.happened("Page.javascriptDialogOpening")
    assert '<a href="javascript:alert(3)">' in browser.ask("document.querySelector('h1').textContent")
    assert "<img src=x onerror=alert(1)>" in browser.ask("document.querySelector('p.answer').textContent")
    assert browser.ask("document.querySelectorAll('.figure a, .figure img, .figure script').length") == 0
    labels = browser.ask(
        "[...document.querySelectorAll('#staying .main-svg text')].map((t) => t.textContent)"
    )
    assert '<a href="javas…' in labels
    assert not browser.ask(
        "[...document.querySelectorAll('.main-svg text')].some((t) => t.style.fontSize === '60px')"
    )


def test_the_fan_has_its_line_its_bands_and_the_branching_month(browser: Any, page: Path) -> None:
    browser.open(page, height=TALL)
    browser.wait(DRAWN)
    figure = "document.querySelector('#difference .figure')"
    assert browser.ask(f"{figure}.data.length") == 3
    words = browser.ask(f"[...{figure}.querySelectorAll('text')].map((t) => t.textContent)")
    assert {"no difference", "scenarios branch"} <= set(words)


def test_another_measure_can_be_chosen_by_hand(browser: Any, page: Path) -> None:
    browser.open(page, height=TALL)
    browser.wait(DRAWN)
    browser.ask("document.querySelectorAll('#measures input')[1].click()")
    browser.wait("document.querySelectorAll('#measures .view')[1].querySelector('.main-svg') !== null")
    assert browser.ask("[...document.querySelectorAll('#measures .view')].map((view) => view.hidden)") == [
        True, False, True, True,
    ]  # fmt: skip


def test_charts_follow_the_system_into_the_dark(browser: Any, page: Path) -> None:
    browser.open(page, height=TALL)
    browser.wait(DRAWN)
    browser.prefer("dark")
    browser.wait("document.querySelector('#difference .main-svg').style.background === 'rgb(26, 29, 34)'")
    browser.prefer("light")
