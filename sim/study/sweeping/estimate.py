"""What a sweep would take, from one of its runs, which is made and thrown away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

from sim.study.sweeping.batch import Batch
from sim.study.sweeping.parts import parts_in
from sim.study.sweeping.plan import Plan
from sim.study.sweeping.sweep_definition import Sweep


class Estimate(NamedTuple):
    """What one run took: seconds of wall time on one worker, bytes on the disk; error: its traceback if it failed."""

    seconds: float
    bytes: int
    error: str


def estimate(sweep: Sweep, plan: Plan) -> Estimate:
    """Make the first run of a plan in this process, and return what it took; nothing of it stays."""
    run = next(plan.runs())
    with tempfile.TemporaryDirectory() as folder:
        parts = Path(folder)
        receipt = Batch((run,), sweep.model, parts, plan.version).work()[0]
        size = sum(file.stat().st_size for part in parts_in(parts) for file in part.iterdir())
    return Estimate(receipt.seconds, size, receipt.error)
