"""Where the money goes: from the revenue of a mean month over costs and spends to profit."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import COST, GAIN, LOSS, OURS
from sim.report.interval import INTERVAL, Estimate, ends
from sim.report.number import digits_needed, money, money_form, percent
from sim.report.run import Run
from sim.report.text import plain

NAME = "money"
TITLE = "Where the money goes"

LINES = {
    "revenue": "Revenue",
    "cost_of_goods": "Cost of goods",
    "cost_to_serve": "Cost to serve",
    "acquisition_spend": "Acquisition",
    "functional_spend": "Functional quality: how they are served",
    "technical_spend": "Technical quality: what they get",
    "loyalty_programme_spend": "Loyalty programme",
    "winback_spend": "Win-back",
    "profit": "Profit",
}


@reads("months", NAME, TITLE)
def money_chart(run: Run) -> Chart | Gap:
    """Return revenue, costs, spends and profit of the firm in focus in a mean month."""
    table = money_table(run.own_months)
    if table.empty or not table["amount"].notna().all():
        return Gap(NAME, TITLE, f"No money of {run.firm} is on the books.")
    subtitle = f"{run.firm}, money in a mean booked month; {run.mean_of}"
    alt = "Bars that step down from revenue by each cost and spend until profit is left."
    title, figure = headline(table, run.currency), money_figure(table, run.currency)
    view = View(title, subtitle, figure, _numbers(table, run), alt)
    return Chart(
        NAME, [view], notes=["Amounts are rounded one by one, so they may not add up to the last digit."]
    )


def money_table(months: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of the account in their order: line, amount a month, low, high, share of revenue, digits."""
    if months.empty:
        return pd.DataFrame(columns=["line", "amount", "low", "high", "share", "digits"])
    means = months.groupby("replication")[list(LINES)].mean()
    amounts = [Estimate.over(means[line].to_numpy()) for line in LINES]
    revenue = amounts[0].estimate
    profit = amounts[-1]
    return pd.DataFrame(
        {
            "line": list(LINES),
            "amount": [amount.estimate for amount in amounts],
            "low": [amount.low for amount in amounts],
            "high": [amount.high for amount in amounts],
            "share": [amount.estimate / revenue if revenue > 0 else float("nan") for amount in amounts],
            # Profit is printed as the answer at the top of the page prints it.
            "digits": [3] * (len(LINES) - 1) + [digits_needed(profit.estimate, profit.low, profit.high)],
        }
    )


def headline(table: pd.DataFrame, currency: str) -> str:
    """Return what is left of the revenue."""
    profit = table.set_index("line").to_dict("index")["profit"]
    amount = money(abs(profit["amount"]), currency, profit["digits"])
    if pd.isna(profit["share"]):
        return (
            f"There is no revenue, and {amount} a month is lost"
            if profit["amount"] < 0
            else "There is no revenue"
        )
    share = percent(abs(profit["share"]))
    if profit["amount"] < 0:
        return f"Costs and spending exceed revenue by {share}: {amount} a month is lost"
    return f"Of the revenue, {share} is left as profit: {amount} a month"


def money_figure(table: pd.DataFrame, currency: str) -> go.Figure:
    """Return a waterfall from revenue to profit; table: line, amount, low, high, digits."""
    bars = []
    left = 0.0
    for row in table.to_dict("records"):
        name, amount = LINES[row["line"]], float(row["amount"])
        text = plain(money(amount, currency, row["digits"]))
        if row["line"] == "revenue":
            bars.append(Bar(name, amount, text, OURS, bold=True))
            left = amount
        elif row["line"] == "profit":
            bars.append(
                Bar(name, amount, text, GAIN if amount >= 0 else LOSS, row["low"], row["high"], bold=True)
            )
        else:
            left -= amount
            bars.append(Bar(name, amount, text, COST, start=left))
    return bars_figure([Panel(bars, free=0.24)], row=51)


def _numbers(table: pd.DataFrame, run: Run) -> Numbers:
    rows = []
    for row, interval in zip(table.to_dict("records"), ends(table, money_form(run.currency, 4)), strict=True):
        amount = money(row["amount"], run.currency, row["digits"])
        rows.append([LINES[row["line"]], amount, percent(row["share"]), interval])
    return Numbers(["line", "a month", "share of revenue", INTERVAL], rows)
