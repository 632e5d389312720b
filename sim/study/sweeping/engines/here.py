"""The engine without processes: runs are made here, one batch after the other."""

from __future__ import annotations

from collections import deque

from sim.study.sweeping.batch import Batch
from sim.study.sweeping.engines.engine import Done


class Here:
    """This process: for notebooks, tests and short runs.

    A run that ends its process ends everything, one that hangs hangs everything.
    """

    deaths_of_its_own = 1
    width = 1

    def __init__(self) -> None:
        self._waiting: deque[Batch] = deque()

    def submit(self, batch: Batch) -> None:
        """Hand over a batch."""
        self._waiting.append(batch)

    def wait(self, seconds: float) -> list[Done]:
        """Work on the next batch, however long it takes."""
        batch = self._waiting.popleft()
        return [Done(batch, batch.work())]

    def close(self, at_once: bool) -> None:
        """Forget what has not begun."""
        self._waiting.clear()
