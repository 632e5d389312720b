"""Uploads: scenario files of the users' own, kept by the hash of their text."""

from __future__ import annotations

import hashlib
import time

from sim.app.problem import Refusal
from sim.app.state import State

SCHEMA = """
create table if not exists uploads (hash text primary key, text text not null, used real not null) without rowid
"""
DIGITS = 20
"""Hexadecimal digits of a hash: it cannot be guessed, so an upload is seen only by those who got its name."""
HOUR = 3600.0


class Uploads:
    """The uploads in the state file; of more than `most` the longest unused is dropped."""

    def __init__(self, state: State, most: int) -> None:
        self.state, self.most = state, most

    @staticmethod
    def name(text: str) -> str:
        """Return the hash of a text."""
        return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]

    def keep(self, text: str) -> str:
        """Keep a text, and return its hash."""
        name = self.name(text)
        with self.state.writing() as connection:
            connection.execute("insert or replace into uploads values (?, ?, ?)", (name, text, time.time()))
            connection.execute(
                "delete from uploads where hash in (select hash from uploads order by used desc limit -1 offset ?)",
                (self.most,),
            )
        return name

    def text(self, name: str) -> str:
        """Return the text of an upload, which counts as used. Raises Refusal if it is not there any more."""
        rows = self.state.rows("select text, used from uploads where hash = ?", name)
        if not rows:
            raise Refusal(404, "films.upload_gone")
        if rows[0]["used"] < time.time() - HOUR:
            with self.state.writing() as connection:
                connection.execute("update uploads set used = ? where hash = ?", (time.time(), name))
        return str(rows[0]["text"])
