"""What becomes of the best customers: moves between classes of revenue from one year to the next."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.clv.ranking import ABC_CLASSES, ABC_LIMITS
from sim.clv.segments import LEFT, NEW
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.number import NOTHING, counted, grouped, money, percent
from sim.report.value_charts.grid import Cell, Heads, grid_figure
from sim.report.valued import Valued

NAME = "migration"
TITLE = "What becomes of the best customers"
BEFORE = (*ABC_CLASSES, NEW)
AFTER = (*ABC_CLASSES, LEFT)
_WORDS = {"A": "A, the best", "B": "B, the middle", "C": "C, the rest", NEW: "No purchase"}
_ROW = 58

Counts = dict[str, dict[str, int]]
"""Customers by their class before and their class after."""


def migration_chart(valued: Valued) -> Chart | Gap:
    """Return where the customers of each class are in the next span of time."""
    spans = valued.summary["migration"]
    if spans is None or valued.migration.empty:
        return Gap(NAME, TITLE, "There was no revenue in one half of the observation.")
    counts = counts_of(valued.migration)
    subtitle = (
        f"Classes by revenue until {spans[1]} (rows) and by revenue after it until {spans[2]} (columns), each span "
        "with its own classes: share of each row"
    )
    alt = "Coloured cells: a row for each class before, a column for each class after and for those without a purchase."
    notes = [
        f"The first span begins after {spans[0]}. Class A brought the first {percent(ABC_LIMITS[0])} of the revenue of "
        f"a span, B the next up to {percent(ABC_LIMITS[1])}, C the rest. No purchase in a span is silence, not "
        "leaving: some will come back."
    ]
    view = View(headline(counts), subtitle, migration_figure(counts), _numbers(counts, valued), alt)
    return Chart(NAME, [view], notes=notes)


def counts_of(table: pd.DataFrame) -> Counts:
    """Return the customers who moved from each class to each class, classes where nobody was left out."""
    counts: Counts = {}
    for row in table.to_dict("records"):
        counts.setdefault(str(row["before"]), dict.fromkeys(AFTER, 0))[str(row["after"])] = int(
            row["customers"]
        )
    return {name: counts[name] for name in BEFORE if name in counts}


def headline(counts: Counts) -> str:
    """Return how many of the best are among the best again, and how many did not buy."""
    best, total = counts["A"], sum(counts["A"].values())
    again, silent = (percent(best[name] / total) for name in ("A", LEFT))
    return f"Of the best class, {again} are in it again in the span that follows; {silent} did not buy in it"


def migration_figure(counts: Counts) -> go.Figure:
    """Return the matrix."""
    cells = {}
    for down, (before, row) in enumerate(counts.items()):
        total = sum(row.values())
        for across, after in enumerate(AFTER):
            share = row[after] / total
            text = NOTHING if (before, after) == (NEW, LEFT) else f"<b>{percent(share)}</b>"
            cells[down, across] = Cell(share, text, _said(before, after, row[after], share))
    names = Heads([f"{_WORDS[name]}<br><b>{grouped(sum(row.values()))}</b>" for name, row in counts.items()])
    heads = Heads(
        [*(f"<b>{name}</b>" for name in ABC_CLASSES), "<b>none</b>"], "Class in the span that follows"
    )
    return grid_figure(cells, names, heads, row=_ROW, heads_on_top=True)


def _said(before: str, after: str, customers: int, share: float) -> str:
    who = "without a purchase before" if before == NEW else f"of class {before}"
    where = "no purchase" if after == LEFT else f"class {after}"
    return f"{who}: {percent(share)} ({counted(customers, 'customer')}), {where} in the span that follows"


def _numbers(counts: Counts, valued: Valued) -> Numbers:
    money_of = valued.migration.groupby("before")[["revenue_before", "revenue_after"]].sum().to_dict("index")
    rows = []
    for name, row in counts.items():
        total = sum(row.values())
        shares = ["" if (name, to) == (NEW, LEFT) else percent(row[to] / total) for to in AFTER]
        sums = [money(amount, valued.currency) for amount in money_of[name].values()]
        rows.append([_WORDS[name], grouped(total), *shares, *sums])
    columns = [
        "class before",
        "customers",
        *(f"then {name}" for name in ABC_CLASSES),
        "then none",
        "revenue before",
        "revenue after",
    ]
    return Numbers(columns, rows)
