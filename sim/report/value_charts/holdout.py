"""Whether the predictions can be believed: what the model said of the last part of the observation, and what came."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import INK, OURS
from sim.report.interval import INTERVAL, Estimate
from sim.report.number import NOTHING, Form, counted, grouped, money, nice_ticks, percent
from sim.report.style import Label, axis, label_right, new_figure, value_axis
from sim.report.valued import Valued

NAME = "holdout"
TITLE = "Whether the predictions can be believed"
MOST = 7
"""Repeat purchases from which customers are put together."""


def holdout_chart(valued: Valued) -> Chart | Gap:
    """Return purchases predicted and come in the part of the observation that was held back."""
    check = valued.summary["holdout"]
    if check is None or valued.holdout.empty:
        return Gap(NAME, TITLE, "The predictions could not be put to the test; the notes at the top say why.")
    subtitle = (
        f"Purchases of a customer from {check['from']} to {check['until']}, by repeat purchases before: what a model "
        f"fitted to the time before predicted, and what came; {counted(check['customers'], 'customer')}"
    )
    alt = "Two lines over the number of repeat purchases before: predicted and come."
    expected = Estimate.read(check["expected_purchases"])
    form = Form(grouped)
    between = f", {INTERVAL} {expected.between(form)}" if expected.between(form) else ""
    notes = [
        f"All together: {grouped(expected.estimate)} purchases predicted{between}; "
        f"{grouped(check['actual_purchases'])} came. For a single customer the prediction was off by "
        f"{check['mean_absolute_error']:.2f} purchases on average. Who first bought in the time predicted is not "
        "counted: no model of this kind knows customers before they come."
    ]
    if check["expected_revenue"] is not None:
        amounts = [money(check[name], valued.currency) for name in ("expected_revenue", "actual_revenue")]
        notes.append(f"In money: {amounts[0]} predicted, {amounts[1]} came.")
    view = View(
        headline(check), subtitle, holdout_figure(valued.holdout), _numbers(valued.holdout, valued), alt
    )
    return Chart(NAME, [view], notes=notes)


def headline(check: dict[str, object]) -> str:
    """Return what was predicted in all, and what came; check: the hold-out of the summary."""
    expected = Estimate.read(check["expected_purchases"]).estimate  # type: ignore[arg-type]
    came = float(check["actual_purchases"])  # type: ignore[arg-type]
    said = f"{counted(expected, 'purchase')} predicted, {grouped(came)} came"
    if not came or grouped(expected) == grouped(came):
        return f"Put to the test: {said}"
    off = percent(abs(expected / came - 1))
    return f"Put to the test: {said}, so {off} too {'many' if expected > came else 'few'} were predicted"


def holdout_figure(table: pd.DataFrame) -> go.Figure:
    """Return mean purchases of a customer, predicted and come; table: frequency, customers and sums."""
    figure = new_figure(340, right=90, top=12, bottom=46)
    lines = {
        "expected_purchases": ("predicted", OURS, "dash"),
        "actual_purchases": ("came", INK, "solid"),
    }
    means = {name: table[name] / table["customers"] for name in lines}
    highest = max(float(mean.max()) for mean in means.values()) * 1.1 or 1.0
    for name, (words, colour, dash) in lines.items():
        figure.add_scatter(
            x=table["frequency"],
            y=means[name].round(4),
            mode="lines+markers",
            line={"color": colour, "width": 2.4, "dash": dash},
            marker={"size": 7, "color": colour},
            customdata=[
                f"{_bought(row['frequency'])}: {row[name] / row['customers']:.2f} a customer {words}"
                for row in table.to_dict("records")
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    labels = [
        Label(float(means[name].iloc[-1]), words, colour, name == "actual_purchases")
        for name, (words, colour, _) in lines.items()
    ]
    label_right(figure, labels, (0.0, highest), top=12, bottom=46)
    names = [f"{count}+" if count == MOST else str(count) for count in table["frequency"]]
    figure.update_xaxes(
        axis(
            "Repeat purchases before",
            showline=True,
            ticks="outside",
            ticklen=4,
            tickvals=table["frequency"],
            ticktext=names,
        )
    )
    ticks = nice_ticks(0.0, highest)
    figure.update_yaxes(value_axis(range=[0, highest], tickvals=ticks, ticktext=[f"{at:g}" for at in ticks]))
    return figure


def _bought(frequency: int) -> str:
    more = " or more" if frequency == MOST else ""
    return f"{frequency}{more} repeat purchases before"


def _numbers(table: pd.DataFrame, valued: Valued) -> Numbers:
    rows = []
    for row in table.to_dict("records"):
        more = " or more" if row["frequency"] == MOST else ""
        rows.append([f"{row['frequency']}{more}", *_cells(row, valued)])
    rows.append(["all", *_cells(table.sum(min_count=1).to_dict(), valued)])
    columns = [
        "repeat purchases before",
        "customers",
        "predicted",
        "came",
        "predicted were",
        "money predicted",
        "money came",
    ]
    return Numbers(columns, rows)


def _cells(row: dict[Any, Any], valued: Valued) -> list[str]:
    expected, came = row["expected_purchases"], row["actual_purchases"]
    off = NOTHING
    if came:
        off = f"{percent(abs(expected / came - 1))} too {'many' if expected > came else 'few'}"
    amounts = [money(row[name], valued.currency) for name in ("expected_revenue", "actual_revenue")]
    return [grouped(row["customers"]), grouped(expected), grouped(came), off, *amounts]
