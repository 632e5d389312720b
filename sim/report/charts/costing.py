"""What customers cost: by the activities they cause, and who pays for whom where costs are averaged."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from sim.clv.costing import costing_comparison
from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import COST, GAIN, LOSS
from sim.report.interval import INTERVAL, NO_INTERVAL, Estimate
from sim.report.number import counted, grouped, money, percent, percent_form
from sim.report.portions import names_on_paper
from sim.report.run import Run
from sim.report.text import plain

NAME = "costing"
TITLE = "What customers cost, and who pays for it"

ACTIVITIES = {
    "cost_orders": "Orders handled",
    "cost_contacts": "Service contacts",
    "cost_account": "Keeping the account",
    "cost_programme": "Loyalty programme",
}
"""Columns with what each customer caused in the year, and the activities they are the cost of."""
FIFTHS = ("best fifth", "second fifth", "middle fifth", "fourth fifth", "worst fifth")
"""Customers from most to least profitable."""
_FEWEST = len(FIFTHS)
"""Customers of a replication from which fifths can be made."""


class Costing(NamedTuple):
    """Costs of a year by fifths of the customers, and what averaging them does."""

    fifths: pd.DataFrame
    """In their order, means for each customer in money: revenue, gross, the activities, caused, profit, charged (by
    revenue), subsidy (charged less caused); customers; hidden (share whose loss the average hides)."""
    everybody: pd.Series[float]
    """The same of all customers."""
    hidden: Estimate
    """Share of the customers whose loss the average hides."""
    misplaced: Estimate
    """Share of the cost that the average charges to other customers than those who cause it."""
    alike: tuple[Estimate, Estimate]
    """Both, if everybody were charged the same instead."""


@reads("forecasts", NAME, TITLE, wide=True)
def costing_chart(run: Run) -> Chart | Gap:
    """Return the cost of serving by activity for the best and the worst customers, and the subsidies of averaging."""
    own = run.forecasts[run.forecasts["firm"] == run.focus]
    costing = costing_of(own)
    if costing is None:
        why = f"{run.firm} had too few customers, or none who bought or cost anything, in the year looked at."
        return Gap(NAME, TITLE, why, wide=True)
    year = f"in the year up to month {grouped(own['month'].max())}"
    who = f"{counted(costing.everybody['customers'], 'customer')} of {run.firm}, {run.pooled}"
    activities = View(
        headline(costing, run.currency),
        f"Mean cost of serving a customer {year}, by what causes it, against the gross profit that the "
        f"customer brings, in {run.currency or 'money'}; the best and the worst fifth by what is left; {who}",
        activities_figure(costing, run.currency),
        _ledger(costing, run.currency),
        "Two columns of horizontal bars on one scale, one bar for each activity: the best fifth left, the worst right.",
        "By activity",
    )
    average = View(
        average_headline(costing),
        f"What a customer is charged beyond the cost that the customer causes {year}, if cost is shared in proportion "
        f"to revenue, by fifths of what is left of them, in {run.currency or 'money'}; {who}",
        subsidy_figure(costing, run.currency),
        _subsidies(costing, run),
        "Horizontal bars from the best to the worst fifth: right is charged too much, left too little.",
        "Against the average",
    )
    return Chart(NAME, [activities, average], wide=True, notes=_notes(costing), question="Costs")


def costing_of(own: pd.DataFrame) -> Costing | None:
    """Return the costing of one firm's customers, None if there are too few, or no revenue or cost to share.

    own: replication, tenure, year_revenue, year_gross_profit and what the activities cost, money of a year. Who only
    just joined has had no year and is not counted.
    """
    lived = own[own["tenure"] > 0].dropna(subset=["year_revenue", "year_gross_profit", *ACTIVITIES])
    parts = [part for _, part in lived.groupby("replication") if _can_be_costed(part)]
    if not parts:
        return None
    compared = [_compared(part) for part in parts]
    table = pd.concat(compared, ignore_index=True)
    means = table.drop(columns="charged_alike").groupby("fifth").mean()
    means["customers"] = table.groupby("fifth").size()
    everybody = table.drop(columns=["charged_alike", "fifth"]).mean()
    everybody["customers"] = len(table)
    return Costing(
        means,
        everybody,
        Estimate.share([part["hidden"].mean() for part in compared]),
        Estimate.share([_misplaced(part, "charged") for part in compared]),
        (
            Estimate.share([_hidden(part, "charged_alike").mean() for part in compared]),
            Estimate.share([_misplaced(part, "charged_alike") for part in compared]),
        ),
    )


def _can_be_costed(part: pd.DataFrame) -> bool:
    cost = part[list(ACTIVITIES)].to_numpy(float).sum()
    return len(part) >= _FEWEST and part["year_revenue"].sum() > 0 and cost > 0


def _compared(part: pd.DataFrame) -> pd.DataFrame:
    """Return the customers of one replication by both ways of costing, and in which fifth each is, 0 the best."""
    gross, revenue, ledger = part["year_gross_profit"], part["year_revenue"], part[list(ACTIVITIES)]
    by_revenue = costing_comparison(gross, ledger, revenue, by_revenue=True)
    alike = costing_comparison(gross, ledger, revenue)
    place = by_revenue["activity_profit"].rank(method="first", ascending=False) - 1
    return ledger.assign(
        revenue=revenue,
        gross=gross,
        caused=by_revenue["activity_cost"],
        profit=by_revenue["activity_profit"],
        charged=by_revenue["average_cost"],
        subsidy=by_revenue["cross_subsidy"],
        hidden=by_revenue["hidden_loss"],
        charged_alike=alike["average_cost"],
        fifth=(place * len(FIFTHS) // len(part)).astype(int),
    )


def _hidden(part: pd.DataFrame, charged: str) -> pd.Series[bool]:
    return (part["profit"] < 0) & (part["gross"] - part[charged] >= 0)


def _misplaced(part: pd.DataFrame, charged: str) -> float:
    return float((part[charged] - part["caused"]).clip(lower=0).sum() / part["caused"].sum())


def headline(costing: Costing, currency: str) -> str:
    """Return what the worst and the best fifth cost and bring; costs are above zero, what is brought may not be."""
    worst, best = (
        (money(row["caused"], currency), money(row["gross"], currency))
        for row in (costing.fifths.iloc[-1], costing.fifths.iloc[0])
    )
    return (
        f"A customer of the worst fifth costs {worst[0]} a year and brings {worst[1]}; "
        f"one of the best costs {best[0]} and brings {best[1]}"
    )


def average_headline(costing: Costing) -> str:
    """Return how many losses the average hides, and how much of the cost it charges to the wrong customers."""
    hidden, wrong = costing.hidden.estimate, percent(costing.misplaced.estimate)
    if hidden == 0:
        return f"Average costing hides nobody's loss; it charges {wrong} of the cost to the wrong customers"
    return (
        f"Average costing hides that {percent(hidden)} of the customers lose money; "
        f"it charges {wrong} of the cost to the wrong ones"
    )


def activities_figure(costing: Costing, currency: str) -> go.Figure:
    """Return what the activities cost for the best and for the worst fifth, side by side on one scale."""
    panels = []
    for place, colour, free in ((0, GAIN, 0.4), (-1, LOSS, 0.4)):
        row = costing.fifths.iloc[place]
        bars = [
            Bar(name, row[column], plain(money(row[column], currency)), COST)
            for column, name in ACTIVITIES.items()
        ]
        whole = Bar("All together", row["caused"], plain(money(row["caused"], currency)), colour, bold=True)
        panels.append(Panel([*bars, whole], FIFTHS[place].capitalize(), free))
    figure = bars_figure(panels, row=50)
    reach = max(figure.layout[name].range[1] for name in ("xaxis", "xaxis2"))
    figure.update_layout({name: {"range": [0, reach]} for name in ("xaxis", "xaxis2")})
    return figure


def subsidy_figure(costing: Costing, currency: str) -> go.Figure:
    """Return what each fifth is charged beyond the cost it causes."""
    bars = []
    for name, subsidy in zip(FIFTHS, costing.fifths["subsidy"], strict=True):
        text = plain(_over(subsidy, currency))
        bars.append(Bar(name.capitalize(), subsidy, text, COST if subsidy >= 0 else LOSS))
    return names_on_paper(bars_figure([Panel(bars, free=0.46)], row=50))


def _ledger(costing: Costing, currency: str) -> Numbers:
    best, worst = costing.fifths.iloc[0], costing.fifths.iloc[-1]
    rows = [
        [name, *(money(who[column], currency) for who in (best, worst, costing.everybody))]
        for column, name in (
            ("gross", "Gross profit"),
            *ACTIVITIES.items(),
            ("caused", "Cost of serving"),
            ("profit", "Left as profit"),
        )
    ]
    counts = [grouped(who["customers"]) for who in (best, worst, costing.everybody)]
    return Numbers(
        ["mean of a customer", "best fifth", "worst fifth", "all"], [*rows, ["Customers", *counts]]
    )


def _subsidies(costing: Costing, run: Run) -> Numbers:
    rows = [
        [
            name.capitalize(),
            *(money(row[column], run.currency) for column in ("revenue", "caused", "charged")),
            _over(row["subsidy"], run.currency),
            percent(row["hidden"]),
            "",
        ]
        for name, (_, row) in zip(FIFTHS, costing.fifths.iterrows(), strict=True)
    ]
    everybody, form = costing.everybody, percent_form()
    amounts = [money(everybody[column], run.currency) for column in ("revenue", "caused", "charged")]
    for name, amount, share in (
        ("All customers", amounts, costing.hidden),
        ("Cost charged to the wrong customers", [""] * 3, costing.misplaced),
    ):
        rows.append([name, *amount, "", percent(share.estimate), share.between(form) or NO_INTERVAL])
    columns = ["customers by profit", "revenue", "cost caused", "cost charged", "which is", "share", INTERVAL]
    note = "Share: of the customers with a hidden loss; in the last row, of the cost."
    return Numbers(columns, rows, note)


def _over(subsidy: float, currency: str) -> str:
    return f"{money(abs(subsidy), currency)} too {'much' if subsidy >= 0 else 'little'}"


def _notes(costing: Costing) -> list[str]:
    hidden, wrong = (percent(share.estimate) for share in costing.alike)
    return [
        "Both ways share out the same cost, of orders, service contacts, accounts and the loyalty programme. A loss "
        "is hidden if the average shows none where the activities do. What winning customers and holding up quality "
        "cost is charged to nobody here.",
        f"If everybody were charged the same, the average would hide the losses of {hidden} and charge {wrong} of the "
        "cost to the wrong customers.",
    ]
