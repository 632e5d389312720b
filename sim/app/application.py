"""The classroom's web application: the routes of its rooms, put together."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import plotly
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sim.app.page import LANGUAGE_COOKIE, STATIC, page, words_json
from sim.app.problem import Refusal
from sim.app.state import State
from sim.app.words import LANGUAGES

FOR_EVER = "public, max-age=31536000, immutable"


def application(state_file: Path) -> Starlette:
    """Return the classroom as an ASGI application that keeps its state in a file."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.state = State(state_file)
        yield
        app.state.state.close()

    return Starlette(
        routes=[
            Route("/", home),
            Route("/language", speak, methods=["POST"]),
            Route("/words/{language}.json", words),
            Route("/plotly.js", plotly_code),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        exception_handlers={Refusal: refused, HTTPException: not_found},
        lifespan=lifespan,
    )


async def home(request: Request) -> Response:
    """Show the two markets."""
    return page(request, "play.html")


async def speak(request: Request) -> Response:
    """Remember a language, and go back to where the reader was: `/language?to=zh&back=/…`."""
    language, back = request.query_params.get("to", ""), request.query_params.get("back", "/")
    if language not in LANGUAGES:
        raise Refusal(400, "problem.not_found")
    inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if inside else "/", status_code=303)
    answer.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, samesite="strict")
    return answer


async def words(request: Request) -> Response:
    """Answer the messages of a language."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        raise Refusal(404, "problem.not_found")
    return Response(words_json(language), media_type="application/json", headers={"Cache-Control": FOR_EVER})


async def plotly_code(request: Request) -> Response:
    """Answer plotly's own JavaScript, as it came with the package."""
    headers = {"Content-Encoding": "gzip", "Cache-Control": FOR_EVER}
    return Response(packed_plotly(), media_type="text/javascript", headers=headers)


@cache
def packed_plotly() -> bytes:
    """Return plotly.min.js, gzipped once."""
    return gzip.compress(
        (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes(), 6, mtime=0
    )


async def refused(request: Request, error: Exception) -> Response:
    """Answer a refusal: JSON to the browser's code, a page to a person."""
    assert isinstance(error, Refusal)
    if request.url.path.startswith("/api/"):
        return JSONResponse(error.as_json(), error.status)
    return page(request, "problem.html", status=error.status, key=error.key, values=error.values)


async def not_found(request: Request, error: Exception) -> Response:
    """Answer an address that does not exist, or does not take such requests."""
    assert isinstance(error, HTTPException)
    return await refused(request, Refusal(error.status_code, "problem.not_found"))
