"""What is on the screen can be kept: in the address, after a reload, and as numbers for a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOVED = "seed=7&customers=500&a=baseline&b=retention-first~price@40:0.9~technical@12:2000"


def told(page: Page) -> list[str]:
    """Return what the charts say in words, with the headline."""
    expect(page.locator("#markets .chart .in-words").last).not_to_be_empty()
    return page.locator("#answer .headline, #markets .chart .in-words").all_inner_texts()


def moves(page: Page) -> list[str]:
    """Return the levers that were moved, as the page says it."""
    return page.locator("#markets-settings .chips li").all_inner_texts()


def test_an_address_shows_another_person_the_same(play: Callable[..., Page]) -> None:
    one = play(month=50, query=MOVED)
    expect(one.locator("#markets-settings .side-b .chips li")).to_have_count(2)
    other = play(query=one.url.partition("?")[2])
    for page in (one, other):
        expect(page.locator("#markets .chart .in-words").first).to_contain_text("Month 50")
    assert (told(other), moves(other)) == (told(one), moves(one))


def test_a_reload_loses_nothing(play: Callable[..., Page], whole: Callable[..., None]) -> None:
    page = play(month=10, query=MOVED)
    page.locator("#time").fill("77")
    page.locator("#b-price").press("ArrowRight")
    page.locator("#run").click()
    whole(page, runs=2)
    page.locator("#time").fill("77")
    expect(page).to_have_url(re.compile("month=77$"))
    expect(page.locator("#markets .chart .in-words").first).to_contain_text("Month 77")
    before = page.url, told(page), moves(page)
    page.reload()
    whole(page, runs=2)
    expect(page.locator("#markets .chart .in-words").first).to_contain_text("Month 77")
    assert (page.url, told(page), moves(page)) == before


def test_a_former_run_can_be_brought_back(play: Callable[..., Page], whole: Callable[..., None]) -> None:
    page = play(month=60)
    page.locator("#b-price").press("ArrowRight")
    page.locator("#run").click()
    whole(page, runs=2)
    page.locator("details.runs summary").click()
    page.locator("#runs button").last.click()
    expect(page.locator("#markets-settings .side-b .chips")).to_be_hidden()
    assert "price" not in page.url


def test_numbers_behind_a_chart_are_a_table_and_a_file_for_spreadsheets(
    play: Callable[..., Page], tmp_path: Any
) -> None:
    page = play(month=60)
    charts = page.locator("#markets .chart")
    for place in range(charts.count()):
        numbers = charts.nth(place).locator("details.numbers")
        numbers.locator("summary").click()
        table = numbers.locator("table")
        expect(table.locator("tbody tr").first).to_be_attached()
        with page.expect_download() as downloading:
            numbers.get_by_role("button").click()
        file = tmp_path / f"{place}.csv"
        downloading.value.save_as(file)
        rows = list(csv.reader(file.open(encoding="utf-8-sig", newline="")))
        assert downloading.value.suggested_filename.endswith(".csv")
        assert rows[0] == table.locator("thead th").all_text_contents()
        assert len(rows) == 1 + table.locator("tbody tr").count()
        assert {len(row) for row in rows} == {len(rows[0])}


def test_the_page_can_be_saved_and_played_without_a_server(
    play: Callable[..., Page], tmp_path: Any, chromium: Any
) -> None:
    page = play(month=60, query=f"{MOVED}&view=hood")
    with page.expect_download() as downloading:
        page.locator("#save-page").click()
    file = tmp_path / "saved.html"
    downloading.value.save_as(file)
    context = chromium.new_context(offline=True, reduced_motion="reduce")
    saved = context.new_page()
    errors: list[str] = []
    asked: list[str] = []
    saved.on("pageerror", lambda error: errors.append(str(error)))
    saved.on("request", lambda request: asked.append(request.url))
    saved.goto(file.as_uri())
    expect(saved.locator("#now")).to_have_text("Month 60 · year 6")
    page.locator("#tab-markets").click()
    assert told(saved) == told(page)
    saved.locator("#step").click()
    expect(saved.locator("#now")).to_have_text("Month 61 · year 6")
    assert errors == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()
