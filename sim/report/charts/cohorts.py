"""Whether later customers stay longer: who joined when, and how many of them are still there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import INK, QUIET
from sim.report.interval import Estimate
from sim.report.number import DASH, counted, grouped, percent
from sim.report.run import Run
from sim.report.style import SMALL, axis, new_figure

NAME = "cohorts"
TITLE = "Whether later customers stay longer"
_MOST_COHORTS = 20
_ROW = 24
_NARROW_COLUMNS = 8
_CIVIDIS = ((0.0, "#00224e"), (0.25, "#434e6c"), (0.5, "#7d7c78"), (0.75, "#bcad6b"), (1.0, "#fee838"))
_LIGHT_TEXT, _DARK_TEXT = "#fffffe", "#14161a"
"""Not the page's own white and ink, which change places on dark pages; the scale does not."""


@reads("relationships", NAME, TITLE, wide=True)
def cohorts_chart(run: Run) -> Chart | Gap:
    """Return the share of each joining cohort of the firm in focus that is still there, by months since joining."""
    span = span_of(run.booked)
    table = cohort_table(run.begun, run.last_month, span)
    if table.empty or not (table["age"] > 0).any():
        why = f"The run is too short, or too few joined {run.firm}, to compare cohorts."
        return Gap(NAME, TITLE, why, wide=True)
    subtitle = (
        f"How many in a hundred of those who joined {run.firm} are still there, by {_cohort_word(span)} of joining and "
        f"months since; {run.pooled}"
    )
    starred = not table["complete"].all()
    notes = (
        ["* Not all of the cohort could be followed that long: the share of those who could."]
        if starred
        else []
    )
    alt = "A triangle of coloured cells: a row for each cohort, the earliest at the top, lighter where more are there."
    title, figure, narrow = headline(table, run.begun, span), cohorts_figure(table, span), _thinned(table)
    view = View(title, subtitle, figure, _numbers(table, span), alt, narrow=cohorts_figure(narrow, span))
    return Chart(NAME, [view], notes=notes, wide=True)


def _cohort_word(span: int) -> str:
    words = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}
    return words.get(span, f"{span} months")


def span_of(months: int) -> int:
    """Return the months that are put together in a cohort: a quarter, half a year, a year or more."""
    return next((span for span in (1, 3, 6, 12, 24, 60) if months / span <= _MOST_COHORTS), 120)


def cohort_table(begun: pd.DataFrame, last: int, span: int) -> pd.DataFrame:
    """Return one row for each cohort and age: cohort (its first month), size, age, share, complete.

    At an age counts who joined early enough to have been followed that long; `complete` says that all of them did.
    """
    start = begun["start_month"].to_numpy(np.int64)
    stayed = begun["months"].to_numpy(np.int64)
    ended = begun["ended"].to_numpy(bool)
    cohort = start // span
    size = np.bincount(cohort)
    rows = []
    for age in range(0, last + 1, span):
        seen = start + age <= last
        followed = np.bincount(cohort[seen], minlength=size.size)
        there = np.bincount(cohort[seen & ~(ended & (stayed <= age))], minlength=size.size)
        for number in np.flatnonzero(followed).tolist():
            complete = bool(followed[number] == size[number])
            rows.append((number * span, int(size[number]), age, there[number] / followed[number], complete))
    return pd.DataFrame(rows, columns=["cohort", "size", "age", "share", "complete"])


def _thinned(table: pd.DataFrame) -> pd.DataFrame:
    ages = np.sort(table["age"].unique())
    step = next((s for s in (1, 2, 4) if len(ages) / s <= _NARROW_COLUMNS + 2), 8)
    return table[table["age"].isin(ages[::step])]


def headline(table: pd.DataFrame, begun: pd.DataFrame, span: int) -> str:
    """Return what is left of the first and of the last complete cohort at one age: a year if both lived that long.

    Only where the interval of the difference over replications leaves out zero are later cohorts called better.
    """
    whole = table[table["complete"] & (table["age"] > 0)]
    cohorts_at = whole.groupby("age")["cohort"].nunique()
    shared = cohorts_at[cohorts_at > 1].index.to_list()
    if not shared:
        first = table[table["age"] > 0].to_dict("records")[0]
        share = f"{percent(first['share'])}{'' if first['complete'] else '*'}"
        return f"{share} of those who joined first are still there after {counted(first['age'], 'month')}"
    age = 12 if 12 in shared else max([a for a in shared if a < 12], default=min(shared))
    at_age = whole[whole["age"] == age].sort_values("cohort").to_dict("records")
    first, last = at_age[0], at_age[-1]
    then, now = percent(first["share"]), percent(last["share"])
    after = f"after {counted(age, 'month')}"
    if then == now:
        return f"{now} of the first and of the latest cohort are still there {after}"
    difference = _difference(begun, first["cohort"], last["cohort"], span, age)
    shares = f"{now} of the latest cohort are still there {after}, {then} of the first"
    if difference.low is not None and difference.low > 0:
        return f"Later customers stay longer: {shares}"
    if difference.high is not None and difference.high < 0:
        return f"Later customers leave sooner: {shares}"
    return shares


def _difference(begun: pd.DataFrame, first: int, last: int, span: int, age: int) -> Estimate:
    """Return how much more of the last cohort than of the first is there at an age, over replications."""
    gone = begun["ended"].to_numpy(bool) & (begun["months"].to_numpy() <= age)
    there = pd.Series(1.0 - gone, index=begun.index)
    cohort = begun["start_month"] // span * span
    then, now = (there[cohort == start].groupby(begun["replication"]).mean() for start in (first, last))
    return Estimate.over((now - then).dropna().to_numpy())


def cohorts_figure(table: pd.DataFrame, span: int) -> go.Figure:
    """Return the triangle; table: cohort, size, age, share, complete."""
    cohorts, ages = np.sort(table["cohort"].unique()).tolist(), np.sort(table["age"].unique()).tolist()
    cells = {(row["cohort"], row["age"]): row for row in table.to_dict("records")}
    figure = new_figure(len(cohorts) * _ROW + 70, left=4, right=4, top=30, bottom=40)
    figure.add_heatmap(
        x=list(range(len(ages))),
        y=list(range(len(cohorts))),
        z=[
            [round(cells[c, a]["share"] * 100, 1) if (c, a) in cells else None for a in ages] for c in cohorts
        ],
        zmin=0,
        zmax=100,
        colorscale=_CIVIDIS,
        showscale=False,
        xgap=1.5,
        ygap=1.5,
        hoverongaps=False,
        customdata=[[_said(cells.get((c, a)), span) for a in ages] for c in cohorts],
        hovertemplate="%{customdata}<extra></extra>",
    )
    for light, colour in ((True, _LIGHT_TEXT), (False, _DARK_TEXT)):
        part = [cell for cell in cells.values() if (cell["share"] < 0.55) == light]
        figure.add_scatter(
            x=[ages.index(cell["age"]) for cell in part],
            y=[cohorts.index(cell["cohort"]) for cell in part],
            text=[f"{grouped(cell['share'] * 100)}{'' if cell['complete'] else '*'}" for cell in part],
            mode="text",
            textfont={"color": colour, "size": 11},
            hoverinfo="skip",
        )
    sizes = {cohort: grouped(cells[cohort, 0]["size"]) for cohort in cohorts}
    names = [f"{_months(cohort, span)}   <b>{sizes[cohort]}</b> " for cohort in cohorts]
    reach = [-0.5, len(ages) - 0.5]
    figure.update_xaxes(
        axis(
            "Months since joining",
            tickvals=list(range(len(ages))),
            ticktext=[str(age) for age in ages],
            range=reach,
        )
    )
    figure.update_yaxes(
        axis(tickvals=list(range(len(cohorts))), ticktext=names, range=[len(cohorts) - 0.5, -0.5])
        | {"tickfont": {"size": SMALL, "color": INK}}
    )
    figure.update_layout(
        title={
            "text": "joined in month   <b>how many</b>",
            "x": 0,
            "xref": "container",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 8, "l": 4},
            "font": {"size": SMALL, "color": QUIET},
        }
    )
    return figure


def _months(cohort: int, span: int) -> str:
    return str(cohort) if span == 1 else f"{cohort}{DASH}{cohort + span - 1}"


def _said(cell: dict[Any, Any] | None, span: int) -> str:
    if cell is None:
        return ""
    cohort, age, share = int(str(cell["cohort"])), float(str(cell["age"])), float(str(cell["share"]))
    star = "" if cell["complete"] else " (of those who could be followed that long)"
    return (
        f"joined in month {_months(cohort, span)}: {percent(share)} there after {counted(age, 'month')}{star}"
    )


def _numbers(table: pd.DataFrame, span: int) -> Numbers:
    ages = np.sort(table["age"].unique()).tolist()
    rows: dict[int, list[str]] = {}
    for row in table.to_dict("records"):
        line = rows.setdefault(
            row["cohort"], [_months(row["cohort"], span), grouped(row["size"]), *([""] * len(ages))]
        )
        line[2 + ages.index(row["age"])] = f"{percent(row['share'])}{'' if row['complete'] else '*'}"
    return Numbers(["joined in month", "how many", *(f"after {age}" for age in ages)], list(rows.values()))
