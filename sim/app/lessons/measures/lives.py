"""The four patterns of a relationship's life, and one life among the followed customers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from sim.app.lessons.measures.causes import CAUSE_KEYS
from sim.app.lessons.measures.chart import Axis, Bars, Lines, Series
from sim.app.lessons.measures.label import Label
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import of_one
from sim.app.lessons.measures.run import Run
from sim.app.lessons.measures.satisfied import served
from sim.behaviour.stages import PATTERNS, STABILITY, STAGES

KEYS = ("early_termination", "mid_termination", "early_decline", "long_term")
"""The patterns as keys of messages and figures, in the order of `PATTERNS`."""
OPENING = 6
"""Months of a life that are shown before its pattern is to be foretold."""
_FELT = ("satisfaction", "trust", "share_of_wallet")
_FIRST_YEARS = 60
"""Relationships begun in these booked months are counted: later ones had little time to grow old."""
_THIRDS = ("low", "middle", "high")


@of_one
def pattern_shares(a: Run) -> Measure:
    """Return which pattern the relationships begun in the first five years had, or that they still last, in %."""
    begun = a.begun[a.begun["start_month"] < _FIRST_YEARS]
    shares = [100.0 * float((begun["pattern"] == pattern).mean()) for pattern in PATTERNS]
    shares.append(100.0 * float((~begun["ended"].astype(bool)).mean()))
    names = (*KEYS, "lasting")
    return Measure(
        Figure(shares[0], "percent"),
        {name: Figure(share, "percent") for name, share in zip(names, shares, strict=True)},
        Bars(
            Label("measures.axis.pattern"),
            Axis(Label("measures.axis.share_of_relationships"), "percent"),
            [Label(f"measures.pattern.{name}") for name in names],
            [Series(Label("measures.axis.share_of_relationships"), shares)],
        ),
    )


@of_one
def pattern_profit(a: Run) -> Measure:
    """Return the mean profit of a whole relationship by its pattern; headline: long-term by early termination.

    Profit is revenue less goods, service and loyalty programme; what winning the customer cost is not taken off.
    """
    ended = a.begun[a.begun["ended"].astype(bool)]
    profit = [float(ended.loc[ended["pattern"] == pattern, "profit"].mean()) for pattern in PATTERNS]
    return Measure(
        Figure(profit[-1] / profit[0] if profit[0] > 0 else math.nan, "times"),
        {name: Figure(worth, "money") for name, worth in zip(KEYS, profit, strict=True)},
        Bars(
            Label("measures.axis.pattern"),
            Axis(Label("measures.axis.profit_of_relationship"), "money"),
            [Label(f"measures.pattern.{name}") for name in KEYS],
            [Series(Label("measures.axis.profit_of_relationship"), profit)],
        ),
    )


@of_one
def one_life_opening(a: Run) -> Measure:
    """Return the first six months of one followed customer's relationship that ended later: which one, see `one_life`.

    The headline is trust at the end of them.
    """
    life = _one_life(a)
    if life is None:
        return Measure(Figure(math.nan, "percent"))
    first = life[life["tenure"] <= OPENING]
    return Measure(
        Figure(100.0 * float(first["trust"].iloc[-1]), "percent"), _at_the_end(first), _course(first)
    )


@of_one
def one_life(a: Run) -> Measure:
    """Return one followed customer's relationship, whole; the headline is how many months it lasted.

    It is the first one, by the number of the customer, that began in the first five years on the books, outlived its
    first six months, and ended. pattern: 1 early termination, 2 mid termination, 3 early decline, 4 long-term.
    """
    life = _one_life(a)
    if life is None:
        return Measure(Figure(math.nan, "months"))
    spell = _spell_of(life, a)
    pattern = PATTERNS.index(spell["pattern"])
    cause = Label(f"measures.cause.{CAUSE_KEYS[spell['cause']]}")
    return Measure(
        Figure(float(spell["months"]), "months"),
        {
            "pattern": Figure(pattern + 1.0, "number"),
            "customer": Figure(float(spell["customer_id"]), "number"),
            "profit": Figure(float(spell["profit"]), "money"),
        }
        | _at_the_end(life),
        _course(life),
        (
            Label(f"measures.one_life.was.{KEYS[pattern]}", {"months": int(spell["months"])}),
            cause,
        ),
    )


def _one_life(run: Run) -> pd.DataFrame | None:
    """Return the months of the chosen life, None if there is none."""
    months = served(run)
    months = months[months["replication"] == 0].assign(begun=lambda m: m["month"] - m["tenure"])
    begun = run.begun
    fit = begun[
        (begun["replication"] == 0)
        & begun["ended"].astype(bool)
        & (begun["start_month"] < _FIRST_YEARS)
        & (begun["months"] > OPENING)
    ]
    who = pd.MultiIndex.from_frame(fit[["customer_id", "start_month"]])
    lives = months[pd.MultiIndex.from_frame(months[["customer_id", "begun"]]).isin(who)]
    if lives.empty:
        return None
    first = lives.sort_values(["customer_id", "begun"]).iloc[0]
    same = (lives["customer_id"] == first["customer_id"]) & (lives["begun"] == first["begun"])
    chosen: pd.DataFrame = lives[same].sort_values("month")
    return chosen


def _spell_of(life: pd.DataFrame, run: Run) -> dict[str, Any]:
    begun = run.begun
    same = (begun["customer_id"] == life["customer_id"].iloc[0]) & (
        begun["start_month"] == life["begun"].iloc[0]
    )
    found: dict[str, Any] = begun[same & (begun["replication"] == 0)].iloc[0].to_dict()
    return found


def _at_the_end(life: pd.DataFrame) -> dict[str, Figure]:
    return {name: Figure(100.0 * float(life[name].iloc[-1]), "percent") for name in _FELT}


def _course(life: pd.DataFrame) -> Lines:
    tenure = [float(t) for t in life["tenure"]]
    return Lines(
        Axis(Label("measures.axis.months_since_joining"), "months"),
        Axis(Label("measures.axis.felt"), "percent"),
        [
            Series(Label(f"measures.felt.{name}"), [100.0 * float(v) for v in life[name]], tenure)
            for name in _FELT
        ],
    )


@of_one
def what_six_months_tell(a: Run) -> Measure:
    """Return how many reached stability, by trust after six months; the headline is high less low, in points.

    Followed relationships with the firm that began in the first five years and had lasted for six months, in thirds.
    """
    months = served(a)
    at = months[months["tenure"] == OPENING]
    spells = a.begun[["replication", "customer_id", "start_month", "peak_stage"]]
    known = at.assign(start_month=at["month"] - OPENING).merge(
        spells, on=["replication", "customer_id", "start_month"]
    )
    known = known[known["start_month"] < _FIRST_YEARS]
    if len(known) < len(_THIRDS):
        return Measure(Figure(math.nan, "points"))
    third = pd.qcut(known["trust"].rank(method="first"), len(_THIRDS), labels=False)
    reached = known["peak_stage"].astype(str) == STAGES[STABILITY]
    share = [100.0 * float(reached[third == number].mean()) for number in range(len(_THIRDS))]
    return Measure(
        Figure(share[-1] - share[0], "points"),
        {name: Figure(value, "percent") for name, value in zip(_THIRDS, share, strict=True)}
        | {"all": Figure(100.0 * float(np.mean(reached)), "percent")},
        Bars(
            Label("measures.axis.trust_after_six_months"),
            Axis(Label("measures.axis.reached_stability"), "percent"),
            [Label(f"measures.third.{name}") for name in _THIRDS],
            [Series(Label("measures.axis.reached_stability"), share)],
        ),
    )
