"""A lesson for trials, written into a folder of its own, and what its measures say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sim.app.lessons.checks import Known
from sim.app.lessons.lesson import Lesson
from sim.app.lessons.reading import LessonError, lesson_files, read_lesson
from sim.scenario import Problem

CHOICE = """\
---
title: A trial
minutes: 30
question: Does it work?
needs: Lesson 1
a: {scenario: baseline, customers: 500}
b: {scenario: retention-first, customers: 500}
sides: {a: As it is, b: With more care}
prediction:
  ask: What happens to leaving?
  kind: choice
  options:
    - {key: falls, text: It falls., holds: "churn.b < 0.9 * churn.a"}
    - {key: rises, text: It rises., holds: "churn.b > 1.1 * churn.a"}
    - {key: same, text: It stays., holds: otherwise}
evidence: [churn]
notice: [Look at the bars.]
try:
  - Think about it.
  - {text: Raise the price., b: {scenario: baseline, customers: 500, moves: [{lever: price, value: 1.1}]}}
sources: ["Nobody (2026), [a page](https://example.org/)."]
---
## What it is about
Customers *leave*.

## What happened and why
In A {{churn.a}} left, in B {{churn.b}}: {{churn}} times as many.

## Handout
Write down what you expect.

## Answer key
The secret is {{churn.b}}.
"""

CHINESE = """\
---
title: 试验
question: 行吗？
prediction:
  ask: 流失会怎样？
  options:
    - {key: falls, text: 下降}
    - {key: rises, text: 上升}
    - {key: same, text: 不变}
notice: [看图]
try: [想一想, {text: 提高价格}]
---
## 课程内容
客户*离开*。
## 结果与原因
A 中 {{churn.a}}。
## 讲义
写下预测。
## 教师答案
答案是 {{churn.b}}。
"""

NUMBER = CHOICE.replace(
    CHOICE[CHOICE.index("  kind: choice") : CHOICE.index("evidence:")],
    """\
  kind: number
  measure: churn.b
  unit: percent
  minimum: 0
  maximum: 40
  step: 0.5
  within: 2
""",
)

KNOWN = Known(
    measures={"churn": {"": "times", "a": "percent", "b": "percent"}, "opening": {"": "percent"}},
    comparing=frozenset({"churn"}),
    scenarios=("baseline", "retention-first"),
)

LEAVING = {
    "name": "churn", "kind": "bars", "title": {"key": "Leaving", "values": {}}, "value": 0.5, "unit": "times",
    "figures": {"a": {"value": 20.0, "unit": "percent"}, "b": {"value": 10.0, "unit": "percent"}}, "notes": [],
    "x": {"label": {"key": "Age", "values": {}}}, "y": {"label": {"key": "Leave", "values": {}}, "unit": "percent"},
    "bars": [{"key": "first year", "values": {}}, {"key": "later", "values": {}}],
    "series": [
        {"label": {"key": "measures.side.a", "values": {}}, "y": [20.0, None]},
        {"label": {"key": "measures.side.b", "values": {}}, "y": [10.0, 4.0]},
    ],
}  # fmt: skip
"""What a worker measures for the trial lesson."""

Read = Callable[..., Lesson]
Problems = Callable[..., list[Problem]]


class Trial(NamedTuple):
    """The trial lesson: with a choice in English and Chinese, with a number, what it can name, what is measured."""

    choice: str
    chinese: str
    number: str
    known: Known
    results: dict[str, Any]


@pytest.fixture(scope="session")
def trial() -> Trial:
    """Return the trial lesson."""
    return Trial(CHOICE, CHINESE, NUMBER, KNOWN, {"churn": LEAVING})


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes a lesson, in English and perhaps in Chinese, and reads it."""

    def read(english: str = CHOICE, chinese: str = "", known: Known = KNOWN) -> Lesson:
        for language, text in (("en", english), ("zh", chinese)):
            path = tmp_path / f"01-trial.{language}.md"
            path.unlink(missing_ok=True)
            if text:
                path.write_text(text, encoding="utf-8")
        found, wrong = lesson_files(tmp_path)
        assert not wrong
        return read_lesson("01-trial", found["01-trial"], known)

    return read


@pytest.fixture
def problems(read: Read) -> Problems:
    """Return a function that returns what is wrong with a lesson: text to replace, and by what."""

    def problems(old: str, new: str = "", *, english: str = CHOICE, chinese: str = "") -> list[Problem]:
        changed = chinese or english
        assert old in changed
        changed = changed.replace(old, new)
        with pytest.raises(LessonError) as caught:
            read(english, changed) if chinese else read(changed)
        assert str(caught.value).endswith("the lesson is not shown")
        return list(caught.value.problems)

    return problems
