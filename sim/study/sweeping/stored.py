"""What a sweep's folder holds of a plan, in numbers, before anything is run."""

from __future__ import annotations

from typing import NamedTuple

from sim.study.sweeping.plan import Plan
from sim.study.sweeping.receipts import DONE
from sim.study.sweeping.store import Store


class Stored(NamedTuple):
    """What a folder holds: different runs of a plan, finished ones of them, and runs of other plans.

    removed: all of these, where the sweep starts over.
    """

    planned: int
    finished: int
    others: int
    removed: int

    @property
    def missing(self) -> int:
        """Runs that are still to be made."""
        return self.planned - self.finished

    @classmethod
    def of(cls, store: Store, plan: Plan, fresh: bool = False, retry_failed: bool = False) -> Stored:
        """Return what is there; fresh: all of it is removed; retry_failed: what failed does not count as finished."""
        keys, receipts = plan.keys(), store.receipts()
        is_planned = receipts["run_key"].isin(keys)
        counts = receipts["status"] == DONE if retry_failed else is_planned
        if fresh:
            return cls(len(keys), 0, 0, len(receipts))
        return cls(len(keys), int((is_planned & counts).sum()), int((~is_planned).sum()), 0)
