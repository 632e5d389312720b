"""Accessibility in a browser: rules of WCAG, the keyboard alone, narrow screens, less motion, words beside every chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAY = "seed=1&customers=500&a=baseline&b=retention-first~price@40:0.9"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LESSON = "/lessons/03-constant-retention-trap"
FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  node.dataset.walked = "yes";
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  return {
    name: node.id || node.className || node.textContent.trim().slice(0, 30),
    tag: node.tagName.toLowerCase(),
    seen: outlined || style.boxShadow !== "none",
    inside: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""
# What can be used with a pointer now: the keyboard has to reach it. Of radio buttons and tabs Tab reaches one, arrows the rest.
UNREACHED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((node) => node.checkVisibility({visibilityProperty: true}) && !node.matches(":disabled") && !node.closest("[inert]"))
  .filter((node) => !(node.matches("[role=tab], [type=radio]")) && node.dataset.walked !== "yes")
  .map((node) => node.outerHTML.slice(0, 120))"""
MOST_STOPS = 250
READY = {"markets": "#markets .in-words", "life": "#life-story li", "hood": "#hood-table tr"}
"""What has to be there before a view of Play is looked at."""


def broken_rules(page: Page) -> list[str]:
    """Return the rules of WCAG that a page breaks, with where."""
    found = axe.Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['help']} — {[node['target'] for node in one['nodes']][:4]}" for one in found]


def views(page: Page) -> Iterator[str]:
    """Open one view of Play after the other, and wait for each."""
    for view, ready in READY.items():
        page.locator(f"#tab-{view}").click()
        expect(page.locator(ready).first).not_to_be_empty()
        yield view


def check_light_and_dark(page: Page, what: str) -> None:
    """Assert that a page keeps the rules in light and in dark colours."""
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        assert broken_rules(page) == [], (what, colours)


def test_play_keeps_the_rules_of_wcag(play: Callable[..., Page], picture: Callable[..., None]) -> None:
    page = play(month=60, query=PLAY, size="projector")
    for view in views(page):
        check_light_and_dark(page, view)
        picture(page, f"{view}-dark")


def test_lessons_keep_the_rules_of_wcag(visit: Callable[..., Page]) -> None:
    page = visit("/lessons")
    for path in ("/lessons", LESSON, "/lessons/01-four-lives", f"{LESSON}/handout"):
        page.goto(path)
        check_light_and_dark(page, path)


def test_the_outcome_of_a_lesson_keeps_the_rules_of_wcag(visit: Callable[..., Page]) -> None:
    page = visit(LESSON)
    page.locator("#number").press("Home")
    page.locator("#prediction button").click()
    page.locator("#start").click()
    page.get_by_role("button", name="See what came out").click(timeout=60_000)
    expect(page.locator("#outcome")).to_be_visible()
    check_light_and_dark(page, "outcome")


def test_the_teachers_pages_keep_the_rules_of_wcag(visit_teacher: Callable[..., Page]) -> None:
    page = visit_teacher("/teacher")
    for path in ("/teacher", f"{LESSON}/key"):
        page.goto(path)
        check_light_and_dark(page, path)


def test_tab_reaches_everything_on_play_and_shows_where_it_is(play: Callable[..., Page]) -> None:
    page = play(month=60, query=PLAY)
    for view in views(page):
        page.reload()  # the walk begins at the top
        expect(page.locator(READY[view]).first).not_to_be_empty()
        walk(page)


def test_tab_reaches_everything_on_a_lesson_and_shows_where_it_is(visit: Callable[..., Page]) -> None:
    for path in ("/lessons", LESSON, "/lessons/08-whale-in-the-ledger"):
        walk(visit(path))


def walk(page: Page) -> None:
    """Press Tab until the page has been walked through; everything must be met, on the screen and marked."""
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) < MOST_STOPS
    assert stops[0]["name"] == "skip"
    assert [stop for stop in stops if not stop["seen"]] == []
    assert [stop for stop in stops if not stop["inside"]] == []
    assert page.evaluate(UNREACHED) == []


def test_a_lesson_is_done_with_the_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit(LESSON)
    tab_to(page, "#number")
    page.keyboard.press("ArrowRight")
    tab_to(page, "#prediction button")
    page.keyboard.press("Enter")
    expect(page.locator("#start")).to_be_visible()
    tab_to(page, "#start")
    page.keyboard.press("Enter")
    go_on = page.get_by_role("button", name="See what came out")
    expect(go_on).to_be_visible(timeout=60_000)
    tab_to(page, ".actions button.main")
    page.keyboard.press("Enter")
    expect(page.locator("#outcome")).to_be_focused()


def test_play_is_played_with_the_keyboard_alone(
    play: Callable[..., Page], whole: Callable[..., None]
) -> None:
    page = play(month=60)
    tab_to(page, "#b-price")
    page.keyboard.press("PageUp")
    expect(page.locator("#stale")).to_be_visible()
    page.keyboard.press("r")
    whole(page, runs=2)
    tab_to(page, "[role=tab][aria-selected=true]")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#life-story li").first).to_be_visible()
    tab_to(page, "#life-next")
    first = page.locator("#life-customer").input_value()
    page.keyboard.press("Enter")
    expect(page.locator("#life-customer")).not_to_have_value(first)
    tab_to(page, "#time")
    page.keyboard.press("Home")
    expect(page.locator("#time")).to_have_value("0")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#time")).to_have_value("1")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(MOST_STOPS):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def test_every_chart_says_in_words_what_it_shows(play: Callable[..., Page]) -> None:
    page = play(month=60, query=PLAY, size="tall")
    charts = 0
    for view in views(page):
        for chart in page.locator(f"#{view} .chart").all():
            charts += 1
            words = chart.locator(".in-words").inner_text()
            drawing = chart.locator(".drawing")
            assert len(words.split()) > 6
            assert drawing.get_attribute("role") == "img"
            assert words in (drawing.get_attribute("aria-label") or "")
            assert drawing.locator("svg").get_attribute("aria-hidden") == "true"
            assert chart.locator("details.numbers").count() == 1
    assert charts == 14


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_scrolls_sideways_on_a_phone(
    language: str, play: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = play(month=60, query=PLAY, size="phone", language=language)
    for view in views(page):
        assert page.evaluate("document.documentElement.scrollWidth") == 360, view
        picture(page, view)
    for path in ("/lessons", LESSON, f"{LESSON}/handout", "/game"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path


def test_who_asks_for_less_motion_sees_the_end_and_nothing_moves(play: Callable[..., Page]) -> None:
    page = play()
    expect(page.locator("#time")).to_have_value("119")
    expect(page.locator("#play-pause")).to_have_text("Play")
    moving = page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length")
    assert moving == 0
