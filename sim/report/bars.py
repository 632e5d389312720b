"""Horizontal bars with their names above them: names of any length stay readable on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from sim.report.colour import AXIS, COST, INK, QUIET
from sim.report.style import SIZE, SMALL, axis, new_figure

ROW = 44
"""Pixels for each bar and its name."""
_THICK = 0.42


class Bar(NamedTuple):
    """One bar: its name, its value, the value as printed, its colour, the ends of its interval, and where it starts.

    Names are escaped for plotly already.
    """

    name: str
    value: float
    text: str
    colour: str = COST
    low: float | None = None
    high: float | None = None
    start: float = 0.0
    bold: bool = False

    @property
    def rightmost(self) -> float:
        """Where the bar, or the interval around its end, reaches furthest."""
        return max(self.start, self.start + self.value, self.high if self.high is not None else 0.0, 0.0)

    @property
    def leftmost(self) -> float:
        """Where the bar, or the interval around its end, begins."""
        return min(self.start, self.start + self.value, self.low if self.low is not None else 0.0, 0.0)


class Panel(NamedTuple):
    """Bars under one heading, and which part of the width stays free at the right for the printed values."""

    bars: Sequence[Bar]
    heading: str = ""
    free: float = 0.22


def bars_figure(panels: Sequence[Panel], row: int = ROW) -> go.Figure:
    """Return panels side by side whose rows, of a height in pixels, belong together; only the first shows the names."""
    rows = max(len(panel.bars) for panel in panels)
    top = 30 if any(panel.heading for panel in panels) else 4
    figure = new_figure(rows * row + top + 8, left=4, right=4, top=top, bottom=4, bargap=0.2)
    gap = 0.06
    width = (1 - gap * (len(panels) - 1)) / len(panels)
    for number, panel in enumerate(panels):
        left = number * (width + gap)
        _draw(figure, panel, number, (left, left + width), rows)
    return figure


def _draw(figure: go.Figure, panel: Panel, number: int, domain: tuple[float, float], rows: int) -> None:
    suffix = "" if number == 0 else str(number + 1)
    places = [rows - 1 - place for place in range(len(panel.bars))]
    figure.add_bar(
        x=[bar.value for bar in panel.bars],
        y=places,
        base=[bar.start for bar in panel.bars],
        orientation="h",
        width=_THICK,
        marker={"color": [bar.colour for bar in panel.bars], "line": {"width": 0}},
        customdata=[f"{bar.name}: {bar.text}" for bar in panel.bars],
        hovertemplate="%{customdata}<extra></extra>",
        xaxis=f"x{suffix}",
        yaxis=f"y{suffix}",
    )
    for bar, place in zip(panel.bars, places, strict=True):
        if bar.low is not None and bar.high is not None and bar.low < bar.high:
            figure.add_scatter(
                x=[bar.low, bar.high], y=[place, place], mode="lines", line={"color": INK, "width": 1.4},
                hoverinfo="skip", xaxis=f"x{suffix}", yaxis=f"y{suffix}",
            )  # fmt: skip
        where = {"xref": f"x{suffix}", "yref": f"y{suffix}", "showarrow": False}
        figure.add_annotation(
            x=bar.rightmost, y=place, xanchor="left", xshift=5, text=f"<b>{bar.text}</b>",
            font={"color": INK, "size": SIZE}, **where,
        )  # fmt: skip
        if number == 0:
            figure.add_annotation(
                x=0, y=place + _THICK / 2, xref="paper", yref=f"y{suffix}", xanchor="left", yanchor="bottom",
                showarrow=False, text=f"<b>{bar.name}</b>" if bar.bold else bar.name, font={"color": INK, "size": SIZE},
                yshift=-1,
            )  # fmt: skip
    highest = max(bar.rightmost for bar in panel.bars)
    lowest = min(bar.leftmost for bar in panel.bars)
    reach = [lowest, highest + (highest - lowest or 1.0) * panel.free / (1 - panel.free)]
    figure.update_layout(
        {
            f"xaxis{suffix}": axis(visible=False, range=reach, domain=domain, anchor=f"y{suffix}"),
            f"yaxis{suffix}": axis(visible=False, range=[-0.45, rows - 0.25], anchor=f"x{suffix}"),
        }
    )
    figure.add_shape(
        type="line", x0=0, x1=0, y0=-0.35, y1=rows - 0.6, xref=f"x{suffix}", yref=f"y{suffix}",
        line={"color": AXIS, "width": 1},
    )  # fmt: skip
    if panel.heading:
        figure.add_annotation(
            x=domain[0], xref="paper", y=1, yref="paper", xanchor="left", yanchor="bottom", yshift=6,
            text=panel.heading, showarrow=False, font={"color": QUIET, "size": SMALL},
        )  # fmt: skip
