"""Measured figures in words: numbers with their units, labels as the reader's language says them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.app.words import Catalogue
from sim.report.number import MINUS, significant

NOTHING = "–"
"""Printed where there is no number."""
SIDES = {"measures.side.a": "a", "measures.side.b": "b"}
"""Labels of series that have the colours of the markets A and B."""


@dataclass(frozen=True)
class Wording:
    """Words figures in a language; currency: the label of money; called: what the markets A and B are called."""

    t: Catalogue
    currency: str
    called: Mapping[str, str] = field(default_factory=dict)

    def figure(self, value: float | None, unit: str, decimals: int | None = None) -> str:
        """Return a figure with its unit: `31.4%`, `1 month`, `562,000 EUR`.

        decimals: how many, if it stands in a column with others; else it has three significant digits.
        """
        if value is None or not math.isfinite(value):
            return NOTHING
        written = number(value, 3) if decimals is None else _fixed(significant(value, 3), decimals)
        if unit in ("months", "people", "points"):
            return self.t(f"lessons.unit.{unit}_{'one' if written == '1' else 'many'}", number=written)
        if unit == "number":
            return written
        return self.t(f"lessons.unit.{unit}", number=written, currency=self.currency).rstrip()

    def in_text(self, value: float | None, unit: str) -> str:
        """Return a figure for a place in a sentence, which says months, people, points or times itself."""
        return self.figure(value, unit if unit in ("percent", "money") else "number")

    def label(self, label: Mapping[str, Any]) -> str:
        """Return a label in words. A key that is no message is a name, and shown as it is."""
        key = str(label["key"])
        if key not in self.t.messages:
            return key
        words = self.t(key, **{k: _place(v) for k, v in label.get("values", {}).items()})
        called = self.called.get(SIDES.get(key, ""), "")
        return self.t("lessons.side_called", side=words, name=called) if called else words

    def worded(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """Return a measure with all its labels in words, and a sentence that tells what its chart shows."""
        name, kind = str(result["name"]), str(result["kind"])
        told: dict[str, Any] = {
            "name": name,
            "kind": kind,
            "title": self.label(result["title"]),
            "headline": self.figure(result["value"], result["unit"]),
            "figures": [
                {"label": self.t(key), "text": self.figure(figure["value"], figure["unit"])}
                for figure_name, figure in result["figures"].items()
                if (key := f"measures.{name}.{figure_name}") in self.t.messages
            ],
            "notes": [self.label(note) for note in result["notes"]],
        }
        if kind in ("bars", "lines"):
            told |= self._chart(result)
        elif kind == "table":
            told |= self._table(result)
        return told

    def _chart(self, result: Mapping[str, Any]) -> dict[str, Any]:
        series = [
            {
                "label": self.label(s["label"]),
                "side": SIDES.get(str(s["label"]["key"])),
                "y": s["y"],
                "x": s.get("x"),
            }
            for s in result["series"]
        ]
        x, y = result["x"], result["y"]
        bars = [self.label(bar) for bar in result.get("bars", ())]
        told = {
            "x": {"label": self.label(x["label"]), "unit": x.get("unit", "number")},
            "y": {"label": self.label(y["label"]), "unit": y["unit"], "mark": self._mark(y["unit"])},
            "bars": bars,
            "series": series,
        }
        of_one = [self._said(s, bars, y["unit"]) for s in series]
        return told | {"description": " ".join(of_one)}

    def _said(self, series: Mapping[str, Any], bars: Sequence[str], unit: str) -> str:
        """Return what a series shows, in a sentence: every bar, or where a line begins and ends."""
        if bars:
            said = "; ".join(
                f"{bar} {self.figure(y, unit)}" for bar, y in zip(bars, series["y"], strict=True)
            )
            return self.t("lessons.said.bars", name=series["label"], values=said)
        known = [(x, y) for x, y in zip(series["x"], series["y"], strict=True) if y is not None]
        if not known:
            return self.t("lessons.said.nothing", name=series["label"])
        (x0, y0), (x1, y1) = known[0], known[-1]
        return self.t(
            "lessons.said.line",
            name=series["label"],
            first=self.figure(y0, unit), start=number(x0, 3),
            last=self.figure(y1, unit), end=number(x1, 3),
        )  # fmt: skip

    def _table(self, result: Mapping[str, Any]) -> dict[str, Any]:
        columns = result["columns"]
        decimals = [
            _decimals([row["values"][place] for row in result["rows"]]) for place in range(len(columns))
        ]
        return {
            "columns": [self.label(column["label"]) for column in columns],
            "rows": [
                {
                    "label": self.label(row["label"]),
                    "cells": [
                        self.figure(value, column["unit"], places)
                        for value, column, places in zip(row["values"], columns, decimals, strict=True)
                    ],
                }
                for row in result["rows"]
            ],
        }

    def _mark(self, unit: str) -> str:
        """Return what stands beside the numbers of an axis."""
        return {"percent": "%", "money": self.currency, "points": self.t("lessons.mark.points")}.get(unit, "")


def number(value: float, digits: int) -> str:
    """Return a number with some significant digits, in groups of three: `12,300`, `0.314`, `−4.2`."""
    rounded = significant(value, digits)
    text = _fixed(rounded, _decimals([rounded], digits))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimals(values: Sequence[float | None], digits: int = 3) -> int:
    """Return how many decimals the largest number needs for so many digits: at most four, none if all are whole."""
    known = [abs(value) for value in values if value is not None and math.isfinite(value)]
    largest = significant(max(known, default=0.0), digits)
    if largest == 0 or all(value == int(value) for value in known):
        return 0
    return min(max(digits - 1 - math.floor(math.log10(largest)), 0), 4)


def _fixed(value: float, decimals: int) -> str:
    text = f"{abs(value):,.{decimals}f}"
    is_nothing = not any(digit in text for digit in "123456789")
    return f"{MINUS}{text}" if value < 0 and not is_nothing else text


def _place(value: float | str) -> str:
    return value if isinstance(value, str) else number(float(value), 4)
