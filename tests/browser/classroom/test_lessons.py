"""Lessons in a browser: a question, a prediction that locks, the run, and only then the explanation; paper and the teacher's key."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from sim.app.lessons.packaged import packaged_lessons

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright").expect
pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHOICE, NUMBER = "01-four-lives", "03-constant-retention-trap"
RUN = 60_000
"""Milliseconds that the run of a lesson may take on a busy machine."""


def predict(page: Page) -> None:
    """Commit to the first option, or to the lowest number."""
    form = page.locator("#prediction")
    if form.get_attribute("data-kind") == "number":
        expect(form.get_by_role("button")).to_be_disabled()
        form.locator("input[type=range]").press("Home")
    else:
        form.get_by_role("radio").first.check()
    form.get_by_role("button").click()
    expect(page.locator("#start")).to_be_visible()


def run(page: Page) -> None:
    """Make the run and go on to what came out."""
    page.locator("#start").click()
    page.get_by_role("button", name="See what came out").or_(page.locator("#outcome")).first.wait_for(
        timeout=RUN
    )
    if page.locator("#outcome").count() == 0:
        page.get_by_role("button", name="See what came out").click()
    expect(page.locator("#outcome")).to_be_visible(timeout=RUN)


def test_all_lessons_are_listed_with_their_questions(
    visit: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = visit("/lessons")
    lessons = page.locator("ol.lessons > li")
    assert lessons.count() == 10
    assert page.locator(".mistake").count() == 0
    for lesson in lessons.all():
        assert "?" in lesson.locator("p").first.inner_text()
    assert page.get_by_role("link", name="Answer key").count() == 0
    picture(page)


@pytest.mark.parametrize("lesson", [CHOICE, NUMBER])
def test_question_then_prediction_then_run_then_explanation(
    lesson: str, visit: Callable[..., Page], picture: Callable[..., None]
) -> None:
    page = visit(f"/lessons/{lesson}")
    explanation = page.get_by_role("heading", name="What happened and why")
    assert "?" in page.locator("p.question").inner_text()
    assert (page.locator("#start").count(), explanation.count()) == (0, 0)
    picture(page, "1-question")
    predict(page)
    assert explanation.count() == 0
    assert page.locator("#prediction").count() == 0
    run(page)
    expect(explanation).to_be_visible()
    assert page.locator("#evidence .measure").count() >= 2
    for chart in page.locator("#evidence .drawing").all():
        expect(chart.locator("svg")).to_be_attached()
    text = page.locator("main").inner_text()
    assert "{{" not in text
    expect(page.locator(".verdict")).not_to_be_empty()
    picture(page, "2-outcome")
    page.reload()
    expect(page.locator("#outcome")).to_be_visible()


def test_a_prediction_cannot_be_changed(visit: Callable[..., Page]) -> None:
    page = visit(f"/lessons/{CHOICE}")
    predict(page)
    mine = page.locator(".mine").inner_text()
    origin = page.evaluate("location.origin")
    again = page.request.post(
        f"/api/lessons/{CHOICE}/prediction", data={"answer": "long_term"}, headers={"Origin": origin}
    )
    assert again.status == 409
    assert again.json()["error"]["key"] == "lessons.locked"
    page.reload()
    assert page.locator(".mine").inner_text() == mine


def test_the_run_comes_only_after_the_prediction(visit: Callable[..., Page]) -> None:
    page = visit(f"/lessons/{NUMBER}")
    origin = page.evaluate("location.origin")
    answer = page.request.post(f"/api/lessons/{NUMBER}/run", data={}, headers={"Origin": origin})
    assert answer.status >= 400
    assert "measured" not in answer.text()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_handout_is_one_page_of_paper_without_answers(
    language: str, visit: Callable[..., Page]
) -> None:
    page = visit("/lessons", language=language)
    lessons = packaged_names()
    for lesson in lessons:
        page.goto(f"/lessons/{lesson}/handout")
        paper = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1, lesson
        assert "{{" not in page.locator("main").inner_text()


def packaged_names() -> list[str]:
    """Return the names of the lessons that come with the classroom."""
    return sorted({file.name.split(".")[0] for file in packaged_lessons().glob("[0-9]*.md")})


def test_the_answer_key_is_for_the_teacher_alone(
    visit: Callable[..., Page], visit_teacher: Callable[..., Page], picture: Callable[..., None]
) -> None:
    student = visit("/lessons")
    assert student.request.get(f"/lessons/{CHOICE}/key").status == 403
    teacher = visit_teacher("/lessons")
    teacher.get_by_role("link", name="Answer key").first.click()
    expect(teacher.get_by_role("heading", name="Answer key")).to_be_visible()
    start = teacher.locator("#start")
    if start.count():
        start.click()
    expect(teacher.locator("#evidence .measure").first).to_be_visible(timeout=RUN)
    assert "{{" not in teacher.locator("main").inner_text()
    picture(teacher)


def test_the_teacher_sees_what_was_predicted_and_shows_it_to_the_class(
    visit: Callable[..., Page], visit_teacher: Callable[..., Page], visitors: Any
) -> None:
    lesson = "05-satisfied-but-gone"
    teacher = visit_teacher(f"/lessons/{lesson}")
    for count in ("One prediction", "2 predictions"):
        student = visit(f"/lessons/{lesson}")
        predict(student)
        teacher.reload()
        expect(teacher.locator("#count")).to_contain_text(count)
    expect(teacher.locator("#answers svg circle")).to_have_count(2)
    own = student.request.get(f"/api/lessons/{lesson}/predictions")
    assert not (own.ok and own.json().get("answers"))
    teacher.locator("#reveal").click()
    expect(teacher.locator("#reveal")).to_have_attribute("aria-pressed", "true")
    shown = student.request.get(f"/api/lessons/{lesson}/predictions")
    assert len(shown.json()["answers"]["numbers"]) == 2
