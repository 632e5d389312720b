"""Whether predictions can be taken at their word: what each tenth of customers was to bring, and brought."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.clv.forecast_scores import calibration_by_decile
from sim.report.chart import Chart, Forms, Gap, Numbers, View, reads
from sim.report.colour import FAINT, OURS, QUIET
from sim.report.forecast_score import LABELS, looked_ahead
from sim.report.interval import INTERVAL, LEVEL_TEXT, Estimate, ends
from sim.report.number import grouped, money, money_form, nice_ticks, tick
from sim.report.run import Run
from sim.report.style import SMALL, axis, new_figure, note, value_axis
from sim.report.text import plain

NAME = "calibration"
TITLE = "Whether predictions can be taken at their word"
_FEWEST = 20
"""Customers of a replication, two for each tenth."""


@reads("forecasts", NAME, TITLE)
def calibration_chart(run: Run) -> Chart | Gap:
    """Return predicted and realised means by tenths of the prediction, one view for each method."""
    own = run.forecasts[run.forecasts["firm"] == run.focus]
    tables = {name: calibration_table(own, name) for name in LABELS}
    tables = {name: table for name, table in tables.items() if not table.empty}
    if not tables:
        return Gap(NAME, TITLE, f"No method has predicted what enough customers of {run.firm} would bring.")
    order = sorted(tables, key=lambda name: _error(own, name))
    notes = [
        "Each method sorts the customers by its own prediction and cuts them into tenths. A tenth on the line brought "
        "what was predicted; one below it brought less. Points that lie flatter than the line are predictions that "
        "tell customers farther apart than they are. The method with the smallest error for single customers stands "
        "first in the list."
    ]
    views = [_view(run, name, tables[name]) for name in order]
    return Chart(NAME, views, notes=notes, choice="list", question="Method")


def calibration_table(own: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the tenths of a method, lowest first: decile, customers, predicted, realised, low, high.

    own: rows of `forecasts` of one firm; customers are counted over all replications, the rest are means over them.
    Replications in which the method failed, or with too few customers, are left out; empty if none is left.
    """
    column = f"predicted_{name}"
    columns = ["decile", "customers", "predicted", "realised", "low", "high"]
    if column not in own:
        return pd.DataFrame(columns=columns)
    tenths = [
        calibration_by_decile(part[column].to_numpy(float), part["realised"].to_numpy(float))
        for _, part in own.dropna(subset=[column, "realised"]).groupby("replication")
        if len(part) >= _FEWEST
    ]
    if not tenths:
        return pd.DataFrame(columns=columns)
    rows = []
    for decile, part in pd.concat(tenths).groupby("decile"):
        came = Estimate.over(part["realised"])
        predicted = part["predicted"].mean()
        rows.append((decile, part["customers"].sum(), predicted, came.estimate, came.low, came.high))
    return pd.DataFrame(rows, columns=columns)


def headline(table: pd.DataFrame, label: str, currency: str) -> str:
    """Return what the tenth with the highest predictions was to bring and brought; table: predicted, realised."""
    top = table.iloc[-1].to_dict()
    predicted, came = (money(top[name], currency) for name in ("predicted", "realised"))
    if predicted == came:
        return f"{label}: the best tenth brought {came} each, as predicted"
    than = "more" if top["realised"] > top["predicted"] else "less"
    return f"{label}: the best tenth brought {came} each, {than} than the {predicted} predicted"


def calibration_figure(table: pd.DataFrame, currency: str) -> go.Figure:
    """Return a point for each tenth and the line on which predictions are right."""
    figure = new_figure(380, right=20, top=14, bottom=44)
    values = table[["predicted", "realised", "low", "high"]].to_numpy(float)
    low, high = min(0.0, float(np.nanmin(values))), max(0.0, float(np.nanmax(values)))
    room = (high - low or 1.0) * 0.07
    reach = (low - room if low < 0 else 0.0, high + room)
    figure.add_scatter(
        x=reach, y=reach, mode="lines", line={"color": FAINT, "width": 1.2, "dash": "dot"}, hoverinfo="skip"
    )
    for row in table.dropna(subset=["low", "high"]).to_dict("records"):
        figure.add_scatter(
            x=[row["predicted"]] * 2,
            y=[row["low"], row["high"]],
            mode="lines",
            line={"color": QUIET, "width": 1.4},
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=table["predicted"],
        y=table["realised"],
        mode="markers",
        marker={"color": OURS, "size": 9},
        customdata=[_said(row, currency) for row in table.to_dict("records")],
        hovertemplate="%{customdata}<extra></extra>",
    )
    ticks = nice_ticks(*reach)
    amounts = {"tickvals": ticks, "ticktext": [tick(at) for at in ticks], "range": reach}
    figure.update_xaxes(
        axis("Predicted", showgrid=True, showline=True, ticks="outside", ticklen=4, **amounts)
    )
    figure.update_yaxes(value_axis(title={"text": "What came", "font": {"size": SMALL}}, **amounts))
    top = table.iloc[-1].to_dict()
    # At the end of the line, unless the best tenth is named there.
    height = (top["realised"] - reach[0]) / (reach[1] - reach[0])
    end = reach[0] + (reach[1] - reach[0]) * (0.97 if height < 0.85 else 0.72)
    quiet = {"color": QUIET, "size": SMALL}
    note(figure, end, end, "as predicted", xanchor="right", xshift=-9, font=quiet)
    note(figure, top["predicted"], top["realised"], "<b>best tenth</b>", xanchor="right", xshift=-9)
    return figure


def _error(own: pd.DataFrame, name: str) -> float:
    """Return the mean absolute error for one customer, in money."""
    return float((own[f"predicted_{name}"] - own["realised"]).abs().mean())


def _said(row: Mapping[Hashable, Any], currency: str) -> str:
    predicted, came = (plain(money(row[name], currency)) for name in ("predicted", "realised"))
    return f"tenth {int(row['decile'])}: {came} came, {predicted} predicted"


def _view(run: Run, name: str, table: pd.DataFrame) -> View:
    label = LABELS[name]
    subtitle = (
        f"Mean discounted profit of a customer of {run.firm} {looked_ahead(run)}, by tenths of what {label} predicted: "
        f"predicted (across) and come (up), in {run.currency or 'money'}; {run.mean_of}"
        f"{f', lines are {LEVEL_TEXT} intervals' if table['low'].notna().any() else ''}"
    )
    alt = "A point for each tenth of the customers and a dotted line on which predictions are right."
    title, figure = headline(table, label, run.currency), calibration_figure(table, run.currency)
    return View(title, subtitle, figure, _numbers(table, run), alt, label)


def _numbers(table: pd.DataFrame, run: Run) -> Numbers:
    shown = table.assign(tenth=[_tenth(int(decile)) for decile in table["decile"]])
    amount = money_form(run.currency)
    shown[INTERVAL] = ends(table, amount)
    shown = shown.rename(columns={"realised": "came", "customers": "customers counted"})
    forms: Forms = {
        "tenth": str,
        "customers counted": grouped,
        "predicted": amount,
        "came": amount,
        INTERVAL: str,
    }
    return Numbers.of(shown, forms)


def _tenth(decile: int) -> str:
    return {1: "1, lowest predictions", 10: "10, highest predictions"}.get(decile, str(decile))
