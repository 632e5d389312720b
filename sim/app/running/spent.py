"""Time of workers that each has had lately: what tells who works from who takes everything."""

from __future__ import annotations

import time
from collections import OrderedDict

HALF_LIFE = 60.0
"""Seconds after which half of what was spent is forgotten."""
MOST = 4_000
"""Names that are remembered; the longest unseen is forgotten first."""


class Spent:
    """Seconds of worker time by name, which fade."""

    def __init__(self) -> None:
        self._seconds: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def add(self, name: str, seconds: float) -> None:
        """Note that work for a name took so long."""
        self._seconds[name] = self.of(name) + seconds, time.monotonic()
        self._seconds.move_to_end(name)
        if len(self._seconds) > MOST:
            self._seconds.popitem(last=False)

    def of(self, name: str) -> float:
        """Return the seconds that a name has had lately."""
        seconds, at = self._seconds.get(name, (0.0, 0.0))
        return seconds * 0.5 ** ((time.monotonic() - at) / HALF_LIFE) if seconds else 0.0
