"""The game in a browser: a teacher and three teams, two rounds, a silent team, a server that stops in the middle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = "<img src=x onerror=q()>"
TEAMS = ("Ann", EVIL, "Silent")
DECISIONS = ({"acquisition": 70_000, "price": 123}, {"functional": 30_000, "price": 87})
YEAR = 60_000
"""Milliseconds that a year of the game may take on a busy machine."""


def begin(visit_teacher: Callable[..., Page]) -> tuple[Page, str]:
    """Let the teacher begin a game for three; return the page of the table and the code."""
    teacher = visit_teacher("/game")
    teacher.locator("#create [name=name]").fill("Tuesday's class")
    teacher.locator("#create [name=teams]").fill("3")
    teacher.locator("#create [name=seed]").fill("7")
    teacher.locator("#create button").click()
    expect(teacher.locator("#start")).to_be_visible(timeout=YEAR)
    return teacher, teacher.locator("#lobby .code").inner_text().strip()


def join(visit: Callable[..., Page], code: str, name: str, **person: Any) -> Page:
    """Let a team find the game by its code and take a firm."""
    page = visit("/game", **person)
    page.locator("#find [name=typed]").fill(code.lower())
    page.locator("#find button").click()
    page.locator("#join-form [name=name]").fill(name)
    page.locator("#join-form button").click()
    expect(page.locator("#firm-name")).to_contain_text(name)
    return page


def hand_in(page: Page, decision: dict[str, int]) -> None:
    """Move sliders and hand in."""
    expect(page.locator("#hand-in")).to_be_visible()
    for line, amount in decision.items():
        page.locator(f"#line-{line}").fill(str(amount))
    page.locator("#hand-in").click()
    expect(page.locator("#change")).to_be_visible()


def decisions_in(data: Any) -> list[dict[str, Any]]:
    """Return everything in an answer that looks like a decision, however deep it lies."""
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    own = [data] if isinstance(data, dict) and "acquisition" in data else []
    return own + [one for part in inside for one in decisions_in(part)]


@pytest.fixture
def own_visitors(visitors: Any, tmp_path: Path) -> Iterator[Any]:
    """Return the visitors of a classroom of this test alone, which may stop."""
    own = type(visitors.classroom)(tmp_path)
    own.open()
    visitors.classroom = own
    yield visitors
    own.close()


def test_two_rounds_with_a_silent_team_and_a_restart_in_the_middle(
    own_visitors: Any,
    visit: Callable[..., Page],
    visit_teacher: Callable[..., Page],
    picture: Callable[..., None],
) -> None:
    teacher, code = begin(visit_teacher)
    teams = [join(visit, code, name) for name in TEAMS]
    expect(teacher.locator("#seats .team")).to_have_text(list(TEAMS))
    teacher.locator("#start").click()
    for team, decision in zip(teams, DECISIONS, strict=False):
        hand_in(team, decision)
    expect(teacher.locator("#seats li.ready")).to_have_count(2)
    picture(teacher, "1-deciding")

    # Nobody can read what another team has handed in, nor can the teacher or a passer-by, before the year is over.
    for page in (teams[1], teams[2], teacher, visit("/game")):
        told = page.request.get(f"/api/game/{code}").json()
        assert all(one["acquisition"] != DECISIONS[0]["acquisition"] for one in decisions_in(told))
        assert all(firm.keys() == {"letter", "team", "handed_in"} for firm in told["firms"])
        assert all(row["price"] != 1.23 for year in told["years"] for row in year)
    own = teams[0].request.get(f"/api/game/{code}").json()["own"]["decision"]
    assert own["acquisition"] == DECISIONS[0]["acquisition"]

    teacher.locator("#close").click()
    expect(teacher.locator("#year-title")).to_contain_text("1", timeout=YEAR)
    expect(teacher.locator("#ranking tbody tr")).to_have_count(3)
    expect(teacher.locator("#ranking")).to_contain_text(EVIL)
    told = teams[2].request.get(f"/api/game/{code}").json()
    assert {one["acquisition"] for one in decisions_in(told)} == {150_000}
    expect(teams[0].locator("#books .bars").first).to_be_visible()
    picture(teams[0], "2-books")
    picture(teacher, "3-table")

    # Round 2: one team hands in, then the server stops and comes back; nobody reloads a page.
    teacher.locator("#start").click()
    hand_in(teams[1], {"winback": 0})
    own_visitors.pardon("net::ERR_CONNECTION_")
    own_visitors.classroom.close()
    expect(teams[0].locator("#problem")).to_be_visible()
    own_visitors.classroom.open()
    expect(teams[0].locator("#problem")).to_be_hidden()
    expect(teams[1].locator("#change")).to_be_visible()
    assert teams[1].request.get(f"/api/game/{code}").json()["own"]["decision"]["winback"] == 0
    expect(teacher.locator("#seats li.ready")).to_have_count(1)
    teacher.locator("#close").click()
    expect(teacher.locator("#year-title")).to_contain_text("2", timeout=YEAR)
    kept = [team.request.get(f"/api/game/{code}").json()["own"]["decisions"][-1] for team in teams]
    assert (kept[0]["acquisition"], kept[0]["price"]) == (70_000, 123)
    assert (kept[2]["acquisition"], kept[2]["price"]) == (150_000, 100)
    for page in (teacher, *teams):
        assert page.locator("main img, main script:not([type])").count() == 0


def test_the_games_pages_keep_the_rules_of_wcag_and_fit_a_phone(
    visit: Callable[..., Page], visit_teacher: Callable[..., Page], picture: Callable[..., None]
) -> None:
    teacher, code = begin(visit_teacher)
    team = join(visit, code, "Ann", size="phone", language="zh")
    teacher.locator("#start").click()
    expect(team.locator("#hand-in")).to_be_visible()
    for page in (teacher, team):
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            found = axe.Axe().run(page).response["violations"]
            assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert team.evaluate("document.documentElement.scrollWidth") == 360
    picture(team)


def test_money_can_be_moved_with_the_arrows_but_not_beyond_the_budget(
    visit: Callable[..., Page], visit_teacher: Callable[..., Page]
) -> None:
    teacher, code = begin(visit_teacher)
    team = join(visit, code, "Ann")
    teacher.locator("#start").click()
    slider = team.locator("#line-acquisition")
    expect(slider).to_be_visible()
    before = slider.input_value()
    slider.press("ArrowRight")
    expect(slider).to_have_value(before)
    team.locator("#line-winback").press("Home")
    slider.press("ArrowRight")
    expect(slider).to_have_value(str(int(before) + 10_000))
    expect(team.locator(".budget .left")).to_contain_text("40")
