"""Checks of single numbers: the message gives the name, the value, and what is valid."""

from __future__ import annotations

import math
from collections.abc import Mapping


def checked_parameters(parameters: Mapping[str, float]) -> None:
    """Raise ValueError if a parameter is not positive and finite."""
    for name, value in parameters.items():
        raise_unless(math.isfinite(value) and value > 0, name, value, "positive and finite")


def raise_unless(valid: bool, name: str, value: object, must: str) -> None:
    """Raise ValueError saying that a value is not what it must be."""
    if not valid:
        shown = f"{value:g}" if isinstance(value, float) else f"{value}"
        raise ValueError(f"{name} is {shown}, but must be {must}")
