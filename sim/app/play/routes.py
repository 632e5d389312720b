"""The addresses of the play room: its page, and the API of its films."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.app.body import posted, posted_text
from sim.app.films.pair import check_pair
from sim.app.films.presets import PRESETS
from sim.app.films.setup import UPLOAD, Setup
from sim.app.page import page
from sim.app.play.projection import BOARD, board_key, finished, opened, order, upload_of
from sim.app.play.sure import sure_of
from sim.app.running.answering import in_line, packed, result_at_once

WORK = "sim.app.play.work"


async def home(request: Request) -> Response:
    """Show the two markets."""
    return page(request, "play.html")


async def presets(request: Request) -> Response:
    """Answer the pairs of markets on buttons."""
    return JSONResponse({"presets": [preset.told for preset in PRESETS]})


async def levers(request: Request) -> Response:
    """Answer what there is to move in a market: `?scenario=baseline&customers=500`; budgets grow with its size."""
    limits, query = request.app.state.limits, request.query_params
    size = {"customers": _number(query["customers"])} if "customers" in query else {}
    setup = Setup.of({"scenario": query.get("scenario"), **size}, limits.films)
    upload = upload_of(request, setup.scenario)
    arguments = (setup.scenario, setup.customers, limits.films, upload)
    told = await result_at_once(request, board_key(setup), BOARD, *arguments)
    assert isinstance(told, bytes)
    return packed(request, told)


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < 10 else text


async def film(request: Request) -> Response:
    """Order the film of a setup, and answer its name."""
    state = request.app.state
    setup = Setup.of(await posted(request), state.limits.films)
    order(state, setup, upload_of(request, setup.scenario), request.state.session)
    return JSONResponse({"film": state.setups.remember(setup)})


async def opening(request: Request) -> Response:
    """Answer the first year of a film."""
    part = await opened(request, _setup(request))
    return in_line(part) if isinstance(part, int) else packed(request, part.opening)


async def rest(request: Request) -> Response:
    """Answer the months after the first year."""
    part = await finished(request, _setup(request))
    return in_line(part) if isinstance(part, int) else packed(request, part.rest)


async def lives(request: Request) -> Response:
    """Answer the followed customers, month by month."""
    part = await finished(request, _setup(request))
    return in_line(part) if isinstance(part, int) else packed(request, part.lives)


async def yaml(request: Request) -> Response:
    """Answer the scenario file of what is on the screen, named after its scenario; `?whole=1` with nothing left out."""
    setup, whole = _setup(request), request.query_params.get("whole") == "1"
    key, call = f"{setup.film}/yaml/{whole:d}", "sim.app.films.work:yaml_file"
    text = await result_at_once(request, key, call, setup, upload_of(request, setup.scenario), whole)
    assert isinstance(text, bytes)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(setup.scenario)}"'}
    return Response(text, media_type="text/yaml", headers=headers)


def file_name(scenario: str) -> str:
    """Return the name of a scenario's file: letters, digits and hyphens, whatever the scenario is called."""
    stem = re.sub(r"[^a-z0-9]+", "-", scenario.rpartition("/")[2].lower()).strip("-")
    return f"{stem[:60] or 'scenario'}.yaml"


async def sure(request: Request) -> Response:
    """Answer how sure the difference of two markets is."""
    data, bounds = await posted(request), request.app.state.limits.films
    a, b = (Setup.of(data.get(side), bounds) for side in ("a", "b"))
    check_pair(a, b)
    told = await sure_of(request, a, b)
    if isinstance(told, int):
        return in_line(told)
    assert isinstance(told, bytes)
    return packed(request, told)


async def upload(request: Request) -> Response:
    """Keep a scenario of the user's own, if the loader takes it, and answer its name for setups."""
    state = request.app.state
    state.sessions.spend_upload(request.state.session)
    text = await posted_text(request)
    name = state.uploads.name(text)
    call = f"{WORK}:validated"
    await result_at_once(request, f"upload/{name}", call, text, state.limits.films)
    state.uploads.keep(text)
    return JSONResponse({"scenario": f"{UPLOAD}{name}"})


def _setup(request: Request) -> Setup:
    setup: Setup = request.app.state.setups.named(request.path_params["film"])
    return setup


routes = [
    Route("/", home),
    Route("/api/presets", presets),
    Route("/api/levers", levers),
    Route("/api/films", film, methods=["POST"]),
    Route("/api/films/{film}/opening", opening),
    Route("/api/films/{film}/rest", rest),
    Route("/api/films/{film}/lives", lives),
    Route("/api/films/{film}/yaml", yaml),
    Route("/api/sure", sure, methods=["POST"]),
    Route("/api/uploads", upload, methods=["POST"]),
]
