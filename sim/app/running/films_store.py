"""Results in memory, so that equal work is computed once: the longest unused goes first when they become too many."""

from __future__ import annotations

from collections import OrderedDict


class FilmsStore:
    """Results of work by its key, at most `limit` bytes in all; a result larger than that is not kept."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._results: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        """Return a result that is still there, which makes it the most recently used."""
        result = self._results.get(key)
        if result is not None:
            self._results.move_to_end(key)
        return result

    def keep(self, key: str, result: bytes) -> None:
        """Keep a result; forget the longest unused while there is too much."""
        self.size += len(result) - len(self._results.pop(key, b""))
        self._results[key] = result
        while self.size > self.limit:
            _, forgotten = self._results.popitem(last=False)
            self.size -= len(forgotten)

    def __len__(self) -> int:
        return len(self._results)
