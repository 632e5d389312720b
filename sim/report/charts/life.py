"""One customer's life: stages, satisfaction and trust, and what happened when."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import AXIS, GAIN, INK, LOSS, OURS, PAPER, QUIET, STAGE
from sim.report.number import counted, percent
from sim.report.run import Run
from sim.report.story import Life, Moment, lives, moments, named, told
from sim.report.style import Label, compact, label_right, month_axis, new_figure, share_axis
from sim.report.text import capital, plain, shortened

NAME = "life"
TITLE = "One customer's life"

_BAND = (-0.22, -0.08)
"""Where the band of stages lies under the lines, which go from 0 to 1."""
_REACH = (-0.27, 1.36)
_SIGNS = {
    "joined": ("triangle-up", GAIN, 11, 1.29),
    "left": ("triangle-down", LOSS, 11, 1.22),
    "incident": ("x", LOSS, 8, 1.14),
    "warned": ("diamond-open", LOSS, 8, 1.14),
    "praised": ("diamond", GAIN, 8, 1.14),
    "win-back": ("circle", OURS, 7, 1.06),
    "contact": ("line-ns-open", QUIET, 9, 1.06),
}
"""Sign, colour and size of what can happen, and its height above the lines."""
_MOST_STEPS = 12
_DEEP = (STAGE["formation"], STAGE["stability"])
"""Colours on which text has to be light."""


@reads("panel", NAME, TITLE, wide=True)
def life_chart(run: Run) -> Chart | Gap:
    """Return the lives of a few followed customers, the most telling first."""
    chosen = lives(run)
    if not chosen:
        why = f"No followed customer began a relationship with {run.firm} in the booked months."
        return Gap(NAME, TITLE, why, wide=True)
    legend = (
        "Signs: ▲ joins, ▼ leaves, ✖ something goes wrong, ◆ speaks well of the firm (open: warns others), ● is asked "
        "to come back, | is contacted by a firm. The band shows the stage at this firm, or the name of another."
    )
    views = [_view(life, run) for life in chosen]
    return Chart(NAME, views, notes=[legend], wide=True, choice="list", question="Customer")


def _view(life: Life, run: Run) -> View:
    happened = moments(life, run)
    subtitle = (
        "Satisfaction and trust of one followed customer month by month, each as a share of its scale, with whatever "
        f"firm; the course of the relationship told: {life.kind}"
    )
    alt = "Two lines over the months above a band of stages, with signs for what happened."
    return View(
        told(life, run.firm),
        subtitle,
        life_figure(life.months, happened, run),
        _numbers(life.months, happened),
        alt,
        named(life),
        story=_story(happened),
    )


def _story(happened: Sequence[Moment]) -> list[str]:
    steps: dict[int, list[str]] = {}
    for moment in happened:
        if moment.kind in ("joined", "left"):
            steps.setdefault(moment.month, []).append(moment.words)
    lines = [f"Month {month}: {', '.join(words)}." for month, words in steps.items()]
    more = len(lines) - _MOST_STEPS
    return lines if more <= 0 else [*lines[:_MOST_STEPS], f"And {counted(more, 'more change')}."]


def life_figure(months: pd.DataFrame, happened: Sequence[Moment], run: Run) -> go.Figure:
    """Return lines of satisfaction and trust over a band of stages, with signs for what happened.

    months: month, firm, stage, satisfaction, trust, one row a month.
    """
    figure = new_figure(410, right=104, hovermode="closest", uniformtext={"mode": "hide", "minsize": 11})
    labels = []
    for name, colour, dash in (("satisfaction", OURS, "solid"), ("trust", INK, "dash")):
        felt = months[name].where(months["firm"].notna())
        figure.add_scatter(
            x=months["month"],
            y=compact(felt),
            mode="lines",
            line={"color": colour, "width": 2.2, "dash": dash},
            hovertemplate=f"month %{{x}}: {name} %{{y:.0%}}<extra></extra>",
        )
        if felt.notna().any():
            labels.append(Label(float(felt.dropna().iloc[-1]), capital(name), colour, bold=True))
    _draw_band(figure, months, run)
    for kind, (symbol, colour, size, height) in _SIGNS.items():
        of_kind = [moment for moment in happened if moment.kind == kind]
        figure.add_scatter(
            x=[moment.month for moment in of_kind],
            y=[height] * len(of_kind),
            mode="markers",
            marker={"symbol": symbol, "color": colour, "size": size, "line": {"color": colour, "width": 1.5}},
            customdata=[plain(moment.words) for moment in of_kind],
            hovertemplate="month %{x}: %{customdata}<extra></extra>",
        )
    figure.update_xaxes(month_axis(run.last_month, showline=False) | {"range": [-0.5, run.last_month + 0.5]})
    figure.update_yaxes(share_axis(tickvals=[0, 0.25, 0.5, 0.75, 1]) | {"range": _REACH})
    figure.add_hline(y=0, line={"color": AXIS, "width": 1})
    label_right(figure, labels, _REACH)
    return figure


def _draw_band(figure: go.Figure, months: pd.DataFrame, run: Run) -> None:
    """Draw a block for each stretch of months: the stages of the firm in focus in colour, other firms in grey."""
    blocks: list[tuple[int, int, str, str]] = []
    for row in months.to_dict("records"):
        month = int(row["month"])
        if pd.isna(row["firm"]):
            words, colour = "no firm", PAPER
        elif row["firm"] == run.focus:
            words, colour = str(row["stage"]), STAGE.get(str(row["stage"]), AXIS)
        else:
            words, colour = run.printed(str(row["firm"])), STAGE["none"]
        if blocks and blocks[-1][2:] == (words, colour):
            blocks[-1] = (blocks[-1][0], month, words, colour)
        else:
            blocks.append((month, month, words, colour))
    light, dark = "#fffffe", "#14161a"
    figure.add_bar(
        x=[end - start + 1 for start, end, _, _ in blocks],
        base=[start - 0.5 for start, _, _, _ in blocks],
        y=[sum(_BAND) / 2] * len(blocks),
        width=_BAND[1] - _BAND[0],
        orientation="h",
        marker={"color": [colour for *_, colour in blocks], "line": {"color": PAPER, "width": 1}},
        text=[plain(shortened(words, 18)) for _, _, words, _ in blocks],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={
            "color": [light if c in _DEEP else QUIET if c == PAPER else dark for *_, c in blocks],
        },
        customdata=[f"months {start} to {end}: {plain(words)}" for start, end, words, _ in blocks],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _numbers(months: pd.DataFrame, happened: Sequence[Moment]) -> Numbers:
    said: dict[int, list[str]] = {}
    for moment in happened:
        said.setdefault(moment.month, []).append(moment.words)
    rows = []
    before = None
    last = int(months["month"].iloc[-1])
    for row in months.to_dict("records"):
        month, there = int(row["month"]), pd.notna(row["firm"])
        stage = str(row["stage"]) if there else "no firm"
        words = said.get(month, [])
        if words or stage != before or month == last:
            felt = [percent(row[name]) if there else "" for name in ("satisfaction", "trust")]
            rows.append([str(month), stage, *felt, capital("; ".join(words))])
        before = stage
    note = "Months in which something happened or the stage changed; the panel table of the run holds all of them."
    return Numbers(["month", "stage", "satisfaction", "trust", "what happened"], rows, note).thinned()
