"""Which ranking finds the best customers: a contest between RFM, ABC, past profit and predicted lifetime value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from sim.clv.ranking import RANKING_METHODS
from sim.report.bars import Bar, Panel, bars_figure
from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import COST, GAIN, OURS, RIVAL
from sim.report.forecast_score import looked_ahead
from sim.report.interval import INTERVAL, LEVEL_TEXT, NO_INTERVAL, Estimate
from sim.report.number import NOTHING, grouped, listed, percent, percent_form
from sim.report.run import Run
from sim.report.text import capital, plain

NAME = "ranking"
TITLE = "Which ranking finds the best customers"
BLIND = "no ranking"
GOOD_ENOUGH = 0.9
"""Share of what the best ranking finds that a cheaper one has to find to be called nearly as good."""
_DATA = {method.name: method.data for method in RANKING_METHODS}
_LABELS = {"predicted CLV": "Predicted CLV", BLIND: "No ranking: blindly chosen"}


class Ranking(NamedTuple):
    """How well one way to rank customers did, over replications."""

    name: str
    hits: Estimate
    """Share of the truly best among those ranked best."""
    captured: Estimate
    """Profit of those ranked best, as a share of what the best brought."""
    rank: Estimate
    cost: float
    """What its data cost, as a share of what those of the best way cost; unknown if they cost nothing."""

    @property
    def label(self) -> str:
        """Its name where a sentence or a line begins."""
        return _LABELS.get(self.name, capital(self.name))


@reads("rankings", NAME, TITLE, wide=True)
def ranking_chart(run: Run) -> Chart | Gap:
    """Return hit rate, captured profit and cost of data of each way to rank the customers of the firm in focus."""
    rankings = rankings_of(run.rankings[run.rankings["firm"] == run.focus])
    if not rankings:
        return Gap(NAME, TITLE, f"Too few customers of {run.firm} were followed to rank them.", wide=True)
    subtitle = (
        f"Of the tenth of {run.firm}'s customers that each way puts first: how many belong to the truly best tenth, "
        f"and what they brought, discounted, {looked_ahead(run)}, as a share of what the best brought; {run.mean_of}"
        f"{f', lines are {LEVEL_TEXT} intervals' if run.replications > 1 else ''}"
    )
    alt = "Three columns of horizontal bars, the most found at the top: found, profit captured, cost of data."
    figure, narrow = ranking_figure(rankings), ranking_figure(rankings, narrow=True)
    view = View(headline(rankings), subtitle, figure, _numbers(rankings), alt, narrow=narrow)
    notes = [
        f"Cost of data: that of the best way is {percent(1)}. A way is nearly as good as the best if it finds at least "
        f"{percent(GOOD_ENOUGH)} of what that finds. Who turns out best is partly luck, so that no way finds all."
    ]
    return Chart(NAME, [view], notes=notes, wide=True)


def rankings_of(own: pd.DataFrame) -> list[Ranking]:
    """Return the ways to rank, the one that finds most first and blind choice last.

    own: replication, method, hit_rate, profit_captured, rank_correlation, data_cost of one firm.
    """
    own = own.dropna(subset=["hit_rate"])
    cost = own.groupby(own["method"].astype(str))["data_cost"].mean()
    rankings = [
        Ranking(
            str(name),
            Estimate.share(part["hit_rate"]),
            Estimate.over(part["profit_captured"], most=1.0),
            Estimate.over(part["rank_correlation"], least=-1.0, most=1.0),
            float(cost[str(name)]),
        )
        for name, part in own.groupby(own["method"].astype(str), sort=False)
    ]
    rankings.sort(key=lambda ranking: (ranking.name == BLIND, -ranking.hits.estimate, ranking.cost))
    unit = rankings[0].cost if rankings and rankings[0].cost > 0 else float("nan")
    return [ranking._replace(cost=ranking.cost / unit) for ranking in rankings]


def headline(rankings: Sequence[Ranking]) -> str:
    """Return which way finds most of the best customers, and the cheapest that is nearly as good; the best first."""
    best, *others = rankings
    hits = percent(best.hits.estimate)
    blind = next((ranking for ranking in rankings if ranking.name == BLIND), None)
    if blind is not None:
        found = percent(blind.hits.estimate)
        if best.hits.estimate <= blind.hits.estimate or hits == found:
            return f"No way to rank customers finds more of the best than choosing blindly: {found}"
    said = f"{best.label} finds {hits} of the best customers"
    cheap = cheapest(rankings)
    if cheap is best:
        cheaper = any(ranking.cost < best.cost for ranking in others if ranking is not blind)
        return f"{said}; {'nothing cheaper comes near' if cheaper else 'no other way is cheaper'}"
    nearly = percent(cheap.hits.estimate)
    finds = "as many" if nearly == hits else nearly
    return f"{said}; {cheap.name} finds {finds} at {percent(cheap.cost)} of its cost of data"


def cheapest(rankings: Sequence[Ranking]) -> Ranking:
    """Return the cheapest way that is nearly as good as the best, the better of equally cheap ones; the best first."""
    best = rankings[0]
    enough = [
        ranking
        for ranking in rankings
        if ranking.hits.estimate >= GOOD_ENOUGH * best.hits.estimate and ranking.name != BLIND
    ]
    cheap = min(enough, key=lambda ranking: ranking.cost)
    return cheap if cheap.cost < best.cost else best


def ranking_figure(rankings: Sequence[Ranking], *, narrow: bool = False) -> go.Figure:
    """Return bars for found, profit captured and cost of data, a row for each way; the best first."""
    headings = (
        ("Found", "Captured", "Cost")
        if narrow
        else ("Best customers found", "Their profit captured", f"Cost of data, the best way is {percent(1)}")
    )
    cheap = cheapest(rankings)
    found: list[Bar] = []
    captured: list[Bar] = []
    costs: list[Bar] = []
    for ranking in rankings:
        colour = RIVAL if ranking.name == BLIND else COST
        colour = OURS if ranking is rankings[0] else GAIN if ranking is cheap else colour
        name = plain(ranking.label)
        for bars, value in ((found, ranking.hits), (captured, ranking.captured)):
            bars.append(Bar(name, value.estimate, percent(value.estimate), colour, value.low, value.high))
        known = ranking.cost == ranking.cost
        costs.append(Bar(name, ranking.cost if known else 0.0, percent(ranking.cost), colour))
    free = 0.42 if narrow else 0.2
    return bars_figure(
        [Panel(bars, heading, free) for bars, heading in zip((found, captured, costs), headings, strict=True)]
    )


def _numbers(rankings: Sequence[Ranking]) -> Numbers:
    rows = []
    for ranking in rankings:
        shares = [
            text
            for value in (ranking.hits, ranking.captured)
            for text in (percent(value.estimate), value.between(percent_form()) or NO_INTERVAL)
        ]
        data = listed(_DATA.get(ranking.name, ())) or NOTHING
        rows.append([ranking.label, *shares, grouped(ranking.rank.estimate, 2), percent(ranking.cost), data])
    columns = [
        "ranked by",
        "found",
        INTERVAL,
        "profit captured",
        INTERVAL,
        "rank correlation",
        "cost of data",
    ]
    return Numbers([*columns, "data kept of each customer"], rows)
