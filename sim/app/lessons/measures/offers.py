"""The same retention money given to different customers: what it earned, and whom it kept."""

from __future__ import annotations

import math

import numpy as np

from sim.app.lessons.measures.chart import Axis, Lines, Row, Series, Table
from sim.app.lessons.measures.label import SIDES, Label
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import of_two
from sim.app.lessons.measures.run import YEAR, Run
from sim.app.lessons.measures.satisfied import leavers


@of_two
def profit_of_the_offers(a: Run, b: Run) -> Measure:
    """Return by how many per cent B earned more than A over all booked months, and profit summed up month by month.

    worst: the same for the replication in which B did worst; churn_a, churn_b: customers lost in a year, in %.
    """
    profit = [
        run.own("months").pivot_table(index="replication", columns="month", values="profit", aggfunc="sum")
        for run in (a, b)
    ]
    total = [table.sum(axis=1).to_numpy() for table in profit]
    gain = 100.0 * (total[1] / total[0] - 1.0)
    mean = 100.0 * (total[1].mean() / total[0].mean() - 1.0)
    months = [float(month) + 1.0 for month in profit[0].columns]
    churn = [_churn(run) for run in (a, b)]
    return Measure(
        Figure(float(mean), "percent"),
        {
            "worst": Figure(float(gain.min()), "percent"),
            "difference": Figure(float(total[1].mean() - total[0].mean()), "money"),
            "churn_a": Figure(churn[0], "percent"),
            "churn_b": Figure(churn[1], "percent"),
            "churn_more": Figure(churn[1] - churn[0], "points"),
        },
        Lines(
            Axis(Label("measures.axis.months"), "months"),
            Axis(Label("measures.axis.profit_so_far"), "money"),
            [
                Series(label, [float(v) for v in np.cumsum(table.mean(axis=0))], months)
                for label, table in zip(SIDES, profit, strict=True)
            ],
        ),
    )


def _churn(run: Run) -> float:
    months = run.own("months")
    served = float(months["customers"].sum())
    return 100.0 * YEAR * float(months["lost"].sum()) / served if served else math.nan


@of_two
def whom_they_lost(a: Run, b: Run) -> Measure:
    """Return how many customers each lost, and what a lost one had brought in a month.

    Columns: customers lost; what one had brought in a month of the relationship, in money; both together, the profit of
    a month that went with them; customers at the end. The headline is that profit in A by that in B, in %.
    """
    rows = []
    for run in (a, b):
        left = leavers(run)
        lost = len(left) / run.replications
        worth = float((left["profit"] / left["months"]).mean()) if len(left) else math.nan
        months = run.own("months")
        last = months[months["month"] == run.scenario.months - 1]
        rows.append([lost, worth, lost * worth, float(last["customers"].mean())])
    names, units = ("lost", "worth", "together", "customers"), ("people", "money", "money", "people")
    figures = {
        f"{side}_{name}": Figure(value, unit)  # type: ignore[arg-type]
        for side, row in zip(("a", "b"), rows, strict=True)
        for name, unit, value in zip(names, units, row, strict=True)
    }
    return Measure(
        Figure(100.0 * rows[0][2] / rows[1][2], "percent"),
        figures,
        Table(
            [
                Axis(Label(f"measures.whom_they_lost.{name}"), unit)
                for name, unit in zip(names, units, strict=True)
            ],
            [Row(label, row) for label, row in zip(SIDES, rows, strict=True)],
        ),
    )
