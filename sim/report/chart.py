"""What a chart is on the page: its finding, what is measured, the figure, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from sim.report.run import Run

MOST_ROWS = 130
"""Rows of a table on the page; the files of the run hold them all."""


Forms = Mapping[str, Callable[[Any], str]]
"""Columns of a table and how each is printed."""


@dataclass(frozen=True)
class Numbers:
    """The table behind a chart: texts, printed as the chart prints them."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    shades: Sequence[Sequence[float]] = ()
    """Strength of the background of each cell from 0 to 1, if the table is also a picture."""

    @classmethod
    def of(cls, table: pd.DataFrame, columns: Forms) -> Numbers:
        """Return a table whose columns are printed by the functions given, headed by their names.

        Of more than `MOST_ROWS` rows, evenly spaced ones are kept.
        """
        rows = [[form(row[name]) for name, form in columns.items()] for row in table.to_dict("records")]
        return cls(list(columns), rows).thinned()

    def thinned(self) -> Numbers:
        """Return the table with at most about `MOST_ROWS` rows, evenly spaced, the last always among them."""
        step = -(-len(self.rows) // MOST_ROWS)
        if step <= 1:
            return self
        kept = sorted({*range(0, len(self.rows), step), len(self.rows) - 1})
        note = f"{self.note} One row in {step}; the files of the run hold all of them.".strip()
        return replace(self, rows=[self.rows[number] for number in kept], note=note)

    def __str__(self) -> str:
        """Return all texts of the table, which is how tests find a headline's numbers in it."""
        return "\n".join(" | ".join(row) for row in [self.columns, *self.rows])


@dataclass(frozen=True)
class View:
    """One way to look at a chart; most have only one."""

    title: str
    """The finding of this run."""
    subtitle: str
    """What is measured, and in which unit."""
    figure: go.Figure
    numbers: Numbers
    alt: str = ""
    """What the figure looks like, for those who cannot see it; the title is said before it."""
    label: str = ""
    """Its name among the views."""
    narrow: go.Figure | None = None
    """The figure for a phone, if it has to be another one."""
    story: Sequence[str] = ()
    """What happens in the figure, in order, for a figure that is best read with words."""


@dataclass(frozen=True)
class Chart:
    """A chart with its views, notes under it, and its place on the page."""

    name: str
    views: Sequence[View]
    notes: Iterable[str] = ()
    wide: bool = False
    open_numbers: bool = False
    """Whether the table belongs to the picture and is shown from the start."""
    choice: Literal["buttons", "list"] = "buttons"
    question: str = "Show"
    """Said before the names of the views."""


@dataclass(frozen=True)
class Gap:
    """What is said where a chart would be, if the run has nothing to show in it."""

    name: str
    title: str
    reason: str
    wide: bool = False


Draw = Callable[[Run], Chart | Gap]


def reads(table: str, name: str, title: str, *, wide: bool = False) -> Callable[[Draw], Draw]:
    """Say which table a chart is drawn from: where a run did not hand it over, a gap says so and nothing else."""

    def decorate(draw: Draw) -> Draw:
        @wraps(draw)
        def drawn(run: Run) -> Chart | Gap:
            if table in run.missing:
                return Gap(name, title, f"The table “{table}” is not among the results of this run.", wide)
            return draw(run)

        return drawn

    return decorate
