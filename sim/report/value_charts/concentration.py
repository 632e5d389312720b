"""How much the best customers hold: of what was earned so far, and of what is to come."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from sim.clv.costing import WhaleCurve
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import FAINT, OURS, QUIET, VEIL
from sim.report.number import NOTHING, grouped, money, percent
from sim.report.style import axis, compact, new_figure, note, share_axis
from sim.report.valued import Valued

NAME = "concentration"
TITLE = "How much the best customers hold"
SIGNS = ("\N{BOX DRAWINGS LIGHT HORIZONTAL}" * 2, "\N{BOX DRAWINGS LIGHT DOUBLE DASH HORIZONTAL}" * 2)
"""Samples of the lines, before their names."""
_HUNDREDTHS = np.linspace(0.0, 1.0, 101)

Curves = dict[str, WhaleCurve]
"""Curves by what they are about, the one of the headline first."""


def concentration_chart(valued: Valued) -> Chart | Gap:
    """Return the shares that the best customers hold of the value to come and of what they brought so far."""
    curves = curves_of(valued)
    if not curves:
        return Gap(NAME, TITLE, "The customers have brought nothing so far.")
    best = float(valued.summary["concentration"]["best"])
    subtitle = (
        "Share of the whole that the best customers hold together, each curve with its own order of customers; "
        f"{grouped(len(valued.customers))} customers"
    )
    alt = "Curves that rise steeply at first and flatten, above a dotted diagonal on which all customers were equal."
    view = View(
        headline(curves, best),
        subtitle,
        concentration_figure(curves, best),
        _numbers(curves, valued, best),
        alt,
    )
    return Chart(NAME, [view])


def curves_of(valued: Valued) -> Curves:
    """Return the curve of the value to come, if it is known, and of the past."""
    columns = {"value to come": "predicted_clv", f"{valued.past} so far": "past_value"}
    values = {name: valued.customers[column].dropna() for name, column in columns.items()}
    return {name: WhaleCurve.of(value) for name, value in values.items() if len(value) and value.sum() > 0}


def headline(curves: Curves, best: float) -> str:
    """Return what the best customers hold."""
    (name, curve), *_ = curves.items()
    return f"The best {percent(best)} of customers hold {percent(curve.share_earned_by(best))} of the {name}"


def concentration_figure(curves: Curves, best: float) -> go.Figure:
    """Return the curves, the best customers marked on the first."""
    figure = new_figure(360, right=20, top=16, hovermode="x unified")
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": FAINT, "width": 1, "dash": "dot"}, hoverinfo="skip"
    )
    for number, (name, curve) in enumerate(curves.items()):
        share = curve.share_earned_by(_HUNDREDTHS)
        colour = (OURS, QUIET)[number]
        figure.add_scatter(
            x=compact(_HUNDREDTHS),
            y=compact(share),
            mode="lines",
            line={"color": colour, "width": 3 - number, "dash": ("solid", "dash")[number]},
            customdata=[
                f"the best {percent(at)}: {percent(s)} of the {name}"
                for at, s in zip(_HUNDREDTHS, share, strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
        note(
            figure, 0.98, 0.16 - 0.08 * number, f"{SIGNS[number]} {name}", xanchor="right",
            font={"color": colour, "size": 13},
        )  # fmt: skip
    first = next(iter(curves.values()))
    held = float(first.share_earned_by(best))
    figure.add_scatter(
        x=[best], y=[held], mode="markers", marker={"color": OURS, "size": 8}, hoverinfo="skip"
    )
    note(
        figure, best, held, f"<b>{percent(best)} hold {percent(held)}</b>", xanchor="left", yanchor="top", xshift=10,
        bgcolor=VEIL,
    )  # fmt: skip
    figure.update_xaxes(
        axis("Customers, the best first", tickformat=".0%", range=[0, 1], showline=True, nticks=6)
        | {"hoverformat": ".0%"}
    )
    figure.update_yaxes(share_axis(1.02))
    return figure


def _numbers(curves: Curves, valued: Valued, best: float) -> Numbers:
    rows = []
    shares = {name: curve.share_earned_by(_HUNDREDTHS[::10]) for name, curve in curves.items()}
    sizes = len(valued.customers)
    for place, (start, stop) in enumerate(pairwise(range(0, 101, 10))):
        row = [f"{start} to {percent(stop / 100)}", grouped(sizes / 10)]
        for name, curve in curves.items():
            part = float(shares[name][place + 1] - shares[name][place])
            row += [
                money(part * curve.total, valued.currency),
                percent(part),
                percent(float(shares[name][place + 1])),
            ]
        rows.append(row)
    top = [f"best {percent(best)}", grouped(sizes * best)]
    for curve in curves.values():
        held = float(curve.share_earned_by(best))
        top += [money(held * curve.total, valued.currency), percent(held), NOTHING]
    columns = ["best", "customers"]
    for name in curves:
        columns += [name, "share", "with those above"]
    return Numbers(columns, [*rows, top])
