"""A run's identity: equal keys mean equal results, whoever makes them, and when."""

from __future__ import annotations

import hashlib
import json

DIGITS = 32
"""Hexadecimal digits of a key: among a thousand million runs, two equal ones by chance are 1 in 10^21."""


def run_key(identity: str, seed: int, replication: int, version: str) -> str:
    """Return the key of one run.

    identity: the hash of all that the run is told (of a market: its resolved scenario in canonical JSON); version: of
    the code that decides results. So another parameter, seed, replication or code is another run.
    """
    return hashed({"identity": identity, "seed": seed, "replication": replication, "version": version})


def hashed(content: object) -> str:
    """Return a hash of plain data in canonical JSON. Raises ValueError for numbers that are not finite."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:DIGITS]
