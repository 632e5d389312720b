"""What a worker process does for a lesson: live its markets and pack what was measured."""

from __future__ import annotations

import gzip
import json
from typing import Any

Pair = tuple[dict[str, Any], dict[str, Any] | None]
"""The setups of A and B, no B where there is one market."""


def evidence(pair: Pair, names: tuple[str, ...], replications: int) -> bytes:
    """Return measures by name as gzipped JSON; see `measured`."""
    from sim.app.lessons.measures.work import measured

    return packed(measured(pair, names, replications))


def packed(results: dict[str, Any]) -> bytes:
    """Return measures as a worker hands them over."""
    return gzip.compress(json.dumps(results, allow_nan=False, separators=(",", ":")).encode(), 6, mtime=0)


def unpacked(content: bytes) -> dict[str, Any]:
    """Return measures from what a worker handed over."""
    results: dict[str, Any] = json.loads(gzip.decompress(content))
    return results
