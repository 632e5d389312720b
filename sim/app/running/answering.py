"""Answers of work: the result when it is there, the place in line until then."""

from __future__ import annotations

import gzip
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sim.app.running.task import Call, Priority


async def result_of(
    request: Request, key: str, priority: Priority, call: Call, *arguments: Any
) -> bytes | int:
    """Return the result of a call that a worker makes once for all who ask with this key, or the place in line.

    Waits at most `Limits.poll_seconds`. The place is 0 while it is computed, 1 for the next in line. Raises what the
    call raises, and Refusal where the limits do.
    """
    state = request.app.state
    kept: bytes | None = state.films.get(key)
    if kept is not None:
        return kept
    task = state.workers.task(key, priority, call, *arguments, asker=request.state.session)
    if await task.wait(state.limits.poll_seconds):
        return bytes(await task.finished)
    return int(state.workers.place(task))


async def worked_out(request: Request, key: str, priority: Priority, call: Call, *arguments: Any) -> Response:
    """Answer with the gzipped JSON that a call returns (200), or with `{"in_line": place}` (202)."""
    result = await result_of(request, key, priority, call, *arguments)
    if isinstance(result, int):
        return JSONResponse({"in_line": result}, status_code=202)
    return packed(request, result)


def packed(request: Request, content: bytes) -> Response:
    """Answer gzipped JSON as it is; unpacked to the rare program that does not take it so."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(content), media_type="application/json")
    return Response(content, media_type="application/json", headers={"Content-Encoding": "gzip"})
