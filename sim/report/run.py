"""A run as the report reads it: its tables, its summary, and what the scenario calls things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.report.interval import Estimate
from sim.report.number import counted
from sim.report.text import clean

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

STAGES = ("examination", "formation", "stability", "decline")
"""The stages of a relationship in the order of its life."""
PATTERNS = ("early termination", "mid termination", "early decline", "long-term")

COLUMNS = {
    "months": (
        "replication", "month", "firm", "customers", *STAGES, "joined", "won_back", "revenue", "cost_to_serve",
        "cost_of_goods", "acquisition_spend", "functional_spend", "technical_spend", "loyalty_programme_spend",
        "winback_spend", "winback_offers", "winback_contacts", "profit", "price", "customer_equity",
    ),
    "relationships": (
        "replication", "customer_id", "firm", "start_month", "end_month", "months", "ended", "cause", "source",
        "peak_stage", "months_in_stability", "pattern", "profit", "discounted_profit", "won_back", "satisfaction",
        "trust", "winback_contacts", "former_profit",
    ),
    "customers": (
        "replication", "customer_id", "firm", "stage", "tenure", "satisfaction", "trust", "share_of_wallet",
        "frequency", "predicted_clv", "potential_value", "value_cell", "loyalty_type", "ladder",
    ),
    "panel": (
        "replication", "customer_id", "month", "firm", "stage", "tenure", "satisfaction", "trust", "procedural",
        "financial", "relational", "relative_value", "incident", "said", "contacted", "winback_contact", "source",
        "cause",
    ),
    "transitions": ("replication", "month", "from", "to", "count", "profit"),
    "forecasts": (
        "replication", "firm", "relationship_id", "month", "tenure", "horizon", "realised", "expected",
        "expected_error", "year_revenue", "year_gross_profit", "cost_orders", "cost_contacts", "cost_account",
        "cost_programme", "cost_acquisition",
    ),
    "forecast_scores": (
        "replication", "firm", "method", "against", "customers", "mean_predicted", "mean_true", "bias",
        "error_over_mean", "rank_correlation", "failure",
    ),
    "rankings": ("replication", "firm", "method", "hit_rate", "profit_captured", "rank_correlation", "data_cost"),
    "migration": ("replication", "firm", "before", "after", "customers", "profit_before", "profit_after"),
    "equity_drivers": ("firm", "driver", "equity", "error", "share"),
    "spending_returns": (
        "firm", "line", "spend", "added", "within_horizon", "within_horizon_error", "with_equity",
        "with_equity_error", "branches",
    ),
    "firm_values": ("replication", "firm", "method", "value", "failure"),
    "campaigns": ("replication", "month", "firm", "months", "group", "customers", "left", "profit"),
}  # fmt: skip
"""The columns that the report reads."""


@dataclass(frozen=True)
class Run:
    """Tables of one run with the column `replication`, and the firm in focus: the first of the scenario."""

    months: pd.DataFrame
    relationships: pd.DataFrame
    customers: pd.DataFrame
    panel: pd.DataFrame
    transitions: pd.DataFrame
    forecasts: pd.DataFrame
    forecast_scores: pd.DataFrame
    rankings: pd.DataFrame
    migration: pd.DataFrame
    equity_drivers: pd.DataFrame
    spending_returns: pd.DataFrame
    firm_values: pd.DataFrame
    campaigns: pd.DataFrame
    summary: Mapping[str, Any]
    scenario: Scenario
    missing: frozenset[str] = frozenset()
    """The tables that the run did not hand over."""

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame], summary: Mapping[str, Any], scenario: Scenario) -> Run:
        """Return the run; a table that lacks a column is missing, unless it has no rows either."""
        found, missing = {}, set()
        for name, columns in COLUMNS.items():
            table = tables.get(name)
            if table is not None and set(columns) <= set(table.columns):
                found[name] = table
                continue
            found[name] = pd.DataFrame({c: pd.Series(dtype=object if c in _TEXT else float) for c in columns})
            if table is None or len(table):
                missing.add(name)
        return cls(**found, summary=summary, scenario=scenario, missing=frozenset(missing))

    @cached_property
    def firms(self) -> tuple[str, ...]:
        """The firms' names as the tables have them, the firm in focus first."""
        return tuple(firm.name for firm in self.scenario.firms)

    @property
    def focus(self) -> str:
        """The name of the firm in focus as the tables have it."""
        return self.firms[0]

    @cached_property
    def firm(self) -> str:
        """The name of the firm in focus as it is printed."""
        return self.printed(self.focus)

    def printed(self, firm: str) -> str:
        """Return a firm's name without control characters."""
        return clean(firm) or "(no name)"

    @cached_property
    def currency(self) -> str:
        """The label of money."""
        return clean(self.scenario.currency)

    @cached_property
    def replications(self) -> int:
        """How many replications the run has."""
        return max(int(self.summary.get("replications", 0) or 0), self.months["replication"].nunique(), 1)

    @cached_property
    def last_month(self) -> int:
        """The last month on the books."""
        return int(self.months["month"].max()) if len(self.months) else self.scenario.months - 1

    @property
    def booked(self) -> int:
        """How many months are on the books."""
        return self.last_month + 1

    @property
    def mean_of(self) -> str:
        """What the numbers of a chart are taken over, in words."""
        return (
            "one replication"
            if self.replications == 1
            else f"mean of {counted(self.replications, 'replication')}"
        )

    @property
    def pooled(self) -> str:
        """What customers counted together come from, in words."""
        if self.replications == 1:
            return "one replication"
        return f"customers of {counted(self.replications, 'replication')} counted together"

    @cached_property
    def own_months(self) -> pd.DataFrame:
        """The months of the firm in focus."""
        return self.months[self.months["firm"] == self.focus]

    @cached_property
    def own_relationships(self) -> pd.DataFrame:
        """The relationships of the firm in focus that lived in the booked months."""
        return self.relationships[self.relationships["firm"] == self.focus]

    @cached_property
    def begun(self) -> pd.DataFrame:
        """The relationships of the firm in focus that began in the booked months, so that all of them was seen."""
        return self.own_relationships[self.own_relationships["start_month"] >= 0]

    @cached_property
    def own_customers(self) -> pd.DataFrame:
        """The customers of the firm in focus at the end."""
        return self.customers[self.customers["firm"] == self.focus]

    def result(self, firm: str, name: str) -> Estimate:
        """Return a figure of the summary for one firm."""
        least, most = _POSSIBLE.get(name, (-np.inf, np.inf))
        return Estimate.read(self.summary.get("firms", {}).get(firm, {}).get(name), least=least, most=most)


_POSSIBLE = {
    "retention_rate": (0.0, 1.0),
    "market_share": (0.0, 1.0),
    "customers": (0.0, np.inf),
    "median_lifetime": (0.0, np.inf),
}
"""What figures of the summary can be; all others can be anything."""
_TEXT = {
    "firm", "stage", "cause", "source", "pattern", "value_cell", "loyalty_type", "ladder", "from", "to", "method",
    "against", "failure", "before", "after", "driver", "group", "line",
}  # fmt: skip
