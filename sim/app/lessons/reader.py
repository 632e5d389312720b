"""One reader of one lesson: what this session may see of it now, in its language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from markupsafe import Markup
from starlette.requests import Request

from sim.app.lessons.lesson import Lesson
from sim.app.lessons.markdown import rendered, rendered_line
from sim.app.lessons.outcome import Outcome, figures_of, unit_of
from sim.app.lessons.places import filled
from sim.app.lessons.predictions import Answer, Prediction, Predictions
from sim.app.lessons.sections import ABOUT, EXPLANATION, HANDOUT, KEY
from sim.app.lessons.wording import NOTHING, Wording
from sim.app.lessons.work import unpacked
from sim.app.page import language_of
from sim.app.problem import Refusal
from sim.app.words import catalogue
from sim.scenario import Scenario, load_scenario
from sim.study.sweeping.run_key import hashed


class Reader:
    """What a session may see of a lesson. Raises Refusal (404) if there is no such lesson."""

    def __init__(self, request: Request) -> None:
        lesson = request.app.state.lessons.lesson(request.path_params["lesson"])
        if lesson is None:
            raise Refusal(404, "problem.not_found")
        self.request = request
        self.lesson: Lesson = lesson
        self.language = language_of(request)
        self.told, self.told_in = lesson.told(self.language)
        self.is_teacher: bool = request.state.is_teacher
        self.predictions = Predictions(request.app.state.state, lesson)

    @cached_property
    def prediction(self) -> Prediction | None:
        """What this session predicted, None if it has not."""
        return self.predictions.of(self.request.state.session)

    def must_have_predicted(self) -> None:
        """Let pass who has predicted. Raises Refusal (403) for everybody else, also the teacher."""
        if self.prediction is None:
            raise Refusal(403, "lessons.predict_first")

    @cached_property
    def wording(self) -> Wording:
        """Words for figures in the language of the reader."""
        currency = _scenario(self.lesson.settings.a.scenario).currency
        sides = self.told.settings.sides
        called = {"a": sides.a, "b": sides.b} if sides else {}
        return Wording(catalogue(self.language), currency, called)

    @property
    def about(self) -> Markup:
        """What the lesson is about."""
        return rendered(self.told.sections[ABOUT])

    @property
    def handout(self) -> Markup:
        """The handout, which has no answers."""
        return rendered(self.told.sections[HANDOUT])

    def explanation(self, results: Mapping[str, Any]) -> Markup:
        """What happened and why, with the measured figures."""
        return self._filled(EXPLANATION, results)

    def answer_key(self, results: Mapping[str, Any]) -> Markup:
        """The answer key, with the measured figures; with dashes for them before the run."""
        return self._filled(KEY, results)

    @property
    def sources(self) -> list[Markup]:
        """Where it comes from."""
        return [rendered_line(source) for source in self.told.settings.sources]

    @property
    def key(self) -> str:
        """The name under which is kept what was measured for this lesson: equal for equal work."""
        lesson = self.lesson
        work = {"lesson": lesson.setups, "names": lesson.measures, "lives": lesson.settings.replications}
        return f"lesson-{hashed(work)}"

    def results(self) -> dict[str, Any] | None:
        """Return what was measured, None if the run is not there yet."""
        kept = self.request.app.state.films.get(self.key)
        return None if kept is None else unpacked(kept)

    @property
    def results_now(self) -> dict[str, Any] | None:
        """Return what was measured if this session may see it: it has predicted, and then made the run."""
        return self.results() if self.prediction and self.prediction.has_run else None

    def called(self, side: str) -> str:
        """Return what a market is called: in this lesson, else in Play, else in its own file."""
        sides, settings = self.told.settings.sides, self.lesson.settings
        named = getattr(sides, side) if sides else ""
        market = settings.a if side == "a" else settings.b
        if named or market is None:
            return named
        in_play = self.wording.t.messages.get(f"scenarios.{market.scenario}")
        return in_play or _scenario(market.scenario).name

    def measured(self, outcome: Outcome) -> str:
        """Return the number that was to be predicted, as it was measured."""
        return self.wording.figure(outcome.measured, self.lesson.settings.prediction.unit or "number")

    def answered(self, answer: Answer) -> str:
        """Return an answer in words."""
        if isinstance(answer, float):
            return self.wording.figure(answer, self.lesson.settings.prediction.unit or "number")
        return next((o.text for o in self.told.settings.prediction.options if o.key == answer), NOTHING)

    def gap(self, answer: Answer, outcome: Outcome) -> str:
        """Return in words how far a prediction was off."""
        t, is_right = self.wording.t, outcome.is_right(answer)
        if is_right is None:
            return t("lessons.gap.untold")
        if isinstance(answer, str):
            return t("lessons.gap.right" if is_right else "lessons.gap.wrong")
        measured = outcome.measured or 0.0
        unit = self.lesson.settings.prediction.unit or "number"
        off = self.wording.figure(abs(answer - measured), "points" if unit == "percent" else unit)
        way = "close" if is_right else "high" if answer > measured else "low"
        return t(f"lessons.gap.{way}", off=off)

    def _filled(self, section: str, results: Mapping[str, Any]) -> Markup:
        figures = figures_of(results)

        def worded(name: str) -> str:
            return self.wording.in_text(figures.get(name), unit_of(name, results) or "number")

        return rendered(filled(self.told.sections[section], worded))


@cache
def _scenario(name: str) -> Scenario:
    return load_scenario(name)
