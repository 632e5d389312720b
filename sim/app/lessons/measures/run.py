"""What a measure reads: the tables of one lived scenario, one or several replications of it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.market.model import Market
from sim.market.tables import Tables, tables_of
from sim.scenario.scenario import Scenario

YEAR = 12
"""Months of a year."""


@dataclass(frozen=True)
class Run:
    """The tables of all replications of one scenario; each has the column `replication`, counted from 0."""

    scenario: Scenario
    tables: Tables
    replications: int = 1

    @classmethod
    def lived(cls, scenario: Scenario, seed: int, replications: int = 1) -> Run:
        """Live the market and return its tables. replications ≥ 1: lives with other luck, from the same seed."""
        parts = [
            {
                name: table.assign(replication=number)
                for name, table in _tables(scenario, seed, number).items()
            }
            for number in range(replications)
        ]
        together = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
        return cls(scenario, together, replications)

    @property
    def firm(self) -> str:
        """The firm in focus: the first of the scenario."""
        return self.scenario.firms[0].name

    def own(self, name: str) -> pd.DataFrame:
        """Return the rows of a table that are about the firm in focus."""
        table = self.tables[name]
        return table[table["firm"] == self.firm]

    @property
    def begun(self) -> pd.DataFrame:
        """Relationships with the firm that began in the booked months and lasted a month."""
        own = self.own("relationships")
        return own[(own["start_month"] >= 0) & (own["months"] > 0)]


def _tables(scenario: Scenario, seed: int, replication: int) -> Tables:
    return tables_of(Market(scenario, seed, replication).run())
