"""Receipts: what became of each run, apart from its results."""

from __future__ import annotations

from typing import NamedTuple

DONE, FAILED, CRASHED, TIMED_OUT = "done", "failed", "crashed", "timed out"
"""What becomes of a run: it left its tables; it raised an error; it killed its process twice when it was alone there;
or it did not end in the time that it had."""


class Receipt(NamedTuple):
    """One run as it is remembered: seconds of wall time on a host, and the traceback if it failed."""

    run_key: str
    status: str
    seconds: float
    host: str
    error: str = ""
