"""Where they came from: how the firm in focus won the customers of the booked months."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Forms, Gap, Numbers, View, reads
from sim.report.colour import COST, GAIN
from sim.report.frequency import shares
from sim.report.interval import INTERVAL, ends
from sim.report.number import counted, grouped, money, percent, percent_form
from sim.report.run import Run
from sim.report.text import capital

NAME = "sources"
TITLE = "Where new customers came from"

SOURCES = {
    "contact": ("came after a contact", "an advertisement or offer of the firm reached them"),
    "recommendation": ("came on a recommendation", "another customer had spoken well of the firm"),
    "own search": ("came by their own search", "they looked around and chose by themselves"),
    "win-back": ("were won back", "they had left, and an offer brought them back"),
}
"""What those did who came by a source, and what it means; equals are shown in this order."""


@reads("relationships", NAME, TITLE)
def sources_chart(run: Run) -> Chart | Gap:
    """Return how the relationships that began in the booked months came about."""
    begun = run.begun[run.begun["source"].astype(str).isin(SOURCES)]
    if begun.empty:
        return Gap(NAME, TITLE, f"Nobody joined {run.firm} in the booked months.")
    table = shares(begun["source"], begun["replication"], tuple(SOURCES))
    table["profit"] = table["name"].map(begun.groupby(begun["source"].astype(str))["profit"].mean())
    subtitle = (
        f"Share of the customers who joined {run.firm} by what brought them; "
        f"{counted(len(begun), 'relationship')} began, {run.mean_of}"
    )
    alt = "Horizontal bars, the longest at the top."
    view = View(headline(table), subtitle, sources_figure(table), _numbers(table, run), alt)
    return Chart(NAME, [view], notes=_worth(table, run))


def headline(table: pd.DataFrame) -> str:
    """Return the two most frequent sources; table: name, share, most frequent first."""
    first, second = table.iloc[0], table.iloc[1]
    did = SOURCES[first["name"]][0]
    if first["share"] == 1:
        return f"All new customers {did}"
    share = percent(second["share"])
    return f"{percent(first['share'])} of the new customers {did}, {share} {SOURCES[second['name']][0]}"


def sources_figure(table: pd.DataFrame) -> go.Figure:
    """Return bars of shares; table: name, count, share, low, high. Sources that brought nobody are left out."""
    bars: list[Bar] = []
    for row in table[table["count"] > 0].to_dict("records"):
        colour = COST if bars else GAIN
        bars.append(
            Bar(capital(row["name"]), row["share"], percent(row["share"]), colour, row["low"], row["high"])
        )
    return bars_figure([Panel(bars, free=0.12)], row=54)


def _numbers(table: pd.DataFrame, run: Run) -> Numbers:
    shown = table.assign(
        source=[capital(name) for name in table["name"]],
        meaning=[SOURCES[name][1] for name in table["name"]],
    )
    shown[INTERVAL] = ends(table, percent_form())
    shown["mean profit so far"] = [money(profit, run.currency) for profit in table["profit"]]
    forms: Forms = {"source": str, "meaning": str, "count": grouped, "share": percent, INTERVAL: str}
    return Numbers.of(shown, {**forms, "mean profit so far": str})


def _worth(table: pd.DataFrame, run: Run) -> list[str]:
    seen = table.dropna(subset=["profit"]).to_dict("records")
    if len(seen) < 2:
        return []
    best, worst = max(seen, key=lambda row: row["profit"]), min(seen, key=lambda row: row["profit"])
    return [
        f"Mean profit so far: {money(best['profit'], run.currency)} of those who {SOURCES[best['name']][0]}, "
        f"{money(worst['profit'], run.currency)} of those who {SOURCES[worst['name']][0]}; "
        "within the booked months, after goods, service and loyalty programme, before what winning them cost."
    ]
