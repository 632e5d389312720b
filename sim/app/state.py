"""What must survive a restart of the server, in one SQLite file: games, uploads, predictions, the teacher's key."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

KEYS = "create table if not exists keys (name text primary key, value text not null)"


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
            for schema in (KEYS, *schemas):
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

    def key(self, name: str) -> str:
        """Return a random key of the classroom, made when it is first asked for and the same ever after."""
        with self.writing() as connection:
            connection.execute("insert or ignore into keys values (?, ?)", (name, secrets.token_urlsafe(24)))
            return str(connection.execute("select value from keys where name = ?", (name,)).fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
