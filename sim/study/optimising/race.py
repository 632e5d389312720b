"""The race: candidates live the same replications in the same order, and the clearly worse ones stop early."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.study.optimising.evaluation import Ask, Evaluate
from sim.study.optimising.space import Parts

if TYPE_CHECKING:
    import optuna

FIRST = 4
"""Replications that every candidate lives before it can be stopped: Wilcoxon's test needs as many to reach 0.1."""
STRIDE = 2
"""Replications after which it is asked again."""
P_VALUE = 0.1
"""A candidate stops when the test says by less than this chance that it is worse than the best so far. Source: default
of Optuna's WilcoxonPruner."""


@dataclass
class Candidate:
    """A split in the race.

    origin: where it comes from: own, blattberg_deighton, start, search or surface. values: its outcome in each
    replication that it lived; gains: the same less that of the scenario's own split in the same replication. What all
    candidates of a replication have in common is thereby gone, so means over unlike numbers of replications compare.
    """

    number: int
    origin: str
    parts: Parts
    values: list[float] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)
    pruned: bool = False

    @property
    def gain(self) -> float:
        """The mean gain, NaN if some run has no finite outcome."""
        return float(np.mean(self.gains)) if all(map(math.isfinite, self.gains)) else math.nan


@dataclass(frozen=True)
class Race:
    """Replications in a fixed order, and what the scenario's own split brings in each of them."""

    evaluate: Evaluate
    replications: range
    own: Sequence[float]

    def run(self, entrants: Sequence[tuple[optuna.trial.Trial, Candidate]]) -> None:
        """Let candidates race side by side and tell Optuna how they did.

        A candidate without a finite outcome, such as the lifetime of customers whom it never had, is out at once: it
        cannot be ranked.
        """
        running = list(entrants)
        for stretch in _stretches(len(self.replications)):
            asks = [Ask(c.parts, self.replications[step]) for _, c in running for step in stretch]
            values = iter(self.evaluate(asks))
            still = []
            for trial, candidate in running:
                for step in stretch:
                    value = next(values)
                    candidate.values.append(value)
                    candidate.gains.append(value - self.own[step])
                    if math.isfinite(value):
                        trial.report(candidate.gains[-1], step)
                is_last = stretch.stop == len(self.replications)
                candidate.pruned = math.isnan(candidate.gain) or (not is_last and trial.should_prune())
                if not candidate.pruned:
                    still.append((trial, candidate))
            running = still
            if not running:
                break


def _stretches(count: int) -> Iterator[range]:
    """Return the replications between two tests."""
    start = 0
    while start < count:
        stop = min(start + (FIRST if start == 0 else STRIDE), count)
        yield range(start, stop)
        start = stop
