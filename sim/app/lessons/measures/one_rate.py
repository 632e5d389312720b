"""What one retention rate for ever promises, beside how many customers really stay."""

from __future__ import annotations

import math

import numpy as np

from sim.app.lessons.measures.chart import Axis, Lines, Row, Series, Table
from sim.app.lessons.measures.label import Label
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import of_one
from sim.app.lessons.measures.run import YEAR, Run
from sim.clv.survival import KaplanMeier, Weibull, retention_comparison

MONTHS = 60
"""Months since joining that are compared: a budget plan of five years."""
_FOR_EVER = 200
"""Years of a life after which nobody is left by any law that fits such relationships."""


class _Promises:
    """The share still there after 0 … 60 months, in %: as it was, and by three laws."""

    def __init__(self, run: Run) -> None:
        begun = run.begun
        self.months = np.arange(MONTHS + 1)
        seen = KaplanMeier.fit(begun["months"], begun["ended"])
        known = self.months <= seen.known_until
        self.seen = np.where(known, 100.0 * seen.survival(self.months), np.nan)
        weibull = Weibull.fit(begun["months"], begun["ended"])
        self.weibull = 100.0 * weibull.survival(self.months)
        self.mean_life = 1.0 + float(weibull.survival(YEAR * np.arange(1, _FOR_EVER + 1)).sum())
        self.first_rate = float(seen.survival(YEAR))
        self.by_first_rate = 100.0 * self.first_rate ** (self.months / YEAR)
        compared = retention_comparison(
            begun["months"], begun["ended"], periods=MONTHS, comparator="likeliest_of_cohort"
        )
        self.mean_rate = compared.models["constant"].parameters["retention_rate"]
        self.by_mean_rate = 100.0 * self.mean_rate**self.months
        self.crossing = math.nan if compared.crossing is None else float(compared.crossing)


@of_one
def staying_first_year(a: Run) -> Measure:
    """Return how many of a hundred new customers are still there after a year."""
    return Measure(Figure(100.0 * _Promises(a).first_rate, "percent"))


@of_one
def staying_five_years(a: Run) -> Measure:
    """Return how many of a hundred new customers are still there after five years."""
    return Measure(Figure(float(_Promises(a).seen[MONTHS]), "percent"))


@of_one
def curves_of_staying(a: Run) -> Measure:
    """Return who is still there after each month, as it was and by three laws; the headline is month 60 as it was.

    first_rate: the retention rate of the first year, year after year. mean_rate: the likeliest one monthly rate for a
    cohort that is followed for five years. weibull: a rate that changes with age. crossing: the month in which the mean
    rate stops promising too much. life_…: years begun, that of leaving
    included, which is what 1/(1 − r) counts.
    """
    told = _Promises(a)
    lines = {
        "seen": told.seen,
        "first_rate": told.by_first_rate,
        "mean_rate": told.by_mean_rate,
        "weibull": told.weibull,
    }
    month = [float(m) for m in told.months]
    return Measure(
        Figure(float(told.seen[MONTHS]), "percent"),
        {
            "first_rate": Figure(float(told.by_first_rate[MONTHS]), "percent"),
            "mean_rate": Figure(float(told.by_mean_rate[MONTHS]), "percent"),
            "weibull": Figure(float(told.weibull[MONTHS]), "percent"),
            "crossing": Figure(told.crossing, "months"),
            "too_much_at_one_year": Figure(float(told.by_mean_rate[YEAR] - told.seen[YEAR]), "points"),
            "life_by_first_rate": Figure(round(1.0 / (1.0 - told.first_rate), 1), "number"),
            "life_by_weibull": Figure(round(told.mean_life, 1), "number"),
        },
        Lines(
            Axis(Label("measures.axis.months_since_joining"), "months"),
            Axis(Label("measures.axis.still_there"), "percent"),
            [
                Series(Label(f"measures.curves_of_staying.{name}"), [float(v) for v in y], month)
                for name, y in lines.items()
            ],
        ),
    )


@of_one
def staying_year_by_year(a: Run) -> Measure:
    """Return who is still there after one to five years, as a table; headline: the fifth year's retention."""
    told = _Promises(a)
    ends = [YEAR * year for year in range(6)]
    yearly = [100.0 * told.seen[end] / told.seen[end - YEAR] for end in ends[1:]]
    columns = (told.seen, told.by_first_rate, told.by_mean_rate)
    names = ("seen", "first_rate", "mean_rate")
    return Measure(
        Figure(float(yearly[-1]), "percent"),
        {f"year_{year + 1}": Figure(float(rate), "percent") for year, rate in enumerate(yearly)},
        Table(
            [Axis(Label(f"measures.curves_of_staying.{name}"), "percent") for name in names]
            + [Axis(Label("measures.staying_year_by_year.retention"), "percent")],
            [
                Row(
                    Label("measures.ages.after_years", {"years": year + 1}),
                    [float(column[end]) for column in columns] + [float(yearly[year])],
                )
                for year, end in enumerate(ends[1:])
            ],
        ),
    )
