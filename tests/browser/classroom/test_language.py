"""English and Chinese in a browser: a switch on every page, no key shown raw, no English left over in Chinese pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from sim.app.words import catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    "/lessons",
    "/lessons/01-four-lives",
    "/lessons/03-constant-retention-trap",
    "/lessons/04-five-or-eighty-five/handout",
    "/game",
)
READY = {"markets": "#markets .in-words", "life": "#life-story li", "hood": "#hood-table tr"}
"""What has to be there before a view of Play is looked at."""
PLAY = "seed=1&customers=500&a=baseline&b=retention-first~price@40:0.9"

# Every text that a person meets: what is written, what is read out, and what appears on hovering. Files (with
# what a scenario says of itself), commands, published titles and what is marked as another language are as they are.
TEXTS = """() => {
  const own = (node) => !node.closest("pre, script, style, textarea, code, [lang]:not(html), .language, .sources, #hood-table");
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement && own(walker.currentNode.parentElement)) texts.push(walker.currentNode.textContent);
  }
  for (const node of document.querySelectorAll("[aria-label], [title], [placeholder], [aria-valuetext]")) {
    if (!own(node)) continue;
    for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"]) texts.push(node.getAttribute(name) ?? "");
  }
  return texts.map((text) => text.trim()).filter(Boolean);
}"""
SENTENCE = re.compile(r"\b[A-Za-z]{2,}(?:[ ,]+[a-z]{2,}){2,}")
"""Three words in a row of which two begin small: more than a name."""


def keys_shown(texts: list[str]) -> list[str]:
    """Return the texts that hold the key of a message, or a place that was not filled."""
    sections = {key.split(".")[0] for key in catalogue("en").messages}
    key = re.compile(rf"\b(?:{'|'.join(sorted(sections))})\.[a-z_]+(?:\.[a-z_]+)*\b|\{{[a-z_]+\}}")
    return [text for text in texts if key.search(text)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_play_is_in_one_language(
    language: str, play: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = play(month=60, query=PLAY, language=language)
    for view, ready in READY.items():
        page.locator(f"#tab-{view}").click()
        expect(page.locator(ready).first).not_to_be_empty()
        page.locator("details:not([open])").evaluate_all(
            "(folds) => folds.filter((fold) => fold.checkVisibility()).forEach((fold) => { fold.open = true; })"
        )
        picture(page, view)
        check(page, language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lessons_are_in_one_language(language: str, visit: Callable[..., Page]) -> None:
    page = visit("/lessons", language=language)
    for path in PAGES:
        page.goto(path)
        check(page, language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_teachers_pages_are_in_one_language(language: str, visit_teacher: Callable[..., Page]) -> None:
    page = visit_teacher("/teacher", language=language)
    check(page, language)
    page.goto("/lessons/05-satisfied-but-gone/key")
    check(page, language)


def check(page: Page, language: str) -> None:
    """Assert that a page is in a language."""
    assert page.locator("html").get_attribute("lang").startswith(language)
    texts = page.evaluate(TEXTS)
    assert len(texts) > 10
    assert keys_shown(texts) == []
    if language == "zh":
        assert sum(bool(re.search(r"[一-鿿]", text)) for text in texts) > len(texts) / 3 or len(texts) > 300
        assert [text for text in texts if SENTENCE.search(text)] == []
    else:
        assert [text for text in texts if re.search(r"[一-鿿]", text)] == []


def test_the_switch_changes_the_language_and_keeps_what_is_on_the_screen(
    play: Callable[..., Page], whole: Callable[..., None]
) -> None:
    page = play(month=60, query=PLAY)
    before = page.url
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    whole(page)
    expect(page).to_have_url(before)
    expect(page.locator("#answer .headline")).to_contain_text(re.compile("[一-鿿]"))
    page.goto("/lessons")
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/lessons")
