"""Accessibility in a browser: rules of WCAG, the keyboard alone, narrow screens, less motion, words beside every chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAY = "seed=1&customers=500&a=baseline&b=retention-first~price@40:0.9"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LESSON = "/lessons/08-whale-in-the-ledger"
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


def broken_rules(page: Page) -> list[str]:
    """Return the rules of WCAG that a page breaks, with where."""
    found = axe.Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['help']} — {[node['target'] for node in one['nodes']][:4]}" for one in found]


def open_view(play: Callable[..., Page], view: str, **person: Any) -> Page:
    page = play(month=60, query=f"{PLAY}&view={view}", **person)
    ready = {"markets": "#markets .in-words", "life": "#life-story li", "hood": "#hood-table tr"}[view]
    expect(page.locator(ready).first).not_to_be_empty()
    return page


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("view", ["markets", "life", "hood"])
def test_play_keeps_the_rules_of_wcag(
    view: str, colours: str, play: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = open_view(play, view, colours=colours, size="projector")
    assert broken_rules(page) == []
    picture(page)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_lessons_keep_the_rules_of_wcag(colours: str, visit: Callable[..., Page]) -> None:
    page = visit("/lessons", colours=colours)
    for path in ("/lessons", LESSON, "/lessons/01-four-lives", f"{LESSON}/handout"):
        page.goto(path)
        assert broken_rules(page) == [], path


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_outcome_of_a_lesson_keeps_the_rules_of_wcag(colours: str, visit: Callable[..., Page]) -> None:
    page = visit(LESSON, colours=colours)
    page.locator("#number").press("Home")
    page.locator("#prediction button").click()
    page.locator("#start").click()
    page.get_by_role("button", name="What came out").click(timeout=60_000)
    expect(page.locator("#outcome")).to_be_visible()
    assert broken_rules(page) == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_teachers_pages_keep_the_rules_of_wcag(colours: str, visit_teacher: Callable[..., Page]) -> None:
    page = visit_teacher("/teacher", colours=colours)
    for path in ("/teacher", f"{LESSON}/key"):
        page.goto(path)
        assert broken_rules(page) == [], path


@pytest.mark.parametrize("view", ["markets", "life", "hood"])
def test_tab_reaches_everything_on_play_and_shows_where_it_is(view: str, play: Callable[..., Page]) -> None:
    page = open_view(play, view)
    walk(page)


def test_tab_reaches_everything_on_a_lesson_and_shows_where_it_is(visit: Callable[..., Page]) -> None:
    for path in ("/lessons", LESSON, "/lessons/05-satisfied-but-gone"):
        walk(visit(path))


def walk(page: Page) -> None:
    """Press Tab until the page has been walked through; everything must be met, on the screen and marked."""
    page.evaluate("document.activeElement?.blur()")
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
    page = visit("/lessons/08-whale-in-the-ledger")
    tab_to(page, "#number")
    page.keyboard.press("ArrowRight")
    tab_to(page, "#prediction button")
    page.keyboard.press("Enter")
    expect(page.locator("#start")).to_be_visible()
    tab_to(page, "#start")
    page.keyboard.press("Enter")
    go_on = page.get_by_role("button", name="What came out")
    expect(go_on).to_be_visible(timeout=60_000)
    tab_to(page, "#run-it button, .actions button.main")
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


@pytest.mark.parametrize("view", ["markets", "life"])
def test_every_chart_says_in_words_what_it_shows(view: str, play: Callable[..., Page]) -> None:
    page = open_view(play, view, size="tall")
    charts = page.locator(f"#{view} .chart")
    assert charts.count() >= 4
    for chart in charts.all():
        words = chart.locator(".in-words").inner_text()
        drawing = chart.locator(".drawing")
        assert len(words.split()) > 6
        assert drawing.get_attribute("role") == "img"
        assert words in (drawing.get_attribute("aria-label") or "")
        assert drawing.locator("svg").get_attribute("aria-hidden") == "true"
        assert chart.locator("details.numbers").count() == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_scrolls_sideways_on_a_phone(
    language: str, play: Callable[..., Page], visit: Callable[..., Page], picture: Callable[..., None]
) -> None:
    for view in ("markets", "life", "hood"):
        page = open_view(play, view, size="phone", language=language)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, view
        picture(page, view)
    for path in ("/lessons", LESSON, f"{LESSON}/handout"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path
    picture(page, "lesson")


def test_who_asks_for_less_motion_sees_the_end_and_nothing_moves(play: Callable[..., Page]) -> None:
    page = play()
    expect(page.locator("#time")).to_have_value("119")
    expect(page.locator("#play-pause")).to_have_text("Play")
    moving = page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length")
    assert moving == 0
