"""How long do they stay: survival of the relationships that began in the booked months."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.clv.survival import Interval, KaplanMeier, Weibull
from sim.report.chart import Chart, Forms, Gap, Numbers, View, reads
from sim.report.colour import INK, OURS, OURS_BAND, QUIET
from sim.report.interval import INTERVAL, LEVEL_TEXT
from sim.report.number import Form, counted, digits_needed, grouped, month_ticks, percent, short
from sim.report.run import Run
from sim.report.style import axis, compact, new_figure, note, share_axis
from sim.report.text import capital

NAME = "survival"
TITLE = "How long customers stay"
_BOTTOM = 64
_AXIS = "Months since joining, with the number followed"
_FEWEST_ENDS = 20
"""Ends from which a Weibull curve is fitted."""


class Survival(NamedTuple):
    """The curve by whole months, its median, and the fitted law, None where there are too few ends."""

    table: pd.DataFrame
    """month, survival, low, high, at_risk, weibull."""
    median: float
    shape: Interval | None


@reads("relationships", NAME, TITLE)
def survival_chart(run: Run) -> Chart | Gap:
    """Return how many of the customers won in the booked months are still there, by months since joining."""
    begun = run.begun
    if begun.empty or begun["months"].max() < 1:
        why = f"No relationship with {run.firm} began early enough to be followed for a month."
        return Gap(NAME, TITLE, why)
    life = survival_of(begun)
    subtitle = (
        f"Share of new customers of {run.firm} still there, by months since joining; steps: Kaplan–Meier with "
        f"{LEVEL_TEXT} band{', dashed: Weibull' if life.shape else ''}; "
        f"{counted(len(begun), 'relationship')}, {run.pooled}"
    )
    view = View(headline(life), subtitle, survival_figure(life), _numbers(life), _alt(life))
    return Chart(NAME, [view], notes=_notes(life, run))


def survival_of(begun: pd.DataFrame) -> Survival:
    """Return the survival of relationships; begun: months, ended."""
    months, ended = begun["months"].to_numpy(float), begun["ended"].to_numpy(bool)
    curve = KaplanMeier.fit(months, ended)
    at = np.arange(int(months.max()) + 1)
    low, high = curve.band(at)
    table = pd.DataFrame(
        {"month": at, "survival": curve.survival(at), "low": low, "high": high, "at_risk": curve.at_risk(at)}
    )
    shape = None
    table["weibull"] = np.nan
    if np.count_nonzero(ended) >= _FEWEST_ENDS and np.unique(months[ended]).size > 2:
        law = Weibull.fit(months, ended)
        table["weibull"] = law.survival(at)
        shape = law.interval("shape")
    return Survival(table, curve.median(), shape)


def headline(life: Survival) -> str:
    """Return when half of the customers are gone, or how many are still there at the end of what was seen."""
    if np.isfinite(life.median):
        return f"Half of the new customers are gone after {counted(life.median, 'month')}"
    last = life.table.to_dict("records")[-1]
    within = counted(last["month"], "month")
    if last["survival"] == 1:
        return f"Nobody who joined has left within {within}"
    return f"{capital(percent(last['survival']))} of the new customers are still there after {within}"


def survival_figure(life: Survival) -> go.Figure:
    """Return steps with band, the dashed law, the median, and a row of how many are still followed."""
    table = life.table
    last = int(table["month"].iloc[-1])
    figure = new_figure(380, bottom=_BOTTOM, hovermode="x")
    band = table.dropna(subset=["low", "high"])
    figure.add_scatter(
        x=compact(band["month"], band["month"][::-1]),
        y=compact(band["high"], band["low"][::-1]),
        fill="toself",
        fillcolor=OURS_BAND,
        line={"width": 0, "shape": "hv"},
        hoverinfo="skip",
    )
    if life.shape:
        figure.add_scatter(
            x=table["month"],
            y=compact(table["weibull"]),
            mode="lines",
            line={"color": INK, "width": 1.4, "dash": "dash"},
            hovertemplate="Weibull %{y:.0%}<extra></extra>",
        )
    figure.add_scatter(
        x=table["month"],
        y=compact(table["survival"]),
        mode="lines",
        line={"color": OURS, "width": 2.6, "shape": "hv"},
        customdata=[grouped(x) for x in table["at_risk"]],
        hovertemplate="after month %{x}: %{y:.0%} still there<br>%{customdata} followed so far<extra></extra>",
    )
    if np.isfinite(life.median):
        _draw_median(figure, life.median, last)
    ticks = month_ticks(last, 6)
    followed = table["at_risk"].to_list()
    figure.update_xaxes(
        axis(
            _AXIS,
            showline=True,
            ticks="outside",
            ticklen=4,
        ),
        range=[0, max(last, 1)],
        tickvals=ticks,
        ticktext=[
            f"{tick}<br><span style='font-size:11px'>{grouped(followed[tick])}</span>" for tick in ticks
        ],
        tickangle=0,
    )
    figure.update_yaxes(share_axis(1.02, tickvals=[0, 0.25, 0.5, 0.75, 1]))
    return figure


def _draw_median(figure: go.Figure, median: float, last: int) -> None:
    dotted = {"color": QUIET, "width": 1, "dash": "dot"}
    figure.add_shape(type="line", x0=0, x1=median, y0=0.5, y1=0.5, line=dotted)
    figure.add_shape(type="line", x0=median, x1=median, y0=0, y1=0.5, line=dotted)
    figure.add_scatter(
        x=[median], y=[0.5], mode="markers", marker={"color": OURS, "size": 8}, hoverinfo="skip"
    )
    side, shift = ("right", -10) if median > 0.6 * last else ("left", 10)
    text = f"<b>half gone after<br>{counted(median, 'month')}</b>"
    note(figure, median, 0.5, text, xanchor=side, xshift=shift, yanchor="bottom", align=side)


def _numbers(life: Survival) -> Numbers:
    columns = {
        "month": "months since joining",
        "survival": "still there",
        "low": "band from",
        "high": "band to",
        "at_risk": "followed that long",
        "weibull": "Weibull",
    }
    forms: Forms = {"months since joining": lambda month: str(int(month)), "followed that long": grouped}
    forms = {**forms, **dict.fromkeys(("still there", "band from", "band to"), percent)}
    if life.shape:
        forms = {**forms, "Weibull": percent}
    return Numbers.of(life.table.rename(columns=columns), forms)


def _alt(life: Survival) -> str:
    last = life.table.to_dict("records")[-1]
    end = f"{percent(last['survival'])} after {counted(last['month'], 'month')}"
    return f"A curve of steps that falls from {percent(1.0)} at joining to {end}."


def _notes(life: Survival, run: Run) -> list[str]:
    said = (
        "Customers who are still there at the end count for as long as they were followed (right-censored)."
    )
    if run.replications > 1:
        said += " The band treats customers as independent; it does not show how replications differ."
    if life.shape is None:
        return [said]
    shape = life.shape
    if shape.high < 1:
        means = "the longer customers have stayed, the less likely they are to leave"
    elif shape.low > 1:
        means = "the longer customers have stayed, the more likely they are to leave"
    else:
        means = "whether leaving gets rarer or more frequent with time cannot be told"
    digits = digits_needed(*shape)
    form = Form(lambda x: short(x, digits))
    return [
        said,
        f"Weibull shape {form(shape.estimate)} ({INTERVAL} {form.span(shape.low, shape.high)}): {means}.",
    ]
