"""Text that came from a scenario: made harmless for plotly, and short enough for a label.

In HTML the templates escape by themselves. Plotly reads a small dialect of HTML in every text, so a name must be
escaped once before it goes there, and must never become a part of a hover template.
"""

from __future__ import annotations

import unicodedata

_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_STEERING = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that change the direction of writing: with them a text could pretend to be another one."""


def clean(text: str) -> str:
    """Return a text without control characters and marks of direction; line breaks become spaces."""
    kept = (" " if unicodedata.category(c) in _STEERING else c for c in text if c not in _TURNING)
    return " ".join("".join(kept).split())


def shortened(text: str, most: int = 24) -> str:
    """Return a text of at most `most` characters, with an ellipsis where something was cut off."""
    return text if len(text) <= most else text[: most - 1].rstrip() + _ELLIPSIS


def plain(text: str) -> str:
    """Return a text escaped for plotly, which then shows it literally."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def label(text: str, most: int = 24) -> str:
    """Return a text cut for a label and escaped for plotly."""
    return plain(shortened(text, most))


def capital(text: str) -> str:
    """Return a text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def width(text: str) -> float:
    """Return about how many pixels a text takes at the size of labels."""
    return sum(13.0 if unicodedata.east_asian_width(c) in "WF" else 7.1 for c in text)
