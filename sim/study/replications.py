"""Replications: the same scenario with other luck, side by side in processes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

from sim.market.model import Market
from sim.market.tables import Tables, tables_of
from sim.scenario.scenario import Scenario
from sim.study.firm_logs import MOST_PLACES, CutOff
from sim.study.firm_values import firm_values
from sim.study.forecasts import add_expectations, forecast_tables
from sim.study.futures import Futures, futures
from sim.study.summary import summary_of
from sim.study.tasks import Progress, Task, run_tasks

BATCH = 5
"""Branches that one process lives from one state."""
WITH_DRIVERS = 5
"""Branches that are lived again without each driver of customer equity."""
WITH_TRIALS = 4
"""Branches that are lived again with more money on each budget line."""


@dataclass(frozen=True)
class Result:
    """The tables of all replications of one scenario; each has the column `replication`, counted from 0.

    seconds: what each part of the month took, in seconds, summed over replications.
    """

    scenario: Scenario
    seed: int
    replications: int
    tables: Tables
    seconds: dict[str, float]

    @property
    def months(self) -> pd.DataFrame:
        """A row for each replication, booked month and firm."""
        return self.tables["months"]

    @property
    def relationships(self) -> pd.DataFrame:
        """A row for each replication and relationship."""
        return self.tables["relationships"]

    @property
    def customers(self) -> pd.DataFrame:
        """A row for each replication and customer at the end."""
        return self.tables["customers"]

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The headline figures of every firm, with intervals over replications."""
        return summary_of(self.tables, self.scenario, self.replications)


def simulate(
    scenario: Scenario,
    *,
    replications: int = 10,
    seed: int = 1,
    jobs: int = 1,
    transactions: bool = False,
    contacts: bool = False,
    cut_off: int | None = None,
    branches: int = 0,
    code: Path | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run a scenario several times and return its tables.

    replications ≥ 1; seed: any integer; jobs ≥ 1: processes, which change nothing in the result. Purchases and
    contacts, if asked for, are kept for the first replication only: they are large. cut_off: the month at whose end
    customers are valued from what was known then, with a year of the run on both sides; None: they are not. branches
    ≥ 0: how many other futures of the first replication are lived from there on, for what customers are truly expected
    to bring; the time that they take is in proportion. code: the folder from which strategies of the user's own
    (`kind: module:Class`) are imported; without it they are refused.
    Raises ValueError if a number is too small, or the cut-off is not such a month.
    """
    if replications < 1 or jobs < 1 or branches < 0:
        raise ValueError(
            f"replications and jobs must be at least 1 and branches 0, not {replications}, {jobs} and {branches}"
        )
    cut = None if cut_off is None else CutOff.at(cut_off, scenario.months)
    tasks = [
        Task(
            _one,
            (scenario, seed, number, transactions and number == 0, contacts and number == 0, cut, code),
            1,
        )
        for number in range(replications)
    ]
    if cut is not None:
        tasks += _branch_tasks(scenario, seed, cut, branches, code)
    done = run_tasks(tasks, jobs, progress)
    parts = done[:replications]
    seconds: dict[str, float] = {}
    for _, spent in parts:
        for name, value in spent.items():
            seconds[name] = seconds.get(name, 0.0) + value
    tables = _together([tables for tables, _ in parts])
    if len(done) > replications:
        add_expectations(tables, Futures.together(done[replications:]))
    return Result(scenario, seed, replications, tables, seconds)


def _branch_tasks(scenario: Scenario, seed: int, cut: CutOff, branches: int, code: Path | None) -> list[Task]:
    """Return the branches in batches: each batch lives the months until the cut-off once.

    Branches with trials are spread over the batches, so that processes have about as much to do.
    """
    numbers = range(1, branches + 1)
    step = max(branches // WITH_TRIALS, 1)
    with_trials = numbers[::step][:WITH_TRIALS]
    batches = [numbers[first : first + BATCH] for first in range(0, branches, BATCH)]
    return [
        Task(
            futures,
            (scenario, seed, 0, cut.month, cut.horizon, batch, numbers[:WITH_DRIVERS], with_trials, code),
            len(batch),
        )
        for batch in batches
    ]


def _one(
    scenario: Scenario,
    seed: int,
    replication: int,
    transactions: bool,
    contacts: bool,
    cut: CutOff | None,
    code: Path | None,
) -> tuple[Tables, dict[str, float]]:
    """Run one replication."""
    activity = MOST_PLACES if cut else 0
    market = Market(
        scenario,
        seed,
        replication,
        transactions=transactions,
        contacts=contacts,
        activity=activity,
        code=code,
    ).run()
    tables = tables_of(market)
    if cut:
        began = perf_counter()
        tables |= forecast_tables(market, tables, cut)
        if "forecasts" in tables:
            share = min(activity / market.crowd.size, 1.0)
            tables["firm_values"] = firm_values(tables, cut, scenario.discount_rate, share)
        market.seconds["customers are valued"] = perf_counter() - began
    return tables, market.seconds


def _together(parts: list[Tables]) -> Tables:
    """Put the tables of all replications below one another; purchases and contacts exist for the first one only."""
    together: Tables = {}
    for name in parts[0]:
        pieces = [
            part[name].assign(replication=pd.array([number], "int16")[0]).astype({"replication": "int16"})
            for number, part in enumerate(parts)
            if name in part
        ]
        table = pd.concat(pieces, ignore_index=True)
        if name in ("transactions", "contacts"):
            together[name] = table.drop(columns="replication")
        else:
            together[name] = table[["replication", *(c for c in table.columns if c != "replication")]]
    return together
