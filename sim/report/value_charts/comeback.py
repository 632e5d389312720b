"""Who comes back: the share of new customers who buy again one, two, three … periods after their first purchase."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import OURS, OURS_BAND, QUIET
from sim.report.number import counted, grouped, percent
from sim.report.style import Label, axis, label_right, new_figure, note, share_axis
from sim.report.value_charts.concentration import SIGNS
from sim.report.valued import Valued

NAME = "comeback"
TITLE = "Who comes back"
_RIGHT = 170


def comeback_chart(valued: Valued) -> Chart | Gap:
    """Return the share that buys again by time since the first purchase, over all cohorts."""
    curve = curve_of(valued.cohorts)
    if curve.empty:
        return Gap(NAME, TITLE, "No period after a first purchase has been observed to its end.")
    if not valued.summary["bought_again"]:
        return Gap(NAME, TITLE, "Nobody bought on a second day.")
    period = str(valued.cohorts["period"].iloc[0])
    subtitle = (
        f"Share of new customers who buy in a later {period}, and who buy in that {period} or after it; all cohorts "
        "that could be followed to its end"
    )
    alt = "A line of the share that buys in a later period, and above it a dashed one of those who buy then or later."
    notes = [
        f"Who does not buy in a {period} has not left. Those on the dashed line were surely still customers, because "
        "they bought later; of the others nobody can know. The dashed line falls at the right because what comes after "
        "the observation has not been seen yet. A curve of survival fitted to these numbers would take silence for "
        "leaving, so none is shown."
    ]
    figure, narrow = comeback_figure(curve, period), comeback_figure(curve, period, narrow=True)
    view = View(headline(curve, period), subtitle, figure, _numbers(curve, period), alt, narrow=narrow)
    return Chart(NAME, [view], notes=notes)


def curve_of(cohorts: pd.DataFrame) -> pd.DataFrame:
    """Return age, customers, share and seen_share of all complete cells together, the first period left out."""
    whole = cohorts[cohorts["complete"] & (cohorts["age"] > 0)]
    sums = whole.groupby("age")[["size", "buyers", "seen_again"]].sum().reset_index()
    return pd.DataFrame(
        {
            "age": sums["age"],
            "customers": sums["size"],
            "share": sums["buyers"] / sums["size"],
            "seen_share": sums["seen_again"] / sums["size"],
        }
    )


def headline(curve: pd.DataFrame, period: str) -> str:
    """Return how many buy in the first period after, and in a late one that many customers reached."""
    first = curve.iloc[0].to_dict()
    said = f"{percent(first['share'])} of new customers buy again in the {period} after their first purchase"
    reached = curve[(curve["age"] > first["age"]) & (curve["customers"] >= first["customers"] / 2)]
    if reached.empty:
        return said
    late = reached.iloc[-1].to_dict()
    return f"{said}, {percent(late['share'])} in {period} {grouped(late['age'])}"


def comeback_figure(curve: pd.DataFrame, period: str, *, narrow: bool = False) -> go.Figure:
    """Return both lines, labelled at their right ends, or in a corner where there is no room."""
    figure = new_figure(340, right=16 if narrow else _RIGHT, top=12, bottom=44)
    lines = (
        ("seen_share", "then or later", QUIET, "dash"),
        ("share", f"in that {period}", OURS, "solid"),
    )
    highest = float(curve["seen_share"].max()) * 1.12 or 1.0
    for name, words, colour, dash in lines:
        figure.add_scatter(
            x=curve["age"],
            y=curve[name].round(5),
            mode="lines+markers" if len(curve) < 30 else "lines",
            line={"color": colour, "width": 3 if name == "share" else 1.8, "dash": dash},
            marker={"size": 5, "color": colour},
            fill="tozeroy" if name == "share" else None,
            fillcolor=OURS_BAND,
            customdata=[_said(row, name, period, words) for row in curve.to_dict("records")],
            hovertemplate="%{customdata}<extra></extra>",
        )
    labels = [
        Label(float(curve[name].iloc[-1]), f"bought {words}", colour, name == "share")
        for name, words, colour, _ in lines
    ]
    if narrow:
        for place, (label, sign) in enumerate(zip(labels, SIGNS[::-1], strict=True)):
            note(
                figure, 1, 1 - 0.08 * place, f"{sign} {label.text}", xref="paper", yref="paper", xanchor="right",
                yanchor="top", font={"color": label.colour, "size": 13},
            )  # fmt: skip
    else:
        label_right(figure, labels, (0.0, highest), top=12, bottom=44)
    last = int(curve["age"].max())
    figure.update_xaxes(
        axis(f"{period.capitalize()}s since the first purchase", showline=True, ticks="outside", ticklen=4)
        | {"tickvals": list(range(1, last + 1, max(1, -(-last // 10)))), "range": [0.7, last + 0.3]}
    )
    figure.update_yaxes(share_axis(min(highest, 1.0)))
    return figure


def _said(row: dict[Any, Any], name: str, period: str, words: str) -> str:
    customers = counted(row["customers"], "customer")
    return f"{period} {grouped(row['age'])}: {percent(row[name], 1)} of {customers} bought {words}"


def _numbers(curve: pd.DataFrame, period: str) -> Numbers:
    rows = [
        [grouped(row["age"]), grouped(row["customers"]), percent(row["share"]), percent(row["seen_share"])]
        for row in curve.to_dict("records")
    ]
    return Numbers(
        [f"{period}s since the first", "customers", "bought then", "then or later"], rows
    ).thinned()
