"""A measure: what a lesson says of its runs, as plain data that a page can draw and word."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from sim.app.lessons.measures.chart import Chart
from sim.app.lessons.measures.label import Label

Unit = Literal["percent", "points", "money", "months", "people", "times", "number"]
"""percent: 0–100, as people read shares; points: percentage points; money: in the scenario's currency; times: a ratio;
number: anything without a unit."""


_DECIMALS: dict[Unit, int] = {
    "percent": 1, "points": 1, "money": 1, "months": 0, "people": 0, "times": 1, "number": 2,
}  # fmt: skip
"""Decimals that are told of a figure: more would pretend that another seed gives the same."""


class Figure(NamedTuple):
    """One measured number, NaN where the run does not tell it."""

    value: float
    unit: Unit

    def json(self) -> dict[str, Any]:
        """Return the figure as plain JSON data, as exactly as its unit deserves; one that is not known is None."""
        known = math.isfinite(self.value)
        return {"value": round(float(self.value), _DECIMALS[self.unit]) if known else None, "unit": self.unit}


@dataclass(frozen=True)
class Measure:
    """What was measured: a headline, further figures by name, and perhaps a chart or a table.

    A text refers to the headline by the name of the measure, and to a figure by `name.figure`.
    """

    headline: Figure
    figures: Mapping[str, Figure] = field(default_factory=dict)
    chart: Chart | None = None
    notes: tuple[Label, ...] = ()
    """Sentences that the run decided upon, such as how one life ended."""

    @property
    def kind(self) -> str:
        """How it is shown: number, bars, lines or table."""
        return self.chart.kind if self.chart else "number"

    def figure(self, name: str = "") -> Figure:
        """Return a figure by its name, the headline for none. Raises KeyError for a name that there is not."""
        return self.figures[name] if name else self.headline

    def json(self, name: str) -> dict[str, Any]:
        """Return the measure as plain JSON data; a number that is not known is None."""
        drawn = self.chart.json() if self.chart else {}
        return {
            "name": name,
            "kind": self.kind,
            "title": Label(f"measures.{name}").json(),
            **self.headline.json(),
            "figures": {key: figure.json() for key, figure in self.figures.items()},
            "notes": [note.json() for note in self.notes],
        } | drawn
