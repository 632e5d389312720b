"""Where they came from: how the firm in focus won the customers of the booked months."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import COST, GAIN
from sim.report.frequency import shares
from sim.report.number import counted, grouped, listed, money, percent
from sim.report.run import Run
from sim.report.text import capital

NAME = "sources"
TITLE = "Where new customers came from"

SOURCES = {
    "contact": ("a contact", "an advertisement or offer of the firm reached them"),
    "recommendation": ("a recommendation", "another customer had spoken well of the firm"),
    "own search": ("their own search", "they looked around and chose by themselves"),
    "win-back": ("being won back", "they had left, and an offer brought them back"),
}


def sources_chart(run: Run) -> Chart | Gap:
    """Return how the relationships that began in the booked months came about."""
    begun = run.begun[run.begun["source"].astype(str).isin(SOURCES)]
    if begun.empty:
        return Gap(NAME, TITLE, f"Nobody joined {run.firm} in the booked months.")
    table = shares(begun["source"], begun["replication"], tuple(SOURCES))
    worth = begun.groupby(begun["source"].astype(str))["profit"].mean()
    table["profit"] = table["name"].map(worth)
    subtitle = (
        f"Share of the customers who joined {run.firm} by what brought them; "
        f"{counted(len(begun), 'relationship')} began, {run.mean_of}"
    )
    view = View(headline(table), subtitle, sources_figure(table), _numbers(table, run), "Horizontal bars, the longest at the top.")
    note = (
        "Profit so far: revenue less goods, service and loyalty programme of each relationship within the booked months, "
        "before what winning it cost."
    )
    return Chart(NAME, [view], notes=[note])


def headline(table: pd.DataFrame) -> str:
    """Return the most frequent source, or sources if they are printed with the same share."""
    highest = percent(table["share"].iloc[0])
    first = [SOURCES[name][0] for name, share in zip(table["name"], table["share"], strict=True) if percent(share) == highest]
    if len(first) > 1:
        return f"{capital(listed(first))} brought most new customers, {highest} each"
    if table["share"].iloc[0] == 1:
        return f"All new customers came by {first[0]}"
    return f"{highest} of the new customers came by {first[0]}, more than by anything else"


def sources_figure(table: pd.DataFrame) -> go.Figure:
    """Return bars of shares; table: name, share, low, high, count, in the order to show."""
    bars = [
        Bar(capital(row["name"]), row["share"], percent(row["share"]), GAIN if place == 0 else COST, row["low"], row["high"])
        for place, row in enumerate(table.to_dict("records"))
        if row["count"]
    ]
    return bars_figure([Panel(bars, free=0.12)])


def _numbers(table: pd.DataFrame, run: Run) -> Numbers:
    shown = table.assign(source=[capital(name) for name in table["name"]], meaning=[SOURCES[name][1] for name in table["name"]])
    shown["95 % interval"] = [
        f"{percent(low)} to {percent(high)}" if pd.notna(low) else "one replication"
        for low, high in zip(table["low"], table["high"], strict=True)
    ]
    shown["mean profit so far"] = [money(profit, run.currency) for profit in table["profit"]]
    forms = {"source": str, "meaning": str, "count": grouped, "share": percent, "95 % interval": str}
    return Numbers.of(shown, **forms, **{"mean profit so far": str})
