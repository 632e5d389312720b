"""One customer's life: stages, satisfaction and trust, and what happened when."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import AXIS, GAIN, INK, LOSS, OURS, PAPER, QUIET, STAGE
from sim.report.number import counted, grouped, percent
from sim.report.run import Run
from sim.report.story import Life, Moment, lives, moments, named, told
from sim.report.style import Label, label_right, month_axis, new_figure, share_axis
from sim.report.text import capital, plain, shortened

NAME = "life"
TITLE = "One customer's life"

_BAND = (-0.2, -0.08)
"""Where the band of stages lies under the lines."""
_SIGNS = {
    "joined": ("triangle-up", GAIN, 11),
    "left": ("triangle-down", LOSS, 11),
    "incident": ("x", LOSS, 8),
    "warned": ("diamond-open", LOSS, 8),
    "praised": ("diamond", GAIN, 8),
    "win-back": ("circle", OURS, 7),
    "contact": ("line-ns-open", QUIET, 9),
}
_ROW = {
    "joined": 1.2,
    "left": 1.2,
    "incident": 1.12,
    "warned": 1.12,
    "praised": 1.12,
    "win-back": 1.04,
    "contact": 1.04,
}
_MOST_STEPS = 12


def life_chart(run: Run) -> Chart | Gap:
    """Return the lives of a few followed customers, the most telling first."""
    chosen = lives(run)
    if not chosen:
        return Gap(
            NAME,
            TITLE,
            f"No followed customer began a relationship with {run.firm} in the booked months.",
            wide=True,
        )
    legend = (
        "Signs above the lines: ▲ joins, ▼ leaves, ✕ something went wrong, ◆ speaks well of the firm (open: warns others), "
        "● is asked to come back, | is contacted by another firm. The band below shows firm and stage."
    )
    return Chart(
        NAME,
        [_view(life, run) for life in chosen],
        notes=[legend],
        wide=True,
        choice="list",
        question="Customer",
    )


def _view(life: Life, run: Run) -> View:
    happened = moments(life, run)
    subtitle = (
        f"Satisfaction and trust of one followed customer, in % of their scales, month by month, with whatever firm; "
        f"the relationship told is {life.kind}"
    )
    steps = [moment for moment in happened if moment.kind in ("joined", "left")]
    story = [f"Month {moment.month}: {moment.words}." for moment in steps[:_MOST_STEPS]]
    if len(steps) > _MOST_STEPS:
        story.append(f"And {counted(len(steps) - _MOST_STEPS, 'more step')}.")
    alt = "Two lines over the months above a band of stages, with signs for what happened."
    return View(
        told(life, run.firm),
        subtitle,
        life_figure(life, happened, run),
        _numbers(life, happened),
        alt,
        named(life),
        story=story,
    )


def life_figure(life: Life, happened: Sequence[Moment], run: Run) -> go.Figure:
    """Return lines of satisfaction and trust over a band of stages, with signs for what happened."""
    months = life.months
    last = run.last_month
    reach = (_BAND[0] - 0.06, 1.28)
    figure = new_figure(
        400, right=92, hovermode="closest", barmode="overlay", uniformtext={"mode": "hide", "minsize": 11}
    )
    ends = []
    for name, colour, dash in (("satisfaction", OURS, "solid"), ("trust", INK, "dash")):
        values = months[name].where(months["firm"].notna())
        figure.add_scatter(
            x=months["month"], y=values.round(3), mode="lines", line={"color": colour, "width": 2.2, "dash": dash},
            hovertemplate=f"month %{{x}}: {name} %{{y:.0%}}<extra></extra>", connectgaps=False,
        )  # fmt: skip
        if values.notna().any():
            ends.append(Label(float(values.dropna().iloc[-1]), capital(name), colour, bold=True))
    _draw_band(figure, months, run)
    for kind, (symbol, colour, size) in _SIGNS.items():
        of_kind = [moment for moment in happened if moment.kind == kind]
        figure.add_scatter(
            x=[moment.month for moment in of_kind], y=[_ROW[kind]] * len(of_kind), mode="markers",
            marker={"symbol": symbol, "color": colour, "size": size, "line": {"color": colour, "width": 1.5}},
            customdata=[f"month {moment.month}: {plain(moment.words)}" for moment in of_kind],
            hovertemplate="%{customdata}<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(month_axis(last, showline=False) | {"range": [-0.5, last + 0.5]})
    figure.update_yaxes(share_axis(tickvals=[0, 0.25, 0.5, 0.75, 1]) | {"range": reach})
    figure.add_hline(y=0, line={"color": AXIS, "width": 1})
    label_right(figure, ends, reach)
    return figure


def _draw_band(figure: go.Figure, months: pd.DataFrame, run: Run) -> None:
    """Draw a block for each stretch of months in one stage of one firm: own stages in colour, other firms in grey."""
    firm = months["firm"].astype(object).where(months["firm"].notna(), "").astype(str)
    stage = months["stage"].astype(str).where(firm == run.focus, "")
    stretch = ((firm != firm.shift()) | (stage != stage.shift())).cumsum()
    blocks = []
    for _, part in months.groupby(stretch):
        name, kind = firm[part.index[0]], stage[part.index[0]]
        start, end = int(part["month"].iloc[0]), int(part["month"].iloc[-1])
        if not name:
            words, colour = "no firm", PAPER
        elif name == run.focus:
            words, colour = kind, STAGE.get(kind, AXIS)
        else:
            words, colour = run.printed(name), STAGE["none"]
        blocks.append((start, end - start + 1, words, colour))
    figure.add_bar(
        x=[width for _, width, _, _ in blocks],
        base=[start - 0.5 for start, _, _, _ in blocks],
        y=[sum(_BAND) / 2] * len(blocks),
        width=_BAND[1] - _BAND[0],
        orientation="h",
        marker={"color": [colour for *_, colour in blocks], "line": {"color": PAPER, "width": 1}},
        text=[plain(shortened(words, 18)) for _, _, words, _ in blocks],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        insidetextfont={"color": ["#fffffe" if colour in _DEEP else "#14161a" if colour != PAPER else QUIET for *_, colour in blocks]},
        customdata=[
            f"months {start} to {start + width - 1}: {plain(words)}" for start, width, words, _ in blocks
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


_DEEP = (STAGE["formation"], STAGE["stability"], STAGE["left"])
"""Colours on which text has to be light."""


def _numbers(life: Life, happened: Sequence[Moment]) -> Numbers:
    said: dict[int, list[str]] = {}
    for moment in happened:
        said.setdefault(moment.month, []).append(moment.words)
    rows = []
    before = None
    for row in life.months.to_dict("records"):
        month, stage = int(row["month"]), str(row["stage"])
        words = said.get(month, [])
        if words or stage != before or month == int(life.months["month"].iloc[-1]):
            there = pd.notna(row["firm"])
            felt = [percent(row[name]) if there else "" for name in ("satisfaction", "trust")]
            rows.append([grouped(month), stage if there else "no firm", *felt, capital("; ".join(words))])
        before = stage
    note = "Months in which something happened or the stage changed; panel.parquet holds all of them."
    return Numbers(["month", "stage", "satisfaction", "trust", "what happened"], rows, note)
