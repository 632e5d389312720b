"""The films that the play page opens with: made before anybody asks for them, and kept for the next start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.app.films.parts import Opened, Rested
from sim.app.films.presets import PRESETS
from sim.app.films.setup import Setup
from sim.app.play.projection import BOARD, WORK, board_key, opening_key, order, rest_key
from sim.app.running.task import Priority, Result, Task
from sim.app.state import State

SCHEMA = """
create table if not exists first_films
    (key text, number integer, part blob not null, primary key (key, number)) without rowid
"""


async def make_first_films(state: Any) -> None:
    """Have the films of the first preset in the store: those of the last start if the model is still the same.

    state: of the application, with `workers`, `films`, `state` and `limits`.
    """
    setups = [Setup.of(side.told) for side in (PRESETS[0].a, PRESETS[0].b)]
    keys = [key for setup in setups for key in (opening_key(setup), rest_key(setup), _kept_board(setup))]
    for key in keys:
        if kept := _kept(state.state, key):
            state.films.keep(key, kept)
    boards = [(setup, _order_board(state, setup)) for setup in setups]
    for setup, task in [(setup, order(state, setup, None, None)) for setup in setups]:
        if task is None:
            continue
        opened = Opened(*await task.finished)
        call = f"{WORK}:finish_film"
        rest = state.workers.task(rest_key(setup), Priority.REST, call, setup, opened.state)
        rested = Rested(*await rest.finished)
        _keep(state.state, {opening_key(setup): opened._replace(state=b""), rest_key(setup): rested})
    for setup, ordered in boards:
        if ordered:
            board = await ordered.finished
            assert isinstance(board, bytes)
            _keep(state.state, {_kept_board(setup): (board,)})
    _forget_others(state.state, keys)


def _order_board(state: Any, setup: Setup) -> Task | None:
    """Have what there is to move in a first film in the store: that of the last start, else by a worker."""
    kept = state.films.get(_kept_board(setup))
    if kept is not None:
        state.films.keep(board_key(setup), kept[0])
        return None
    arguments = (setup.scenario, setup.customers, state.limits.films, None)
    task: Task = state.workers.task(board_key(setup), Priority.AT_ONCE, BOARD, *arguments)
    return task


def _kept_board(setup: Setup) -> str:
    """Return the key under which a board is kept for the next start: with the film's name, it is of the same model."""
    return f"{setup.film}/board"


def _kept(state: State, key: str) -> Result | None:
    rows = state.rows("select part from first_films where key = ? order by number", key)
    return tuple(bytes(row["part"]) for row in rows) or None


def _keep(state: State, results: Mapping[str, tuple[bytes, ...]]) -> None:
    with state.writing() as connection:
        for key, parts in results.items():
            for number, part in enumerate(parts):
                connection.execute("insert or replace into first_films values (?, ?, ?)", (key, number, part))


def _forget_others(state: State, keys: list[str]) -> None:
    """Forget the films of another model."""
    with state.writing() as connection:
        places = ", ".join("?" for _ in keys)
        connection.execute(f"delete from first_films where key not in ({places})", keys)
