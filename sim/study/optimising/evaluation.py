"""What a search asks for: the outcome of one split with one replication's luck; and who has which luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.study.optimising.space import Parts


class Ask(NamedTuple):
    """One run: the whole scenario with this split, lived with the luck of one replication."""

    parts: Parts
    replication: int


Evaluate = Callable[[Sequence[Ask]], Sequence[float]]
"""Returns the outcome of every run asked for, in the order asked; NaN or infinite where a run has none.

It must be a pure function of the ask, so that any number of processes, and a search that is started again, go the same
way.
"""

SEARCH_FROM, SELECTION_FROM = 1_000_000, 2_000_000
"""Numbers of the first replication of the search and of the selection."""


class Seeds(NamedTuple):
    """How many replications the three steps have; all are of the same seed of the user, and none is used twice.

    The held-out ones have the numbers 0, 1, …: those that `tenure run` and `tenure compare` live, so anybody sees the
    honest figure again, with more replications too. The search and the selection of finalists have numbers so far off
    that nobody comes across them.
    """

    search: int = 8
    held_out: int = 20

    @property
    def searched(self) -> range:
        """Replications that candidates race over, in this order."""
        return range(SEARCH_FROM, SEARCH_FROM + self.search)

    @property
    def selecting(self) -> range:
        """Replications that finalists are chosen by: as many as the race had."""
        return range(SELECTION_FROM, SELECTION_FROM + self.search)

    @property
    def judging(self) -> range:
        """Replications that no search has seen, which the honest figure comes from."""
        return range(self.held_out)
