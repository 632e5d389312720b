"""Curves and bars of one retention rate beside other laws and what was seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.colour import GAIN, LOSS, QUIET, clear
from sim.report.number import NOTHING, money, month_ticks, nice_ticks, percent
from sim.report.retention import LAWS, ONE_RATE, SEEN, Trap
from sim.report.style import Label, axis, compact, label_right, new_figure, note, share_axis, value_axis
from sim.report.text import plain

_TOP = 24


def survival_figure(trap: Trap) -> go.Figure:
    """Return the curves, what one rate gets wrong shaded, and the month in which it crosses what was seen."""
    table = trap.table
    figure = new_figure(400, right=84, top=_TOP, hovermode="x")
    cut = trap.crossing or trap.months
    too_many = trap.promises_too_many
    for part, colour in (
        (table[table["month"] <= cut], LOSS if too_many else GAIN),
        (table[table["month"] >= cut], GAIN if too_many else LOSS),
    ):
        figure.add_scatter(
            x=compact(part["month"], part["month"][::-1]),
            y=compact(part[ONE_RATE], part[SEEN][::-1]),
            fill="toself",
            fillcolor=clear(colour),
            line={"width": 0},
            hoverinfo="skip",
        )
    for column, law in LAWS.items():
        figure.add_scatter(
            x=table["month"],
            y=compact(table[column]),
            mode="lines",
            line={"color": law.colour, "width": law.width, "dash": law.dash},
            meta=law.name,
            hovertemplate="%{meta}: %{y:.0%}<extra></extra>",
        )
    if trap.crossing is not None:
        at = float(table[SEEN].iloc[trap.crossing])
        figure.add_shape(
            type="line",
            x0=trap.crossing,
            x1=trap.crossing,
            y0=0,
            y1=at,
            line={"color": QUIET, "width": 1, "dash": "dot"},
        )
        side, shift = ("right", -8) if trap.crossing > 0.6 * trap.months else ("left", 8)
        words = f"<b>one rate crosses<br>in month {trap.crossing}</b>"
        note(
            figure,
            trap.crossing,
            at,
            words,
            xanchor=side,
            xshift=shift,
            yanchor="bottom",
            yshift=14,
            align=side,
        )
    _label_ends(figure, table.iloc[-1], (0.0, 1.02))
    figure.update_xaxes(_months(trap.months))
    figure.update_yaxes(share_axis(1.02, tickvals=[0, 0.25, 0.5, 0.75, 1]))
    return figure


def retention_figure(trap: Trap) -> go.Figure:
    """Return monthly retention: steps as it was, lines by the laws."""
    figure = new_figure(400, right=84, top=_TOP, hovermode="x")
    table, bins = trap.table, trap.bins
    monthly = {law: (table[law].shift(-1) / table[law]).iloc[:-1] for law in LAWS}
    for column, law in LAWS.items():
        if column != SEEN:
            figure.add_scatter(
                x=table["month"].iloc[1:],
                y=compact(monthly[column]),
                mode="lines",
                line={"color": law.colour, "width": law.width, "dash": law.dash},
                meta=law.name,
                hovertemplate="%{meta}: %{y:.1%}<extra></extra>",
            )
    seen = LAWS[SEEN]
    figure.add_scatter(
        x=np.repeat([*bins["start"], bins["end"].iloc[-1]], 2)[1:-1],
        y=compact(np.repeat(bins[SEEN], 2)),
        mode="lines",
        line={"color": seen.colour, "width": seen.width},
        meta=seen.name,
        hovertemplate="%{meta}: %{y:.1%}<extra></extra>",
    )
    drawn = [*bins[SEEN], *(share for law in LAWS if law != SEEN for share in monthly[law])]
    low, high = min(drawn), max(drawn)
    reach = (low - (high - low or 0.01) * 0.08, min(high + (high - low or 0.01) * 0.08, 1.0))
    _label_ends(
        figure, pd.Series({law: monthly[law].iloc[-1] for law in LAWS} | {SEEN: bins[SEEN].iloc[-1]}), reach
    )
    figure.update_xaxes(_months(trap.months))
    ticks = nice_ticks(*reach)
    figure.update_yaxes(value_axis(range=reach, tickvals=ticks, ticktext=[percent(at, 1) for at in ticks]))
    return figure


def _label_ends(figure: go.Figure, at: pd.Series[float], reach: tuple[float, float]) -> None:
    labels = [Label(float(at[name]), law.name, law.colour, bold=name == SEEN) for name, law in LAWS.items()]
    label_right(figure, labels, reach, top=_TOP)


def _months(last: int) -> dict[str, object]:
    ticks = month_ticks(last, 6)
    words = "Months since joining"
    return axis(
        words, showline=True, ticks="outside", ticklen=4, range=[0, last], tickvals=ticks, tickangle=0
    )


def money_figure(trap: Trap, currency: str) -> go.Figure:
    """Return what a new customer is worth by each law, and what that makes too much or too little for all won."""
    one, everybody = [], []
    for column, law in LAWS.items():
        worth, over = trap.worth[column], trap.over(column)
        one.append(Bar(law.heading, worth, plain(money(worth, currency)), law.colour, bold=column == SEEN))
        text = NOTHING if column == SEEN else plain(money(over, currency))
        everybody.append(Bar(law.name, over, text, law.colour))
    panels = [Panel(one, "A new customer", 0.45), Panel(everybody, "Too much, for all won", 0.5)]
    return bars_figure(panels, row=56)
