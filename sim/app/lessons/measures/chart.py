"""Charts and tables of measures as plain data: bars, lines, rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from sim.app.lessons.measures.label import Label


class Axis(NamedTuple):
    """What an axis is of, and the unit of its numbers (as in `Measure`)."""

    label: Label
    unit: str

    def json(self) -> dict[str, Any]:
        """Return the axis as plain JSON data."""
        return {"label": self.label.json(), "unit": self.unit}


class Series(NamedTuple):
    """Named numbers: y at the places x of a line, or one for each bar (then x is empty)."""

    label: Label
    y: Sequence[float]
    x: Sequence[float] = ()


@dataclass(frozen=True)
class Bars:
    """Bars side by side: one group for each of `bars`, in it one bar for each series."""

    kind: ClassVar[str] = "bars"
    x: Label
    y: Axis
    bars: Sequence[Label]
    series: Sequence[Series]

    def json(self) -> dict[str, Any]:
        """Return the chart as plain JSON data."""
        return {
            "x": {"label": self.x.json()},
            "y": self.y.json(),
            "bars": [bar.json() for bar in self.bars],
            "series": [{"label": s.label.json(), "y": _numbers(s.y)} for s in self.series],
        }


@dataclass(frozen=True)
class Lines:
    """Lines over one axis; a missing number is a gap."""

    kind: ClassVar[str] = "lines"
    x: Axis
    y: Axis
    series: Sequence[Series]

    def json(self) -> dict[str, Any]:
        """Return the chart as plain JSON data."""
        return {
            "x": self.x.json(),
            "y": self.y.json(),
            "series": [
                {"label": s.label.json(), "x": _numbers(s.x), "y": _numbers(s.y)} for s in self.series
            ],
        }


class Row(NamedTuple):
    """One row of a table: its name, and a number for each column."""

    label: Label
    values: Sequence[float]


@dataclass(frozen=True)
class Table:
    """Rows of numbers; every column has one unit."""

    kind: ClassVar[str] = "table"
    columns: Sequence[Axis]
    rows: Sequence[Row]

    def json(self) -> dict[str, Any]:
        """Return the table as plain JSON data."""
        return {
            "columns": [column.json() for column in self.columns],
            "rows": [{"label": row.label.json(), "values": _numbers(row.values)} for row in self.rows],
        }


Chart = Bars | Lines | Table


def _numbers(values: Sequence[float]) -> list[float | None]:
    return [float(f"{value:.4g}") if math.isfinite(value) else None for value in values]
