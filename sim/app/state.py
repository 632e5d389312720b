"""What must survive a restart of the server, in one SQLite file: games, uploads, predictions, the teacher's key."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

KEYS = "create table if not exists keys (name text primary key, value text not null)"

TABLES = "select count(*) from sqlite_schema"
APPLICATION = 0x74656E75
"""What SQLite files of the classroom are marked with ("tenu")."""
BUSY_SECONDS = 1.0
"""Seconds to wait for a file that another program holds."""


class StateError(ValueError):
    """The file cannot hold the state: it is something else, or another classroom has it."""


class State:
    """One SQLite file, written by one thread at a time; what a transaction has written is on disk when it returns.

    schemas: `create table if not exists …` statements of the rooms that keep something. No other process can open the
    file until it is closed. Raises StateError, and OSError if the folder cannot be made.
    """

    def __init__(self, file: Path, schemas: Sequence[str] = ()) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file = file
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(
                file, BUSY_SECONDS, check_same_thread=False, isolation_level=None
            )
            self._connection.row_factory = sqlite3.Row
            self._open((KEYS, *schemas))
        except sqlite3.Error as error:
            raise StateError(_reason(error)) from None

    def _open(self, schemas: Sequence[str]) -> None:
        pragma = self._connection.execute
        pragma("pragma locking_mode = exclusive")
        (mark,), (tables,) = pragma("pragma application_id").fetchone(), pragma(TABLES).fetchone()
        if mark != APPLICATION and (mark or tables):
            self._connection.close()
            raise StateError("it is a database of something else")
        pragma("pragma journal_mode = wal")
        pragma("pragma synchronous = full")
        pragma("pragma foreign_keys = on")
        pragma(f"pragma application_id = {APPLICATION}")
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
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:  # a full disk may have ended it
                    self._connection.execute("rollback")
                raise

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


def _reason(error: sqlite3.Error) -> str:
    if "locked" in str(error):
        return "another classroom is using it"
    return str(error)
