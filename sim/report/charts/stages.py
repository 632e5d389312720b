"""Where the customers are: how many stand in each stage of their relationship, month by month."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report import shock
from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import PAPER, STAGE, STAGE_TEXT
from sim.report.interval import Estimate
from sim.report.number import DASH, counted, grouped, percent
from sim.report.run import STAGES, Run
from sim.report.shock import Shock
from sim.report.style import Label, label_right, month_axis, new_figure, share_axis, value_axis
from sim.report.text import capital

NAME = "stages"
RIGHT = 98


def stages_chart(run: Run) -> Chart | Gap:
    """Return the customers of the firm in focus by stage, in numbers and as shares."""
    table = stage_table(run.own_months)
    if table.empty or not table["customers"].any():
        return Gap(
            NAME, "Where the customers are", f"{run.firm} has no customers in any booked month.", wide=True
        )
    shocks = shock.shocks_of(run.scenario)
    title = headline(table)
    measured = f"of {run.firm} at the end of each month by stage of the relationship, {run.mean_of}"
    numbers = _numbers(table)
    by_stage = (
        "Stacked areas from examination at the bottom over formation and stability to decline at the top."
    )
    return Chart(
        NAME,
        [
            View(
                title, f"Customers {measured}", stages_figure(table, shocks), numbers, by_stage, "Customers"
            ),
            View(
                title,
                f"Share of the customers {measured}",
                shares_figure(table, shocks),
                numbers,
                by_stage,
                "Shares",
            ),
        ],
        notes=[*_interval_note(table), *shock.notes(shocks, run.last_month)],
        wide=True,
    )


def stage_table(months: pd.DataFrame) -> pd.DataFrame:
    """Return the mean number of customers by month and stage, with the total, its interval, and shares of stages."""
    by_month = months.groupby("month")
    table = by_month[["customers", *STAGES]].mean()
    totals = by_month["customers"].apply(lambda values: Estimate.over(values.to_numpy()))
    table["low"] = [total.low for total in totals]
    table["high"] = [total.high for total in totals]
    for stage in STAGES:
        table[f"{stage}_share"] = table[stage] / table["customers"].where(table["customers"] > 0)
    return table.reset_index()


def headline(table: pd.DataFrame) -> str:
    """Return how the share of customers in stability goes from the first month to the last."""
    first, last = table.iloc[0], table.iloc[-1]
    if last["customers"] == 0:
        return "No customers are left at the end"
    at_end = percent(last["stability_share"])
    if len(table) == 1 or first["customers"] == 0:
        return f"{at_end} of the customers are in stability at the end"
    at_first = percent(first["stability_share"])
    if at_first == at_end:
        return f"{at_end} of the customers are in stability, at first and at the end"
    moves = "grows" if last["stability_share"] > first["stability_share"] else "shrinks"
    return f"Stability {moves} from {at_first} of the customers to {at_end}"


def stages_figure(table: pd.DataFrame, shocks: list[Shock]) -> go.Figure:
    """Return the areas of customers by month; table: month, the four stages, customers."""
    figure = _areas(table, {stage: table[stage] for stage in STAGES}, _head_format(table), shocks)
    highest = float(table["customers"].max()) * 1.03
    figure.update_yaxes(value_axis(range=[0, highest], nticks=6))
    label_right(
        figure, _labels({stage: float(table[stage].iloc[-1]) for stage in STAGES}), (0, highest), top=22
    )
    return figure


def shares_figure(table: pd.DataFrame, shocks: list[Shock]) -> go.Figure:
    """Return the areas of shares by month; table: month, the shares of the four stages."""
    shares = {stage: table[f"{stage}_share"].fillna(0.0) for stage in STAGES}
    figure = _areas(table, shares, ".0%", shocks)
    figure.update_yaxes(share_axis())
    label_right(figure, _labels({stage: float(shares[stage].iloc[-1]) for stage in STAGES}), (0, 1), top=22)
    return figure


def _areas(table: pd.DataFrame, heights: dict[str, pd.Series], form: str, shocks: list[Shock]) -> go.Figure:
    figure = new_figure(380, right=RIGHT, top=22, hovermode="x unified")
    last = int(table["month"].iloc[-1])
    alone = len(table) == 1
    for stage in STAGES:
        figure.add_scatter(
            x=[-0.4, 0.4] if alone else table["month"],
            y=[*heights[stage], *heights[stage]] if alone else heights[stage].round(4),
            name=capital(stage),
            mode="lines",
            stackgroup="stages",
            line={"width": 0.8, "color": PAPER},
            fillcolor=STAGE[stage],
            hovertemplate=f"%{{y:{form}}}<extra>{capital(stage)}</extra>",
        )
    figure.update_xaxes(month_axis(last))
    shock.marked(figure, shocks, last)
    return figure


def _labels(ends: dict[str, float]) -> list[Label]:
    labels, below = [], 0.0
    for stage, end in ends.items():
        if end > 0:
            labels.append(Label(below + end / 2, capital(stage), STAGE_TEXT[stage], bold=True))
        below += end
    return labels


def _decimals(table: pd.DataFrame) -> int:
    """Return the decimals of a mean number of customers: some where there are few."""
    whole = (table["customers"] % 1 == 0).all() and all((table[stage] % 1 == 0).all() for stage in STAGES)
    return 0 if whole or table["customers"].max() >= 100 else 1


def _head_format(table: pd.DataFrame) -> str:
    return f",.{_decimals(table)}f"


def _numbers(table: pd.DataFrame) -> Numbers:
    def heads(x: float) -> str:
        return grouped(x, _decimals(table))

    shown = table.rename(
        columns={"customers": "all", **{f"{stage}_share": f"{stage} share" for stage in STAGES}}
    )
    shown["95 % interval"] = [
        f"{heads(low)}{DASH}{heads(high)}" if pd.notna(low) and pd.notna(high) else "one replication"
        for low, high in zip(table["low"], table["high"], strict=True)
    ]
    columns = {"month": str} | dict.fromkeys(STAGES, heads) | {"all": heads, INTERVAL: str}
    return Numbers.of(shown, **columns, **{f"{stage} share": percent for stage in STAGES})


def _interval_note(table: pd.DataFrame) -> list[str]:
    last = table.iloc[-1]
    if pd.isna(last["low"]) or pd.isna(last["high"]):
        return []
    decimals = _decimals(table)
    heads = (
        counted(last["customers"], "customer")
        if not decimals
        else f"{grouped(last['customers'], 1)} customers"
    )
    ends = f"{grouped(last['low'], decimals)} to {grouped(last['high'], decimals)}"
    return [f"At the end: {heads}, 95 % interval over replications {ends}."]
