"""An optimisation as the page reads it: its tables, its figures, and how splits and outcomes are called and printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from sim.report.chart import Chart, Gap
from sim.report.compared import HEADS, MONEY, MONTHS, OF_100, OUTCOMES, PRICES, SHARE
from sim.report.interval import Estimate
from sim.report.number import SPACE, Form, digits_needed, grouped, money, percent, short
from sim.report.text import clean, shortened

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

PARTS = {
    "acquisition": "Acquisition",
    "functional": "Functional quality",
    "technical": "Technical quality",
    "loyalty_programme": "Loyalty programme",
    "winback": "Win-back",
    "kept": "Kept as profit",
}
"""The parts of a budget on the page."""
OWN, ANALYTIC, FOUND = "own", "blattberg_deighton", "found"
SPLITS = {OWN: "Now", ANALYTIC: "Blattberg–Deighton", FOUND: "Best found"}
"""The splits that are judged, in the order of the page."""
_UNITS = {
    SHARE: f"{SPACE}points",
    PRICES: f"{SPACE}points",
    HEADS: f"{SPACE}customers",
    MONTHS: f"{SPACE}months",
}


class Compared(NamedTuple):
    """How much more one split brings than another on the replications held out, and in how many of them."""

    first: str
    other: str
    gain: Estimate
    better: int

    @property
    def sign(self) -> int:
        """1 or −1 where the whole interval lies above or below 0, else 0."""
        low, high = self.gain.low, self.gain.high
        return 0 if low is None or high is None else int(low > 0) - int(high < 0)


@dataclass(frozen=True)
class Optimised:
    """Tables of one optimisation as its guide describes them, its summary, and the scenario as it was."""

    tables: Mapping[str, pd.DataFrame]
    summary: Mapping[str, Any]
    scenario: Scenario

    @cached_property
    def firm(self) -> str:
        """The firm whose budget is split, as it is printed."""
        return shortened(clean(str(self.summary["firm"])), 40) or "(no name)"

    @cached_property
    def currency(self) -> str:
        """The label of money."""
        return clean(self.scenario.currency)

    @property
    def kind(self) -> str:
        """The kind of the outcome's number."""
        return OUTCOMES[self.summary["outcome"]].kind

    @property
    def outcome(self) -> str:
        """The outcome in a sentence."""
        return str(self.summary["outcome"]).replace("_", " ").replace("clv", "CLV")

    @property
    def budget(self) -> str:
        """The budget a month."""
        return f"{money(self.summary['budget'], self.currency)} a month"

    @property
    def held_out(self) -> int:
        """How many replications judge."""
        return int(self.summary["held_out_replications"])

    @property
    def found_one(self) -> bool:
        """Whether another split than the scenario's own won the selection."""
        return bool(self.summary["origin"] != OWN)

    @cached_property
    def splits(self) -> dict[str, dict[str, float]]:
        """The splits to show, by name: now, the analytic one if there is one, and the winner if it is another."""
        known = self.summary["splits"]
        return {name: known[name] for name in SPLITS if name in known and (name != FOUND or self.found_one)}

    def compared(self, first: str, other: str) -> Compared | None:
        """Return one difference of the summary, None if it was not judged."""
        for row in self.summary["differences"]:
            if (row["first"], row["other"]) == (first, other):
                return Compared(first, other, Estimate.read(row), int(row["better"]))
        return None

    def form(self, *ends: float | None) -> Form:
        """Return how differences of the outcome are printed; ends: a mean and its interval, which stay apart."""
        factor = 100.0 if self.kind in (SHARE, PRICES) else 1.0
        mean, low, high = (*ends, None, None, None)[:3]
        digits = digits_needed(*(None if x is None else x * factor for x in (mean, low, high)))  # type: ignore[arg-type]
        unit = f"{SPACE}{self.currency}".rstrip() if self.kind == MONEY else _UNITS[self.kind]
        if self.summary["unit"].endswith("/month"):
            unit += " a month"
        return Form(lambda x: short(x * factor, digits), unit)

    def gain_form(self, gain: Estimate) -> Form:
        """Return how one difference with its interval is printed."""
        return self.form(gain.estimate, gain.low, gain.high)

    def level(self, value: float | None) -> str:
        """Return the mean of the outcome with one split."""
        if value is not None and self.summary["outcome"] in OF_100:
            return grouped(100.0 * value, 1)
        if value is not None and self.kind in (SHARE, PRICES):
            return percent(value, 1)
        return self.form()(float("nan") if value is None else value)


def share(value: float) -> str:
    """Return a share of the budget: it is searched in thousandths, so one decimal says all."""
    return percent(value, 1)


DrawOptimised = Callable[[Optimised], Chart | Gap]
"""A chart of an optimisation."""
