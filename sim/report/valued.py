"""A valuation as the page reads it: its tables, its summary, and how money, time and customers are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report.chart import Chart, Gap
from sim.report.interval import Estimate
from sim.report.number import SPACE
from sim.report.text import clean

MODEL_MISSING = "What customers will do could not be predicted; the notes at the top say why."
"""The reason of a gap where a model would have had to predict."""


@dataclass(frozen=True)
class Valued:
    """Tables of one valuation, as the data dictionary describes them, and its headline figures."""

    customers: pd.DataFrame
    cohorts: pd.DataFrame
    segments: pd.DataFrame
    migration: pd.DataFrame
    holdout: pd.DataFrame
    summary: Mapping[str, Any]

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame], summary: Mapping[str, Any]) -> Valued:
        """Return the valuation; raises KeyError if a table is missing."""
        return cls(
            tables["customers"],
            tables["cohorts"],
            tables["segments"],
            tables["migration"],
            tables["holdout"],
            summary,
        )

    @cached_property
    def currency(self) -> str:
        """The label of money."""
        return clean(str(self.summary["terms"]["currency"]))

    @property
    def margin(self) -> float:
        """The part of an amount that is taken as profit."""
        return float(self.summary["terms"]["margin"])

    @property
    def past(self) -> str:
        """What customers brought so far is called."""
        return "revenue" if self.margin == 1 else "margin"

    @cached_property
    def file(self) -> str:
        """The name of the file."""
        return clean(str(self.summary["file"])) or "(no name)"

    @property
    def horizon(self) -> str:
        """The horizon in words: 12 months."""
        terms = self.summary["terms"]
        return time_in_words(terms["horizon"], terms["horizon_unit"])

    @property
    def predicted(self) -> bool:
        """Whether a model of purchases could be fitted."""
        return self.summary["purchase_model"] is not None

    @property
    def valued(self) -> bool:
        """Whether there are values in money."""
        return bool(self.customers["predicted_clv"].notna().any())

    def figure(self, name: str) -> Estimate:
        """Return a figure of the summary with its interval."""
        return Estimate.read(self.summary["figures"].get(name), least=0.0)


DrawValued = Callable[[Valued], Chart | Gap]
"""A chart of a valuation."""


def time_in_words(length: float, unit: str) -> str:
    """Return a length of time in words: 12 months, 1 year, 1.5 years."""
    return f"{length:g}{SPACE}{unit}{'' if length == 1 else 's'}"
