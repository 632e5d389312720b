"""The lessons over the web: who sees what, and when."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sim.app.application import application
from sim.app.lessons.known import known_here
from sim.app.lessons.outcome import Results
from sim.app.lessons.work import packed
from sim.app.running.answering import result_of

ADDRESS = "http://127.0.0.1:8080"
SECRETS = (
    "In A 20%",
    "secret is",
    "Look at the bars",
    "Think about it",
    '"headline"',
    "times as many",
    "churn.a",
)
"""What nobody may see before the prediction: explanation, evidence, things to notice, the conditions of the answers."""

Browser = Callable[..., TestClient]


class Classroom:
    """A classroom with the trial lessons, and the teacher's key to it."""

    def __init__(self, first: TestClient, folder: Path) -> None:
        self.app = first.app
        self.folder = folder

    def browser(self, language: str = "en", teacher: bool = False) -> TestClient:
        """Return a browser of a newcomer, or of the teacher."""
        browser = TestClient(self.app, ADDRESS, headers={"accept-language": language}, follow_redirects=False)
        if teacher:
            key = self.app.state.teacher_key  # type: ignore[attr-defined]
            assert browser.get("/teacher", params={"key": key}).status_code == 303
        return browser


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory, trial: Any) -> Iterator[Classroom]:
    """A classroom whose workers have measured the trial lessons already."""
    folder = tmp_path_factory.mktemp("lessons")
    for name, text in (("01-choice", trial.choice), ("02-number", trial.number), ("03-other", trial.choice)):
        (folder / f"{name}.en.md").write_text(text.replace("A trial", f"Trial {name}"), encoding="utf-8")
    (folder / "01-choice.zh.md").write_text(trial.chinese, encoding="utf-8")
    patch = pytest.MonkeyPatch()
    patch.setattr("sim.app.application.known_here", lambda: trial.known)
    patch.setattr("sim.app.application.packaged_lessons", lambda: folder)
    patch.setattr("sim.app.application.make_first_films", _no_films)
    patch.setattr("sim.app.lessons.routes.result_of", _measured(trial.results))
    with TestClient(application(tmp_path_factory.mktemp("state") / "state.sqlite", 1), ADDRESS) as first:
        yield Classroom(first, folder)
    patch.undo()


async def _no_films(state: object) -> None:
    """The page of Play is not asked for here."""


def _measured(results: Results) -> Any:
    """Return what asks the workers, and finds that they have measured."""

    async def measured(request: Any, key: str, *work: Any) -> Any:
        request.app.state.films.keep(key, packed(dict(results)))
        return await result_of(request, key, *work)

    return measured


def predict(browser: TestClient, answer: object, lesson: str = "01-choice") -> Any:
    return browser.post(f"/api/lessons/{lesson}/prediction", json={"answer": answer})


def run(browser: TestClient, lesson: str = "01-choice") -> Any:
    return browser.post(f"/api/lessons/{lesson}/run", json={})


def test_the_list_has_every_lesson_with_its_question_and_what_it_needs(classroom: Classroom) -> None:
    page = classroom.browser().get("/lessons").text
    for text in (
        "Trial 01-choice",
        "Trial 02-number",
        "Does it work?",
        "30 minutes",
        "Lesson 1",
        "two markets of 500",
    ):
        assert text in page
    assert "/lessons/01-choice/key" not in page


def test_the_list_marks_what_this_session_has_done(classroom: Classroom) -> None:
    ann, bob = classroom.browser(), classroom.browser()
    predict(ann, "falls")
    assert "Predicted, not run yet" in ann.get("/lessons").text
    run(ann)
    assert 'class="done">Done' in ann.get("/lessons").text
    assert 'class="done"' not in bob.get("/lessons").text


def test_before_the_prediction_no_address_tells_what_comes_out(classroom: Classroom) -> None:
    predict(classroom.browser(), "falls")
    run_by_others = classroom.browser()
    predict(run_by_others, "falls")
    run(run_by_others)
    newcomer = classroom.browser()
    assert newcomer.get("/api/lessons/01-choice/opening").json() == {"evidence": []}
    for address in ("/lessons/01-choice", "/lessons/01-choice/handout", "/api/lessons/01-choice/opening"):
        answer = newcomer.get(address)
        assert answer.status_code == 200
        for secret in SECRETS:
            assert secret not in answer.text, (address, secret)
    assert run(newcomer).status_code == 403
    assert run(newcomer).json()["error"]["key"] == "lessons.predict_first"
    assert newcomer.get("/lessons/01-choice/key").status_code == 403
    assert newcomer.get("/api/lessons/01-choice/predictions").json()["answers"] is None
    assert newcomer.get("/api/lessons/01-choice/run").status_code == 405


def test_the_run_appears_once_a_prediction_is_committed_and_the_evidence_after_the_run(
    classroom: Classroom,
) -> None:
    ann = classroom.browser()
    assert 'id="start"' not in ann.get("/lessons/01-choice").text
    assert predict(ann, "rises").json() == {"answer": "rises"}
    between = ann.get("/lessons/01-choice").text
    assert 'id="start"' in between
    assert not any(secret in between for secret in SECRETS)
    assert run(ann).json() == {}
    after = ann.get("/lessons/01-choice").text
    assert "In A 20% left, in B 10%: 0.5 times as many." in after
    assert "The run says otherwise" in after
    assert "It falls." in after
    assert "Look at the bars" in after
    assert "secret is" not in after
    assert 'href="/?seed=1&amp;customers=500&amp;a=baseline&amp;b=baseline~price:1.1"' in after


def test_the_evidence_is_data_and_no_code(classroom: Classroom, trial: Any) -> None:
    ann = classroom.browser()
    predict(ann, "falls")
    run(ann)
    page = ann.get("/lessons/01-choice").text
    data = json.loads(page.split('<script type="application/json" id="lesson">')[1].split("</script>")[0])
    (churn,) = data["evidence"]
    assert churn["series"][0]["y"] == [20.0, None]
    assert churn["description"].startswith("A: As it is: first year 20%")


def test_a_prediction_cannot_be_changed(classroom: Classroom) -> None:
    ann = classroom.browser()
    predict(ann, "falls")
    second = predict(ann, "rises")
    assert (second.status_code, second.json()["error"]["key"]) == (409, "lessons.locked")
    assert "It falls." in ann.get("/lessons/01-choice").text.split("You predicted")[1][:200]


@pytest.mark.parametrize(
    ("lesson", "answer", "key"),
    [
        ("01-choice", "<script>", "lessons.no_such_answer"),
        ("01-choice", None, "lessons.no_such_answer"),
        ("02-number", 99, "lessons.not_on_the_slider"),
        ("02-number", "10", "lessons.not_on_the_slider"),
    ],
)
def test_an_answer_that_is_none_is_refused(
    classroom: Classroom, lesson: str, answer: object, key: str
) -> None:
    refused = predict(classroom.browser(), answer, lesson)
    assert (refused.status_code, refused.json()["error"]["key"]) == (422, key)


def test_the_gap_of_a_number_is_told_in_words(classroom: Classroom) -> None:
    ann = classroom.browser()
    predict(ann, 14.5, "02-number")
    run(ann, "02-number")
    page = ann.get("/lessons/02-number").text
    assert "Too high, by 4.5 percentage points." in page
    assert "14.5%" in page


def test_others_predictions_are_seen_only_once_the_teacher_reveals_them(classroom: Classroom) -> None:
    ann, bob, newcomer, teacher = (*(classroom.browser() for _ in range(3)), classroom.browser(teacher=True))
    lesson = "03-other"
    predict(ann, "falls", lesson)
    predict(bob, "same", lesson)
    address = f"/api/lessons/{lesson}/predictions"
    told = {
        "options": [
            {"text": "It falls.", "count": 1},
            {"text": "It rises.", "count": 0},
            {"text": "It stays.", "count": 1},
        ]
    }
    assert ann.get(address).json() == {"count": 2, "revealed": False, "answers": None}
    assert teacher.get(address).json() == {"count": 2, "revealed": False, "answers": told}
    assert teacher.post(f"/api/lessons/{lesson}/reveal", json={"revealed": True}).json() == {"revealed": True}
    assert ann.get(address).json() == {"count": 2, "revealed": True, "answers": told}
    assert newcomer.get(address).json()["answers"] is None
    teacher.post(f"/api/lessons/{lesson}/reveal", json={"revealed": False})
    assert bob.get(address).json()["answers"] is None
    teacher.post(f"/api/lessons/{lesson}/reset", json={})
    assert teacher.get(address).json()["count"] == 0
    assert predict(ann, "rises", lesson).status_code == 200


@pytest.mark.parametrize("what", ["reveal", "reset"])
def test_only_the_teacher_reveals_and_resets(classroom: Classroom, what: str) -> None:
    ann = classroom.browser()
    predict(ann, "falls")
    refused = ann.post(f"/api/lessons/01-choice/{what}", json={"revealed": True})
    assert (refused.status_code, refused.json()["error"]["key"]) == (403, "problem.teacher_only")
    assert ann.get("/api/lessons/01-choice/predictions").json()["revealed"] is False


def test_the_answer_key_is_for_the_teacher_and_has_the_figures_after_the_run(classroom: Classroom) -> None:
    student, teacher = classroom.browser(), classroom.browser(teacher=True)
    predict(student, "falls")
    run(student)
    refused = student.get("/lessons/01-choice/key")
    assert refused.status_code == 403
    assert "secret is" not in refused.text
    assert run(teacher).status_code == 200
    page = teacher.get("/lessons/01-choice/key").text
    assert "The secret is 10%." in page
    assert "It falls." in page
    assert "/lessons/01-choice/key" in teacher.get("/lessons").text


def test_the_handout_has_no_answers(classroom: Classroom) -> None:
    teacher = classroom.browser(teacher=True)
    predict(teacher, "falls")
    run(teacher)
    page = teacher.get("/lessons/01-choice/handout").text
    assert "Write down what you expect." in page
    for secret in SECRETS:
        assert secret not in page


def test_a_lesson_is_told_in_the_reader_s_language_or_says_that_it_is_not(classroom: Classroom) -> None:
    reader = classroom.browser("zh")
    page = reader.get("/lessons/01-choice").text
    assert '<html lang="zh">' in page
    assert "流失会怎样？" in page
    assert "本课只有英文版" not in page
    other = reader.get("/lessons/02-number").text
    assert "本课只有英文版" in other
    assert 'lang="en">Trial 02-number' in other
    assert "本课只有英文版" in reader.get("/lessons").text


def test_a_market_that_the_lesson_gives_no_name_has_that_of_play(classroom: Classroom, trial: Any) -> None:
    path = classroom.folder / "07-unnamed.en.md"
    path.write_text(trial.choice.replace("sides: {a: As it is, b: With more care}\n", ""), encoding="utf-8")
    try:
        reader = classroom.browser("zh")
        predict(reader, "falls", "07-unnamed")
        assert "基准" in reader.get("/lessons/07-unnamed").text
    finally:
        path.unlink()


def test_a_new_file_in_the_folder_appears_and_its_markdown_does_no_harm(
    classroom: Classroom, trial: Any
) -> None:
    hostile = trial.choice.replace("A trial", "<script>alert(1)</script>").replace(
        "Customers *leave*.",
        "<script>alert(2)</script> [x](javascript:alert(3)) ![y](https://evil.example/pixel.png) <img src=x onerror=alert(4)>",
    )
    path = classroom.folder / "09-new.en.md"
    path.write_text(hostile.replace("It falls.", "</script><b>It falls.</b>"), encoding="utf-8")
    try:
        ann = classroom.browser()
        assert "&lt;script&gt;alert(1)" in ann.get("/lessons").text
        predict(ann, "falls", "09-new")
        run(ann, "09-new")
        page = ann.get("/lessons/09-new").text
    finally:
        path.unlink()
    assert "<script>alert" not in page
    assert "<b>It falls" not in page
    assert "<img" not in page
    assert 'href="javascript:' not in page
    assert "evil.example" not in page


def test_mistakes_in_a_lesson_are_shown_to_the_teacher_alone(classroom: Classroom, trial: Any) -> None:
    path = classroom.folder / "08-bad.en.md"
    path.write_text(trial.choice.replace("minutes: 30", "<minuts>: 30"), encoding="utf-8")
    try:
        student, teacher = (
            classroom.browser().get("/lessons").text,
            classroom.browser(teacher=True).get("/lessons").text,
        )
        assert classroom.browser().get("/lessons/08-bad").status_code == 404
    finally:
        path.unlink()
    assert "Trial 01-choice" in student
    assert "minuts" not in student
    assert "unknown key &#34;&lt;minuts&gt;&#34;" in teacher
    assert "08-bad.en.md:3:1" in teacher


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fetc%2fpasswd", "01-choice.en.md", "%00", "<script>"])
def test_a_lesson_that_does_not_exist_is_not_found(classroom: Classroom, name: str) -> None:
    assert classroom.browser().get(f"/lessons/{name}").status_code == 404
    assert classroom.browser().get(f"/api/lessons/{name}/predictions").status_code == 404


def test_known_here_knows_measures_scenarios_and_levers() -> None:
    known = known_here()
    assert "baseline" in known.scenarios
    setup = {"scenario": "baseline", "seed": 1, "customers": 500}
    right = [{"month": 0, "lever": "price", "value": 1.1}]
    assert known.wrong({**setup, "moves": right}) is None
    too_high = known.wrong({**setup, "moves": [{**right[0], "value": 99.0}]})
    assert too_high is not None
    assert (too_high.lever, "99" in too_high.message) == ("price", True)
    unknown = known.wrong({**setup, "moves": [{**right[0], "lever": "prce"}]})
    assert unknown is not None
    assert unknown.help.startswith('did you mean "price"?')
