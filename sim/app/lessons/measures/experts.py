"""What keeps beginners and experts, found by regressions on the survey as a researcher would run them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.app.lessons.measures.chart import Axis, Bars, Series
from sim.app.lessons.measures.label import Label
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import of_one
from sim.app.lessons.measures.run import Run

ITEMS = (1, 2, 3)
"""Items of each question of the survey."""
THIRDS = ("beginners", "between", "experts")
QUALITIES = ("functional", "technical")
TERMS = (
    "functional", "technical", "expertise", "switching",
    "functional_expertise", "technical_expertise", "functional_switching", "technical_switching",
)  # fmt: skip
"""Terms of the regression, in the order of its columns after the constant; two names make a product."""
SURVEY = 1200
"""Answers of a published survey of usual size."""
CLASS_SURVEY = 300
"""Answers that a class can collect."""
_SURVEYS = 200
"""Surveys that are drawn to tell how often one finds an effect."""
_CLEAR = 1.96
"""Standard errors from which an effect is called significant, at 5 %."""

Array = NDArray[np.float64]


def answers(run: Run) -> pd.DataFrame:
    """Return one row for each answered questionnaire, z-scored: functional, technical, expertise, switching, stays.

    switching: the sum of the three switching costs; stays: the intention to stay. A question is the mean of its items.
    """
    survey = run.tables["survey"]

    def asked(question: str) -> pd.Series[float]:
        return survey[[f"{question}_{item}" for item in ITEMS]].mean(axis=1)

    table = pd.DataFrame(
        {
            "functional": asked("functional_quality"),
            "technical": asked("technical_quality"),
            "expertise": asked("expertise"),
            "switching": asked("procedural_cost") + asked("financial_cost") + asked("relational_cost"),
            "stays": asked("intention_to_stay"),
        }
    )
    return (table - table.mean()) / table.std()


@of_one
def quality_by_expertise(a: Run) -> Measure:
    """Return how strongly either quality goes with the intention to stay, by expertise: standardised slopes.

    A slope of 0.3: who is one standard deviation higher in the quality is 0.3 standard deviations higher in the
    intention to stay, switching costs and the other quality being equal. The headline is technical less functional
    among experts.
    """
    table = answers(a)
    if len(table) < 30 * len(THIRDS):
        return Measure(Figure(math.nan, "number"))
    third = pd.qcut(table["expertise"].rank(method="first"), len(THIRDS), labels=False)
    slopes = [_slopes(table[third == number]) for number in range(len(THIRDS))]
    figures = {
        f"{name}_{quality}": Figure(float(slope), "number")
        for name, pair in zip(THIRDS, slopes, strict=True)
        for quality, slope in zip(QUALITIES, pair, strict=True)
    }
    return Measure(
        Figure(float(slopes[-1][1] - slopes[-1][0]), "number"),
        figures | {"answers": Figure(float(len(table)), "number")},
        Bars(
            Label("measures.axis.expertise"),
            Axis(Label("measures.axis.slope"), "number"),
            [Label(f"measures.expertise.{name}") for name in THIRDS],
            [
                Series(Label(f"measures.quality.{quality}"), [float(pair[number]) for pair in slopes])
                for number, quality in enumerate(QUALITIES)
            ],
        ),
    )


def _slopes(table: pd.DataFrame) -> Array:
    terms = np.column_stack([np.ones(len(table)), table[["functional", "technical", "switching"]]])
    return np.asarray(np.linalg.lstsq(terms, table["stays"].to_numpy(), rcond=None)[0][1:3], float)


@of_one
def how_often_a_survey_finds_it(a: Run) -> Measure:
    """Return in how many of a hundred surveys each effect is significant, with 1,200 answers and with 300.

    The answers of the run are the population from which 200 surveys of each size are drawn. The headline is the
    functional quality × expertise effect with 1,200 answers.
    """
    table = answers(a)
    products = [
        table[one] * table[other]
        for one, other in (
            ("functional", "expertise"), ("technical", "expertise"),
            ("functional", "switching"), ("technical", "switching"),
        )
    ]  # fmt: skip
    mains = table[["functional", "technical", "expertise", "switching"]]
    terms = np.column_stack([np.ones(len(table)), mains, *products])
    found = {size: 100.0 * _found(terms, table["stays"].to_numpy(), size) for size in (SURVEY, CLASS_SURVEY)}
    figures = {
        f"{term}_{name}": Figure(float(share), "percent")
        for name, size in (("survey", SURVEY), ("class", CLASS_SURVEY))
        for term, share in zip(TERMS, found[size], strict=True)
    }
    return Measure(
        figures["functional_expertise_survey"],
        figures,
        Bars(
            Label("measures.axis.effect"),
            Axis(Label("measures.axis.surveys_that_find_it"), "percent"),
            [Label(f"measures.effect.{term}") for term in TERMS],
            [
                Series(Label("measures.axis.answers", {"answers": size}), [float(v) for v in share])
                for size, share in found.items()
            ],
        ),
    )


def _found(terms: Array, stays: Array, size: int) -> Array:
    """Return the share of surveys of a size in which each term but the constant is significant, NaN if too large."""
    count = terms.shape[1]
    if len(stays) < 2 * size:
        return np.full(count - 1, np.nan)
    luck = np.random.default_rng(size)
    hits = np.zeros(count)
    for _ in range(_SURVEYS):
        asked = luck.choice(len(stays), size, replace=False)
        x, y = terms[asked], stays[asked]
        inverse = np.linalg.inv(x.T @ x)
        slope = inverse @ (x.T @ y)
        rest = y - x @ slope
        error = np.sqrt(np.diag(inverse) * (rest @ rest) / (size - count))
        hits += np.abs(slope / error) > _CLEAR
    return np.asarray(hits[1:] / _SURVEYS, float)
