"""What a scalar without quotes means, by the core schema of YAML 1.2.

YAML 1.1, which PyYAML follows, reads `no` as false, `12:30` as 750 and `1e-3` as text; YAML 1.2 does not.
"""

from __future__ import annotations

import re

from sim.scenario.tree import Plain

NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
TRUTH = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
INTEGER = re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")
FLOAT = re.compile(
    r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
)
_MOST_DIGITS = 18
"""An integer of more digits is read as a float: it would not fit into 64 bits."""


def scalar_value(text: str) -> Plain:
    """Return the value of a scalar without quotes; a float may be infinite, and most words are just text."""
    if NULL.match(text):
        return None
    if TRUTH.match(text):
        return text.lower() == "true"
    if INTEGER.match(text):
        return _integer(text)
    if FLOAT.match(text):
        return float(text.replace(".", "", 1) if text.lower().endswith(("inf", "nan")) else text)
    return text


def _integer(text: str) -> int | float:
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    if len(text) <= _MOST_DIGITS:
        return int(text, base)
    try:
        return float(text) if base == 10 else float(int(text, base))
    except OverflowError:
        return float("inf")
