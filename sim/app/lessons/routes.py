"""The addresses of the lessons: their pages, and what their pages ask for."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.app.body import posted
from sim.app.lessons.address import play_address
from sim.app.lessons.outcome import Outcome
from sim.app.lessons.predictions import predicted_lessons, version_of
from sim.app.lessons.reader import Reader
from sim.app.lessons.work import unpacked
from sim.app.page import language_of, page
from sim.app.problem import Refusal
from sim.app.running.answering import in_line, result_of
from sim.app.running.task import Priority
from sim.app.sessions import only_teacher


async def lessons(request: Request) -> Response:
    """List the lessons, marked where this session has done them; to the teacher also what is wrong with others."""
    shelf, language = request.app.state.lessons, language_of(request)
    predicted = predicted_lessons(request.app.state.state, request.state.session)
    rows = []
    for lesson in shelf.lessons:
        told, told_in = lesson.told(language)
        done = predicted.get((lesson.name, version_of(lesson)))
        rows.append({"lesson": lesson, "told": told.settings, "told_in": told_in, "done": done})
    mistakes = [str(mistake) for mistake in shelf.mistakes] if request.state.is_teacher else []
    return page(request, "lessons.html", rows=rows, mistakes=mistakes)


async def lesson(request: Request) -> Response:
    """Show a lesson as far as this session has come: the question, the run, or what it showed."""
    reader = Reader(request)
    settings, setups = reader.told.settings, reader.lesson.setups
    results, slider = reader.results_now, _slider(reader)
    content: dict[str, Any] = {
        "reader": reader,
        "lesson": reader.lesson,
        "settings": settings,
        "slider": slider,
        "play": play_address(*setups),
        "tries": [_try(reader, number) for number in range(len(settings.to_try))],
        "after": None if results is None else _after(reader, results),
        "data": {
            "lesson": reader.lesson.name,
            "setups": dict(zip("ab", setups, strict=True)),
            "evidence": _worded(reader, settings.evidence, results or {}),
            "slider": slider,
            "measured": None if results is None else Outcome.of(reader.lesson, results).measured,
        },
    }
    return page(request, "lesson.html", **content)


async def handout(request: Request) -> Response:
    """Show the handout of a lesson, to print."""
    reader = Reader(request)
    return page(request, "handout.html", reader=reader, lesson=reader.lesson, settings=reader.told.settings)


async def answer_key(request: Request) -> Response:
    """Show the teacher the answer key, with figures as soon as the run was made."""
    only_teacher(request)
    reader = Reader(request)
    results = reader.results()
    content: dict[str, Any] = {
        "reader": reader,
        "lesson": reader.lesson,
        "settings": reader.told.settings,
        "outcome": None if results is None else Outcome.of(reader.lesson, results),
        "results": results or {},
        "data": {
            "lesson": reader.lesson.name,
            "evidence": _worded(reader, reader.told.settings.evidence, results or {}),
        },
    }
    return page(request, "answer_key.html", **content)


async def opening(request: Request) -> Response:
    """Answer what is shown before the prediction, and nothing else of what is measured with it."""
    reader = Reader(request)
    result = await _measured(request, reader)
    if isinstance(result, int):
        return in_line(result)
    return JSONResponse({"evidence": _worded(reader, reader.lesson.settings.shown_first, result)})


async def predict(request: Request) -> Response:
    """Lock a prediction: `{"answer": key of an option, or number}`."""
    reader = Reader(request)
    answer = reader.predictions.commit(request.state.session, (await posted(request)).get("answer"))
    return JSONResponse({"answer": answer})


async def run(request: Request) -> Response:
    """Make the run for who has predicted, or for the teacher; the page then shows what came out."""
    reader = Reader(request)
    if not reader.is_teacher:
        reader.must_have_predicted()
    result = await _measured(request, reader)
    if isinstance(result, int):
        return in_line(result)
    if reader.prediction is not None:
        reader.predictions.note_run(request.state.session)
    return JSONResponse({})


async def predictions(request: Request) -> Response:
    """Answer how many have predicted; to the teacher, and once revealed to who has predicted, also what they did."""
    reader = Reader(request)
    answers, revealed = reader.predictions.all, reader.predictions.are_revealed
    told: dict[str, Any] = {"count": len(answers), "revealed": revealed, "answers": None}
    if reader.is_teacher or (revealed and reader.prediction is not None):
        if reader.lesson.settings.prediction.kind == "number":
            told["answers"] = {"numbers": answers}
        else:
            options = reader.told.settings.prediction.options
            told["answers"] = {"options": [{"text": o.text, "count": answers.count(o.key)} for o in options]}
    return JSONResponse(told)


async def reveal(request: Request) -> Response:
    """Let the teacher show everybody's predictions to the class, or hide them: `{"revealed": true}`."""
    only_teacher(request)
    revealed = (await posted(request)).get("revealed")
    if not isinstance(revealed, bool):
        raise Refusal(400, "problem.not_json")
    Reader(request).predictions.reveal(revealed)
    return JSONResponse({"revealed": revealed})


async def reset(request: Request) -> Response:
    """Let the teacher forget all predictions of a lesson: `{}`."""
    only_teacher(request)
    await posted(request)
    Reader(request).predictions.reset()
    return JSONResponse({})


async def _measured(request: Request, reader: Reader) -> dict[str, Any] | int:
    """Return all that is measured for a lesson, or the place in line; it is done once for the whole class."""
    lesson = reader.lesson
    work = lesson.setups, lesson.measures, lesson.settings.replications
    result = await result_of(request, reader.key, Priority.LATER, "sim.app.lessons.work:evidence", *work)
    if isinstance(result, int):
        return result
    assert isinstance(result, bytes)
    return unpacked(result)


def _worded(reader: Reader, names: tuple[str, ...], results: dict[str, Any]) -> list[dict[str, Any]]:
    return [reader.wording.worded(results[name]) for name in names if name in results]


def _after(reader: Reader, results: dict[str, Any]) -> dict[str, Any]:
    """Return what the page says once the run was made."""
    assert reader.prediction is not None
    outcome = Outcome.of(reader.lesson, results)
    is_number = reader.lesson.settings.prediction.kind == "number"
    return {
        "is_right": outcome.is_right(reader.prediction.answer),
        "right": [reader.answered(key) for key in outcome.right],
        "measured": reader.measured(outcome) if is_number else None,
        "gap": reader.gap(reader.prediction.answer, outcome),
        "explanation": reader.explanation(results),
    }


def _slider(reader: Reader) -> dict[str, Any] | None:
    """Return the ends, the step and the middle of the slider of a number, None for other predictions."""
    asked = reader.lesson.settings.prediction
    if asked.kind != "number" or asked.minimum is None or asked.maximum is None:
        return None
    span = asked.maximum - asked.minimum
    step = asked.step or span / 100
    middle = asked.minimum + round(span / 2 / step) * step
    return {"low": asked.minimum, "high": asked.maximum, "step": step, "middle": middle, "unit": asked.unit}


def _try(reader: Reader, number: int) -> dict[str, Any]:
    """Return something to try, with the address that opens it in Play if it says which markets."""
    settings = reader.lesson.settings
    markets, text = settings.to_try[number], reader.told.settings.to_try[number].text
    if markets.a is None and markets.b is None:
        return {"text": text, "play": None}
    a, b = markets.a or settings.a, markets.b or settings.b
    setups = reader.lesson.setup(a), None if b is None else reader.lesson.setup(b)
    return {"text": text, "play": play_address(*setups)}


routes = [
    Route("/lessons", lessons),
    Route("/lessons/{lesson}", lesson),
    Route("/lessons/{lesson}/handout", handout),
    Route("/lessons/{lesson}/key", answer_key),
    Route("/api/lessons/{lesson}/opening", opening),
    Route("/api/lessons/{lesson}/prediction", predict, methods=["POST"]),
    Route("/api/lessons/{lesson}/run", run, methods=["POST"]),
    Route("/api/lessons/{lesson}/predictions", predictions),
    Route("/api/lessons/{lesson}/reveal", reveal, methods=["POST"]),
    Route("/api/lessons/{lesson}/reset", reset, methods=["POST"]),
]
