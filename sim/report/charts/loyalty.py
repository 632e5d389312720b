"""Who is loyal, and who only stays: four types by satisfaction and attachment."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Forms, Gap, Numbers, View, reads
from sim.report.colour import STAGE
from sim.report.frequency import shares
from sim.report.interval import INTERVAL, ends
from sim.report.number import grouped, money, percent, percent_form
from sim.report.run import Run
from sim.report.text import capital, plain

NAME = "loyalty"
TITLE = "Who is loyal, and who only stays"

TYPES = {
    "loyalist": ("satisfied and attached", STAGE["stability"]),
    "mercenary": ("satisfied, but would go", STAGE["examination"]),
    "hostage": ("not satisfied, but tied", STAGE["decline"]),
    "defector": ("not satisfied, not tied", STAGE["left"]),
}
"""What each type is, and its colour."""


@reads("customers", NAME, TITLE)
def loyalty_chart(run: Run) -> Chart | Gap:
    """Return share and expected value of the four loyalty types among the customers at the end."""
    own = run.own_customers[run.own_customers["loyalty_type"].astype(str).isin(TYPES)]
    if own.empty:
        return Gap(NAME, TITLE, f"{run.firm} has no customers at the end.")
    table = loyalty_table(own)
    subtitle = (
        f"Customers of {run.firm} at the end by type: how many, and what one of them is expected to bring yet; "
        f"{run.mean_of}"
    )
    alt = "Two columns of horizontal bars: shares at the left, expected value at the right."
    view = View(headline(table), subtitle, loyalty_figure(table, run.currency), _numbers(table, run), alt)
    note = (
        "Satisfied: level 5 to 7 of 7. Attached: intention to stay of at least 70 %. A hostage stays because leaving "
        "is dear. Expected value is a simple forecast: margin times expected remaining life by stage."
    )
    return Chart(NAME, [view], notes=[note])


def loyalty_table(own: pd.DataFrame) -> pd.DataFrame:
    """Return the types in their order: name, count, share, low, high, value (mean predicted CLV)."""
    table = shares(own["loyalty_type"], own["replication"], tuple(TYPES)).set_index("name").loc[list(TYPES)]
    table["value"] = own.groupby(own["loyalty_type"].astype(str))["predicted_clv"].mean().reindex(table.index)
    return table.reset_index()


def headline(table: pd.DataFrame) -> str:
    """Return how many are loyal by heart, and how many are held."""
    share = table.set_index("name")["share"]
    loyal = capital(percent(float(share["loyalist"])))
    return f"{loyal} of the customers are loyalists, {percent(float(share['hostage']))} are hostages"


def loyalty_figure(table: pd.DataFrame, currency: str) -> go.Figure:
    """Return two panels of bars; table: name, count, share, low, high, value."""
    often, worth = [], []
    for row in table.to_dict("records"):
        meaning, colour = TYPES[row["name"]]
        name = f"<b>{capital(row['name'])}</b>, {meaning}"
        often.append(Bar(name, row["share"], percent(row["share"]), colour, row["low"], row["high"]))
        known = pd.notna(row["value"])
        text = plain(money(row["value"], currency)) if known else "nobody"
        worth.append(Bar(capital(row["name"]), row["value"] if known else 0.0, text, colour))
    return bars_figure([Panel(often, "How many", 0.3), Panel(worth, "Expected value", 0.5)], row=82)


def _numbers(table: pd.DataFrame, run: Run) -> Numbers:
    shown = table.assign(
        type=[capital(name) for name in table["name"]],
        meaning=[TYPES[name][0] for name in table["name"]],
    )
    shown[INTERVAL] = ends(table, percent_form())
    shown["mean expected value"] = [money(value, run.currency) for value in table["value"]]
    forms: Forms = {"type": str, "meaning": str, "count": grouped, "share": percent, INTERVAL: str}
    return Numbers.of(shown, {**forms, "mean expected value": str})
