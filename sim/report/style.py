"""How every figure looks: fonts, axes, margins, and labels set directly at lines and bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from sim.report.colour import AXIS, GRID, INK, PAPER, QUIET
from sim.report.number import month_ticks, nice_ticks

FONT = 'Inter, "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", "PingFang SC", "Microsoft YaHei", sans-serif'
SIZE = 13
SMALL = 12
LINE_HEIGHT = 17
"""Pixels that a label needs."""
MOST_MONTHS = 240
"""Months of a line that are drawn at most."""


class Label(NamedTuple):
    """A text at the right end of a line or band: where, what, and in which colour."""

    at: float
    text: str
    colour: str
    bold: bool = False


def new_figure(
    height: int, *, left: int = 8, right: int = 12, top: int = 10, bottom: int = 40, **layout: Any
) -> go.Figure:
    """Return an empty figure in the page's style; height and margins in pixels, `layout` as in plotly."""
    figure = go.Figure()
    figure.update_layout(
        template=None,
        height=height,
        margin={"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        font={"family": FONT, "size": SIZE, "color": QUIET},
        paper_bgcolor=PAPER,
        plot_bgcolor=PAPER,
        showlegend=False,
        dragmode=False,
        separators=".\N{NARROW NO-BREAK SPACE}",
        hoverlabel={
            "bgcolor": PAPER,
            "bordercolor": AXIS,
            "font": {"family": FONT, "size": SIZE, "color": INK},
        },
        **layout,
    )
    return figure


def axis(title: str = "", **more: Any) -> dict[str, Any]:
    """Return an axis in the page's style; charts stand still, so that a finger on them scrolls the page."""
    return {
        "title": {"text": title, "font": {"size": SMALL, "color": QUIET}, "standoff": 8},
        "showgrid": False,
        "showline": False,
        "ticks": "",
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "linecolor": AXIS,
        "gridcolor": GRID,
        "tickcolor": AXIS,
        "tickfont": {"size": SMALL, "color": QUIET},
        **more,
    }


def month_axis(last: int, title: str = "Month on the books", **more: Any) -> dict[str, Any]:
    """Return the axis of a run's months, 0 … last."""
    ticks = month_ticks(last)
    reach = [0, last] if last > 0 else [-0.5, 0.5]
    return (
        axis(title, showline=True, ticks="outside", ticklen=4, tickvals=ticks, range=reach, tickangle=0)
        | more
    )


def value_axis(**more: Any) -> dict[str, Any]:
    """Return the axis of a measure: its unit stands in the subtitle, so it has no title."""
    return axis(showgrid=True, ticklabelstandoff=5) | more


def share_axis(highest: float = 1.0, **more: Any) -> dict[str, Any]:
    """Return the axis of a share from 0 to its highest value."""
    return value_axis(tickformat=".0%", range=[0, highest], nticks=6) | more


def share_ticks(highest: float) -> list[float]:
    """Return the ticks of a share axis, in whole steps of a hundredth."""
    return [at for at in nice_ticks(0.0, highest) if abs(at * 100 - round(at * 100)) < 1e-6]


def thinned(table: pd.DataFrame) -> pd.DataFrame:
    """Return the months of a table that are drawn: of a long run every second, third …, and the last; table: month."""
    last = int(table["month"].max())
    step = -(-(last + 1) // MOST_MONTHS)
    return table[(table["month"] % step == 0) | (table["month"] == last)]


def compact(*parts: ArrayLike) -> NDArray[np.float32]:
    """Return numbers for a figure, parts one after the other, in half the bytes: seven digits are enough to draw."""
    return np.concatenate([np.asarray(part, np.float32) for part in parts])


def spread(places: Sequence[float], least: float) -> list[float]:
    """Return places moved apart to a least distance, in the same order and as near as possible to where they were."""
    order = sorted(range(len(places)), key=lambda number: places[number])
    groups: list[list[int]] = []
    middles: list[float] = []
    for number in order:
        groups.append([number])
        middles.append(places[number])
        while len(groups) > 1 and middles[-1] - middles[-2] < least * (len(groups[-1]) + len(groups[-2])) / 2:
            upper, lower = groups.pop(), groups.pop()
            above, below = middles.pop(), middles.pop()
            merged = lower + upper
            middles.append((below * len(lower) + above * len(upper)) / len(merged))
            groups.append(merged)
    moved = [0.0] * len(places)
    for group, middle in zip(groups, middles, strict=True):
        for step, number in enumerate(group):
            moved[number] = middle + (step - (len(group) - 1) / 2) * least
    return moved


def label_right(
    figure: go.Figure, labels: Sequence[Label], reach: tuple[float, float], top: int = 10, bottom: int = 40
) -> None:
    """Write labels at the right of a figure whose value axis goes over `reach`, moved apart where they collide."""
    low, high = reach
    inside = max(figure.layout.height - top - bottom, 1)
    if not labels or high <= low:
        return
    places = spread([(label.at - low) / (high - low) for label in labels], LINE_HEIGHT / inside)
    for place, label in zip(places, labels, strict=True):
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=low + place * (high - low),
            yanchor="middle",
            text=f"<b>{label.text}</b>" if label.bold else label.text,
            font={"color": label.colour, "size": SIZE},
            showarrow=False,
            align="left",
        )


def note(figure: go.Figure, x: float, y: float, text: str, **more: Any) -> None:
    """Write a text into a figure, without an arrow."""
    figure.add_annotation(
        **({"x": x, "y": y, "text": text, "showarrow": False, "font": {"color": INK, "size": SIZE}} | more)
    )
