"""Play in a browser: two markets run, pause, step and scrub, levers move them, and their difference is said in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
pytestmark = [pytest.mark.browser, pytest.mark.slow]

TO_THE_END = 7_000
"""Milliseconds in which 120 months are played at twenty months a second."""


def month_of(page: Page) -> int:
    return int(page.locator("#time").input_value())


def figures_of(page: Page) -> list[list[str]]:
    """Return the rows of the key figures: name, A, B, B − A."""
    rows = page.locator("#pairs table tbody tr")
    return rows.evaluate_all("(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))")


def test_the_run_begins_to_play_by_itself(play: Callable[..., Page], picture: Callable[..., None]) -> None:
    page = play(still=False)
    expect(page.locator("#play-pause")).to_have_text("Pause")
    expect(page.locator("#time")).not_to_have_value("0")
    picture(page)


def test_playing_goes_on_with_the_chosen_speed_and_pause_holds_it(play: Callable[..., Page]) -> None:
    page = play(month=1)
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    for speed in (5, 20):
        before = month_of(page)
        page.locator("#speed").select_option(str(speed))
        page.locator("#play-pause").click()
        page.clock.run_for(2000)
        assert abs(month_of(page) - before - 2 * speed) <= 1
        page.locator("#play-pause").click()
        paused = month_of(page)
        page.clock.run_for(2000)
        assert month_of(page) == paused


def test_playing_asks_nothing_of_the_server(play: Callable[..., Page], visitors: Any) -> None:
    page = play(month=1)
    page.clock.install()
    asked = len(visitors.asked)
    page.locator("#speed").select_option("20")
    page.locator("#play-pause").click()
    page.clock.run_for(TO_THE_END)
    assert month_of(page) == 119
    assert visitors.asked[asked:] == []


def test_step_and_back_go_one_month_and_keys_do_too(play: Callable[..., Page]) -> None:
    page = play(month=24)
    now = page.locator("#now")
    expect(now).to_have_text("Month 24 · year 3")
    page.locator("#step").click()
    expect(now).to_have_text("Month 25 · year 3")
    page.locator("#back").click()
    expect(now).to_have_text("Month 24 · year 3")
    for key, month in (
        ("ArrowRight", 25),
        ("Shift+ArrowRight", 37),
        ("ArrowLeft", 36),
        ("Home", 0),
        ("End", 119),
    ):
        page.keyboard.press(key)
        expect(page.locator("#time")).to_have_value(str(month))


def test_scrubbing_moves_every_chart_and_its_words(play: Callable[..., Page]) -> None:
    page = play(month=24, size="tall")
    charts = page.locator("#markets .chart")
    drawn = "(all) => all.map((one) => one.querySelector('.drawing svg').outerHTML)"
    expect(page.locator("#markets .chart .drawing > svg")).to_have_count(charts.count())
    expect(charts.first.locator(".in-words")).to_contain_text("Month 24")
    before = charts.evaluate_all(drawn), charts.locator(".in-words").all_text_contents()
    page.locator("#time").fill("84")
    expect(charts.first.locator(".in-words")).to_contain_text("Month 84")
    after = charts.evaluate_all(drawn), charts.locator(".in-words").all_text_contents()
    assert len(before[0]) == 10
    for old, new in zip((*before[0], *before[1]), (*after[0], *after[1]), strict=True):
        assert old != new


def test_a_click_into_a_chart_moves_the_cursor(play: Callable[..., Page]) -> None:
    page = play(month=0)
    chart = page.locator("#markets .chart svg.over-time").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    chart.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    assert 20 < month_of(page) < 100


def test_the_difference_in_words_is_that_of_the_key_figures(play: Callable[..., Page]) -> None:
    page = play(month=12)
    headline = page.locator("#answer .headline")
    expect(headline).to_contain_text("By month 12")
    rows = {name: cells for name, *cells in figures_of(page)}
    customers, profit = (
        next(rows[name] for name in rows if name.startswith(start))
        for start in ("Customers", "Profit so far")
    )
    sign = "less" if profit[2].startswith("−") else "more"
    expect(headline).to_contain_text(f"B has earned {profit[2].lstrip('+−')} EUR {sign} than A")
    a, b, difference = (int(text.replace(",", "").replace("−", "-")) for text in customers)
    assert b - a == difference
    expect(headline).to_contain_text(f"{abs(difference)} customers {'fewer' if difference < 0 else 'more'}")


def test_a_lever_has_a_unit_a_range_and_a_sentence(play: Callable[..., Page]) -> None:
    page = play(month=1)
    levers = page.locator("#markets-settings .side-b .levers > .lever")
    assert levers.count() == 5
    for lever in levers.all():
        assert re.search(r"\d.*\D", lever.locator("output").inner_text())
        says = lever.locator(".says").inner_text()
        assert re.search(r"[a-z]{3,}.*\. .*\d+.* to .*\d", says), says
        described = lever.locator("input").get_attribute("aria-describedby")
        assert lever.locator(f"#{described}").count() == 1


def test_a_moved_lever_marks_the_charts_as_old_until_it_is_run(
    play: Callable[..., Page], whole: Callable[..., None], picture: Callable[..., None]
) -> None:
    page = play(month=60)
    said = page.locator("#answer .headline").inner_text()
    price = page.locator("#b-price")
    price.press("PageDown")
    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#outputs")).to_have_class(re.compile("stale"))
    assert "b=retention-first~price:" in page.url
    picture(page)
    page.locator("#run").click()
    whole(page, runs=2)
    expect(page.locator("#stale")).to_be_hidden()
    page.locator("#time").fill("60")
    expect(page.locator("#answer .headline")).to_contain_text("By month 60")
    assert page.locator("#answer .headline").inner_text() != said


def test_a_lever_moved_from_a_month_leaves_the_months_before_as_they_were(
    play: Callable[..., Page], whole: Callable[..., None]
) -> None:
    def figures_at(month: int) -> list[list[str]]:
        page.locator("#time").fill(str(month))
        return figures_of(page)

    page = play(month=60)
    before = {month: figures_at(month) for month in (59, 84, 60)}
    settings = page.locator("#markets-settings .side-b")
    settings.locator(".from button").click()
    expect(settings.locator(".from input")).to_have_value("60")
    page.locator("#b-price").press("PageDown")
    expect(settings.locator(".chips")).to_contain_text("from month 60")
    assert "~price@60:" in page.url
    page.locator("#run").click()
    whole(page, runs=2)
    assert figures_at(59) == before[59]
    assert figures_at(84) != before[84]


def test_reset_and_undo_lead_back(play: Callable[..., Page], whole: Callable[..., None]) -> None:
    page = play(month=60)
    start = page.url
    price = page.locator("#b-price")
    price.press("ArrowRight")
    assert "b=retention-first~price:" in page.url
    page.locator("#undo").click()
    assert page.url == start
    price.press("ArrowRight")
    page.locator("#run").click()
    whole(page, runs=2)
    page.locator("#reset").click()
    expect(page.locator("#markets-settings .side-b .chips")).to_be_hidden()
    assert "price" not in page.url
    whole(page, runs=2)
    expect(page.locator("#status")).to_be_hidden()


def test_a_preset_button_sets_both_markets_and_runs_them(
    play: Callable[..., Page], whole: Callable[..., None]
) -> None:
    page = play(month=60)
    buttons = page.locator("#presets button")
    assert buttons.count() >= 8
    dip = page.get_by_role("button", name="A dip in quality")
    dip.click()
    expect(dip).to_have_attribute("aria-pressed", "true")
    whole(page, runs=2)
    assert "quality-dip" in page.url
    assert "customers=500" in page.url
    expect(page.locator("#presets .read")).not_to_be_empty()


def test_asked_how_sure_the_page_answers_with_intervals_over_several_seeds(play: Callable[..., Page]) -> None:
    page = play(month=119)
    page.get_by_role("button", name="How sure is that?").click()
    sentences = page.locator(".sureness li")
    expect(sentences.first).to_be_visible(timeout=60_000)
    for sentence in sentences.all_text_contents():
        assert len(re.findall(r"\d", sentence)) >= 3, sentence
    expect(page.locator(".sureness .read")).to_contain_text("95%")


def test_same_markets_on_both_sides_are_said_to_be_equal(play: Callable[..., Page]) -> None:
    page = play(month=60, query="seed=1&customers=500&a=baseline")
    assert [row for row in figures_of(page) if re.search("[1-9]", row[3])] == []
    expect(page.locator("#answer .headline")).to_contain_text("same")
