"""How satisfied customers were who left, and how many stay at each level of satisfaction."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sim.app.lessons.measures.causes import CAUSE_KEYS
from sim.app.lessons.measures.chart import Axis, Bars, Series
from sim.app.lessons.measures.label import Label
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import of_one
from sim.app.lessons.measures.run import YEAR, Run
from sim.behaviour.loyalty import SATISFIED_LEVEL

LEVELS = range(1, 8)
"""The seven levels of satisfaction."""
_FEWEST = 100
"""Customer-months that a level needs to be shown."""


def levels(satisfaction: pd.Series[float], run: Run) -> pd.Series[int]:
    """Return satisfaction, not missing, as a level from 1 to 7, by the scale of the scenario."""
    scale = run.scenario.customers.satisfaction
    band = (satisfaction.astype(float) - scale.level_low) / (scale.level_high - scale.level_low) * 7
    return band.clip(0, 6).astype(int) + 1


def leavers(run: Run) -> pd.DataFrame:
    """Return the relationships with the firm that ended in the booked months."""
    own = run.own("relationships")
    return own[own["ended"].astype(bool) & (own["months"] > 0)]


def served(run: Run) -> pd.DataFrame:
    """Return the months of the followed customers with the firm, the month of joining left out."""
    panel = run.own("panel")
    return panel[panel["tenure"] > 0]


@of_one
def satisfied_leavers(a: Run) -> Measure:
    """Return how many of a hundred customers who left were satisfied, at levels 5 to 7 of 7, when they left.

    customers: how many of a hundred followed customers were, in all months. likelier: how many times likelier one who
    is not satisfied is to leave in a month than one who is.
    """
    left = (levels(leavers(a)["satisfaction"], a) >= SATISFIED_LEVEL).mean()
    there = (levels(served(a)["satisfaction"], a) >= SATISFIED_LEVEL).mean()
    likelier = ((1 - left) / (1 - there)) / (left / there) if 0 < there < 1 and left > 0 else math.nan
    return Measure(
        Figure(100.0 * float(left), "percent"),
        {
            "customers": Figure(100.0 * float(there), "percent"),
            "likelier": Figure(float(likelier), "times"),
        },
    )


@of_one
def levels_of_leavers(a: Run) -> Measure:
    """Return how those who left and all customers are spread over the levels; the headline is leavers below level 5."""
    shares = [_spread(levels(of["satisfaction"], a)) for of in (leavers(a), served(a))]
    return Measure(
        Figure(sum(shares[0][: SATISFIED_LEVEL - 1]), "percent"),
        {"customers": Figure(sum(shares[1][: SATISFIED_LEVEL - 1]), "percent")},
        Bars(
            Label("measures.axis.satisfaction_level"),
            Axis(Label("measures.axis.share_of_group"), "percent"),
            [Label("measures.level", {"level": level}) for level in LEVELS],
            [
                Series(Label(f"measures.levels_of_leavers.{name}"), share)
                for name, share in zip(("leavers", "customers"), shares, strict=True)
            ],
        ),
    )


def _spread(level: pd.Series[int]) -> list[float]:
    return [100.0 * float((level == one).mean()) for one in LEVELS]


@of_one
def staying_by_level(a: Run) -> Measure:
    """Return how many of a hundred are with the firm a year later, by satisfaction level now; headline: level 7.

    Levels with fewer than 100 customer-months are missing. low_step, high_step: the mean rise for one level between
    the lowest level shown and 5, and between 5 and the highest shown.
    """
    share = _stayed_by_level(a)
    known = [level for level in LEVELS if math.isfinite(share[level - 1])]
    low, high = (known[0], known[-1]) if known else (5, 5)
    return Measure(
        Figure(share[high - 1], "percent"),
        {f"level_{level}": Figure(share[level - 1], "percent") for level in LEVELS}
        | {
            "low_step": Figure(_step(share, low, SATISFIED_LEVEL), "points"),
            "high_step": Figure(_step(share, SATISFIED_LEVEL, high), "points"),
        },
        Bars(
            Label("measures.axis.satisfaction_level"),
            Axis(Label("measures.axis.there_a_year_later"), "percent"),
            [Label("measures.level", {"level": level}) for level in LEVELS],
            [Series(Label("measures.staying_by_level.share"), share)],
        ),
    )


def _stayed_by_level(run: Run) -> list[float]:
    months = served(run)
    who = ["replication", "customer_id", "month", "tenure"]
    later = months[who].assign(month=months["month"] - YEAR, tenure=months["tenure"] - YEAR, stayed=1.0)
    now = months[months["month"] < run.scenario.months - YEAR]
    seen = now[who].assign(level=levels(now["satisfaction"], run)).merge(later, how="left", on=who)
    stayed = seen.fillna({"stayed": 0.0}).groupby("level")["stayed"].agg(["mean", "size"])
    stayed = stayed[stayed["size"] >= _FEWEST]
    return [100.0 * float(stayed["mean"].get(level, np.nan)) for level in LEVELS]


def _step(share: list[float], low: int, high: int) -> float:
    return (share[high - 1] - share[low - 1]) / (high - low) if high > low else math.nan


@of_one
def causes_of_satisfied_leavers(a: Run) -> Measure:
    """Return for what those left who were satisfied and those who were not; headline: satisfied and not for service.

    The cause is what weighed most in the choice: what fell, rose, or was offered elsewhere.
    """
    left = leavers(a)
    satisfied = levels(left["satisfaction"], a) >= SATISFIED_LEVEL
    names = list(CAUSE_KEYS.values())
    shares = []
    for of in (left[satisfied], left[~satisfied]):
        cause = of["cause"].astype(str).map(CAUSE_KEYS).value_counts(normalize=True)
        shares.append([100.0 * float(cause.get(name, 0.0)) for name in names])
    of_satisfied = dict(zip(names, shares[0], strict=True))
    return Measure(
        Figure(100.0 - of_satisfied["functional"] - of_satisfied["technical"], "percent"),
        {name: Figure(share, "percent") for name, share in of_satisfied.items()},
        Bars(
            Label("measures.axis.cause"),
            Axis(Label("measures.axis.share_of_group"), "percent"),
            [Label(f"measures.cause.{name}") for name in names],
            [
                Series(Label(f"measures.causes_of_satisfied_leavers.{name}"), share)
                for name, share in zip(("satisfied", "dissatisfied"), shares, strict=True)
            ],
        ),
    )
