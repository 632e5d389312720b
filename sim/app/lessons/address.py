"""The address that opens two markets side by side in Play: `/?seed=1&customers=2000&a=baseline&b=baseline~price:1`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

Setup = dict[str, Any]


def play_address(a: Setup, b: Setup | None) -> str:
    """Return the address of Play with two setups, or with one twice; their seed and size are those of A."""
    parts = [f"seed={a['seed']}", f"customers={a['customers']}", f"a={_side(a)}"]
    if b is not None:
        parts.append(f"b={_side(b)}")
    return f"/?{'&'.join(parts)}"


def _side(setup: Setup) -> str:
    return "~".join([_plain(setup["scenario"]), *map(_move, setup["moves"])])


def _move(move: dict[str, Any]) -> str:
    month = f"@{move['month']}" if move["month"] else ""
    value = move["value"]
    written = value if isinstance(value, str) else format(value, ".10g")
    return f"{_plain(move['lever'])}{month}:{_plain(written)}"


def _plain(text: str) -> str:
    return quote(text, safe="/:-_.")
