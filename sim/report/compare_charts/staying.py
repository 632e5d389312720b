"""How long the customers stay whom the firm wins, in each scenario."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import OURS, QUIET, RIVAL
from sim.report.compared import Compared
from sim.report.number import NOTHING, counted, grouped, percent
from sim.report.style import Label, axis, compact, label_right, new_figure, share_axis
from sim.report.text import label, width

NAME = "staying"
TITLE = "How long new customers stay"
MOST = 6
_DASHES = ("solid", "solid", "dash", "dot", "dashdot", "longdash")
_FEWEST = 20
"""Relationships followed below which a curve is not drawn further."""


def staying_chart(compared: Compared) -> Chart | Gap:
    """Return the survival of relationships begun in the booked months, a curve for each scenario."""
    curves = {name: curve_of(compared, name) for name in compared.names[:MOST]}
    if any(len(curve) < 2 for curve in curves.values()):
        return Gap(NAME, TITLE, f"Too few customers were won by {compared.firm} to follow them.")
    last = min(int(curve["months"].max()) for curve in curves.values())
    names = {name: label(compared.printed(name), 15) for name in curves}
    figure = new_figure(440, right=round(18 + max(width(name) for name in names.values())), hovermode="x")
    labels = []
    for number, (name, curve) in enumerate(curves.items()):
        ours = name == compared.lead
        colour = OURS if ours else RIVAL
        figure.add_scatter(
            x=curve["months"],
            y=compact(curve["survival"]),
            mode="lines",
            line={"color": colour, "width": 3 if ours else 1.8, "shape": "hv", "dash": _DASHES[number]},
            meta=names[name],
            hovertemplate="%{meta}: %{y:.1%} after %{x} months<extra></extra>",
        )
        labels.append(
            Label(float(curve["survival"].iloc[-1]), names[name], OURS if ours else QUIET, bold=ours)
        )
    longest = max(int(curve["months"].max()) for curve in curves.values())
    figure.update_xaxes(
        axis("Months since joining", showline=True, ticks="outside", ticklen=4, range=[0, longest])
    )
    figure.update_yaxes(share_axis(1.02, tickvals=[0, 0.25, 0.5, 0.75, 1]))
    label_right(figure, labels, (0.0, 1.02))
    subtitle = (
        f"Share of new customers of {compared.firm} still there, by months since joining (Kaplan–Meier); customers of "
        f"{counted(compared.seeds, 'seed')} counted together"
    )
    view = View(
        headline(compared, curves, last),
        subtitle,
        figure,
        _numbers(compared, curves),
        "A falling curve for each scenario.",
    )
    return Chart(
        NAME,
        [view],
        notes=["Only those won in the booked months; who stays to the end is followed no further."],
    )


def curve_of(compared: Compared, name: str) -> pd.DataFrame:
    """Return the survival of one scenario as far as enough are followed: months, at_risk, survival."""
    table = compared.tables["survival"]
    own = table[table["scenario"] == name]
    return own[own["at_risk"] >= min(_FEWEST, int(own["at_risk"].max()) if len(own) else 0)]


def headline(compared: Compared, curves: dict[str, pd.DataFrame], last: int) -> str:
    """Return how many are left after a year (or as long as all were followed) in the leading and the first scenario."""
    month = min(12, last)
    ours, first = (_at(curves[name], month) for name in (_drawn(compared, curves), compared.names[0]))
    name, other = compared.printed(_drawn(compared, curves), 40), compared.printed(compared.names[0], 40)
    after = counted(month, "month")
    if percent(ours, 1) == percent(first, 1):
        return f"After {after} {percent(ours, 1)} are left with either scenario"
    return f"After {after} {percent(ours, 1)} are left with {name}, {percent(first, 1)} with {other}"


def _drawn(compared: Compared, curves: dict[str, pd.DataFrame]) -> str:
    return compared.lead if compared.lead in curves else compared.names[1]


def _at(curve: pd.DataFrame, month: int) -> float:
    return float(
        curve["survival"].to_numpy()[np.searchsorted(curve["months"].to_numpy(), month, side="right") - 1]
    )


def _numbers(compared: Compared, curves: dict[str, pd.DataFrame]) -> Numbers:
    months = sorted({int(month) for curve in curves.values() for month in curve["months"]})
    rows = []
    for month in months:
        row = [str(month)]
        for curve in curves.values():
            there = curve[curve["months"] == month]
            row += (
                [percent(there["survival"].iloc[0], 1), grouped(there["at_risk"].iloc[0])]
                if len(there)
                else [NOTHING] * 2
            )
        rows.append(row)
    heads = [text for name in curves for text in (compared.printed(name), "followed")]
    return Numbers(["months since joining", *heads], rows).thinned()
