"""Answers of work: the result when it is there, the place in line until then."""

from __future__ import annotations

import gzip
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sim.app.problem import Refusal
from sim.app.running.task import Call, Priority, Result

TURNS = 20
"""How often short work is waited for, each time for `Limits.poll_seconds`."""


async def result_of(
    request: Request, key: str, priority: Priority, call: Call, *arguments: Any
) -> Result | int:
    """Return the result of a call that a worker makes once for all who ask with this key, or the place in line.

    Waits at most `Limits.poll_seconds`. The place is 0 while it is computed, 1 for the next in line. Raises what the
    call raises, and Refusal where the limits do.
    """
    state = request.app.state
    kept: Result | None = state.films.get(key)
    if kept is not None:
        return kept
    task = state.workers.task(key, priority, call, *arguments, asker=request.state.session)
    if await task.wait(state.limits.poll_seconds):
        return cast(Result, await task.finished)
    return int(state.workers.place(task))


async def result_at_once(request: Request, key: str, call: Call, *arguments: Any) -> Result:
    """Return the result of short work, for which a request waits. Raises Refusal if the line is too long for that."""
    result: Result | int = 0
    for _ in range(TURNS):
        result = await result_of(request, key, Priority.AT_ONCE, call, *arguments)
        if not isinstance(result, int):
            return result
    raise Refusal(503, "problem.line_full", most=result)


async def worked_out(request: Request, key: str, priority: Priority, call: Call, *arguments: Any) -> Response:
    """Answer with the gzipped JSON that a call returns (200), or with `{"in_line": place}` (202)."""
    result = await result_of(request, key, priority, call, *arguments)
    if isinstance(result, int):
        return in_line(result)
    assert isinstance(result, bytes)
    return packed(request, result)


def in_line(place: int) -> Response:
    """Answer that something is not there yet."""
    return JSONResponse({"in_line": place}, status_code=202)


def packed(request: Request, content: bytes) -> Response:
    """Answer gzipped JSON as it is; unpacked to the rare program that does not take it so."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(content), media_type="application/json")
    return Response(content, media_type="application/json", headers={"Content-Encoding": "gzip"})
