"""Cells in rows and columns, darker where there is more, each with its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from sim.report.colour import INK, QUIET
from sim.report.number import percent
from sim.report.style import SIZE, SMALL, axis, new_figure

SHADE = ((0.0, "rgba(0,114,178,0.03)"), (1.0, "rgba(0,114,178,0.62)"))
"""One colour that is clear enough for ink, light or dark, to be read on it."""


class Cell(NamedTuple):
    """One cell: how dark, what is written in it, and what is said when one points at it; escaped for plotly already."""

    value: float
    text: str
    said: str


Cells = Mapping[tuple[int, int], Cell]
"""Cells by row and column, counted from the top left."""


def briefly(share: float) -> str:
    """Return a share for a narrow cell: <1 %."""
    return percent(share).replace("under ", "&lt;").replace("over ", "&gt;")


class Heads(NamedTuple):
    """What rows or columns are called, each and together."""

    names: Sequence[str]
    title: str = ""


def grid_figure(
    cells: Cells, down: Heads, across: Heads, *, row: int, darkest: float = 1.0, heads_on_top: bool = False
) -> go.Figure:
    """Return the cells; row: pixels of a row's height; darkest: value of the darkest colour, white being 0."""
    top, bottom = ((52 if across.title else 34), 6) if heads_on_top else (8, 48 if across.title else 28)
    figure = new_figure(len(down.names) * row + top + bottom, left=4, right=4, top=top, bottom=bottom)
    rows, columns = range(len(down.names)), range(len(across.names))
    figure.add_heatmap(
        x=list(columns),
        y=list(rows),
        z=[[round(cells[r, c].value, 4) if (r, c) in cells else None for c in columns] for r in rows],
        zmin=0,
        zmax=darkest,
        colorscale=SHADE,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
        customdata=[[cells[r, c].said if (r, c) in cells else "" for c in columns] for r in rows],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.add_scatter(
        x=[column for _, column in cells],
        y=[row for row, _ in cells],
        text=[cell.text for cell in cells.values()],
        mode="text",
        textfont={"color": INK, "size": SMALL},
        hoverinfo="skip",
    )
    figure.update_xaxes(
        axis(
            across.title,
            side="top" if heads_on_top else "bottom",
            tickvals=list(columns),
            ticktext=list(across.names),
            range=[-0.5, len(columns) - 0.5],
        )
        | {"tickfont": {"size": SIZE if heads_on_top else SMALL, "color": INK if heads_on_top else QUIET}}
    )
    figure.update_yaxes(
        axis(down.title, tickvals=list(rows), ticktext=list(down.names), range=[len(rows) - 0.5, -0.5])
        | {"tickfont": {"size": SMALL, "color": QUIET}}
    )
    return figure
