"""A label: the key of a message and what fills its places; words are found where the page is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Label:
    """A text to be worded later: a key of the message catalogues, and values for its {places}."""

    key: str
    values: Mapping[str, float | str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """Return the label as plain JSON data."""
        return {"key": self.key, "values": dict(self.values)}


SIDES = (Label("measures.side.a"), Label("measures.side.b"))
"""The two runs of a lesson; a page may put the lesson's own names for them."""
