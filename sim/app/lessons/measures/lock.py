"""Customers held by what they would lose, and what happens when the lock is taken away."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import special

from sim.app.lessons.measures.chart import Axis, Bars, Row, Series, Table
from sim.app.lessons.measures.label import SIDES, Label
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import of_one, of_two
from sim.app.lessons.measures.run import YEAR, Run
from sim.app.lessons.measures.satisfied import levels, served
from sim.behaviour.loyalty import ATTACHED_INTENTION, SATISFIED_LEVEL

TAKEN_AWAY = 60
"""The booked month from which the lock is gone in B."""
WATCHED = 24
"""Months after it in which customers are watched."""
TIES = ("apostle", "held", "hostage", "free")
"""Satisfied, and would stay without the programme; would stay only because of it, satisfied or not satisfied; would not
stay even with it."""


def ties(run: Run) -> pd.DataFrame:
    """Return the followed customers of the firm in the last month before the lock goes, each with its tie (`TIES`).

    Who intends to stay at 0.7 or more counts as one who would stay. The lock is the part of the financial switching
    cost that points and benefits make up (E9); what moving further products costs stays when they go. The few who would
    stay without it but are not satisfied are among the apostles.
    """
    months = served(run)
    last = months[months["month"] == TAKEN_AWAY - 1]
    costs = run.scenario.customers.switching_costs
    moving = costs.scale * costs.per_product * (last["products"] - 1.0)
    without = last["relative_value"] + last["procedural"] + last["relational"] + moving
    satisfied = levels(last["satisfaction"], run) >= SATISFIED_LEVEL
    stays = special.expit(without + last["financial"] - moving) >= ATTACHED_INTENTION
    stays_without = special.expit(without) >= ATTACHED_INTENTION
    tie = np.select([stays_without, stays & satisfied, stays], TIES[:3], TIES[3])
    return last[["replication", "customer_id", "tenure"]].assign(tie=tie)


@of_one
def held_by_the_lock(a: Run) -> Measure:
    """Return how many of a hundred customers who intend to stay do so only for the programme, on its last day.

    stay: how many of all intend to stay; classic_hostage: how many of all are held and not satisfied.
    """
    tie = ties(a)["tie"]
    share = {name: 100.0 * float((tie == name).mean()) for name in TIES}
    held, stay = share["held"] + share["hostage"], 100.0 - share["free"]
    return Measure(
        Figure(100.0 * held / stay if stay > 0 else math.nan, "percent"),
        {
            "stay": Figure(stay, "percent"),
            "apostles": Figure(share["apostle"], "percent"),
            "classic_hostages": Figure(share["hostage"], "percent"),
        },
    )


@of_two
def leaving_by_tie(a: Run, b: Run) -> Measure:
    """Return who left within two years after the lock went, with it (A) and without (B), by tie on its last day, in %.

    The headline is how many points more of the held (satisfied or not) left without it.
    """
    groups = ("apostle", "held", "free")
    left = [_left_by_tie(run) for run in (a, b)]
    more = {name: left[1][name] - left[0][name] for name in groups}
    return Measure(
        Figure(more["held"], "points"),
        {f"more_{name}": Figure(more[name], "points") for name in groups}
        | {
            f"{side}_{name}": Figure(shares[name], "percent")
            for side, shares in zip(("a", "b"), left, strict=True)
            for name in groups
        },
        Bars(
            Label("measures.axis.tie"),
            Axis(Label("measures.axis.left_within_two_years"), "percent"),
            [Label(f"measures.tie.{name}") for name in groups],
            [
                Series(label, [shares[name] for name in groups])
                for label, shares in zip(SIDES, left, strict=True)
            ],
        ),
    )


def _left_by_tie(run: Run) -> dict[str, float]:
    then = ties(run).replace({"tie": {"hostage": "held"}})
    months = served(run)
    later = months[months["month"] == TAKEN_AWAY - 1 + WATCHED]
    stayed = later[["replication", "customer_id", "tenure"]].assign(tenure=later["tenure"] - WATCHED, there=1)
    seen = then.merge(stayed, how="left", on=["replication", "customer_id", "tenure"])
    left = seen["there"].isna().groupby(seen["tie"]).mean()
    return {name: 100.0 * float(left.get(name, math.nan)) for name in ("apostle", "held", "free")}


@of_two
def two_loyalties(a: Run, b: Run) -> Measure:
    """Return loyalty of deed and of mind in the two years after the lock went: a table of A and B.

    Columns: retention in a year; satisfaction, trust (both 0–100), customers at the end, and profit of the two years.
    The headline is the points of retention that went with the lock.
    """
    rows = [_loyalties(run) for run in (a, b)]
    names = ("retention", "satisfaction", "trust", "customers", "profit", "equity")
    units = ("percent", "percent", "percent", "people", "money", "money")
    figures = {
        f"{side}_{name}": Figure(value, unit)  # type: ignore[arg-type]
        for side, row in zip(("a", "b"), rows, strict=True)
        for name, unit, value in zip(names, units, row, strict=True)
    }
    figures["customers_change"] = Figure(_change(rows[0][3], rows[1][3]), "percent")
    figures["profit_change"] = Figure(_change(rows[0][4], rows[1][4]), "percent")
    figures["equity_change"] = Figure(_change(rows[0][5], rows[1][5]), "percent")
    return Measure(
        Figure(rows[0][0] - rows[1][0], "points"),
        figures
        | {
            "satisfaction_change": Figure(rows[1][1] - rows[0][1], "points"),
            "trust_change": Figure(rows[1][2] - rows[0][2], "points"),
        },
        Table(
            [
                Axis(Label(f"measures.two_loyalties.{name}"), unit)
                for name, unit in zip(names, units, strict=True)
            ],
            [Row(label, row) for label, row in zip(SIDES, rows, strict=True)],
        ),
    )


def _loyalties(run: Run) -> list[float]:
    months = run.own("months")
    after = months[months["month"].between(TAKEN_AWAY, TAKEN_AWAY + WATCHED - 1)]
    last = months[months["month"] == TAKEN_AWAY + WATCHED - 1]
    return [
        100.0 * float(after["retention_rate"].mean()) ** YEAR,
        100.0 * float(after["satisfaction"].mean()),
        100.0 * float(after["trust"].mean()),
        float(last["customers"].mean()),
        float(after["profit"].sum()) / run.replications,
        float(last["customer_equity"].mean()),
    ]


def _change(before: float, after: float) -> float:
    return 100.0 * (after / before - 1.0) if before > 0 else math.nan
