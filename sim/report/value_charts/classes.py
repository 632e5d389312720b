"""Classes A, B and C: how many customers are in each, what they brought, and what they are expected to bring."""

from __future__ import annotations

import pandas as pd

from sim.clv.ranking import ABC_LIMITS
from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import COST, OURS
from sim.report.number import NOTHING, grouped, known, money, percent
from sim.report.valued import Valued

NAME = "classes"
TITLE = "Customers in classes A, B and C"
_WORDS = {"A": "A, the best", "B": "B, the middle", "C": "C, the rest"}


def classes_chart(valued: Valued) -> Chart | Gap:
    """Return the share of each class in customers, in what they brought, and in what they are expected to bring."""
    table = classes_of(valued.segments)
    if table.empty:
        return Gap(NAME, TITLE, "The customers have brought nothing so far, so nobody is better than others.")
    subtitle = (
        f"Customers sorted by {valued.past} so far: A brought the first {percent(ABC_LIMITS[0])} of it, B the next up "
        f"to {percent(ABC_LIMITS[1])}, C the rest"
    )
    alt = "Bars for the classes A, B and C, beside each other: customers, what they brought, what is expected of them."
    view = View(
        headline(table, valued.past), subtitle, _figure(table, valued.past), _numbers(table, valued), alt
    )
    return Chart(NAME, [view])


def classes_of(segments: pd.DataFrame) -> pd.DataFrame:
    """Return the classes, A first: segment, customers, past_value, predicted_clv, and the share of each."""
    table = segments[segments["grouping"] == "ABC class"].sort_values("segment", ignore_index=True)
    for name in ("customers", "past_value", "predicted_clv"):
        table[f"share_of_{name}"] = table[name] / table[name].sum(min_count=1)
    return table


def headline(table: pd.DataFrame, past: str) -> str:
    """Return what the best class is, brought, and will bring."""
    best = table.iloc[0].to_dict()
    who, before, later = (
        percent(best[f"share_of_{name}"]) for name in ("customers", "past_value", "predicted_clv")
    )
    brought = f"Class A, {who} of the customers, brought {before} of the {past}"
    return (
        f"{brought} and holds {later} of the value to come"
        if known(best["share_of_predicted_clv"])
        else brought
    )


def _figure(table: pd.DataFrame, past: str) -> object:
    names = {"share_of_customers": "customers", "share_of_past_value": f"{past} so far"}
    if table["predicted_clv"].notna().all():
        names["share_of_predicted_clv"] = "value to come"
    panels = []
    for column, heading in names.items():
        colour = OURS if column == "share_of_predicted_clv" else COST
        bars = [
            Bar(_WORDS[row["segment"]], row[column], percent(row[column]), colour)
            for row in table.to_dict("records")
        ]
        panels.append(Panel(bars, heading, free=0.42))
    return bars_figure(panels)


def _numbers(table: pd.DataFrame, valued: Valued) -> Numbers:
    rows = []
    for row in table.to_dict("records"):
        cells = [row["segment"], grouped(row["customers"]), percent(row["share_of_customers"])]
        for name in ("past_value", "predicted_clv"):
            cells += [money(row[name], valued.currency), percent(row[f"share_of_{name}"])]
            cells.append(
                money(row[name] / row["customers"], valued.currency) if known(row[name]) else NOTHING
            )
        rows.append(cells)
    past = f"{valued.past} so far"
    columns = ["class", "customers", "share", past, "share", "each", "value to come", "share", "each"]
    return Numbers(columns, rows)
