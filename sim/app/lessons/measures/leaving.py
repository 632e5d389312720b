"""How often customers leave at which age of the relationship, and what of that bonds explain."""

from __future__ import annotations

import math
from itertools import pairwise

from sim.app.lessons.measures.chart import Axis, Bars, Series
from sim.app.lessons.measures.label import SIDES, Label
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import of_one, of_two
from sim.app.lessons.measures.run import YEAR, Run
from sim.clv.survival import Tenures, Weibull

AGES = (0, 3, 6, 12, 24, 36, 60)
"""Months since joining between which leaving is averaged: shorter where it changes more."""
_FEWEST_MONTHS_LIVED = 200
"""Months lived under observation that an age needs for its rate to be told."""


def leaving_rates(run: Run, edges: tuple[int, ...]) -> list[float]:
    """Return the share that leaves in a month, in %, between ages: those who left by all months lived at that age."""
    begun = run.begun
    months, ended = begun["months"], begun["ended"].astype(bool)
    rates = []
    for first, last in pairwise(edges):
        lived = float((months.clip(upper=last) - first).clip(lower=0).sum())
        left = int((ended & (months > first) & (months <= last)).sum())
        rates.append(100.0 * left / lived if lived >= _FEWEST_MONTHS_LIVED else math.nan)
    return rates


@of_one
def leaving_by_age(a: Run) -> Measure:
    """Return how many of a hundred customers leave in a month, by months since joining."""
    first, late = leaving_rates(a, (0, YEAR))[0], leaving_rates(a, (3 * YEAR, 5 * YEAR))[0]
    return Measure(
        Figure(_times(first, late), "times"),
        {
            "first_months": Figure(leaving_rates(a, AGES)[0], "percent"),
            "first_year": Figure(first, "percent"),
            "late": Figure(late, "percent"),
        },
        _bars([(Label("measures.leaving_by_age.rate"), a)]),
    )


@of_two
def leaving_by_age_in_both(a: Run, b: Run) -> Measure:
    """Return the same for A and B; the headline is how much more often newcomers leave than old customers in B."""
    figures: dict[str, Figure] = {}
    ratios = []
    for side, run in (("a", a), ("b", b)):
        first, late = leaving_rates(run, (0, YEAR))[0], leaving_rates(run, (3 * YEAR, 5 * YEAR))[0]
        ratios.append(_times(first, late))
        figures |= {
            f"{side}_first_year": Figure(first, "percent"),
            f"{side}_late": Figure(late, "percent"),
            f"{side}_ratio": Figure(ratios[-1], "times"),
        }
    return Measure(Figure(ratios[1], "times"), figures, _bars(list(zip(SIDES, (a, b), strict=True))))


@of_two
def fall_that_is_left(a: Run, b: Run) -> Measure:
    """Return how much of the fall of leaving with age in A is left in B, in %.

    The fall is 1 − the shape of a Weibull law of the relationships begun in the booked months: by how many per cent the
    hazard of leaving is lower at an age that is one per cent higher. 0 where leaving does not depend on age.
    """
    shapes = [weibull_shape(run) for run in (a, b)]
    left = 100.0 * (1.0 - shapes[1]) / (1.0 - shapes[0]) if shapes[0] < 1.0 else math.nan
    figures = {
        f"shape_{side}": Figure(shape, "number") for side, shape in zip(("a", "b"), shapes, strict=True)
    }
    return Measure(Figure(left, "percent"), figures)


def weibull_shape(run: Run) -> float:
    """Return the shape of a Weibull law of how long customers stay, NaN if too few have left for one."""
    begun = run.begun
    try:
        return Weibull.fit_tenures(Tenures.of(begun["months"], begun["ended"])).shape
    except ValueError:
        return math.nan


def _times(first: float, late: float) -> float:
    return first / late if late > 0 else math.nan


def _bars(sides: list[tuple[Label, Run]]) -> Bars:
    return Bars(
        Label("measures.axis.months_since_joining"),
        Axis(Label("measures.axis.leaving_in_a_month"), "percent"),
        [
            Label("measures.ages.from_to", {"first": first + 1, "last": last})
            for first, last in pairwise(AGES)
        ],
        [Series(label, leaving_rates(run, AGES)) for label, run in sides],
    )
