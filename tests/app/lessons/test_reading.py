"""Reading lessons: what is right is understood, and every mistake is told with its place and what is valid there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.app.lessons.checks import Wrong
from sim.app.lessons.lesson import Lesson
from sim.app.lessons.reading import LessonError, lesson_files
from sim.scenario import Problem

Read = Callable[..., Lesson]
Problems = Callable[..., list[Problem]]


def test_a_lesson_is_read_with_all_that_it_says(read: Read) -> None:
    lesson = read()
    settings = lesson.settings
    assert (lesson.number, settings.title, settings.minutes, settings.needs) == (
        "1",
        "A trial",
        30,
        "Lesson 1",
    )
    assert [option.key for option in settings.prediction.options] == ["falls", "rises", "same"]
    assert [it.text for it in settings.to_try] == ["Think about it.", "Raise the price."]
    assert settings.to_try[1].b is not None
    assert lesson.tellings["en"].sections["handout"].strip() == "Write down what you expect."


def test_its_measures_are_all_that_it_needs_each_once(read: Read, trial: Any) -> None:
    shown_first = trial.choice.replace("prediction:", "shown_first: [opening]\nprediction:")
    assert read(shown_first).measures == ("opening", "churn")


def test_both_markets_have_the_seed_of_the_lesson(read: Read, trial: Any) -> None:
    a, b = read(trial.choice.replace("minutes: 30", "seed: 7")).setups
    assert b is not None
    assert (a["seed"], b["seed"], a["customers"]) == (7, 7, 500)


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "message", "help"),
    [
        ("minutes: 30", "minuts: 30", 3, "minuts", 'unknown key "minuts"', 'did you mean "minutes"?'),
        ("minutes: 30", "minutes: 3", 3, "minutes", "minutes is 3, but must be at least 5", "5..300"),
        ("title: A trial", "titel: A trial", 2, "titel", 'unknown key "titel"', 'did you mean "title"?'),
        ("kind: choice", "kind: chioce", 11, "prediction.kind", "kind is", 'did you mean "choice"?'),
        ("key: falls", "key: It falls", 13, "prediction.options[0].key", "lower-case", "Short name"),
        ("key: rises", "key: falls", 14, "prediction.options[1].key", 'two options have the key "falls"', "another"),
        (", holds: otherwise", "", 15, "prediction.options[2].key", 'has no "holds"', "churn.b < churn.a"),
        ("0.9 * churn.a", "0.9 churn.a", 13, "prediction.options[0].holds", "is no condition", "churn.b"),
        ("0.9 * churn.a", "churn.c", 13, "prediction.options[0].holds", 'no figure "c"', "figures of churn: a, b"),
        ("0.9 * churn.a", "chrn.a", 13, "prediction.options[0].holds", 'unknown measure "chrn"', 'mean "churn"?'),
        ("evidence: [churn]", "evidence: [leaving]", 16, "evidence[0]", 'unknown measure "leaving"', "measures: churn"),
        ("evidence: [churn]", "evidence: []", 16, "evidence", "must have at least 1", "Measures"),
        ("scenario: baseline, customers: 500}\nb", "scenario: basline}\nb", 6, "a.scenario", "unknown scenario", "baseline"),
        ("customers: 500}\nb", "customers: 9}\nb", 6, "a.customers", "customers is 9", "200..5000"),
        ("value: 1.1", "value: [1]", 20, "try[1].b.moves[0].value", "value must be a number", "unit of the lever"),
        ("kind: choice", "kind: life", 11, "prediction.kind", 'needs "shown_first"', "shown_first: ["),
        ("kind: choice", "kind: choice\n  unit: percent", 12, "prediction.unit", 'has no "unit"', "ask, kind, options"),
        ("## Handout", "## Hand out", 29, "", 'unknown section "Hand out"', 'did you mean "Handout"?'),
        ("Customers *leave*.", "{{churn}} leave.", 24, "", "cannot stand here", "the explanation"),
        ("is {{churn.b}}", "is {{churn.z}}", 33, "", 'no figure "z"', "figures of churn: a, b"),
        ("is {{churn.b}}", "is {{ So many }}", 33, "", "is no name of a figure", "measure.figure"),
        ("\n## What it is about", "\nHello\n## What it is about", 23, "", "text above the first section", "## Handout"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_is_valid(
    problems: Problems, old: str, new: str, line: int, path: str, message: str, help: str
) -> None:
    found = next(problem for problem in problems(old, new) if problem.path == path)
    assert found.line == line
    assert message in found.message
    assert help in found.help


def test_several_mistakes_are_told_at_once(problems: Problems) -> None:
    found = problems("minutes: 30", "minuts: 30\nseed: -1")
    assert [problem.path for problem in found] == ["minuts", "seed"]


@pytest.mark.parametrize(
    ("english", "message"),
    [
        ("", "there is no front matter"),
        ("# Hello", "there is no front matter"),
        ("---\ntitle: x\n", "the front matter does not end"),
        ("---\n---\n## Handout\nx", "the front matter holds no keys and values"),
        ("---\n- x\n---\n", "the front matter holds no keys and values"),
        ("---\ntitle: [\n---\n", "this is not YAML"),
        ("---\ntitle: !!python/object/apply:os.system [x]\n---\n", "is not allowed"),
        ("---\ntitle: a\x1bb\n---\n", "the character U+001B is not allowed"),
    ],
)
def test_what_is_no_lesson_is_told(tmp_path: Path, read: Read, english: str, message: str) -> None:
    (tmp_path / "01-trial.en.md").write_text(english, encoding="utf-8")
    with pytest.raises(LessonError) as caught:
        read(english or "\n")
    assert message in str(caught.value)


def test_a_section_that_is_missing_empty_or_there_twice_is_told(problems: Problems) -> None:
    assert 'no section "Handout"' in problems("## Handout\nWrite down what you expect.\n")[0].message
    assert "is empty" in problems("Write down what you expect.\n")[0].message
    assert "is there twice" in problems("## Answer key", "## Handout\nx\n## Answer key")[0].message


def test_a_measure_of_two_markets_needs_two(problems: Problems) -> None:
    found = problems("b: {scenario: retention-first, customers: 500}\n")[0]
    assert found.message == "the measure churn compares two markets, but the lesson has only A"


def test_a_setup_that_cannot_be_run_is_told_at_the_move(read: Read, trial: Any) -> None:
    known = replace(
        trial.known, wrong=lambda setup: Wrong("no such lever", "x", "price") if setup["moves"] else None
    )
    with pytest.raises(LessonError) as caught:
        read(known=known)
    (problem,) = caught.value.problems
    assert (problem.message, problem.path, problem.line) == ("no such lever", "try[1].b.moves[0].lever", 20)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  minimum: 0\n", "", 'needs "minimum"'),
        ("minimum: 0", "minimum: 50", "maximum is 40, but must be above minimum, 50"),
        ("step: 0.5", "step: 100", "step is larger"),
        ("unit: percent", "unit: percnt", "unit is"),
        ("measure: churn.b", "measure: churn.q", 'no figure "q"'),
        ("unit: percent", "unit: money", "unit is money, but churn.b is measured in percent"),
    ],
)
def test_a_slider_has_to_make_sense(problems: Problems, trial: Any, old: str, new: str, message: str) -> None:
    assert message in problems(old, new, english=trial.number)[0].message


def test_a_translation_has_texts_and_takes_all_else_from_the_original(read: Read, trial: Any) -> None:
    lesson = read(chinese=trial.chinese)
    told, language = lesson.told("zh")
    assert (language, told.settings.title) == ("zh", "试验")
    assert told.settings.prediction.options[0].text == "下降"
    assert told.settings.prediction.options[0].holds == "churn.b < 0.9 * churn.a"
    assert [it.text for it in told.settings.to_try] == ["想一想", "提高价格"]
    assert told.settings.to_try[1].b == lesson.settings.to_try[1].b
    assert told.settings.sources == lesson.settings.sources


def test_a_lesson_in_one_language_is_told_in_that_one(read: Read, trial: Any) -> None:
    assert read().told("zh")[1] == "en"
    whole = trial.choice.replace("## Handout", "## 讲义")
    assert read("", whole).told("en")[1] == "zh"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("title: 试验", "title: 试验\nminutes: 45", "minutes"),
        ("title: 试验", "title: 试验\na: {scenario: retention-first}", "a.scenario"),
        ("    - {key: falls, text: 下降}\n", "", "prediction.options"),
        ("key: falls, text: 下降", "key: falls, text: 下降, holds: 'churn > 1'", "prediction.options.holds"),
        ("try: [想一想, {text: 提高价格}]", "try: [想一想]", "try"),
    ],
)
def test_a_translation_differs_in_texts_only(
    problems: Problems, trial: Any, old: str, new: str, path: str
) -> None:
    found = problems(old, new, chinese=trial.chinese)[0]
    assert found.message == f"{path} differs from 01-trial.en.md"
    assert found.line is not None


def test_a_file_with_another_name_is_told_and_the_others_are_found(tmp_path: Path) -> None:
    for name in ("01-a.en.md", "01-a.zh.md", "02 b.en.md", "03-c.md", "README.md", "notes.txt"):
        (tmp_path / name).write_text("x")
    found, wrong = lesson_files(tmp_path)
    assert list(found) == ["01-a"]
    assert list(found["01-a"]) == ["en", "zh"]
    assert list(wrong) == ["02 b.en.md", "03-c.md"]
    assert "NN-some-words.en.md" in str(wrong["03-c.md"])
