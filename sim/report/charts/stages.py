"""Where the customers are: how many stand in each stage of their relationship, month by month."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report import shock
from sim.report.chart import Chart, Forms, Gap, Numbers, View, reads
from sim.report.colour import PAPER, STAGE, STAGE_TEXT
from sim.report.interval import INTERVAL, ends, estimates
from sim.report.number import Form, grouped, percent
from sim.report.run import STAGES, Run
from sim.report.shock import Shock
from sim.report.style import (
    Label,
    compact,
    label_right,
    month_axis,
    new_figure,
    share_axis,
    thinned,
    value_axis,
)
from sim.report.text import capital

NAME = "stages"
TITLE = "Where the customers are"
_TOP = 22
_RIGHT = 98


@reads("months", NAME, TITLE, wide=True)
def stages_chart(run: Run) -> Chart | Gap:
    """Return the customers of the firm in focus by stage, in numbers and as shares."""
    table = stage_table(run.own_months)
    if not table["customers"].any():
        return Gap(NAME, TITLE, f"{run.firm} has no customers in any booked month.", wide=True)
    shocks = shock.shocks_of(run.scenario)
    title, numbers = headline(table), _numbers(table)
    measured = f"of {run.firm} at the end of each month by stage of the relationship; {run.mean_of}"
    alt = "Stacked areas: examination at the bottom, then formation, stability, and decline at the top."
    views = [
        View(title, f"Customers {measured}", stages_figure(table, shocks), numbers, alt, "Customers"),
        View(
            title, f"Share of the customers {measured}", shares_figure(table, shocks), numbers, alt, "Shares"
        ),
    ]
    return Chart(NAME, views, notes=[*_interval_note(table), *shock.notes(shocks, run.last_month)], wide=True)


def stage_table(months: pd.DataFrame) -> pd.DataFrame:
    """Return the mean number of customers by month and stage: month, customers, low, high, stages, their shares."""
    by_month = months.groupby("month")
    table = by_month[["customers", *STAGES]].mean()
    table[["low", "high"]] = estimates(by_month["customers"], least=0)[["low", "high"]]
    for stage in STAGES:
        table[f"{stage} share"] = table[stage] / table["customers"].where(table["customers"] > 0)
    return table.reset_index()


def headline(table: pd.DataFrame) -> str:
    """Return how the share of customers in stability goes from the first month to the last."""
    first, last = table.to_dict("records")[0], table.to_dict("records")[-1]
    if last["customers"] == 0:
        return "No customers are left at the end"
    at_end = percent(last["stability share"])
    if last["stability share"] == 0 and (first["customers"] == 0 or first["stability share"] == 0):
        return "No customer is in stability at the end" + ("" if len(table) == 1 else ", nor was at first")
    if len(table) == 1 or first["customers"] == 0:
        return f"{capital(at_end)} of the customers are in stability at the end"
    at_first = percent(first["stability share"])
    if at_first == at_end:
        return f"{capital(at_end)} of the customers are in stability, at first and at the end"
    moves = "grows" if last["stability share"] > first["stability share"] else "shrinks"
    return f"Stability {moves} from {at_first} of the customers to {at_end}"


def stages_figure(table: pd.DataFrame, shocks: list[Shock]) -> go.Figure:
    """Return the areas of customers by month; table: month, the four stages, customers."""
    drawn = thinned(table)
    figure = _areas(drawn, {stage: drawn[stage] for stage in STAGES}, f",.{_decimals(table)}f", shocks)
    highest = float(table["customers"].max()) * 1.03
    figure.update_yaxes(value_axis(range=[0, highest], nticks=6, tickformat=","))
    label_right(figure, _labels({stage: table[stage].iloc[-1] for stage in STAGES}), (0, highest), top=_TOP)
    return figure


def shares_figure(table: pd.DataFrame, shocks: list[Shock]) -> go.Figure:
    """Return the areas of shares by month; table: month, the shares of the four stages."""
    drawn = thinned(table)
    shares = {stage: drawn[f"{stage} share"].fillna(0.0) for stage in STAGES}
    figure = _areas(drawn, shares, ".0%", shocks)
    figure.update_yaxes(share_axis())
    label_right(figure, _labels({stage: shares[stage].iloc[-1] for stage in STAGES}), (0, 1), top=_TOP)
    return figure


def _areas(table: pd.DataFrame, heights: dict[str, pd.Series], form: str, shocks: list[Shock]) -> go.Figure:
    figure = new_figure(380, right=_RIGHT, top=_TOP, hovermode="x unified")
    last = int(table["month"].iloc[-1])
    # One month has no width: it is drawn as a block.
    months = [-0.4, 0.4] if len(table) == 1 else table["month"]
    for stage in STAGES:
        height = compact(heights[stage])
        figure.add_scatter(
            x=months,
            y=[*height, *height] if len(table) == 1 else height,
            mode="lines",
            stackgroup="stages",
            line={"width": 0.8, "color": PAPER},
            fillcolor=STAGE[stage],
            hovertemplate=f"%{{y:{form}}}<extra>{capital(stage)}</extra>",
        )
    figure.update_xaxes(month_axis(last))
    shock.marked(figure, shocks, last)
    return figure


def _labels(heights: dict[str, float]) -> list[Label]:
    labels, below = [], 0.0
    for stage, height in heights.items():
        if height > 0:
            labels.append(Label(below + height / 2, capital(stage), STAGE_TEXT[stage], bold=True))
        below += height
    return labels


def _decimals(table: pd.DataFrame) -> int:
    """Return the decimals of a mean number of customers: one where there are few."""
    heads = table[["customers", *STAGES]]
    return 0 if (heads % 1 == 0).all(axis=None) or heads["customers"].max() >= 100 else 1


def _heads(table: pd.DataFrame) -> Form:
    decimals = _decimals(table)
    return Form(lambda x: grouped(x, decimals))


def _numbers(table: pd.DataFrame) -> Numbers:
    heads = _heads(table)
    shown = table.rename(columns={"customers": "all"})
    shown[INTERVAL] = ends(table, heads)
    forms: Forms = {"month": str, **dict.fromkeys(STAGES, heads), "all": heads, INTERVAL: str}
    return Numbers.of(shown, {**forms, **dict.fromkeys((f"{stage} share" for stage in STAGES), percent)})


def _interval_note(table: pd.DataFrame) -> list[str]:
    last, heads = table.to_dict("records")[-1], _heads(table)
    interval = heads.span(last["low"], last["high"])
    noun = "customer" if heads(last["customers"]) == "1" else "customers"
    return [f"At the end: {heads(last['customers'])} {noun}, {INTERVAL} {interval}."] if interval else []
