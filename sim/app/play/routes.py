"""The addresses of the play room: its page, and the API of its films."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sim.app.page import page


async def home(request: Request) -> Response:
    """Show the two markets."""
    return page(request, "play.html")


routes = [Route("/", home)]
