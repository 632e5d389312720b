"""How they move: customers on their way through the stages of a relationship, over the whole run."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import FLOW, INK, PAPER, STAGE, clear
from sim.report.number import grouped, percent
from sim.report.run import STAGES, Run
from sim.report.style import FONT, SIZE, new_figure
from sim.report.text import capital

NAME = "moves"
TITLE = "How relationships move from stage to stage"

NODES = {
    "none": ("Joined", 0.01, 0.36),
    "examination": ("Examination", 0.2, 0.36),
    "formation": ("Formation", 0.42, 0.27),
    "stability": ("Stability", 0.62, 0.17),
    "decline": ("Decline", 0.78, 0.6),
    "recovered": ("Recovered", 0.99, 0.12),
    "left": ("Left", 0.99, 0.68),
}
"""Label and place of each node; the places are fixed, so that reports of two runs can be held side by side."""


def moves_chart(run: Run) -> Chart | Gap:
    """Return the moves of all customers in the market, as a picture and as a matrix of monthly chances."""
    counts = move_table(run.transitions)
    if not counts.loc[list(STAGES)].to_numpy().any():
        return Gap(NAME, TITLE, "Nobody had a supplier for a month, so nobody moved.", wide=True)
    subtitle = (
        "Moves of all customers in the market, whatever their firm, over all booked months; "
        f"width is the number of moves, {run.mean_of}"
    )
    numbers = _matrix(counts, run.replications)
    alt = (
        "A flow from joined over examination, formation and stability, with branches to decline and to left."
    )
    figure = moves_figure(counts / run.replications)
    return Chart(
        NAME,
        [View(headline(counts), subtitle, figure, numbers, alt)],
        notes=[
            "Who changes from one firm to another leaves and joins. Recovered: back from decline to an earlier stage. "
            "The table tells what the picture cannot: how likely it is to stay where one is."
        ],
        wide=True,
        open_numbers=True,
    )


def move_table(transitions: pd.DataFrame) -> pd.DataFrame:
    """Return the customer-months that went from each stage (rows) to each stage (columns); `none` is without a firm."""
    names = ["none", *STAGES]
    if transitions.empty:
        return pd.DataFrame(0.0, index=names, columns=names)
    sums = (
        transitions.astype({"from": str, "to": str})
        .groupby(["from", "to"])["count"]
        .sum()
        .unstack(fill_value=0)
    )
    return sums.reindex(index=names, columns=names, fill_value=0).astype(float)


def headline(counts: pd.DataFrame) -> str:
    """Return from which stage most of those left who left."""
    left = counts.loc[list(STAGES), "none"]
    if not left.sum():
        return "Nobody left"
    stage = str(left.idxmax())
    return f"{percent(left[stage] / left.sum())} of those who left went straight from {stage}"


def moves_figure(counts: pd.DataFrame) -> go.Figure:
    """Return the flows between stages; counts: rows from, columns to, `none` for without a firm."""
    flows = [("none", "examination", "none", counts.loc["none", "examination"])]
    for stage in STAGES:
        for to in STAGES:
            if stage != to:
                back = stage == "decline"
                flows.append((stage, to, "recovered" if back else to, counts.loc[stage, to]))
        flows.append((stage, "none", "left", counts.loc[stage, "none"]))
    flows = [flow for flow in flows if flow[3] > 0]
    left = counts.loc[list(STAGES), "none"]
    most = left.idxmax() if left.any() else None
    used = [name for name in NODES if any(name in (start, end) for start, _, end, _ in flows)]
    place = {name: number for number, name in enumerate(used)}
    figure = new_figure(400, left=4, right=4, top=6, bottom=6)
    figure.add_sankey(
        arrangement="fixed",
        node={
            "label": [NODES[name][0] for name in used],
            "x": [NODES[name][1] for name in used],
            "y": [NODES[name][2] for name in used],
            "color": [STAGE[name] for name in used],
            "line": {"width": 0, "color": PAPER},
            "thickness": 14,
            "pad": 16,
            "hovertemplate": "%{label}: %{value:,.0f}<extra></extra>",
        },
        link={
            "source": [place[start] for start, _, _, _ in flows],
            "target": [place[end] for _, _, end, _ in flows],
            "value": [round(count, 3) for *_, count in flows],
            "color": [
                clear(STAGE[start], 0.55) if start == most and end == "left" else FLOW
                for start, _, end, _ in flows
            ],
            "customdata": [_said(start, to, count, left) for start, to, _, count in flows],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        textfont={"family": FONT, "size": SIZE, "color": INK},
    )
    return figure


def _said(start: str, to: str, count: float, left: pd.Series) -> str:
    way = f"{'Joined' if start == 'none' else capital(start)} → {'left' if to == 'none' else to}"
    share = f", {percent(count / left.sum())} of all who left" if to == "none" else ""
    return f"{way}: {grouped(count)}{share}"


def _matrix(counts: pd.DataFrame, replications: int) -> Numbers:
    rows, shades = [], []
    for stage in STAGES:
        total = float(counts.loc[stage].sum())
        chances = [
            float(counts.loc[stage, to]) / total if total else float("nan") for to in (*STAGES, "none")
        ]
        rows.append(
            [capital(stage), *(percent(chance, 1) for chance in chances), grouped(total / replications)]
        )
        shades.append([0.0, *(chance**0.5 if chance > 0 else 0.0 for chance in chances), 0.0])
    return Numbers(
        ["In one month, from", *(f"to {stage}" for stage in STAGES), "left", "customer-months"],
        rows,
        "Each row sums to 100 %: where the customers of a stage are a month later.",
        shades,
    )
