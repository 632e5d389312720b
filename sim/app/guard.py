"""What every request passes before a room sees it: its host, its origin, its size, its session and its budget."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import TypeAlias

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.app.limits import Limits
from sim.app.problem import Refusal

LOG = logging.getLogger("tenure.classroom")
Refused: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with that, browsers hide the origin of a posted form, which is checked below.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""Headers of every answer, unless it has them already."""

FOR_ALL = ("/static/", "/words/")
"""Addresses that are the same for everybody: they need no session."""


class Guard:
    """Middleware around the whole classroom.

    names: host names by which the classroom may be called besides IP addresses and localhost. Any other is refused: a
    page elsewhere whose name was pointed at this machine (DNS rebinding) would have the browser send that name.
    """

    def __init__(self, app: ASGIApp, limits: Limits, names: Collection[str], refused: Refused) -> None:
        self.app, self.limits, self.refused = app, limits, refused
        self.names = {"localhost", *(name.lower() for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it; put the headers on the answer either way."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        request = Request(scope)
        answering = _Answering(send)
        request.state.session, request.state.is_teacher = None, False
        try:
            self._check_host(request)
            self._check_origin(request)
            body = self._limited(request, receive)
            self._recognise(request, answering)
            await self.app(scope, body, answering)
        except Refusal as refusal:
            await (await self.refused(request, refusal))(scope, receive, answering)
        except Exception:
            LOG.exception("%s %s failed", request.method, request.url.path)
            if answering.has_begun:
                raise
            await (await self.refused(request, Refusal(500, "problem.unknown")))(scope, receive, answering)

    def _check_host(self, request: Request) -> None:
        host = request.url.hostname or ""
        if host.lower().rstrip(".") not in self.names and not _is_address(host):
            raise Refusal(421, "problem.wrong_host")

    def _check_origin(self, request: Request) -> None:
        """Refuse what a page elsewhere posts; programs that are no browsers send neither header."""
        if request.method in ("GET", "HEAD"):
            return
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        if site not in (None, "same-origin") or (site is None and origin not in (None, own)):
            raise Refusal(403, "problem.wrong_origin")

    def _limited(self, request: Request, receive: Receive) -> Receive:
        """Return a `receive` that refuses bodies that are too large or come too slowly."""
        most = self.limits.body
        length = request.headers.get("content-length", "0")
        if not length.isdigit() or int(length[:20]) > most:
            raise Refusal(413, "problem.too_long", most=most)
        had, is_whole = 0, False
        until = asyncio.get_running_loop().time() + self.limits.slow_seconds

        async def limited() -> Message:
            nonlocal had, is_whole
            if is_whole:
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise Refusal(408, "problem.too_slowly") from None
            had += len(message.get("body", b""))
            if had > most:
                raise Refusal(413, "problem.too_long", most=most)
            is_whole = not message.get("more_body", False)
            return message

        return limited

    def _recognise(self, request: Request, answering: _Answering) -> None:
        """Find out who asks, and take the request from its budget; a newcomer gets a session."""
        if request.url.path.startswith(FOR_ALL):
            return
        sessions = request.app.state.sessions
        address = request.client.host if request.client else ""
        name = sessions.known(request)
        if name is None:
            name = sessions.new(address)
            answering.newcomer = lambda answer: sessions.set_session(answer, name)
        sessions.spend(name, address)
        request.state.session = name
        request.state.is_teacher = sessions.is_teacher(request)


class _Answering:
    """A `send` that adds headers, and the cookie of a newcomer."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = False
        self.newcomer: Callable[[Response], None] | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self.newcomer:
                cookie = Response()
                self.newcomer(cookie)
                headers.append("set-cookie", cookie.headers["set-cookie"])
        await self._send(message)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
