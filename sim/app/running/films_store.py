"""Results in memory, so that equal work is computed once: the longest unused goes first when they become too many."""

from __future__ import annotations

from collections import OrderedDict

from sim.app.running.task import Result


class FilmsStore:
    """Results of work by its key, at most `limit` bytes in all; a result larger than that is not kept."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._results: OrderedDict[str, Result] = OrderedDict()

    def get(self, key: str) -> Result | None:
        """Return a result that is still there, which makes it the most recently used."""
        result = self._results.get(key)
        if result is not None:
            self._results.move_to_end(key)
        return result

    def keep(self, key: str, result: Result) -> None:
        """Keep a result; forget the longest unused while there is too much."""
        self.forget(key)
        self.size += _size(result)
        self._results[key] = result
        while self.size > self.limit:
            _, forgotten = self._results.popitem(last=False)
            self.size -= _size(forgotten)

    def forget(self, key: str) -> None:
        """Forget a result, if it is there."""
        self.size -= _size(self._results.pop(key, b""))

    def __len__(self) -> int:
        return len(self._results)


def _size(result: Result) -> int:
    return len(result) if isinstance(result, bytes) else sum(map(len, result))
