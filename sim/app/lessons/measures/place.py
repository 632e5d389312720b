"""Places: how a lesson's text and conditions name measured figures, and how a figure is written."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from sim.report.number import MINUS, NOTHING, SPACE, THIN, grouped

Measured = Mapping[str, Mapping[str, Any]]
"""Measures by name as plain data, as `work.measured` returns them."""

PLACE = re.compile(r"\{\{\s*([a-z0-9_.]+)\s*\}\}")
"""A place in a text: {{measure}} for the headline, {{measure.figure}} for another figure."""

_FEW = 10.0
"""Below this a share is written with one decimal."""


def figure_at(place: str, measures: Measured) -> tuple[float, str]:
    """Return the value, NaN if it is not known, and the unit of a figure. Raises KeyError for one there is not."""
    name, _, figure = place.partition(".")
    found = measures[name]["figures"][figure] if figure else measures[name]
    value = found["value"]
    return math.nan if value is None else float(value), str(found["unit"])


def filled(text: str, measures: Measured, write: Callable[[float, str], str]) -> str:
    """Return a text with figures in its places, each as `write(value, unit)`. Raises KeyError as `figure_at`."""
    return PLACE.sub(lambda match: write(*figure_at(match[1], measures)), text)


def written(value: float, unit: str, currency: str = "", language: str = "en") -> str:
    """Return a figure as a sentence holds it: with its sign or currency, and without any other word for the unit."""
    if not math.isfinite(value):
        return NOTHING
    if unit == "percent":
        return f"{grouped(value, _decimals(value))}{'' if language == 'zh' else THIN}%"
    if unit == "money":
        return f"{grouped(value, 0 if abs(value) >= _FEW else 1)}{SPACE}{currency}".rstrip()
    if unit in ("points", "times"):
        return grouped(value, 1)
    if unit in ("months", "people"):
        return grouped(value)
    return f"{value:.3g}".replace("-", MINUS) if abs(value) < _FEW else grouped(value)


def _decimals(value: float) -> int:
    return 0 if abs(value) >= _FEW or value == 0 else 1
