"""Comparison: scenarios side by side under the same luck, and what differs between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.market.tables import Tables
from sim.scenario.scenario import Scenario
from sim.study.comparing.arms import Arms, ComparisonError
from sim.study.comparing.changes import changes_table
from sim.study.comparing.lived import live_replication
from sim.study.comparing.outcome_differences import differences_table, outcomes_table
from sim.study.comparing.paths import paths_table, payback_table
from sim.study.comparing.staying import spending_table, survival_table
from sim.study.comparing.who import who_table
from sim.study.difference import LEVEL, Difference
from sim.study.tasks import Progress, Task, run_tasks

__all__ = ["Comparison", "ComparisonError", "compare"]


@dataclass(frozen=True)
class Comparison:
    """What differs between scenarios, the first of which the others are compared with.

    tables (docs/data-dictionary.md explains every column): outcomes, differences, paths, payback, who, spending,
    survival, changes; all but the first two are of the firm in focus.
    """

    arms: Arms
    seed: int
    replications: int
    tables: Tables

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the scenarios, in their order."""
        return self.arms.names

    @property
    def firm(self) -> str:
        """The firm in focus."""
        return self.arms.firm

    def values(self, outcome: str, scenario: str, firm: str | None = None) -> NDArray[np.float64]:
        """Return an outcome of each replication (n,) in their order; firm: by default the one in focus.

        Raises KeyError for an outcome, scenario or firm that is not there.
        """
        table = self.tables["outcomes"]
        own = table[
            (table["scenario"] == scenario)
            & (table["outcome"] == outcome)
            & (table["firm"] == (self.firm if firm is None else firm))
        ]
        if own.empty:
            raise KeyError((outcome, scenario, firm))
        return own.sort_values("replication")["value"].to_numpy(float)

    def difference(self, outcome: str, scenario: str, firm: str | None = None) -> Difference:
        """Return how much higher an outcome is in a scenario than in the first: mean, low, high of the 95 % interval.

        The interval is paired by luck, or Welch's if the scenarios are independent. Raises KeyError as `values`.
        """
        first, other = self.values(outcome, self.names[0], firm), self.values(outcome, scenario, firm)
        return Difference.between(first, other, not self.arms.independent)

    @property
    def summary(self) -> dict[str, Any]:
        """What was compared, and for each other scenario its payback and the differences of the firm in focus."""
        own = self.tables["differences"]
        own = own[own["firm"] == self.firm]
        payback = self.tables["payback"].set_index("scenario")
        return {
            "scenarios": list(self.names),
            "firm": self.firm,
            "seed": self.seed,
            "replications": self.replications,
            "branch_at": self.arms.branch_at,
            "independent": self.arms.independent,
            "level": LEVEL,
            "payback": {name: _plain(payback.loc[name].to_dict()) for name in self.names[1:]},
            "differences": {
                name: {
                    str(row["outcome"]): _plain({k: v for k, v in row.items() if k not in _KEYS})
                    for row in own[own["scenario"] == name].to_dict("records")
                }
                for name in self.names[1:]
            },
        }


_KEYS = ("scenario", "firm", "outcome")


def compare(
    scenarios: Mapping[str, Scenario],
    *,
    replications: int = 20,
    seed: int = 1,
    jobs: int = 1,
    branch_at: int | None = None,
    independent: bool = False,
    firm: str | None = None,
    codes: Mapping[str, Path | None] | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run scenarios under the same luck, replication by replication, and return what differs from the first.

    scenarios: at least two, by the names that the tables then have; equal in months, currency, discount rate and number
    of customers. replications ≥ 1; jobs ≥ 1: processes, which change nothing in the result. branch_at: a booked month
    until which the first scenario is lived once, and at whose start all go on from the same state; their firms and
    segments must then have the same names. independent: give each scenario luck of its own; nothing is paired then.
    firm: the one in focus, by default the first of the first scenario. codes: for each scenario the folder from which
    the user's own strategies (`kind: module:Class`) are imported; without it they are refused. progress: told the
    replications done.
    Raises ComparisonError, with one sentence and before anything is run, if the scenarios cannot be compared so.
    """
    if replications < 1 or jobs < 1:
        raise ComparisonError(f"replications and jobs must be at least 1, not {replications} and {jobs}")
    arms = Arms.of(scenarios, seed=seed, branch_at=branch_at, independent=independent, firm=firm, codes=codes)
    tasks = [Task(live_replication, (arms, number), 1) for number in range(replications)]
    kept = _together(run_tasks(tasks, jobs, progress))
    paired = not independent
    outcomes = outcomes_table(kept["outcomes"], arms.names)
    tables = {
        "outcomes": outcomes,
        "differences": differences_table(outcomes, arms.names, paired),
        "paths": paths_table(kept["months"], arms.names, paired),
        "payback": payback_table(kept["months"], arms.names),
        "who": who_table(kept["who"], arms.names, paired),
        "spending": spending_table(kept["spending"], arms.names, paired),
        "survival": survival_table(kept["tenures"], arms.names),
        "changes": changes_table(arms.names, arms.scenarios),
    }
    return Comparison(arms, seed, replications, tables)


def _together(parts: list[Tables]) -> Tables:
    return {
        name: pd.concat(
            [part[name].assign(replication=number) for number, part in enumerate(parts)], ignore_index=True
        )
        for name in parts[0]
    }


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return values that JSON knows: what is missing or infinite is null."""
    return {str(name): _one(value) for name, value in row.items()}


def _one(value: Any) -> Any:
    if value is None or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return int(value) if isinstance(value, int | np.integer) else str(value)
