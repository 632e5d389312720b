"""One life in a browser: a customer's story month by month, with its reasons, in A and in B."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIFE = "seed=1&customers=500&a=baseline&b=retention-first&view=life"


@pytest.fixture
def life(play: Callable[..., Page]) -> Page:
    page = play(month=60, query=LIFE)
    expect(page.locator("#life-story li").first).to_be_visible()
    return page


def test_a_story_tells_what_happened_and_what_was_felt_in_a_and_in_b(
    life: Page, picture: Callable[..., None]
) -> None:
    rows = life.locator("#life-story > li")
    assert rows.count() > 3
    assert set(life.locator("#life-story .badge").all_text_contents()) == {"A", "B"}
    felt = life.locator("#life-story .felt")
    assert felt.count() > 3
    for words in felt.all_text_contents()[:10]:
        assert re.search(r"[Ss]atisfaction.*\d+.*trust.*\d+.*switching costs.*\d", words), words
    for words in life.locator("#life-story .happened").all_text_contents():
        assert re.search(r"[a-z]{3,}", words), words
    assert life.locator("#life-charts .drawing svg").count() > 0
    picture(life)


def test_the_richest_life_says_why_somebody_left(life: Page) -> None:
    left = life.locator("#life-story .happened.left")
    assert left.count() > 0
    for words in left.all_text_contents():
        assert len(words.split()) > 5, words


def test_until_the_two_lives_part_they_are_told_once(life: Page) -> None:
    parting = life.locator("#life-parting").inner_text()
    month = re.search(r"\d+", parting)
    assert month, parting
    rows = life.locator("#life-story > li")
    told = rows.evaluate_all(
        "(rows) => rows.map((row) => [Number(/\\d+/.exec(row.querySelector('.when').textContent)[0]), row.querySelectorAll('.told').length])"
    )
    assert {sides for at, sides in told if at < int(month.group())} == {1}
    assert {sides for at, sides in told if at >= int(month.group())} == {2}


def test_another_customer_can_be_picked_and_the_address_keeps_the_choice(life: Page) -> None:
    before = life.locator("#life-story").inner_text()
    life.locator("#life-next").click()
    story = life.locator("#life-story")
    expect(story).not_to_have_text(before)
    chosen = life.locator("#life-customer").input_value()
    expect(life).to_have_url(re.compile(rf"place={chosen}\b"))
    told = story.inner_text()
    life.reload()
    expect(life.locator("#life-customer")).to_have_value(chosen)
    assert story.inner_text() == told
    life.locator("#life-customer").select_option(index=5)
    expect(story).not_to_have_text(told)


def test_a_month_of_the_story_moves_the_cursor_and_what_comes_later_is_pale(life: Page) -> None:
    rows = life.locator("#life-story > li")
    when = rows.nth(2).locator(".when")
    month = re.search(r"\d+", when.inner_text())
    assert month
    when.click()
    expect(life.locator("#time")).to_have_value(month.group())
    assert rows.nth(2).get_attribute("data-current") is not None
    expect(rows.last).to_have_class(re.compile("future"))
