"""Measured figures in words."""

from __future__ import annotations

from typing import Any

import pytest

from sim.app.lessons.wording import Wording, number
from sim.app.words import catalogue

ENGLISH, CHINESE = (Wording(catalogue(code), "EUR", {"a": "As it is"}) for code in ("en", "zh"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.3141, "0.314"),
        (43.0, "43"),
        (31.44, "31.4"),
        (562_123.0, "562,000"),
        (-4.25, "−4.25"),
        (0.000012, "0"),
    ],
)
def test_a_number_has_three_digits(value: float, text: str) -> None:
    assert number(value, 3) == text


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (31.4, "percent", "31.4%", "31.4%"),
        (1.0, "months", "1 month", "1 个月"),
        (2.5, "points", "2.5 percentage points", "2.5 个百分点"),
        (1200.0, "money", "1,200 EUR", "1,200 EUR"),
        (1.7, "times", "1.7 times", "1.7 倍"),
        (0.82, "number", "0.82", "0.82"),
        (None, "percent", "–", "–"),
        (float("nan"), "money", "–", "–"),
    ],
)
def test_a_figure_has_its_unit(value: float | None, unit: str, english: str, chinese: str) -> None:
    assert ENGLISH.figure(value, unit) == english
    assert CHINESE.figure(value, unit) == chinese


def test_in_a_sentence_only_percent_and_money_have_theirs() -> None:
    assert [ENGLISH.in_text(5.0, unit) for unit in ("percent", "money", "months", "times", "points")] == [
        "5%", "5 EUR", "5", "5", "5",
    ]  # fmt: skip


def test_a_label_that_is_no_message_is_a_name_and_stays_text() -> None:
    assert ENGLISH.label({"key": "<b>Incumbent</b> {x}", "values": {}}) == "<b>Incumbent</b> {x}"


def test_a_chart_is_worded_with_a_sentence_of_what_it_shows(trial: Any) -> None:
    told = ENGLISH.worded(trial.results["churn"])
    assert told["title"] == "Leaving"
    assert told["bars"] == ["first year", "later"]
    assert [series["side"] for series in told["series"]] == ["a", "b"]
    assert told["series"][0]["label"] == "A: As it is"
    assert told["description"] == "A: As it is: first year 20%; later –. B: first year 10%; later 4%."


def test_lines_are_told_by_their_ends() -> None:
    label = {"key": "Still there", "values": {}}
    lines = {
        "name": "staying", "kind": "lines", "title": label, "value": 1.0, "unit": "number", "figures": {}, "notes": [],
        "x": {"label": label, "unit": "months"}, "y": {"label": label, "unit": "percent"},
        "series": [{"label": label, "x": [0, 1, 2], "y": [None, 90.0, 80.0]}, {"label": label, "x": [0], "y": [None]}],
    }  # fmt: skip
    assert ENGLISH.worded(lines)["description"] == (
        "Still there: from 90% at 1 to 80% at 2. Still there: no figures."
    )
