"""How they move: customers on their way through the stages of a relationship, over the whole run."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View, reads
from sim.report.colour import FLOW, INK, PAPER, STAGE, clear
from sim.report.number import NOTHING, grouped, percent
from sim.report.run import STAGES, Run
from sim.report.style import FONT, SIZE, SMALL, new_figure
from sim.report.text import capital

NAME = "moves"
TITLE = "How relationships move from stage to stage"

NODES = {
    "none": ("Joined", 0.01, 0.01, 0.4),
    "examination": ("Examination", 0.2, 0.2, 0.4),
    "formation": ("Formation", 0.42, 0.46, 0.32),
    "stability": ("Stability", 0.62, 0.68, 0.2),
    "decline": ("Decline", 0.78, 0.8, 0.55),
    "left": ("Left", 0.99, 0.99, 0.7),
}
"""Label of each node, its place across, also on a phone, and down: always the same, so that runs can be compared."""
_TRACE = 1e-6
"""Share of all moves that both ways of `_LOOP` have at least: without a loop plotly lays flows out by other rules."""
_LOOP = (("stability", "decline"), ("decline", "stability"))


@reads("transitions", NAME, TITLE, wide=True)
def moves_chart(run: Run) -> Chart | Gap:
    """Return the moves of all customers in the market, as a picture and as a matrix of monthly chances."""
    counts = move_table(run.transitions)
    if not counts.loc[list(STAGES)].any(axis=None):
        return Gap(NAME, TITLE, "Nobody had a supplier for a month, so nobody moved.", wide=True)
    subtitle = (
        "Moves of all customers in the market, whatever their firm, over all booked months; "
        f"width is the number of moves; {run.mean_of}"
    )
    alt = (
        "A flow from joined over examination, formation and stability, with branches to decline and to left."
    )
    mean = counts / run.replications
    numbers = _matrix(counts, run.replications)
    view = View(
        headline(counts), subtitle, moves_figure(mean), numbers, alt, narrow=moves_figure(mean, narrow=True)
    )
    note = (
        "Who changes from one firm to another leaves and joins. Loops lead back from decline. "
        "The table tells what the picture cannot: how likely it is to stay where one is."
    )
    return Chart(NAME, [view], notes=[note], wide=True, open_numbers=True)


def move_table(transitions: pd.DataFrame) -> pd.DataFrame:
    """Return the customer-months from each stage (rows) to each stage (columns); `none` is without a firm."""
    names = ["none", *STAGES]
    moves = transitions.astype({"from": str, "to": str})
    sums = moves.pivot_table(index="from", columns="to", values="count", aggfunc="sum", fill_value=0)
    return sums.reindex(index=names, columns=names, fill_value=0).fillna(0).astype(float)


def leavers(counts: pd.DataFrame) -> dict[Any, float]:
    """Return the share of all who left that left from each stage; empty if nobody left."""
    left = {stage: float(number) for stage, number in counts["none"].to_dict().items() if stage in STAGES}
    total = sum(left.values())
    return {stage: number / total for stage, number in left.items()} if total else {}


def headline(counts: pd.DataFrame) -> str:
    """Return from which stage most of those left who left."""
    left = leavers(counts)
    if not left:
        return "Nobody left"
    stage = max(left, key=lambda stage: left[stage])
    who = "All" if left[stage] == 1 else f"{percent(left[stage])} of those"
    return f"{who} who left went straight from {stage}"


def moves_figure(counts: pd.DataFrame, *, narrow: bool = False) -> go.Figure:
    """Return the flows between stages; counts: rows from, columns to, `none` for without a firm.

    The largest flow of those who left is in the colour of its stage, all others are grey.
    """
    left, cells = leavers(counts), counts.to_dict("index")
    most = max(left, key=lambda stage: left[stage]) if left else None
    flows = [("none", "examination", cells["none"]["examination"])]
    for stage in STAGES:
        flows += [(stage, to, cells[stage][to]) for to in STAGES if to != stage]
        flows.append((stage, "left", cells[stage]["none"]))
    trace = sum(count for *_, count in flows) * _TRACE
    flows = [flow for flow in flows if flow[2] > 0 or flow[:2] in _LOOP]
    used = [name for name in NODES if any(name in flow for flow in flows)]
    figure = new_figure(400, left=4, right=4, top=10, bottom=10)
    figure.add_sankey(
        arrangement="fixed",
        node={
            "label": [NODES[name][0] for name in used],
            "x": [NODES[name][2 if narrow else 1] for name in used],
            "y": [NODES[name][3] for name in used],
            "color": [STAGE[name] for name in used],
            "line": {"width": 0, "color": PAPER},
            "thickness": 14,
            "pad": 16,
            "hovertemplate": "%{label}: %{value:,.0f}<extra></extra>",
        },
        link={
            "source": [used.index(start) for start, _, _ in flows],
            "target": [used.index(end) for _, end, _ in flows],
            "value": [round(max(count, trace), 9) for *_, count in flows],
            "color": [_colour(start, end, count, most) for start, end, count in flows],
            "customdata": [_said(start, end, count, left) for start, end, count in flows],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        textfont={"family": FONT, "size": SMALL if narrow else SIZE, "color": INK},
    )
    return figure


def _colour(start: str, end: str, count: float, most: str | None) -> str:
    if count == 0:
        return clear(STAGE["left"], 0.0)
    return clear(STAGE[start], 0.55) if (start, end) == (most, "left") else FLOW


def _said(start: str, end: str, count: float, left: dict[Any, float]) -> str:
    way = f"{'Joined' if start == 'none' else capital(start)} → {end}"
    share = f", {percent(left.get(start))} of all who left" if end == "left" else ""
    return f"{way}: {grouped(count)}{share}"


def _matrix(counts: pd.DataFrame, replications: int) -> Numbers:
    rows, shades = [], []
    left, cells = leavers(counts), counts.to_dict("index")
    for stage in STAGES:
        total = sum(cells[stage].values())
        chances = [cells[stage][to] / total if total else 0.0 for to in (*STAGES, "none")]
        printed = [percent(chance, 1) if chance else NOTHING for chance in chances]
        rows.append([capital(stage), *printed, grouped(total / replications), percent(left.get(stage))])
        shades.append([0.0, *(chance**0.5 for chance in chances), 0.0, 0.0])
    columns = ["in one month, from", *(f"to {stage}" for stage in STAGES), "left"]
    note = "The first five columns are where the customers of a stage are a month later, together 100 %."
    return Numbers([*columns, "customer-months", "of all who left"], rows, note, shades)
