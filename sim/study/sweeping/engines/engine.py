"""What a sweep asks of an engine."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sim.study.sweeping.batch import Batch
from sim.study.sweeping.receipts import Receipt


class EngineError(RuntimeError):
    """An engine that cannot go on, in words for people; finished runs are kept."""


class Done(NamedTuple):
    """A batch that an engine is done with, and its receipts; None if its process died."""

    batch: Batch
    receipts: list[Receipt] | None


class Engine(Protocol):
    """Where batches are worked on, side by side.

    deaths_of_its_own: how often a run must end its process, when nothing else is submitted, to be called crashed.
    """

    deaths_of_its_own: int

    @property
    def width(self) -> int:
        """How many batches can be worked on at once, now."""
        ...

    def submit(self, batch: Batch) -> None:
        """Hand over a batch."""
        ...

    def wait(self, seconds: float) -> list[Done]:
        """Return what is finished, at the latest after so many seconds, then perhaps nothing.

        Raises EngineError if it cannot go on, and what the worker raised if that was no matter of the runs.
        """
        ...

    def close(self, at_once: bool) -> None:
        """End the workers that it started; at_once: whatever they are doing."""
        ...
