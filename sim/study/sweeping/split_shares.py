"""Shares of a split that a sweep varies: a lever on one share rescales the others.

The money that is spent stays the same: with T the sum of all shares before, the shares that are not varied are
multiplied by one common factor, so that all sum to T again. What was left over for profit stays left over. Where the
varied shares alone sum to more than T, the others are 0 and the sum is that of the varied ones, which must still be at
most 1. Where the others were all 0 there is nothing to rescale. A share that a file leaves out is 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sim.scenario.strategies import LINES

_SHARE = re.compile(rf"\s*(.+\.(?:split|stages\.\w+))\.({'|'.join(LINES)})\s*")


def share_of(key: str) -> tuple[str, str] | None:
    """Return split and line of a key that is one share of a split, else None."""
    found = _SHARE.fullmatch(key)
    return (found[1], found[2]) if found else None


def rescaled(before: Mapping[str, float], varied: Mapping[str, float]) -> dict[str, float]:
    """Return the shares of all lines once some are varied; the others keep their proportions to one another."""
    others = {line: before.get(line, 0.0) for line in LINES if line not in varied}
    kept = sum(others.values())
    left = max(sum(before.get(line, 0.0) for line in LINES) - sum(varied.values()), 0.0)
    factor = left / kept if kept > 0 else 0.0
    shares = {line: share * factor for line, share in others.items()} | dict(varied)
    return {line: shares[line] for line in LINES}
