"""The front matter of a lesson: what a teacher writes above the text, typed, with bounds and meanings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, create_model, field_validator, model_validator
from pydantic_core import InitErrorDetails

from sim.scenario.checks import misfit
from sim.scenario.setting import Settings, setting

OTHERWISE = "otherwise"
"""The condition of the option that is right where no other is."""

Unit = Literal["percent", "points", "money", "months", "people", "times", "number"]
"""What a figure is measured in; points are percentage points, times is a ratio."""
Line = Annotated[str, Field(min_length=1, max_length=1000)]


class MoveSettings(Settings):
    """A lever that is moved."""

    month: int = setting(0, "booked month in which it is moved, 0 being the first", "months", ge=0, le=1200)
    lever: str = Field(description="key of the lever, as in the address of a page of Play")
    value: Any = Field(
        description="where it is moved to: a number in the unit of the lever, or one of its choices"
    )

    @field_validator("value")
    @classmethod
    def _is_a_number_or_a_choice(cls, value: Any) -> float | str:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError("value must be a number, or one of the choices of the lever")
        return value


class SideSettings(Settings):
    """A market: a scenario, and the levers that are moved in it."""

    scenario: str = Field(description="name of a packaged scenario", min_length=1, max_length=200)
    customers: int = setting(2000, "customers of the market", "people", ge=200, le=5000)
    moves: tuple[MoveSettings, ...] = Field(
        (), strict=False, max_length=40, description="levers that are moved"
    )


class OptionSettings(Settings):
    """One answer to choose."""

    key: str = Field(description="short name, the same in all languages", min_length=1, max_length=40)
    text: Line = Field(description="the answer as students read it")
    holds: str | None = Field(
        None,
        min_length=1,
        max_length=300,
        description=f"condition on measured figures under which it is right, as in churn.b < churn.a, or {OTHERWISE}",
    )

    @field_validator("key")
    @classmethod
    def _is_a_short_name(cls, key: str) -> str:
        if not re.fullmatch("[a-z0-9][a-z0-9_-]*", key):
            raise ValueError(f'key is "{key}", but must be lower-case letters, digits, - and _')
        return key


class PredictionSettings(Settings):
    """What students commit to before the run."""

    ask: Line = Field(description="what is asked")
    kind: Literal["choice", "number", "life"] = Field(
        description="choice: one of some answers; number: on a slider; life: what became of a customer"
    )
    options: tuple[OptionSettings, ...] = Field(
        (), strict=False, max_length=8, description="answers to choose"
    )
    measure: str | None = Field(None, description="the figure that is predicted, as in churn.b")
    unit: Unit | None = Field(None, description="unit of the number; that of the measured figure")
    minimum: float | None = setting(None, "least number on the slider, as it is shown")
    maximum: float | None = setting(None, "largest number on the slider, as shown")
    step: float | None = setting(
        None, "step of the slider, as shown; a hundredth of its range if left out", gt=0
    )
    within: float | None = setting(
        None, "how far off still counts as right, as shown; a tenth of the range if left out", gt=0
    )


class TrySettings(Settings):
    """Something to try in Play, opened with one click."""

    text: Line = Field(description="what to try, and what to look for")
    a: SideSettings | None = Field(None, description="market A; that of the lesson if left out")
    b: SideSettings | None = Field(None, description="market B; that of the lesson if left out")


class SideNames(Settings):
    """What the markets are called in this lesson."""

    a: Line = Field(description="market A in a few words")
    b: Line = Field("", min_length=0, description="market B in a few words")


class LessonSettings(Settings):
    """The front matter of a lesson, all but its key `try`: that is a word of Python, which no attribute can have."""

    title: Line = Field(description="title")
    minutes: int = setting(40, "how long it takes in class", "minutes", ge=5, le=300)
    question: Line = Field(description="the question of the lesson, in a sentence or two")
    needs: str = Field("", max_length=300, description="what students should know or have before")
    seed: int = setting(1, "seed of the run, the same for all students", ge=0, le=2**31 - 1)
    replications: int = setting(1, "lives with other luck that are measured together", "lives", ge=1, le=8)
    a: SideSettings = Field(description="market A")
    b: SideSettings | None = Field(None, description="market B, beside it; left out if there is only one")
    sides: SideNames | None = Field(None, description="what the markets are called; A and B if left out")
    shown_first: tuple[str, ...] = Field(
        (), strict=False, max_length=4, description="measures that are shown before the prediction"
    )
    prediction: PredictionSettings = Field(description="what students commit to before the run")
    evidence: tuple[str, ...] = Field(
        strict=False, min_length=1, max_length=12, description="measures that are shown after the run"
    )
    notice: tuple[Line, ...] = Field((), strict=False, max_length=20, description="things to notice")
    sources: tuple[Line, ...] = Field((), strict=False, max_length=20, description="where it comes from")

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        found = [*_of_prediction(self.prediction)]
        if self.prediction.kind == "life" and not self.shown_first:
            help = "name the measures from which students foretell the life, as in  shown_first: [one_life_opening]"
            found.append(
                misfit(
                    'a prediction of the kind "life" needs "shown_first"',
                    ("prediction", "kind"),
                    [("shown_first",)],
                    help=help,
                )
            )
        if found:
            raise ValidationError.from_exception_data(type(self).__name__, found)
        return self

    @property
    def to_try(self) -> tuple[TrySettings, ...]:
        """The things to try."""
        return tuple(getattr(self, "try", ()))


FrontMatter: type[LessonSettings] = create_model(
    "FrontMatter",
    __base__=LessonSettings,
    **{"try": (tuple[TrySettings, ...], Field((), strict=False, max_length=20, description="things to try"))},  # type: ignore[call-overload]
)
"""The whole front matter."""


_KEYS = {
    "choice": ("options",),
    "number": ("measure", "unit", "minimum", "maximum", "step", "within"),
    "life": ("options",),
}
"""Keys that a kind of prediction reads, besides `ask` and `kind`."""
_NEEDED = {"choice": (), "number": ("measure", "unit", "minimum", "maximum"), "life": ()}


def _of_prediction(prediction: PredictionSettings) -> Iterator[InitErrorDetails]:
    """Yield what does not fit together in a prediction."""
    kind = prediction.kind
    valid = ("ask", "kind", *_KEYS[kind])
    keys = ", ".join(valid)
    for key in sorted(prediction.model_fields_set - set(valid)):
        yield misfit(
            f'a prediction of the kind "{kind}" has no "{key}"',
            ("prediction", key),
            help=f"valid here: {keys}",
        )
    for key in _NEEDED[kind]:
        if getattr(prediction, key) is None:
            yield misfit(
                f'a prediction of the kind "{kind}" needs "{key}"',
                ("prediction", "kind"),
                [("prediction", key)],
                help=f"valid here: {keys}",
            )
    if kind == "number":
        yield from _of_slider(prediction)
    else:
        yield from _of_options(prediction)


def _of_slider(prediction: PredictionSettings) -> Iterator[InitErrorDetails]:
    low, high = prediction.minimum, prediction.maximum
    if low is None or high is None:
        return
    if low >= high:
        yield misfit(f"maximum is {high:g}, but must be above minimum, {low:g}", ("prediction", "maximum"))
    elif prediction.step is not None and prediction.step > high - low:
        yield misfit("step is larger than the whole range", ("prediction", "step"))


def _of_options(prediction: PredictionSettings) -> Iterator[InitErrorDetails]:
    keys = [option.key for option in prediction.options]
    if len(keys) < 2:
        yield misfit("a prediction needs at least two options", ("prediction", "options" if keys else "kind"))
    for number, option in enumerate(prediction.options):
        path = ("prediction", "options", number)
        if option.key in keys[:number]:
            yield misfit(
                f'two options have the key "{option.key}"', (*path, "key"), help="give one of them another"
            )
        if option.holds is None:
            help = f"write the condition under which it is right, as in  holds: churn.b < churn.a, or {OTHERWISE}"
            yield misfit(f'the option "{option.key}" has no "holds"', (*path, "key"), help=help)
    if sum(option.holds == OTHERWISE for option in prediction.options) > 1:
        yield misfit(f"only one option can hold {OTHERWISE}", ("prediction", "options"))
