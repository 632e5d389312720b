"""What a customer earns in each stage, a month."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import STAGE
from sim.report.interval import Estimate
from sim.report.number import grouped, money
from sim.report.run import STAGES, Run
from sim.report.text import capital, plain

NAME = "stage-value"
TITLE = "What a customer earns in each stage"


def stage_value_chart(run: Run) -> Chart | Gap:
    """Return profit per customer-month by stage, over all firms of the market."""
    table = stage_value_table(run.transitions)
    if table.empty:
        return Gap(NAME, TITLE, "Nobody had a supplier for a month, so nothing was earned.")
    subtitle = (
        "Profit per customer and month by the stage at the month's beginning, customers of all firms, after goods, "
        f"service and loyalty programme; {run.mean_of}"
    )
    alt = "Horizontal bars in the order of the stages."
    view = View(headline(table, run.currency), subtitle, stage_value_figure(table, run.currency), _numbers(table, run), alt)
    return Chart(NAME, [view], notes=["What firms spend on acquisition, quality and win-back is not charged to customers here."])


def stage_value_table(transitions: pd.DataFrame) -> pd.DataFrame:
    """Return profit per customer-month: stage, value, low, high, months; stages where nobody was are left out."""
    moves = transitions[transitions["from"].astype(str).isin(STAGES)]
    sums = moves.assign(stage=moves["from"].astype(str)).groupby(["stage", "replication"])[["profit", "count"]].sum()
    rows = []
    for stage in STAGES:
        if stage in sums.index.get_level_values("stage"):
            of_stage = sums.loc[stage]
            value = Estimate.over((of_stage["profit"] / of_stage["count"]).to_numpy())
            if value.is_known:
                rows.append((stage, value.estimate, value.low, value.high, of_stage["count"].sum()))
    return pd.DataFrame(rows, columns=["stage", "value", "low", "high", "months"])


def headline(table: pd.DataFrame, currency: str) -> str:
    """Return the stages in which a customer earns most and least."""
    best, worst = table.loc[table["value"].idxmax()], table.loc[table["value"].idxmin()]
    top = money(best["value"], currency)
    if len(table) == 1 or money(worst["value"], currency) == top:
        return f"A customer in {best['stage']} earns {top} a month"
    return f"A customer in {best['stage']} earns {top} a month, in {worst['stage']} {money(worst['value'], currency)}"


def stage_value_figure(table: pd.DataFrame, currency: str) -> go.Figure:
    """Return bars in the order of the stages; table: stage, value, low, high."""
    bars = [
        Bar(capital(row["stage"]), row["value"], plain(money(row["value"], currency)), STAGE[row["stage"]], row["low"], row["high"])
        for row in table.to_dict("records")
    ]
    return bars_figure([Panel(bars, free=0.2)])


def _numbers(table: pd.DataFrame, run: Run) -> Numbers:
    def amount(x: float) -> str:
        return money(x, run.currency)

    shown = table.assign(stage=[capital(stage) for stage in table["stage"]])
    shown["95 % interval"] = [
        f"{amount(low)} to {amount(high)}" if pd.notna(low) else "one replication"
        for low, high in zip(table["low"], table["high"], strict=True)
    ]
    shown = shown.rename(columns={"value": "profit a month", "months": "customer-months counted"})
    forms = {"stage": str, "profit a month": amount, "95 % interval": str, "customer-months counted": grouped}
    return Numbers.of(shown, **forms)
