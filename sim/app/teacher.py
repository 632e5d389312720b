"""The teacher: a key that the terminal shows opens a page with what only the teacher may see and do."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sim.app.page import page
from sim.app.problem import Refusal
from sim.app.sessions import only_teacher


async def teacher(request: Request) -> Response:
    """Show the teacher's page; `?key=…` makes this browser the teacher's first."""
    sessions = request.app.state.sessions
    if "key" in request.query_params:
        if not sessions.is_key(request.query_params["key"]):
            raise Refusal(403, "problem.wrong_key")
        answer = RedirectResponse("/teacher", status_code=303)
        sessions.set_teacher(answer)
        return answer
    only_teacher(request)
    state = request.app.state
    return page(
        request,
        "teacher.html",
        links=state.links or [str(request.base_url)],
        is_private=state.is_private,
        present=sessions.here(),
        waiting=len(state.workers.waiting()),
        kept=len(state.films),
        limits=state.limits,
    )


routes = [Route("/teacher", teacher)]
