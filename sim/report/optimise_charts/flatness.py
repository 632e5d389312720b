"""How flat the optimum is: over which shares candidates were as good as the best, as far as the race can tell."""

from __future__ import annotations

import plotly.graph_objects as go

from sim.report.chart import Chart, Gap, Numbers, View
from sim.report.colour import INK, OURS, OURS_BAND, PAPER, QUIET, RIVAL
from sim.report.interval import LEVEL_TEXT
from sim.report.number import counted
from sim.report.optimised import ANALYTIC, FOUND, OWN, PARTS, SPLITS, Optimised, share
from sim.report.style import SIZE, new_figure, share_axis

NAME = "flatness"
TITLE = "How flat the optimum is"
_ROW = 46
_MARKS = {OWN: ("circle-open", QUIET), ANALYTIC: ("diamond", RIVAL), FOUND: ("circle", OURS)}


def flatness_chart(one: Optimised) -> Chart | Gap:
    """Return the range of each part among the candidates that are as good as the winner, and the splits judged."""
    alike = one.summary["as_good"]
    subtitle = (
        f"Bar: lowest to highest share among the {counted(alike['candidates'], 'candidate')} that the race cannot tell "
        f"from the winner (paired {LEVEL_TEXT} interval), itself among them; {_marks(one)}"
    )
    alt = "A bar on the scale of shares for each part of the budget, with marks for the splits."
    rows = [
        [
            PARTS[part],
            share(alike["lowest"][part]),
            share(alike["highest"][part]),
            *(share(one.splits[name][part]) for name in one.splits),
        ]
        for part in PARTS
    ]
    columns = ["part", "lowest as good", "highest as good", *(SPLITS[name] for name in one.splits)]
    view = View(headline(one), subtitle, flatness_figure(one), Numbers(columns, rows), alt)
    notes = [
        f"As good as {counted(one.summary['search_replications'], 'replication')} can tell; more of them "
        "(--search-replications) tell more apart. A range speaks of the candidates tried, not of all splits in between."
    ]
    return Chart(NAME, [view], notes=notes)


def _marks(one: Optimised) -> str:
    """Return what the marks are, of those splits that are shown."""
    shapes = {OWN: "hollow dot", ANALYTIC: "diamond", FOUND: "full dot"}
    words = {OWN: "now", ANALYTIC: SPLITS[ANALYTIC], FOUND: "best found"}
    return ", ".join(f"{shapes[name]}: {words[name]}" for name in one.splits)


def headline(one: Optimised) -> str:
    """Return for which part the range is widest."""
    alike = one.summary["as_good"]
    if alike["candidates"] == 1:
        return "No other candidate came so close that the race could not tell it from the winner"
    widths = {part: alike["highest"][part] - alike["lowest"][part] for part in PARTS}
    part = max(widths, key=lambda name: widths[name])
    return (
        f"{counted(alike['candidates'], 'candidate')} are as good, with {PARTS[part].lower()} from "
        f"{share(alike['lowest'][part])} to {share(alike['highest'][part])}"
    )


def flatness_figure(one: Optimised) -> go.Figure:
    """Return a bar for the range of each part, and the marks of the splits on it."""
    figure = new_figure(len(PARTS) * _ROW + 44, left=4, right=14, top=6)
    alike = one.summary["as_good"]
    highest = 0.0
    for place, part in enumerate(reversed(PARTS)):
        low, high = alike["lowest"][part], alike["highest"][part]
        highest = max(highest, high)
        figure.add_scatter(
            x=[low, high], y=[place, place], mode="lines", line={"color": OURS_BAND, "width": 14},
            hoverinfo="skip",
        )  # fmt: skip
        figure.add_annotation(
            x=0, xref="paper", y=place + 0.2, xanchor="left", yanchor="bottom", showarrow=False, bgcolor=PAPER,
            text=PARTS[part], font={"color": INK, "size": SIZE}, borderpad=0,
        )  # fmt: skip
    for name, parts in one.splits.items():
        symbol, colour = _MARKS[name]
        highest = max(highest, *parts.values())
        figure.add_scatter(
            x=[parts[part] for part in reversed(PARTS)],
            y=list(range(len(PARTS))),
            mode="markers",
            marker={"color": colour, "size": 11, "symbol": symbol, "line": {"width": 2, "color": colour}},
            customdata=[f"{SPLITS[name]}, {PARTS[part]}: {share(parts[part])}" for part in reversed(PARTS)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    reach = min(highest * 1.05 + 0.01, 1.02)
    figure.update_xaxes(share_axis(reach, range=[-0.02 * reach, reach], showline=True))
    figure.update_yaxes(range=[-0.5, len(PARTS) - 0.3], visible=False, fixedrange=True)
    return figure
