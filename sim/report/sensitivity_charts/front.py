"""The front: what the levers give the firm and its customers, and which settings are beaten in both."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import AXIS, INK, OURS, QUIET, RIVAL
from sim.report.interval import INTERVAL, LEVEL_TEXT
from sim.report.number import NOTHING, counted, listed, nice_ticks
from sim.report.style import SMALL, axis, new_figure
from sim.report.swept import Swept, between, estimate, futures, level_form, lowered, measure_of
from sim.report.text import capital, label

NAME, TITLE = "pareto", "What customers get and what the firm gets"
_MOST_NAMED = 12


def front_chart(swept: Swept) -> Chart | Gap | None:
    """Return every setting of the levers in two outcomes."""
    if NAME not in swept.tables:
        return swept.gap(NAME, TITLE)
    facts = swept.summary[NAME]
    names = [measure_of(outcome).title for outcome in facts["outcomes"]]
    within = [lowered(name) for name in names]
    noise = [swept.noise(one).removeprefix("Noise: ").rstrip(".") for one in facts["noise"]]
    subtitle = (
        f"{names[0]} and {within[1]} of each setting of the levers, mean over "
        f"{futures(facts['futures'])}, {swept.averaged}; lines are {LEVEL_TEXT} intervals"
    )
    notes = [
        "On the front: no other setting is as good in both and better in one. A full dot off the front cannot be told "
        "from it: no other beats it in both, with 95 %, under the same luck.",
        f"Noise of {within[0]}: {noise[0]}. Of {within[1]}: {noise[1]}.",
        *swept.cautions(NAME),
    ]
    alt = "Dots with lines for their intervals; those on the front are joined."
    view = View(headline(swept), subtitle, front_figure(swept), _numbers(swept), alt)
    return Chart(NAME, [view], notes=notes, wide=True)


def headline(swept: Swept) -> str:
    """Return which settings are on the front, and how many may be."""
    table = swept.tables[NAME]
    front = [swept.name(name) for name in table.loc[table["on_front"], "name"]]
    maybe = int((table["not_dominated"].fillna(False).astype(bool) & ~table["on_front"]).sum())
    more = f"; {counted(maybe, 'other')} cannot be told from the front" if maybe else ""
    if len(front) == len(table):
        return "Every setting is on the front: what one gains for the firm, customers lose"
    if len(front) == 1:
        return f"{capital(front[0])} is best for the firm and for its customers{more}"
    said = listed(front) if len(front) <= 3 else counted(len(front), "setting")
    return f"{capital(said)} are on the front: no setting is better for both{more}"


def front_figure(swept: Swept) -> go.Figure:
    """Return a dot with its intervals for each setting, and the front as steps."""
    table, facts = swept.tables[NAME], swept.summary[NAME]
    measures = [measure_of(outcome) for outcome in facts["outcomes"]]
    forms = [level_form(measure.kind, swept.currency) for measure in measures]
    figure = new_figure(420, left=8, right=16, top=12, bottom=46)
    rows = swept.rows(NAME)
    on_front = table[table["on_front"]].sort_values("first")
    figure.add_scatter(
        x=on_front["first"], y=on_front["second"], mode="lines", line={"color": OURS, "width": 1.6, "dash": "dot"},
        hoverinfo="skip",
    )  # fmt: skip
    for row in rows:
        x, y = estimate(row, "first"), estimate(row, "second")
        colour = OURS if row["on_front"] else RIVAL
        for across, ends in ((True, x), (False, y)):
            if ends.has_interval:
                line = [ends.low, ends.high]
                figure.add_scatter(
                    x=line if across else [x.estimate] * 2, y=[y.estimate] * 2 if across else line, mode="lines",
                    line={"color": AXIS, "width": 1.2}, hoverinfo="skip",
                )  # fmt: skip
        said = f"{swept.name(row['name'])}: {forms[0](x.estimate)}, {forms[1](y.estimate)}"
        figure.add_scatter(
            x=[x.estimate], y=[y.estimate], mode="markers", customdata=[label(said, 90)],
            hovertemplate="%{customdata}<extra></extra>",
            marker={"color": colour, "size": 10, "symbol": "circle" if _maybe(row) else "circle-open"},
        )  # fmt: skip
    found = {
        name: [
            x
            for row in rows
            for x in (row[name], row[f"{name}_low"], row[f"{name}_high"])
            if math.isfinite(x)
        ]
        for name in ("first", "second")
    }
    reach = {name: _reach(values) for name, values in found.items()}
    for row in rows if len(rows) <= _MOST_NAMED else [row for row in rows if row["on_front"]][:_MOST_NAMED]:
        left = row["first"] > sum(reach["first"]) / 2
        figure.add_annotation(
            x=row["first"], y=row["second"], xanchor="right" if left else "left", yanchor="bottom",
            xshift=-6 if left else 6, yshift=2, showarrow=False, text=label(swept.name(row["name"]), 26),
            font={"color": INK if row["on_front"] else QUIET, "size": SMALL},
        )  # fmt: skip
    for name, update, measure, form, most in (
        ("first", figure.update_xaxes, measures[0], forms[0], 5),
        ("second", figure.update_yaxes, measures[1], forms[1], 6),
    ):
        ticks = nice_ticks(reach[name][0], reach[name][1], most)
        update(
            axis(
                measure.title,
                showline=True,
                showgrid=True,
                range=reach[name],
                tickvals=ticks,
                ticktext=[form(at) for at in ticks],
            )
        )
    return figure


def _reach(found: list[float]) -> list[float]:
    low, high = min(found), max(found)
    room = (high - low or abs(high) or 1.0) * 0.08
    return [low - room, high + room]


def _maybe(row: dict[str, Any]) -> bool:
    """Return whether a setting is, or may be, on the front."""
    return bool(row["on_front"]) or (not pd.isna(row["not_dominated"]) and bool(row["not_dominated"]))


def _numbers(swept: Swept) -> Numbers:
    facts = swept.summary[NAME]
    kinds = [measure_of(outcome) for outcome in facts["outcomes"]]
    cells = []
    for row in swept.rows(NAME, "first"):
        told = [swept.name(row["name"])]
        for name, measure in zip(("first", "second"), kinds, strict=True):
            value = estimate(row, name)
            told.append(level_form(measure.kind, swept.currency)(value.estimate))
            told.append(
                between(
                    value, level_form(measure.kind, swept.currency, (value.estimate, value.low, value.high))
                )
            )
        unknown = pd.isna(row["not_dominated"])
        told.append("yes" if row["on_front"] else "no")
        told.append(NOTHING if unknown else "no" if row["not_dominated"] else "yes")
        cells.append(told)
    columns = [
        "setting",
        kinds[0].title,
        INTERVAL,
        kinds[1].title,
        INTERVAL,
        "on the front",
        "surely beaten in both",
    ]
    return Numbers(columns, cells).thinned()
