"""The addresses of the game: its pages, and what they ask every two seconds."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.app.body import posted
from sim.app.game.code import halves
from sim.app.game.export import game_yaml, years_csv
from sim.app.game.game import Game
from sim.app.game.rounds import Rounds
from sim.app.game.rules import (
    FEWEST_TEAMS,
    LARGEST_SEED,
    LONGEST_NAME,
    MOST_MINUTES,
    MOST_TEAMS,
    Rules,
    name_of,
    whole,
)
from sim.app.game.seeing import seen
from sim.app.game.store import Games
from sim.app.page import page
from sim.app.problem import Refusal
from sim.app.sessions import only_teacher

SIZES = {"teams": (FEWEST_TEAMS, MOST_TEAMS), "minutes": (1, MOST_MINUTES), "seed": (1, LARGEST_SEED)}


def rounds_of(request: Request) -> Rounds:
    """Return the rounds of this server, made when they are first asked for."""
    state = request.app.state
    if not hasattr(state, "game_rounds"):
        state.game_rounds = Rounds(Games(state.state), state.workers)
    return state.game_rounds  # type: ignore[no-any-return]


# Pages


async def home(request: Request) -> Response:
    """Show where a code is typed; to the teacher also the games, and how to begin one."""
    games = rounds_of(request).games.all() if request.state.is_teacher else []
    return page(request, "game.html", games=games, sizes=SIZES, longest=LONGEST_NAME)


async def team(request: Request) -> Response:
    """Show a team its firm; those who are in no team yet may join or found one."""
    return _page_of(request, "game_team.html")


async def table(request: Request) -> Response:
    """Show the class who leads, on the projector; the teacher starts the rounds here."""
    return _page_of(request, "game_table.html")


async def final(request: Request) -> Response:
    """Show everything, once the game is over. Raises Refusal(409) before."""
    game = rounds_of(request).games.game(_code(request))
    _only_over(game)
    return _page_of(request, "game_final.html")


def _page_of(request: Request, template: str) -> Response:
    game = rounds_of(request).games.game(_code(request))
    return page(request, template, game=game, sizes=SIZES, longest=LONGEST_NAME)


# What the pages ask


async def look(request: Request) -> Response:
    """Answer how a game stands, for the one who asks; 304 if it stands as at the last look."""
    rounds, code = rounds_of(request), _code(request)
    game = rounds.attend(code)
    firm = rounds.games.firm_of(code, request.state.session)
    tag = f'"{game.version}-{firm}-{request.state.is_teacher}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    decisions, results = rounds.games.decisions(code), rounds.games.results(code)
    return JSONResponse(seen(game, decisions, results, firm, request.state.is_teacher), headers=headers)


async def create(request: Request) -> Response:
    """Begin a game: `{"name", "teams", "seed"?}` → `{"code"}`. For the teacher."""
    only_teacher(request)
    data = await posted(request)
    name = name_of(data.get("name"))
    teams = whole(data.get("teams"), *SIZES["teams"], "game.wrong.teams")
    seed = data.get("seed")
    if seed is None:
        seed = 1 + secrets.randbelow(LARGEST_SEED)
    seed = whole(seed, *SIZES["seed"], "game.wrong.seed")
    rounds = rounds_of(request)
    game = rounds.games.create(name, teams, seed, Rules())
    rounds.attend(game.code)
    return JSONResponse({"code": game.code})


async def find(request: Request) -> Response:
    """Find what a typed code is of: `{"typed"}` → `{"code"}`; with a team's own code one is in that team."""
    data = await posted(request)
    code, invite = halves(str(data.get("typed", "")))
    games = rounds_of(request).games
    games.game(code)
    if invite:
        games.join_by_invite(code, _session(request), invite)
    return JSONResponse({"code": code})


async def join(request: Request) -> Response:
    """Found a team: `{"name"}` → `{"firm"}`."""
    data = await posted(request)
    games, code = rounds_of(request).games, _code(request)
    return JSONResponse({"firm": games.join(code, _session(request), name_of(data.get("name")))})


async def hand_in(request: Request) -> Response:
    """Hand in the own team's decision: `{"round", "decision": {…}}` → `{"firm"}`."""
    data = await posted(request)
    rounds, code = rounds_of(request), _code(request)
    game = rounds.attend(code)
    round = whole(data.get("round"), 1, game.rules.rounds, "game.wrong.round")
    decision = game.rules.decision(data.get("decision"))
    firm = rounds.games.hand_in(code, _session(request), round, decision, rounds.clock())
    return JSONResponse({"firm": firm})


async def start(request: Request) -> Response:
    """Open the next round: `{"round", "minutes"?}`. For the teacher."""
    data = await _from_teacher(request)
    rounds, code = rounds_of(request), _code(request)
    game = rounds.games.game(code)
    round = whole(data.get("round"), 1, game.rules.rounds, "game.wrong.round")
    closes = None
    if data.get("minutes") is not None:
        closes = rounds.clock() + 60 * whole(data["minutes"], *SIZES["minutes"], "game.wrong.minutes")
    rounds.games.start(code, round, closes)
    return JSONResponse({})


async def close(request: Request) -> Response:
    """Close the open round now: `{"round"}`. For the teacher."""
    data = await _from_teacher(request)
    rounds, code = rounds_of(request), _code(request)
    game = rounds.games.game(code)
    rounds.games.close(code, whole(data.get("round"), 1, game.rules.rounds, "game.wrong.round"))
    rounds.attend(code)
    return JSONResponse({})


async def again(request: Request) -> Response:
    """Have a year computed once more that could not be. For the teacher."""
    await _from_teacher(request)
    rounds, code = rounds_of(request), _code(request)
    rounds.games.again(code)
    rounds.attend(code)
    return JSONResponse({})


async def dismiss(request: Request) -> Response:
    """Take a firm from its team: `{"firm"}`. For the teacher."""
    data = await _from_teacher(request)
    rounds_of(request).games.dismiss(
        _code(request), whole(data.get("firm"), 0, MOST_TEAMS - 1, "game.wrong.round")
    )
    return JSONResponse({})


# What a class takes home


async def csv(request: Request) -> Response:
    """Answer all years of a game that is over as a table."""
    games, code = rounds_of(request).games, _code(request)
    game = games.game(code)
    _only_over(game)
    text = years_csv(game, games.decisions(code), games.results(code))
    # Spreadsheets take a file without the mark for one in the encoding of their system.
    return _download("\ufeff" + text, f"game-{code}.csv", "text/csv; charset=utf-8")


async def yaml(request: Request) -> Response:
    """Answer the market of a game that is over as a scenario file."""
    games, code = rounds_of(request).games, _code(request)
    game = games.game(code)
    _only_over(game)
    return _download(game_yaml(game, games.decisions(code)), f"game-{code}.yaml", "text/yaml; charset=utf-8")


def _download(text: str, name: str, kind: str) -> Response:
    headers = {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, headers=headers)


def _only_over(game: Game) -> None:
    if not game.is_over:
        raise Refusal(409, "game.wrong.not_over", rounds=game.rules.rounds)


def _code(request: Request) -> str:
    """Return the code of the game in the address, whether it was typed in small letters or not."""
    return halves(request.path_params["code"])[0]


def _session(request: Request) -> str:
    return str(request.state.session)


async def _from_teacher(request: Request) -> dict[str, Any]:
    only_teacher(request)
    return await posted(request)


CODE = "/api/game/{code}"

routes = [
    Route("/game", home),
    Route("/game/{code}", team),
    Route("/game/{code}/table", table),
    Route("/game/{code}/final", final),
    Route("/api/games", create, methods=["POST"]),
    Route("/api/games/find", find, methods=["POST"]),
    Route(CODE, look),
    Route(f"{CODE}/join", join, methods=["POST"]),
    Route(f"{CODE}/decision", hand_in, methods=["POST"]),
    Route(f"{CODE}/start", start, methods=["POST"]),
    Route(f"{CODE}/close", close, methods=["POST"]),
    Route(f"{CODE}/again", again, methods=["POST"]),
    Route(f"{CODE}/dismiss", dismiss, methods=["POST"]),
    Route(f"{CODE}/years.csv", csv),
    Route(f"{CODE}/scenario.yaml", yaml),
]
