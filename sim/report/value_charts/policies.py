"""Whom to look after: customers by what they brought, what they are expected to bring, and whether they are loyal."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.clv.segments import VALUE_CELLS
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.number import counted, grouped, money, percent
from sim.report.text import capital
from sim.report.value_charts.grid import Cell, Heads, briefly, grid_figure
from sim.report.valued import MODEL_MISSING, Valued

NAME = "policies"
TITLE = "Whom to look after"
_ROWS = ("high/high", "low/high", "high/low", "low/low")
_WORDS = {
    "high/high": "Good before,<br>good to come",
    "low/high": "Little before,<br>good to come",
    "high/low": "Good before,<br>little to come",
    "low/low": "Little before,<br>little to come",
}
_ROW = 74


def policies_chart(valued: Valued) -> Chart | Gap:
    """Return the cells of past × predicted value × loyalty, with what to do in each."""
    table = valued.segments[valued.segments["grouping"] == "value cell"]
    if table.empty:
        return Gap(NAME, TITLE, MODEL_MISSING)
    table = table.assign(share_of_value=table["predicted_clv"] / table["predicted_clv"].sum())
    cells = {(row["segment"], bool(row["loyal"])): row for row in table.to_dict("records")}
    subtitle = (
        f"Customers above or below the median of {valued.past} so far and of value to come; loyal: bought again, and "
        "more likely still a customer than not. Darker: more of the value to come"
    )
    alt = "Eight cells, each with its policy, its customers and its share of the value to come."
    notes = [
        "What customers think is not in transactions, so loyalty is read off what they did. Policies after Verhoef & "
        "Donkers (2001): they say where to begin to think, not what pays."
    ]
    view = View(headline(table), subtitle, policies_figure(cells), _numbers(cells, valued), alt)
    return Chart(NAME, [view], notes=notes)


def headline(table: pd.DataFrame) -> str:
    """Return the cell that holds most of the value to come; table: policy, customers, share_of_value."""
    first = table.sort_values("share_of_value", ascending=False, kind="stable").iloc[0].to_dict()
    policy = "partner with" if first["policy"] == "partner" else first["policy"]
    who = f"{counted(first['customers'], 'customer')} to {policy}"
    hold = "holds" if first["customers"] == 1 else "hold"
    return f"{who} {hold} {percent(first['share_of_value'])} of the value to come"


def policies_figure(cells: dict[tuple[str, bool], dict[Any, Any]]) -> go.Figure:
    """Return four rows of value by two columns of loyalty."""
    shown = {
        (down, across): Cell(
            cells[row, loyal]["share_of_value"], _text(cells[row, loyal]), _said(cells[row, loyal])
        )
        for down, row in enumerate(_ROWS)
        for across, loyal in enumerate((True, False))
    }
    darkest = max(0.5, *(cell.value for cell in shown.values()))
    names = Heads([_WORDS[row] for row in _ROWS])
    heads = Heads(["<b>loyal</b>", "<b>not loyal</b>"])
    return grid_figure(shown, names, heads, row=_ROW, darkest=darkest, heads_on_top=True)


def _text(cell: dict[Any, Any]) -> str:
    if not cell["customers"]:
        return "nobody"
    who, share = counted(cell["customers"], "customer"), briefly(cell["share_of_value"])
    return f"<b>{capital(cell['policy'])}</b><br>{who}<br>{share} of the value"


def _said(cell: dict[Any, Any]) -> str:
    who, share = counted(cell["customers"], "customer"), percent(cell["share_of_value"])
    return f"{cell['policy']}: {who}, {share} of the value to come"


def _numbers(cells: dict[tuple[str, bool], dict[Any, Any]], valued: Valued) -> Numbers:
    rows = []
    for name in reversed(VALUE_CELLS):
        for loyal in (True, False):
            cell = cells[name, loyal]
            before, later = name.split("/")
            values = [
                money(cell["past_value"], valued.currency),
                money(cell["predicted_clv"], valued.currency),
            ]
            who = [grouped(cell["customers"]), percent(cell["share"])]
            rows.append(
                [
                    cell["policy"],
                    before,
                    later,
                    "yes" if loyal else "no",
                    *who,
                    *values,
                    percent(cell["share_of_value"]),
                ]
            )
    columns = [
        "policy",
        valued.past,
        "to come",
        "loyal",
        "customers",
        "share",
        f"{valued.past} so far",
        "value to come",
        "of it",
    ]
    return Numbers(columns, rows)
