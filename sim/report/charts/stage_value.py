"""What a customer earns in each stage, a month."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Forms, Gap, Numbers, View, reads
from sim.report.colour import STAGE
from sim.report.interval import INTERVAL, Estimate, ends
from sim.report.number import grouped, money, money_form
from sim.report.run import STAGES, Run
from sim.report.text import capital, plain

NAME = "stage-value"
TITLE = "What a customer earns in each stage"


@reads("transitions", NAME, TITLE)
def stage_value_chart(run: Run) -> Chart | Gap:
    """Return profit per customer-month by stage, over all firms of the market."""
    table = stage_value_table(run.transitions)
    if table.empty:
        return Gap(NAME, TITLE, "No profit of customers in any stage is on the books.")
    subtitle = (
        "Profit per customer and month by the stage at the month's beginning, customers of all firms, after goods, "
        f"service and loyalty programme; {run.mean_of}"
    )
    title, figure = headline(table, run.currency), stage_value_figure(table, run.currency)
    view = View(title, subtitle, figure, _numbers(table, run), "Horizontal bars in the order of the stages.")
    note = "What firms spend on acquisition, quality and win-back is not charged to customers here."
    return Chart(NAME, [view], notes=[note])


def stage_value_table(transitions: pd.DataFrame) -> pd.DataFrame:
    """Return profit per customer-month: stage, value, low, high, months; stages where nobody was are left out."""
    rows = []
    for stage in STAGES:
        moves = transitions[(transitions["from"] == stage) & (transitions["count"] > 0)]
        sums = moves.groupby("replication")[["profit", "count"]].sum(min_count=1)
        value = Estimate.over((sums["profit"] / sums["count"]).to_numpy())
        if value.is_known:
            rows.append((stage, value.estimate, value.low, value.high, sums["count"].sum()))
    return pd.DataFrame(rows, columns=["stage", "value", "low", "high", "months"])


def headline(table: pd.DataFrame, currency: str) -> str:
    """Return the stages in which a customer earns most and least."""
    stages = table.to_dict("records")
    best, worst = max(stages, key=lambda row: row["value"]), min(stages, key=lambda row: row["value"])
    top, bottom = (money(abs(row["value"]), currency) for row in (best, worst))
    said = f"A customer in {best['stage']} {'loses' if best['value'] < 0 else 'earns'} {top} a month"
    if top == bottom and best["value"] * worst["value"] >= 0:
        return said
    turns = best["value"] >= 0 > worst["value"]
    return f"{said}, in {worst['stage']} {f'the firm loses {bottom}' if turns else bottom}"


def stage_value_figure(table: pd.DataFrame, currency: str) -> go.Figure:
    """Return bars in the order of the stages; table: stage, value, low, high."""
    bars = []
    for row in table.to_dict("records"):
        stage, text = row["stage"], plain(money(row["value"], currency))
        bars.append(Bar(capital(stage), row["value"], text, STAGE[stage], row["low"], row["high"]))
    return bars_figure([Panel(bars, free=0.24)], row=56)


def _numbers(table: pd.DataFrame, run: Run) -> Numbers:
    amount = money_form(run.currency)
    shown = table.assign(stage=[capital(stage) for stage in table["stage"]])
    shown[INTERVAL] = ends(table, amount)
    shown = shown.rename(columns={"value": "profit a month", "months": "customer-months counted"})
    forms: Forms = {"stage": str, "profit a month": amount, INTERVAL: str, "customer-months counted": grouped}
    return Numbers.of(shown, forms)
