from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from sim.report.text import capital, clean, label, plain, shortened, width


@given(st.text())
def test_escaped_text_is_decoded_to_the_same_and_holds_no_tag(text):
    assert html.unescape(plain(text.replace("&", "＆"))) == text.replace("&", "＆")
    assert "<" not in plain(text)
    assert ">" not in plain(text)


def test_escapes_come_once():
    assert plain("R&D <b>") == "R&amp;D &lt;b&gt;"
    assert label("<script>alert(1)</script>", 10) == "&lt;script&gt;a…"


@given(st.text())
def test_clean_text_is_one_line_without_marks_of_direction(text):
    assert not set(clean(text)) & set("\n\r\t\x00\u202e\u2066\ufeff")


def test_long_names_are_cut_with_an_ellipsis():
    assert shortened("short", 10) == "short"
    assert shortened("a very long name", 10) == "a very lo…"
    assert len(shortened("x" * 80)) == 24


def test_wide_letters_take_more_room():
    assert width("名字") > width("ab")


def test_capital_leaves_the_rest_alone():
    assert capital("mid termination") == "Mid termination"
    assert capital("") == ""
    assert capital("iPhone") == "IPhone"
