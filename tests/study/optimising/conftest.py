"""What the tests of optimisation share: an outcome whose best split is known, and an engine without processes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from sim.study.optimising.evaluation import Ask
from sim.study.optimising.space import PARTS, Parts, Space
from sim.study.sweeping.engines import Done

WEIGHTS = np.array([3.0, 2.0, 1.0, 0.5, 0.5, 0.8])
"""What the parts are good for: the outcome is 100 Σ weight × √share, highest at shares in proportion to weight²."""
BEST = WEIGHTS**2 / np.sum(WEIGHTS**2)
LUCK = 15.0
"""Standard deviation of the luck that a replication has, for all splits alike if they are paired."""
OWN_LUCK = 1.5
"""Standard deviation of the luck that each run has of its own all the same."""


def _truth(parts: Parts) -> float:
    """Return the outcome without luck."""
    return 100.0 * float(np.sqrt(np.array(parts)) @ WEIGHTS)


def _draw(text: str) -> float:
    return float(
        np.random.default_rng(
            int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
        ).standard_normal()
    )


@pytest.fixture
def truth():
    """Return the known outcome of a split without luck."""
    return _truth


@pytest.fixture
def known():
    """Return the class that evaluates splits by the known outcome."""
    return Known


@pytest.fixture
def best():
    """Return the split at which the known outcome is highest."""
    return Parts(*BEST.tolist())


@pytest.fixture
def here():
    """Return the class of an engine in this process."""
    return Here


class Known:
    """Evaluates splits by the known outcome with luck, and remembers what it was asked."""

    def __init__(self, paired: bool = True) -> None:
        self.paired = paired
        self.asked: list[Ask] = []

    def __call__(self, asks: Sequence[Ask]) -> list[float]:
        self.asked += asks
        return [_truth(ask.parts) + self._luck(ask) for ask in asks]

    def _luck(self, ask: Ask) -> float:
        if not self.paired:
            return LUCK * _draw(f"{ask}")
        return LUCK * _draw(f"{ask.replication}") + OWN_LUCK * _draw(f"{ask}")


@pytest.fixture
def regret() -> Callable[[Parts, Parts], float]:
    """Return the function that says which part of what could be gained over an own split another one does not gain."""

    def regret(parts: Parts, own: Parts) -> float:
        best = _truth(Parts(*BEST.tolist()))
        return (best - _truth(parts)) / (best - _truth(own))

    return regret


@pytest.fixture
def even() -> Space:
    """Return the space of all splits around an even one that keeps nothing."""
    return Space(Parts.of(dict.fromkeys(PARTS[:5], 0.2)), PARTS)


class Here:
    """Works on batches in this process, and hands them back in the order that `order` gives."""

    deaths_of_its_own = 1

    def __init__(self, width: int = 1, order: Callable[[list], list] = list) -> None:
        self.width, self.order = width, order
        self.waiting: list = []
        self.runs = 0
        self.is_closed = False

    def submit(self, batch) -> None:
        self.waiting.append(batch)

    def wait(self, seconds: float) -> list[Done]:
        ready, self.waiting = self.order(self.waiting), []
        self.runs += sum(len(batch.runs) for batch in ready)
        return [Done(batch, batch.work()) for batch in ready]

    def close(self, at_once: bool) -> None:
        self.is_closed = True
