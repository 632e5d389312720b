"""The classroom's web application: its rooms put together behind one guard."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

import sim.app.game.routes as game
import sim.app.lessons.routes as lessons_room
import sim.app.play.routes as play
import sim.app.teacher as teacher
from sim.app.films.setup import SetupError
from sim.app.game.store import SCHEMAS as GAMES
from sim.app.guard import Guard
from sim.app.lessons.known import known_here
from sim.app.lessons.packaged import packaged_lessons
from sim.app.lessons.predictions import SCHEMAS as PREDICTIONS
from sim.app.lessons.shelf import Shelf
from sim.app.limits import Limits
from sim.app.page import LANGUAGE_COOKIE, STATIC, page, words_json
from sim.app.play import first_films, uploads
from sim.app.play.first_films import make_first_films
from sim.app.play.setups import Setups
from sim.app.play.uploads import Uploads
from sim.app.problem import Refusal
from sim.app.room import Room
from sim.app.running.films_store import FilmsStore
from sim.app.running.lane import Lane
from sim.app.running.workers import Workers
from sim.app.sessions import YEAR, Sessions
from sim.app.state import State
from sim.app.words import LANGUAGES

FOR_EVER = "public, max-age=31536000, immutable"

ROOMS = (
    Room(play.routes, [uploads.SCHEMA, first_films.SCHEMA], warm_up="sim.app.play.work:warm_up"),
    Room(lessons_room.routes, PREDICTIONS),
    Room(game.routes, GAMES),
    Room(teacher.routes),
)
"""The rooms of the classroom. A new one is a line here: its routes, the schemas of what it keeps, its warm-up."""


def application(
    state_file: Path,
    jobs: int = 0,
    limits: Limits | None = None,
    names: Collection[str] = (),
    lessons: Path | None = None,
    links: Sequence[str] = (),
    is_private: bool = True,
) -> Starlette:
    """Return the classroom as an ASGI application that keeps its state in a file.

    jobs: worker processes; 0 takes one for each core, at most `Limits.workers`. names: host names by which it may be
    called besides localhost and IP addresses. lessons: a folder of the teacher's own lessons, beside the packaged ones.
    links: addresses to type in, which the teacher's page shows. is_private: whether only this machine can reach it.

    Handlers find in `request.app.state`: `workers`, `films`, `state`, `limits`, `sessions`, `setups`, `uploads`,
    `lessons`; and in `request.state`: `session` (the name of the browser that asks) and `is_teacher`. Work is ordered
    by sim.app.running.answering.
    """
    limits = limits or Limits()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        state = State(state_file, [schema for room in ROOMS for schema in room.schemas])
        films = FilmsStore(limits.kept_bytes)
        warm_up = [room.warm_up for room in ROOMS if room.warm_up]
        count = jobs or min(os.cpu_count() or 1, limits.workers)
        app.state.state, app.state.films, app.state.limits = state, films, limits
        app.state.teacher_key = state.key("teacher")
        app.state.sessions = sessions = Sessions(state.key("secret"), app.state.teacher_key, limits)
        lanes = [Lane(limits.worker_bytes, warm_up) for _ in range(count)]
        app.state.workers = workers = Workers(lanes, limits, films, sessions.address_of)
        app.state.links, app.state.is_private = list(links), is_private
        app.state.setups = Setups(limits.kept_setups)
        app.state.uploads = Uploads(state, limits.uploads)
        app.state.lessons = Shelf([packaged_lessons(), *([lessons] if lessons else [])], known_here)
        workers.start()
        first = asyncio.create_task(make_first_films(app.state))
        shelved = asyncio.create_task(asyncio.to_thread(app.state.lessons.look))
        try:
            yield
        finally:
            first.cancel()
            await asyncio.wait([shelved])
            await workers.close()
            state.close()

    return Starlette(
        routes=[
            *(route for room in ROOMS for route in room.routes),
            Route("/language", speak, methods=["POST"]),
            Route("/words/{language}.json", words),
            Mount("/static", Static(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, limits=limits, names=names, refused=refused)],
        exception_handlers={Refusal: refused, SetupError: does_not_fit, HTTPException: not_found},
        lifespan=lifespan,
    )


class Static(StaticFiles):
    """Static files, kept by browsers for ever under the address that names their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        answer = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        answer.headers["Cache-Control"] = FOR_EVER if versioned else "no-cache"
        return answer


async def speak(request: Request) -> Response:
    """Remember a language, and go back to where the reader was: `/language?to=zh&back=/…`."""
    language, back = request.query_params.get("to", ""), request.query_params.get("back", "/")
    if language not in LANGUAGES:
        raise Refusal(400, "problem.not_found")
    inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if inside else "/", status_code=303)
    answer.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, samesite="lax")
    return answer


async def words(request: Request) -> Response:
    """Answer the messages of a language."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        raise Refusal(404, "problem.not_found")
    return Response(words_json(language), media_type="application/json", headers={"Cache-Control": FOR_EVER})


async def refused(request: Request, error: Exception) -> Response:
    """Answer a refusal: JSON to the browser's code, a page to a person."""
    assert isinstance(error, Refusal)
    if request.url.path.startswith("/api/"):
        return JSONResponse(error.as_json(), error.status)
    return page(request, "problem.html", status=error.status, key=error.key, values=error.values)


async def does_not_fit(request: Request, error: Exception) -> Response:
    """Answer a setup that cannot be run; what the loader says about an upload is shown as it is."""
    assert isinstance(error, SetupError)
    values = dict(error.values)
    text = str(values.pop("message", "")) if error.key == "films.upload_wrong" else ""
    return await refused(request, Refusal(422, error.key, text=text, **values))


async def not_found(request: Request, error: Exception) -> Response:
    """Answer an address that does not exist, or does not take such requests."""
    assert isinstance(error, HTTPException)
    return await refused(request, Refusal(error.status_code, "problem.not_found"))
