"""The projection of films: which work is ordered when, so that the first year is there early and the rest follows."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from sim.app.films.parts import Opened, Rested
from sim.app.films.setup import UPLOAD, Setup
from sim.app.running.answering import result_of
from sim.app.running.task import Priority, Task

WORK = "sim.app.films.work"
BOARD = "sim.app.play.work:board"


def order(state: Any, setup: Setup, upload: str | None, asker: str | None) -> Task | None:
    """Put the first year of a film into the line, unless it is made already."""
    key, call = opening_key(setup), f"{WORK}:open_film"
    if state.films.get(key) is not None:
        return None
    task: Task = state.workers.task(key, Priority.OPENING, call, setup, upload, asker=asker)
    return task


async def opened(request: Request, setup: Setup) -> Opened | int:
    """Return the first part of a film, or its place in line."""
    upload = upload_of(request, setup.scenario)
    result = await result_of(
        request, opening_key(setup), Priority.OPENING, f"{WORK}:open_film", setup, upload
    )
    return result if isinstance(result, int) else Opened(*result)


async def finished(request: Request, setup: Setup) -> Rested | int:
    """Return the second part of a film with its lives, or its place in line."""
    films, key = request.app.state.films, rest_key(setup)
    kept = films.get(key)
    if kept is not None:
        return Rested(*kept)
    begun = await opened(request, setup)
    if isinstance(begun, int):
        return begun
    if not begun.state:  # its second part was there, and is forgotten since
        films.forget(opening_key(setup))
        return 0
    rest = await result_of(request, key, Priority.REST, f"{WORK}:finish_film", setup, begun.state)
    if isinstance(rest, int):
        return rest
    films.keep(opening_key(setup), begun._replace(state=b""))
    return Rested(*rest)


def upload_of(request: Request, scenario: str) -> str | None:
    """Return the text of an uploaded scenario, None for a packaged one. Raises Refusal if it is not there any more."""
    if not scenario.startswith(UPLOAD):
        return None
    text: str = request.app.state.uploads.text(scenario.removeprefix(UPLOAD))
    return text


def opening_key(setup: Setup) -> str:
    """Return the key of the first part of a film."""
    return f"{setup.film}/opening"


def rest_key(setup: Setup) -> str:
    """Return the key of the second part of a film."""
    return f"{setup.film}/rest"


def board_key(setup: Setup) -> str:
    """Return the key of what there is to move in a scenario of a size."""
    return f"board/{setup.scenario}/{setup.customers}"
