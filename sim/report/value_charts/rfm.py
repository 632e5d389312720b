"""Recency and frequency: customers in fifths, and where the value to come lies."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.number import counted, grouped, known, money, percent
from sim.report.text import plain
from sim.report.value_charts.grid import Cell, Heads, grid_figure
from sim.report.valued import Valued

NAME = "rfm"
TITLE = "Recency, frequency, money"
_ROW = 52
_RECENCY = {1: "1, longest ago", 5: "5, latest"}
_FREQUENCY = {1: "1, fewest", 5: "5, most"}


def rfm_chart(valued: Valued) -> Chart | Gap:
    """Return the cells of recency × frequency: customers in each, and what they are worth."""
    column, worth = (
        ("predicted_clv", "value to come") if valued.valued else ("past_value", f"{valued.past} so far")
    )
    table = cells_of(valued.customers, column)
    if not table["value"].sum() > 0:
        return Gap(NAME, TITLE, "The customers have brought nothing so far.")
    subtitle = (
        "Customers in fifths by time since the last purchase (up: more recent) and by number of purchases (right: "
        f"more), how many in each cell; darker: more {worth} each"
    )
    alt = "Twenty-five cells by recency and frequency, each with its customers, darker where a customer is worth more."
    notes = [
        "Equal customers get the same score, so fifths can be unequal: where most bought once, few fifths of frequency "
        "are filled. The third score, money, is in the table of customers: cell 555 is the best in all three."
    ]
    view = View(
        headline(valued.customers, column, worth),
        subtitle,
        rfm_figure(table, valued),
        _numbers(table, valued, worth),
        alt,
    )
    return Chart(NAME, [view], notes=notes)


def cells_of(customers: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return recency_score, frequency_score, customers and value (sum) of the cells that have customers."""
    return (
        customers.groupby(["recency_score", "frequency_score"])[column].agg(["size", "sum"]).reset_index()
    ).rename(columns={"size": "customers", "sum": "value"})


def headline(customers: pd.DataFrame, column: str, worth: str) -> str:
    """Return how many bought both lately and often, the highest score in each, and what they hold."""
    best = (customers["recency_score"] == 5) & (customers["frequency_score"] == 5)
    if not best.any():
        return "Nobody is among the best fifth both in recency and in frequency"
    share = percent(customers.loc[best, column].sum() / customers[column].sum())
    return f"{percent(float(best.mean()))} of customers bought both lately and often; they hold {share} of the {worth}"


def rfm_figure(table: pd.DataFrame, valued: Valued) -> go.Figure:
    """Return five by five cells; table: recency_score, frequency_score, customers, value."""
    cells = {
        (5 - cell["recency_score"], cell["frequency_score"] - 1): Cell(
            cell["value"] / cell["customers"], f"<b>{grouped(cell['customers'])}</b>", _said(cell, valued)
        )
        for cell in table.to_dict("records")
    }
    across, down = (
        [words.get(score, str(score)) for score in range(1, 6)] for words in (_FREQUENCY, _RECENCY)
    )
    darkest = max(cell.value for cell in cells.values())
    return grid_figure(
        cells, Heads(down[::-1], "Recency"), Heads(across, "Frequency"), row=_ROW, darkest=darkest
    )


def _said(cell: dict[Any, Any], valued: Valued) -> str:
    worth = plain(money(cell["value"] / cell["customers"], valued.currency))
    where = f"recency {cell['recency_score']}, frequency {cell['frequency_score']}"
    return f"{where}: {counted(cell['customers'], 'customer')}, {worth} each"


def _numbers(table: pd.DataFrame, valued: Valued, worth: str) -> Numbers:
    people, total = table["customers"].sum(), table["value"].sum()
    rows = []
    for cell in table.sort_values(["recency_score", "frequency_score"], ascending=False).to_dict("records"):
        each = cell["value"] / cell["customers"]
        rows.append(
            [
                f"{cell['recency_score']}, {cell['frequency_score']}",
                grouped(cell["customers"]),
                percent(cell["customers"] / people),
                money(each, valued.currency) if known(each) else "—",
                percent(cell["value"] / total),
            ]
        )
    return Numbers(["recency, frequency", "customers", "share", "each", f"of the {worth}"], rows)
