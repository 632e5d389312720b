"""Games in the state file: what was answered is on disk, and what happens at once is done one after the other."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sim.app.game.code import new_game_code, new_invite
from sim.app.game.game import Game, Phase, Team
from sim.app.game.rules import Decision, Rules
from sim.app.problem import Refusal
from sim.app.state import State

SCHEMAS = (
    """create table if not exists games (
        code text primary key, name text not null, seed integer not null, rules text not null,
        firms integer not null, phase text not null, round integer not null, closes real,
        attempt integer not null default 0, version integer not null default 0
    )""",
    """create table if not exists game_teams (
        code text not null references games, number integer not null, name text not null collate nocase,
        invite text not null, primary key (code, number), unique (code, name)
    )""",
    """create table if not exists game_members (
        code text not null, session text not null, number integer not null, primary key (code, session),
        foreign key (code, number) references game_teams on delete cascade
    )""",
    """create table if not exists game_decisions (
        code text not null references games, number integer not null, round integer not null,
        decision text not null, primary key (code, number, round)
    )""",
    """create table if not exists game_results (
        code text not null references games, round integer not null, result text not null,
        primary key (code, round)
    )""",
)


class Games:
    """The games that the classroom keeps. Every method is one transaction.

    Refusals: 404 for a code that no game has, 409 where the game is in another phase than the request needs.
    """

    def __init__(self, state: State, new_code: Callable[[], str] = new_game_code) -> None:
        self._state, self._new_code = state, new_code

    def create(self, name: str, firms: int, seed: int, rules: Rules) -> Game:
        """Begin a game under a code that no other has; its year 0 is still to be computed."""
        with self._state.writing() as connection:
            code = self._new_code()
            while connection.execute("select 1 from games where code = ?", (code,)).fetchone():
                code = self._new_code()
            connection.execute(
                "insert into games (code, name, seed, rules, firms, phase, round) values (?, ?, ?, ?, ?, ?, 0)",
                (code, name, seed, json.dumps(rules.plain()), firms, Phase.COMPUTING),
            )
            return _read(connection, code)

    def game(self, code: str) -> Game:
        """Return a game."""
        with self._state.writing() as connection:
            return _read(connection, code)

    def all(self) -> list[Game]:
        """Return all games, the newest first."""
        with self._state.writing() as connection:
            codes = connection.execute("select code from games order by rowid desc").fetchall()
            return [_read(connection, row["code"]) for row in codes]

    def firm_of(self, code: str, session: str | None) -> int | None:
        """Return the number of the firm whose team a session belongs to, or None."""
        rows = self._state.rows(
            "select number from game_members where code = ? and session = ?", code, session
        )
        return int(rows[0]["number"]) if rows else None

    # Teams

    def join(self, code: str, session: str, name: str) -> int:
        """Let a session found the team of the first free firm, and return its number; who has a team keeps it.

        Raises Refusal(409) if the name is taken, no firm is free, or the game is over.
        """
        with self._state.writing() as connection:
            game = _read(connection, code)
            member = connection.execute(
                "select number from game_members where code = ? and session = ?", (code, session)
            ).fetchone()
            if member:
                return int(member["number"])
            free = [number for number in range(game.firms) if game.team(number) is None]
            if game.is_over:
                raise Refusal(409, "game.wrong.over")
            if not free:
                raise Refusal(409, "game.wrong.full", firms=game.firms)
            if any(team.name.casefold() == name.casefold() for team in game.teams):
                raise Refusal(409, "game.wrong.taken", name=name)
            connection.execute(
                "insert into game_teams (code, number, name, invite) values (?, ?, ?, ?)",
                (code, free[0], name, new_invite()),
            )
            _enrol(connection, code, session, free[0])
            return free[0]

    def join_by_invite(self, code: str, session: str, invite: str) -> int:
        """Let a session into the team that the invite belongs to, and return its number; it leaves any other.

        Raises Refusal(404) if no team of the game has it.
        """
        with self._state.writing() as connection:
            game = _read(connection, code)
            team = next((team for team in game.teams if team.invite == invite), None)
            if team is None:
                raise Refusal(404, "game.wrong.code")
            connection.execute("delete from game_members where code = ? and session = ?", (code, session))
            _enrol(connection, code, session, team.number)
            return team.number

    def dismiss(self, code: str, number: int) -> None:
        """Take a firm from its team, so that another can lead it; what the firm decided stays."""
        with self._state.writing() as connection:
            _read(connection, code)
            connection.execute("delete from game_teams where code = ? and number = ?", (code, number))
            _touch(connection, code)

    # Rounds

    def hand_in(self, code: str, session: str, round: int, decision: Decision, now: float) -> int:
        """Keep what a team decided for a round, in place of what it handed in before; return the firm's number.

        The round is the one that the team saw: a decision that comes too late never counts for the next one.
        Raises Refusal(403) if the session is in no team, and Refusal(409) if the round is not open at `now`.
        """
        with self._state.writing() as connection:
            game = _read(connection, code)
            member = connection.execute(
                "select number from game_members where code = ? and session = ?", (code, session)
            ).fetchone()
            if member is None:
                raise Refusal(403, "game.wrong.no_team")
            late = game.closes is not None and now >= game.closes
            if game.phase is not Phase.DECIDING or game.round != round or late:
                raise Refusal(409, "game.wrong.closed", round=round)
            connection.execute(
                "insert or replace into game_decisions (code, number, round, decision) values (?, ?, ?, ?)",
                (code, member["number"], round, json.dumps(asdict(decision))),
            )
            _touch(connection, code)
            return int(member["number"])

    def start(self, code: str, round: int, closes: float | None) -> None:
        """Open a round for decisions, after the one before it was shown."""
        with self._state.writing() as connection:
            game = _read(connection, code)
            if game.phase is not Phase.SHOWN or game.round != round - 1 or game.is_over:
                raise Refusal(409, "game.wrong.start", round=round)
            _change(connection, code, phase=Phase.DECIDING, round=round, closes=closes, attempt=0)

    def close(self, code: str, round: int) -> None:
        """Close a round that is open; its year is to be computed then."""
        with self._state.writing() as connection:
            game = _read(connection, code)
            if game.phase is not Phase.DECIDING or game.round != round:
                raise Refusal(409, "game.wrong.closed", round=round)
            _change(connection, code, phase=Phase.COMPUTING, closes=None)

    def finish(self, code: str, round: int, result: dict[str, Any]) -> None:
        """Keep the results of a year that was being computed; nothing happens if they are there already."""
        with self._state.writing() as connection:
            game = _read(connection, code)
            if game.phase is Phase.COMPUTING and game.round == round:
                connection.execute(
                    "insert or replace into game_results (code, round, result) values (?, ?, ?)",
                    (code, round, json.dumps(result, separators=(",", ":"))),
                )
                _change(connection, code, phase=Phase.SHOWN)

    def fail(self, code: str, round: int) -> None:
        """Note that a year could not be computed; its decisions stay."""
        with self._state.writing() as connection:
            game = _read(connection, code)
            if game.phase is Phase.COMPUTING and game.round == round:
                _change(connection, code, phase=Phase.FAILED)

    def again(self, code: str) -> None:
        """Have the year computed once more that could not be."""
        with self._state.writing() as connection:
            game = _read(connection, code)
            if game.phase is not Phase.FAILED:
                raise Refusal(409, "game.wrong.again")
            _change(connection, code, phase=Phase.COMPUTING, attempt=game.attempt + 1)

    # What was decided, and what came of it

    def decisions(self, code: str) -> dict[tuple[int, int], Decision]:
        """Return all decisions of a game by (number of the firm, round), the open round among them."""
        rows = self._state.rows("select number, round, decision from game_decisions where code = ?", code)
        return {(row["number"], row["round"]): Decision(**json.loads(row["decision"])) for row in rows}

    def results(self, code: str) -> list[dict[str, Any]]:
        """Return the results of the years 0, 1, … that were computed."""
        rows = self._state.rows("select result from game_results where code = ? order by round", code)
        return [json.loads(row["result"]) for row in rows]


def _read(connection: sqlite3.Connection, code: str) -> Game:
    row = connection.execute("select * from games where code = ?", (code,)).fetchone()
    if row is None:
        raise Refusal(404, "game.wrong.code")
    teams = connection.execute(
        "select number, name, invite from game_teams where code = ? order by number", (code,)
    ).fetchall()
    values = dict(row)
    values |= {"rules": Rules.of(json.loads(row["rules"])), "phase": Phase(row["phase"])}
    return Game(**values, teams=tuple(Team(**dict(team)) for team in teams))


def _enrol(connection: sqlite3.Connection, code: str, session: str, number: int) -> None:
    connection.execute(
        "insert into game_members (code, session, number) values (?, ?, ?)", (code, session, number)
    )
    _touch(connection, code)


def _change(connection: sqlite3.Connection, code: str, **columns: object) -> None:
    """Set columns of a game, named by this module and never by a request."""
    names = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(f"update games set {names} where code = ?", (*columns.values(), code))
    _touch(connection, code)


def _touch(connection: sqlite3.Connection, code: str) -> None:
    connection.execute("update games set version = version + 1 where code = ?", (code,))
