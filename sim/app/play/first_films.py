"""The films that the play page opens with: made before anybody asks for them, and kept for the next start."""

from __future__ import annotations

from typing import Any

from sim.app.films.presets import PRESETS
from sim.app.films.setup import Setup
from sim.app.play.projection import WORK, Opened, Rested, opening_key, order, rest_key
from sim.app.running.task import Priority, Result
from sim.app.state import State

SCHEMA = """
create table if not exists first_films
    (key text, number integer, part blob not null, primary key (key, number)) without rowid
"""


async def make_first_films(state: Any) -> None:
    """Have the films of the first preset in the store: those of the last start if the model is still the same.

    state: of the application, with `workers`, `films` and `state`.
    """
    setups = [Setup.of(side.told) for side in (PRESETS[0].a, PRESETS[0].b)]
    keys = [key for setup in setups for key in (opening_key(setup), rest_key(setup))]
    for key in keys:
        if kept := _kept(state.state, key):
            state.films.keep(key, kept)
    for setup, task in [(setup, order(state, setup, None, None)) for setup in setups]:
        if task is None:
            continue
        opened = Opened(*await task.finished)
        call = f"{WORK}:finish_film"
        rest = state.workers.task(rest_key(setup), Priority.REST, call, setup, opened.state)
        rested = Rested(*await rest.finished)
        _keep(state.state, {opening_key(setup): opened._replace(state=b""), rest_key(setup): rested})
    _forget_others(state.state, keys)


def _kept(state: State, key: str) -> Result | None:
    rows = state.rows("select part from first_films where key = ? order by number", key)
    return tuple(bytes(row["part"]) for row in rows) or None


def _keep(state: State, results: dict[str, Opened | Rested]) -> None:
    with state.writing() as connection:
        for key, parts in results.items():
            for number, part in enumerate(parts):
                connection.execute("insert or replace into first_films values (?, ?, ?)", (key, number, part))


def _forget_others(state: State, keys: list[str]) -> None:
    """Forget the films of another model."""
    with state.writing() as connection:
        places = ", ".join("?" for _ in keys)
        connection.execute(f"delete from first_films where key not in ({places})", keys)
