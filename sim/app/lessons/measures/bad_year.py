"""A year of worse quality: what it takes away, and how much of that is back when."""

from __future__ import annotations

import math

import pandas as pd

from sim.app.lessons.measures.chart import Axis, Lines, Series
from sim.app.lessons.measures.label import Label
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import of_two
from sim.app.lessons.measures.run import YEAR, Run

REPAIR = 48
"""The first booked month in which the quality is back."""
BEGINS = REPAIR - YEAR
_LOST = ("customers", "trust", "satisfaction")
_SHOWN_BEFORE = 6


@of_two
def what_is_left_of_the_loss(a: Run, b: Run) -> Measure:
    """Return how much of the largest loss of market share is left a year after the repair, in %.

    The loss is B less A, month by month, in points of all customers who have a supplier. trough: its largest, in points
    (a positive number); trough_month: how many months after the repair; at_repair; after_1 … after_4: points still lost
    so many years after it, left_1 … left_4 the same in % of the trough.
    """
    loss = -(_market_share(b) - _market_share(a))
    after = loss[loss.index >= BEGINS]
    trough, month = float(after.max()), int(after.index[int(after.argmax())])
    figures = {
        "at_repair": Figure(_at(loss, REPAIR - 1), "points"),
        "trough": Figure(trough, "points"),
        "trough_month": Figure(float(month - REPAIR + 1), "months"),
    }
    for years in range(1, 5):
        lost = _at(loss, REPAIR - 1 + YEAR * years)
        figures[f"after_{years}"] = Figure(lost, "points")
        figures[f"left_{years}"] = Figure(100.0 * lost / trough if trough > 0 else math.nan, "percent")
    shown = loss[loss.index >= BEGINS - _SHOWN_BEFORE]
    return Measure(
        figures["left_1"],
        figures,
        Lines(
            _since_repair(),
            Axis(Label("measures.axis.share_lost"), "points"),
            [
                Series(
                    Label("measures.axis.share_lost"),
                    [float(v) for v in shown],
                    [float(m - REPAIR + 1) for m in shown.index],
                )
            ],
        ),
    )


@of_two
def what_comes_back_first(a: Run, b: Run) -> Measure:
    """Return how much of their largest loss satisfaction, trust and customers have left, month by month, in %.

    The headline is satisfaction a year after the repair; figures: each a year after it.
    """
    lines, figures = [], {}
    for name in _LOST:
        loss = _mean_of(a, name) - _mean_of(b, name)
        after = loss[loss.index >= BEGINS]
        most = float(after.max())
        left = 100.0 * after / most if most > 0 else after * math.nan
        lines.append(
            Series(
                Label(f"measures.what_comes_back_first.{name}"),
                [float(v) for v in left],
                [float(m - REPAIR + 1) for m in left.index],
            )
        )
        figures[name] = Figure(_at(left, REPAIR - 1 + YEAR), "percent")
    return Measure(
        figures["satisfaction"],
        figures,
        Lines(_since_repair(), Axis(Label("measures.axis.part_of_largest_loss"), "percent"), lines),
    )


@of_two
def cost_of_the_bad_year(a: Run, b: Run) -> Measure:
    """Return how much of the profit that the bad year cost was lost after the repair, in %.

    during, after: profit lost in the year, and from the repair to the end, as % of the profit of one year in A: that
    of the twelve months before it.
    """
    lost = _sum_of(a, "profit") - _sum_of(b, "profit")
    year = float(_sum_of(a, "profit").loc[BEGINS - YEAR : BEGINS - 1].sum())
    during = float(lost.loc[BEGINS : REPAIR - 1].sum())
    after = float(lost.loc[REPAIR:].sum())
    total = during + after
    return Measure(
        Figure(100.0 * after / total if total > 0 else math.nan, "percent"),
        {
            "during": Figure(100.0 * during / year if year > 0 else math.nan, "percent"),
            "after": Figure(100.0 * after / year if year > 0 else math.nan, "percent"),
        },
    )


def _market_share(run: Run) -> pd.Series[float]:
    """Return the firm's share of all who have a supplier, in %, by month; the mean over replications."""
    months = run.tables["months"]
    everybody = months.groupby("month")["customers"].sum()
    return 100.0 * run.own("months").groupby("month")["customers"].sum() / everybody


def _mean_of(run: Run, column: str) -> pd.Series[float]:
    return run.own("months").groupby("month")[column].mean()


def _sum_of(run: Run, column: str) -> pd.Series[float]:
    return run.own("months").groupby("month")[column].sum()


def _at(series: pd.Series[float], month: int) -> float:
    return float(series.get(month, math.nan))


def _since_repair() -> Axis:
    return Axis(Label("measures.axis.months_since_repair"), "months")
