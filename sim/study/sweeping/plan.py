"""The plan of a sweep: one row for each run that is to be made."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.study.sweeping.designs import Point, points_of
from sim.study.sweeping.model import Model
from sim.study.sweeping.parameters import column
from sim.study.sweeping.run_key import run_key
from sim.study.sweeping.sweep_definition import Sweep

OWN_COLUMNS = ("run_key", "point", "combination", "sample", "replication")
"""Columns of the plan before those of the parameters, which are called by their dotted keys."""


class Run(NamedTuple):
    """One run: its key, the values of the parameters, and its luck."""

    key: str
    values: dict[str, Any]
    seed: int
    replication: int


class PlanError(ValueError):
    """Points of a design at which the scenario is wrong, though every parameter alone is right."""


@dataclass(frozen=True)
class Plan:
    """Points × replications; runs of equal points have equal keys and are made once.

    points: as the design orders them; identities: their hashes; version: of the code that decides results.
    """

    points: tuple[Point, ...]
    identities: tuple[str, ...]
    replications: int
    seed: int
    version: str

    @classmethod
    def of(cls, sweep: Sweep, progress: Callable[[int], None] | None = None) -> Plan:
        """Return the plan of a sweep: every point is built, which takes about a millisecond each.

        Raises PlanError if the scenario is wrong at some of them, DesignError as `points_of` does.
        """
        points = points_of(sweep.design, sweep.parameters, sweep.base)
        return cls(
            tuple(points),
            tuple(_identities(sweep.model, points, progress)),
            sweep.replications,
            sweep.seed,
            sweep.model.version(),
        )

    def __len__(self) -> int:
        return len(self.points) * self.replications

    def runs(self, without: set[str] | frozenset[str] = frozenset()) -> Iterator[Run]:
        """Yield runs that are not yet made, each key once: the first replication of all points, then the second, …

        Within a replication, a row of the sample is made at all combinations of scanned values before the next one, so
        that a sweep that is interrupted has whole futures, in which settings can be compared.
        """
        told = set(without)
        pairs = zip(self.points, self.identities, strict=True)
        ordered = sorted(pairs, key=lambda pair: pair[0].sample)
        for replication in range(self.replications):
            for point, identity in ordered:
                key = run_key(identity, self.seed, replication, self.version)
                if key not in told:
                    told.add(key)
                    yield Run(key, point.values, self.seed, replication)

    def keys(self) -> set[str]:
        """Return the keys of all runs."""
        return {run.key for run in self.runs()}

    def table(self) -> pd.DataFrame:
        """Return a row for each point and replication: `OWN_COLUMNS`, and a typed column for each parameter."""
        replications = np.tile(np.arange(self.replications), len(self.points))
        rows = np.repeat(np.arange(len(self.points)), self.replications)
        keys = [
            run_key(identity, self.seed, replication, self.version)
            for identity in self.identities
            for replication in range(self.replications)
        ]
        own = {
            "run_key": keys,
            "point": rows,
            "combination": np.array([point.combination for point in self.points])[rows],
            "sample": np.array([point.sample for point in self.points])[rows],
            "replication": replications,
        }
        names = list(self.points[0].values)
        parameters = {
            name: column([point.values[name] for point in self.points]).iloc[rows].array for name in names
        }
        return pd.DataFrame(own | parameters)


def _identities(
    model: Model, points: Sequence[Point], progress: Callable[[int], None] | None
) -> Iterator[str]:
    wrong: list[str] = []
    for number, point in enumerate(points):
        try:
            yield model.identity(point.values)
        except ValueError as error:
            wrong.append(f"point {number} ({_shown(point.values)}):\n{error}")
            if len(wrong) == 3:
                break
        if progress:
            progress(number + 1)
    if wrong:
        raise PlanError("\n\n".join(wrong))


def _shown(values: dict[str, Any]) -> str:
    """Return the values of a point for a message."""
    return ", ".join(
        f"{key}={value:.4g}" if isinstance(value, float) and math.isfinite(value) else f"{key}={value}"
        for key, value in values.items()
    )
