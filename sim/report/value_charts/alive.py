"""Who is still there: by how often customers bought, and how long ago the last time was."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.number import DASH, counted, grouped, percent
from sim.report.value_charts.grid import Cell, Heads, briefly, grid_figure
from sim.report.valued import MODEL_MISSING, Valued

NAME = "alive"
TITLE = "Who is still there"
_ROWS = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 8), (9, 10**9))
"""Repeat purchases that are put together, fewest and most."""
_MOST_BANDS = 7
_STEPS = (
    ("week", 7.0),
    ("month", 365.25 / 12),
    ("quarter", 365.25 / 4),
    ("half-year", 365.25 / 2),
    ("year", 365.25),
)
_ROW = 40


class Band(NamedTuple):
    """Times since the last purchase that are put together."""

    unit: str
    width: int
    """Units in a band."""
    days: float
    """Days in a band."""


def alive_chart(valued: Valued) -> Chart | Gap:
    """Return the mean chances to buy again, and to be a customer still, by frequency and time since the last."""
    if not valued.predicted:
        return Gap(NAME, TITLE, MODEL_MISSING)
    model = valued.summary["purchase_model"]["name"]
    table, band = cells_of(valued)
    by = "by how often customers bought and how long ago the last time was; mean of each cell"
    again = f"Chance that a customer buys at least once in the next {valued.horizon}, {by}"
    still = f"Chance that a customer has not left for good, whether buying soon or not, {by}"
    alt = "Coloured cells: a row for how often customers bought, a column for the time since then, darker: more likely."
    notes = [
        "Nobody says good-bye here, so silence is not leaving: how long a silence means that somebody has gone depends "
        "on how often the customer used to buy."
    ]
    if model == "BG/NBD":
        notes.append(
            "The BG/NBD model lets customers leave only right after a repeat purchase, so who bought once counts as "
            "still there for sure: look at the chance to buy again instead."
        )
    views = [
        _view(headline(valued), again, table, "probability_buying", band, alt, "Will buy again"),
        _view(headline_of_alive(valued), still, table, "probability_alive", band, alt, "Still a customer"),
    ]
    return Chart(NAME, views, notes=notes)


def cells_of(valued: Valued) -> tuple[pd.DataFrame, Band]:
    """Return row, column, customers and the mean chances of each cell, and what a column is."""
    customers, until = valued.customers, pd.Timestamp(valued.summary["until"])
    waited = (until - customers["last_purchase"]).dt.days.to_numpy(float)
    band = band_for(float(waited.max()))
    column = np.minimum((waited / band.days).astype(int), _MOST_BANDS - 1)
    row = np.searchsorted([least for least, _ in _ROWS], customers["frequency"].to_numpy(), side="right") - 1
    chances = customers[["probability_buying", "probability_alive"]].assign(
        row=row, column=column, customers=1
    )
    sums = chances.groupby(["row", "column"]).agg(
        {"customers": "sum", "probability_buying": "mean", "probability_alive": "mean"}
    )
    return sums.reset_index(), band


def band_for(longest: float) -> Band:
    """Return the bands into which times of up to some days are put: at most `_MOST_BANDS` of whole units."""
    for unit, days in _STEPS:
        for width in (1, 2):
            if longest < days * width * _MOST_BANDS:
                return Band(unit, width, days * width)
    width = int(np.ceil((longest + 1.0) / (_STEPS[-1][1] * _MOST_BANDS)))
    return Band("year", width, _STEPS[-1][1] * width)


def headline(valued: Valued) -> str:
    """Return how likely customers of yesterday are to buy again: those who bought once, and those who came back."""
    return _two(valued, "probability_buying", f"will buy again in the next {valued.horizon}")


def headline_of_alive(valued: Valued) -> str:
    """Return how many are probably still customers."""
    return _two(valued, "probability_alive", "are probably still customers")


def _two(valued: Valued, name: str, what: str) -> str:
    again = valued.customers["frequency"] > 0
    once, more = (float(valued.customers.loc[who, name].mean()) for who in (~again, again))
    if not (~again).any():
        return f"Of those who came back, {percent(more)} {what}"
    return f"Of those who came back, {percent(more)} {what}; of one-time buyers, {percent(once)}"


def _view(
    title: str, subtitle: str, table: pd.DataFrame, name: str, band: Band, alt: str, label: str
) -> View:
    return View(title, subtitle, alive_figure(table, name, band), _numbers(table, name, band), alt, label)


def alive_figure(table: pd.DataFrame, name: str, band: Band) -> go.Figure:
    """Return the cells, most purchases at the top, each with its chance."""
    rows = sorted(table["row"].unique(), reverse=True)
    columns = range(int(table["column"].max()) + 1)
    cells = {
        (rows.index(cell["row"]), int(cell["column"])): Cell(
            cell[name], f"<b>{briefly(cell[name])}</b>", _said(cell, name, band)
        )
        for cell in table.to_dict("records")
    }
    down, across = [_times(row) for row in rows], [_span(column, band) for column in columns]
    return grid_figure(cells, Heads(down), Heads(across, _across(band)), row=_ROW)


def _times(row: int) -> str:
    """Return how often the customers of a row bought, the first time counted."""
    least, most = (repeats + 1 for repeats in _ROWS[row])
    if most > 10**6:
        return f"{least} or more times"
    if least == most:
        return {1: "once", 2: "twice"}.get(least, f"{least} times")
    return f"{least}{DASH}{most} times"


def _span(column: int, band: Band) -> str:
    start = column * band.width
    return f"{start}+" if column == _MOST_BANDS - 1 else f"{start}{DASH}{start + band.width}"


def _across(band: Band) -> str:
    return f"{band.unit.capitalize()}s since the last purchase"


def _said(cell: dict[Any, Any], name: str, band: Band) -> str:
    who = counted(cell["customers"], "customer")
    when = f"{_span(int(cell['column']), band)} {band.unit}s ago"
    return f"bought {_times(int(cell['row']))}, last {when}: {percent(cell[name])}, {who}"


def _numbers(table: pd.DataFrame, name: str, band: Band) -> Numbers:
    rows = [
        [
            _times(int(cell["row"])),
            _span(int(cell["column"]), band),
            grouped(cell["customers"]),
            percent(cell[name]),
        ]
        for cell in table.to_dict("records")
    ]
    for words, part in (("all one-time buyers", table["row"] == 0), ("all who came back", table["row"] > 0)):
        if part.any():
            own = table[part]
            mean = float(np.average(own[name], weights=own["customers"]))
            rows.append([words, "", grouped(own["customers"].sum()), percent(mean)])
    return Numbers(["bought", _across(band).lower(), "customers", "chance"], rows)
