"""What must survive a restart of the server, in one SQLite file: games, uploads, predictions, the teacher's key."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class State:
    """One SQLite file, written by one thread at a time; what a transaction has written is on disk when it returns.

    schemas: `create table if not exists …` statements of the rooms that keep something. Raises sqlite3.DatabaseError
    if the file is something else, and OSError if its folder cannot be made.
    """

    def __init__(self, file: Path, schemas: Sequence[str] = ()) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file = file
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = full")
        self._connection.execute("pragma foreign_keys = on")
        with self.writing() as connection:
            for schema in schemas:
                connection.execute(schema)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open a transaction: all that is done in it is kept, or nothing if an exception leaves it."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows of a query; values fill its question marks."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
