"""Whether newer customers come back more: cohorts by first purchase, and how many of each buy in later periods."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import QUIET
from sim.report.number import grouped, percent
from sim.report.style import SMALL
from sim.report.value_charts.grid import Cell, Heads, grid_figure
from sim.report.valued import Valued

NAME = "cohorts"
TITLE = "Whether newer customers come back more"
_ROW = 26
_NARROW_COLUMNS = 7
_HEAD = 24
"""Pixels for the heading of the rows."""


def cohorts_chart(valued: Valued) -> Chart | Gap:
    """Return the share of each cohort that buys in each period after its first."""
    table = valued.cohorts[valued.cohorts["age"] > 0]
    if table.empty:
        return Gap(NAME, TITLE, "All customers first bought in the last period that was observed.", wide=True)
    if not valued.summary["bought_again"]:
        return Gap(NAME, TITLE, "Nobody bought on a second day.", wide=True)
    period = str(table["period"].iloc[0])
    subtitle = (
        f"How many in a hundred of those who first bought in a {period} buy again, by {period}s since then"
    )
    starred = not table["complete"].all()
    notes = [f"* The {period} had not ended when the observation did."] if starred else []
    notes.append(
        f"The first cohorts may hold customers who had bought before {valued.summary['first_day']}, when the "
        "transactions begin: nobody can tell them from new ones."
    )
    alt = "A triangle of coloured cells: a row for each cohort, the earliest at the top, darker: more bought again."
    narrow = cohorts_figure(table[table["age"] <= _NARROW_COLUMNS], period)
    view = View(
        headline(table, period),
        subtitle,
        cohorts_figure(table, period),
        _numbers(table, period),
        alt,
        narrow=narrow,
    )
    return Chart(NAME, [view], notes=notes, wide=True)


def headline(table: pd.DataFrame, period: str) -> str:
    """Return how many of the first and of the latest cohort bought at the age that most cohorts have reached."""
    whole = table[table["complete"]]
    if whole.empty:
        return f"No {period} after a first purchase has been observed to its end"
    at_age = whole[whole["age"] == whole["age"].min()].sort_values("cohort").to_dict("records")
    first, last = at_age[0], at_age[-1]
    when = f"the {period} after" if first["age"] == 1 else f"{period} {grouped(first['age'])}"
    then, now = percent(first["share"]), percent(last["share"])
    if len(at_age) == 1:
        return f"{then} of those who first bought in {named(first['cohort'], period)} bought again in {when}"
    if then == now:
        return f"{now} of the first and of the latest cohort bought again in {when}"
    return f"{now} of the latest cohort bought again in {when}, {then} of the first"


def named(day: Any, period: str) -> str:
    """Return the name of the period that begins on a day: 2024-05, 2024 Q2, 2024."""
    date = pd.Timestamp(day)
    if period == "week":
        return f"{date:%Y-%m-%d}"
    if period == "month":
        return f"{date:%Y-%m}"
    if period == "quarter":
        return f"{date.year} Q{date.quarter}"
    if period == "half-year":
        return f"{date.year} H{1 if date.month < 7 else 2}"
    return str(date.year)


def cohorts_figure(table: pd.DataFrame, period: str) -> go.Figure:
    """Return the triangle; table: cohort, size, age, share, complete."""
    cohorts, ages = sorted(table["cohort"].unique()), sorted(table["age"].unique())
    cells = {}
    for row in table.to_dict("records"):
        text = f"{grouped(row['share'] * 100)}{'' if row['complete'] else '*'}"
        place = cohorts.index(row["cohort"]), ages.index(row["age"])
        cells[place] = Cell(row["share"], text, _said(row, period))
    sizes = table.groupby("cohort")["size"].first()
    names = [f"{named(cohort, period)}   <b>{grouped(sizes[cohort])}</b> " for cohort in cohorts]
    across = Heads([str(age) for age in ages], f"{period.capitalize()}s since the first purchase")
    darkest = max(float(table["share"].max()), 0.01)
    figure = grid_figure(cells, Heads(names), across, row=_ROW, darkest=darkest)
    figure.update_layout(
        height=figure.layout.height + _HEAD,
        margin={"t": 8 + _HEAD},
        title={
            "text": "first bought in   <b>how many</b>",
            "x": 0,
            "xref": "container",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 8, "l": 4},
            "font": {"size": SMALL, "color": QUIET},
        },
    )
    return figure


def _said(cell: dict[Any, Any], period: str) -> str:
    star = "" if cell["complete"] else f" (the {period} had not ended)"
    share = percent(cell["share"], 1)
    return f"first bought in {named(cell['cohort'], period)}: {share} bought in {period} {cell['age']}{star}"


def _numbers(table: pd.DataFrame, period: str) -> Numbers:
    ages = np.sort(table["age"].unique()).tolist()
    rows: dict[Any, list[str]] = {}
    for row in table.to_dict("records"):
        line = rows.setdefault(
            row["cohort"], [named(row["cohort"], period), grouped(row["size"]), *([""] * len(ages))]
        )
        line[2 + ages.index(row["age"])] = f"{percent(row['share'])}{'' if row['complete'] else '*'}"
    return Numbers(["first bought in", "how many", *(f"after {age}" for age in ages)], list(rows.values()))
