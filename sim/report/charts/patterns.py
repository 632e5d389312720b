"""The four courses that a relationship can take: how often each was seen, and what it earned."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Forms, Gap, Numbers, View, reads
from sim.report.colour import STAGE
from sim.report.frequency import shares
from sim.report.interval import INTERVAL, Estimate, ends
from sim.report.number import counted, grouped, money, money_form, percent
from sim.report.run import PATTERNS, Run
from sim.report.text import capital, plain

NAME = "patterns"
TITLE = "The four courses of a relationship"

NOUN = dict(
    zip(
        PATTERNS,
        ("an early termination", "a mid termination", "an early decline", "a long-term relationship"),
        strict=True,
    )
)
COLOUR = dict(
    zip(
        PATTERNS,
        (STAGE["examination"], STAGE["formation"], STAGE["decline"], STAGE["stability"]),
        strict=True,
    )
)


@reads("relationships", NAME, TITLE)
def patterns_chart(run: Run) -> Chart | Gap:
    """Return share and mean lifetime profit of the patterns among relationships seen from start to end."""
    begun = run.begun.dropna(subset=["pattern", "profit"])
    whole = begun[begun["ended"].astype(bool)]
    if whole.empty:
        return Gap(
            NAME,
            TITLE,
            f"No relationship of known profit with {run.firm} began and ended in the booked months.",
        )
    table = patterns_table(whole)
    subtitle = (
        f"Relationships with {run.firm} that began and ended in the booked months: how often each course was seen, and "
        "mean profit over its whole life after goods, service and loyalty programme; "
        f"{counted(len(whole), 'relationship')}, {run.mean_of}"
    )
    alt = "Two columns of horizontal bars: shares at the left, lifetime profit at the right."
    title, figure = headline(table, run.currency), patterns_figure(table, run.currency)
    view = View(title, subtitle, figure, _numbers(table, run), alt)
    note = (
        "Relationships that still last are not in it, so long ones are rarer here than they will be in the end. "
        "Early termination: never past examination. Mid termination: formation reached. "
        f"Early decline: stability reached, for less than {counted(run.scenario.customers.stages.long_term, 'month')}. "
        "Long-term: that long or longer."
    )
    return Chart(NAME, [view], notes=[note])


def patterns_table(whole: pd.DataFrame) -> pd.DataFrame:
    """Return the patterns in their order: name, count, share, profit, low, high (of the profit), months."""
    table = shares(whole["pattern"], whole["replication"], PATTERNS).set_index("name").loc[list(PATTERNS)]
    table = table[["count", "share"]].reset_index()
    parts = [
        whole[whole["pattern"] == name].groupby("replication")[["profit", "months"]].mean()
        for name in PATTERNS
    ]
    profits = [Estimate.over(part["profit"].to_numpy()) for part in parts]
    table["profit"] = [profit.estimate for profit in profits]
    table["low"] = [profit.low for profit in profits]
    table["high"] = [profit.high for profit in profits]
    table["months"] = [part["months"].mean() for part in parts]
    return table


def headline(table: pd.DataFrame, currency: str) -> str:
    """Return what the best and the worst of the patterns earned in their lives."""
    seen = table[table["count"] > 0].to_dict("records")
    best, worst = max(seen, key=lambda row: row["profit"]), min(seen, key=lambda row: row["profit"])
    top, bottom = (money(abs(row["profit"]), currency) for row in (best, worst))
    did = f"{'lost' if best['profit'] < 0 else 'earned'} {top} in its life"
    if len(seen) == 1:
        return f"All took one course: {NOUN[best['name']]} {did}"
    turns = best["profit"] >= 0 > worst["profit"]
    return f"{capital(NOUN[best['name']])} {did}, {NOUN[worst['name']]} {'lost ' if turns else ''}{bottom}"


def patterns_figure(table: pd.DataFrame, currency: str) -> go.Figure:
    """Return two panels of bars; table: name, count, share, profit, low, high."""
    often, worth = [], []
    for row in table.to_dict("records"):
        name, colour = capital(row["name"]), COLOUR[row["name"]]
        often.append(Bar(name, row["share"], percent(row["share"]), colour))
        seen = row["count"] > 0
        text = plain(money(row["profit"], currency)) if seen else "never seen"
        worth.append(Bar(name, row["profit"] if seen else 0.0, text, colour, row["low"], row["high"]))
    return bars_figure([Panel(often, "How often", 0.3), Panel(worth, "Profit in a life", 0.5)], row=50)


def _numbers(table: pd.DataFrame, run: Run) -> Numbers:
    amount = money_form(run.currency)
    shown = table.assign(course=[capital(name) for name in table["name"]])
    shown[INTERVAL] = ends(table, amount)
    shown = shown.rename(
        columns={"profit": "mean lifetime profit", "months": "mean months", "count": "relationships"}
    )
    forms: Forms = {
        "course": str,
        "relationships": grouped,
        "share": percent,
        "mean lifetime profit": amount,
        INTERVAL: str,
        "mean months": lambda x: grouped(x, 1),
    }
    return Numbers.of(shown, forms)
