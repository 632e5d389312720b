"""Markdown that is trusted with nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.app.lessons.markdown import parts, rendered, rendered_line

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "a <svg/onload=alert(1)> b",
    "</script></main><iframe src=//evil.example></iframe>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_html_is_shown_as_it_is_written(text: str) -> None:
    html = rendered(text)
    assert html.count("<") == html.count("<p>") + html.count("</p>")
    assert "&lt;" in html


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#115;cript:alert(1)", "vbscript:x", "data:text/html,x", "file:///etc/passwd", "//evil.example/"],
)  # fmt: skip
def test_links_lead_to_pages_only(address: str) -> None:
    assert "<a" not in rendered(f"[x]({address}) [y]: <{address}>")


def test_links_elsewhere_say_nothing_of_where_one_comes_from() -> None:
    assert rendered_line("[x](https://example.org/)") == (
        '<a href="https://example.org/" rel="noopener noreferrer" target="_blank">x</a>'
    )
    assert rendered_line("[x](/lessons)") == '<a href="/lessons">x</a>'


def test_pictures_are_their_text_so_that_nothing_is_loaded() -> None:
    html = rendered("![a <b>whale</b>](https://evil.example/pixel.png) ![x][y]\n\n[y]: http://evil.example/")
    assert "<img" not in html
    assert "evil.example" not in html
    assert "a &lt;b&gt;whale&lt;/b&gt;" in html


@given(st.text("<>&\"'[]()!:/\\abjs \n#`|-", max_size=60))
def test_no_text_makes_an_element_that_markdown_has_not(text: str) -> None:
    html = rendered(text)
    for forbidden in ("<script", "<img", "<iframe", "<style", "<svg", "<form"):
        assert forbidden not in html.lower()


def test_a_wide_table_scrolls_by_itself_by_keyboard_too() -> None:
    assert rendered("|a|b|\n|-|-|\n|1|2|").startswith('<div class="wide" tabindex="0"><table>')


def test_parts_begin_at_headings_of_the_second_level_and_not_in_code() -> None:
    found = list(parts("above\n\n## One\nx\n```\n## no\n```\n### Sub\n## Two\ny"))
    assert [(part.title, part.line) for part in found] == [("", 0), ("One", 2), ("Two", 8)]
    assert "## no" in found[1].text
    assert "### Sub" in found[1].text
