"""The body of a request: JSON or text, as the classroom expects it."""

from __future__ import annotations

import json
import math
from typing import Any

from starlette.requests import Request

from sim.app.problem import Refusal


async def posted(request: Request) -> dict[str, Any]:
    """Return the JSON object that was posted. Raises Refusal for anything else, also for numbers without an end."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Refusal(415, "problem.not_json")
    try:
        value = json.loads(await request.body(), parse_constant=_no_number, parse_float=_finite)
        json.dumps(value, ensure_ascii=False).encode()  # half a character could not be answered or kept
    except (ValueError, RecursionError):
        raise Refusal(400, "problem.not_json") from None
    if not isinstance(value, dict):
        raise Refusal(400, "problem.not_json")
    return value


async def posted_text(request: Request) -> str:
    """Return the text that was posted. Raises Refusal if it is not UTF-8, or empty."""
    try:
        text = (await request.body()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(400, "problem.not_text") from None
    if not text.strip():
        raise Refusal(400, "problem.not_text")
    return text


def _no_number(text: str) -> float:
    raise ValueError(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
