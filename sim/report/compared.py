"""A comparison as the page reads it: its tables, what the scenarios are called, and how each outcome is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pandas as pd

from sim.report.chart import Chart, Gap, View
from sim.report.number import (
    MINUS,
    NOTHING,
    SPACE,
    Form,
    digits_needed,
    grouped,
    known,
    money_form,
    percent,
)
from sim.report.text import clean, shortened

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MONEY, SHARE, HEADS, MONTHS, PRICES = "money", "share", "heads", "months", "prices"


class Measure(NamedTuple):
    """An outcome on the page: its name, and the kind of its number."""

    title: str
    kind: str


OUTCOMES = {
    "profit": Measure("Profit a month", MONEY),
    "customer_equity": Measure("Customer equity at the end", MONEY),
    "firm_value": Measure("Firm value", MONEY),
    "retention_rate": Measure("Retention a year", SHARE),
    "customers": Measure("Customers at the end", HEADS),
    "market_share": Measure("Market share at the end", SHARE),
    "realised_clv": Measure("Realised lifetime value", MONEY),
    "median_lifetime": Measure("Median lifetime", MONTHS),
    "revenue": Measure("Revenue a month", MONEY),
    "discounted_profit": Measure("Discounted profit", MONEY),
    "satisfaction": Measure("Satisfaction, of 100", SHARE),
    "trust": Measure("Trust, of 100", SHARE),
    "share_of_wallet": Measure("Share of wallet", SHARE),
    "customer_value": Measure("Value for customers, share of the price", PRICES),
}
"""The outcomes in the order of the page."""
OF_100 = ("satisfaction", "trust")
"""Outcomes on the scale from 0 to 100, which are no shares."""
_MOST_DECIMALS = 4
_MOST_BUTTONS = 4


class Row(NamedTuple):
    """One outcome of one scenario against the first."""

    outcome: str
    first: float
    other: float
    mean: float
    low: float
    high: float
    better: int
    seeds: int
    width: float
    variance: float
    unpaired_low: float
    unpaired_high: float
    chance: float
    chance_low: float
    chance_high: float

    @property
    def is_known(self) -> bool:
        """Whether there is a difference to print."""
        return known(self.mean)

    @property
    def has_interval(self) -> bool:
        """Whether there is an interval, which may be a point."""
        return known(self.low) and known(self.high)

    @property
    def sign(self) -> int:
        """1 or −1 where the whole interval lies above or below 0, else 0."""
        return int(self.low > 0) - int(self.high < 0) if self.has_interval else 0

    @property
    def is_nothing(self) -> bool:
        """Whether the scenarios are equal in it, seed by seed."""
        return self.mean == 0 and self.low == 0 and self.high == 0


@dataclass(frozen=True)
class Compared:
    """Tables of one comparison as the data dictionary describes them, its summary, and the scenarios in their order."""

    tables: Mapping[str, pd.DataFrame]
    summary: Mapping[str, Any]
    scenarios: Sequence[Scenario]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the scenarios as the tables have them."""
        return tuple(self.summary["scenarios"])

    @property
    def first(self) -> str:
        """The scenario that the others are compared with, as it is printed."""
        return self.printed(self.names[0])

    @property
    def others(self) -> tuple[str, ...]:
        """The other scenarios, as the tables have them."""
        return self.names[1:]

    def printed(self, name: str, most: int = 60) -> str:
        """Return the name of a scenario without control characters; names that are alike when cut get their number."""
        shown = [shortened(clean(each), most) for each in self.names]
        own = self.names.index(name)
        return (
            shown[own]
            if shown.count(shown[own]) == 1 and shown[own]
            else f"{shown[own]} ({own + 1})".lstrip()
        )

    @cached_property
    def firm(self) -> str:
        """The firm in focus as it is printed."""
        return shortened(clean(str(self.summary["firm"])), 60) or "(no name)"

    @cached_property
    def currency(self) -> str:
        """The label of money."""
        return clean(self.scenarios[0].currency)

    @property
    def money(self) -> str:
        """What amounts are in."""
        return self.currency or "money"

    @property
    def seeds(self) -> int:
        """How many pairs there are."""
        return int(self.summary["replications"])

    @property
    def paired(self) -> bool:
        """Whether the scenarios have the same luck."""
        return not self.summary["independent"]

    @property
    def opening(self) -> int:
        """The first month in which the scenarios can differ on the books."""
        return int(self.summary["branch_at"] or 0)

    @property
    def months(self) -> int:
        """The booked months."""
        return self.scenarios[0].months

    @property
    def over(self) -> str:
        """What means are taken over, in words."""
        if self.seeds == 1:
            return "one seed"
        return (
            f"{self.seeds} seeds, the same in both" if self.paired else f"{self.seeds} independent seeds each"
        )

    def rows(self, scenario: str) -> list[Row]:
        """Return the outcomes of the firm in focus in a scenario against the first, in the order of the page."""
        table = self.tables["differences"]
        own = table[(table["scenario"] == scenario) & (table["firm"] == self.summary["firm"])]
        found = {row["outcome"]: row for row in own.to_dict("records")}
        return [
            Row(outcome, *(found[outcome][field] for field in Row._fields[1:]))
            for outcome in OUTCOMES
            if outcome in found
        ]

    def row(self, scenario: str, outcome: str) -> Row:
        """Return one outcome of a scenario against the first."""
        return next(row for row in self.rows(scenario) if row.outcome == outcome)

    @cached_property
    def lead(self) -> str:
        """The scenario among the others in which the firm earns most."""
        return max(self.others, key=lambda name: _or_lowest(self.row(name, "profit").mean))

    @cached_property
    def ranked(self) -> tuple[str, ...]:
        """The other scenarios in the order in which charts show them: the one of the cards first."""
        return (self.lead, *(name for name in self.others if name != self.lead))

    def form(self, row: Row) -> Form:
        """Return how the differences of a row are printed, so that its interval is not narrower than its last digit."""
        kind = OUTCOMES[row.outcome].kind
        ends = (row.mean, row.low, row.high)
        if kind == MONEY:
            return money_form(self.currency, digits_needed(*ends))
        if kind in (SHARE, PRICES):
            return Form(_decimal(ends, 1, 100.0), f"{SPACE}points")
        if kind == HEADS:
            return Form(_decimal(ends, 0), f"{SPACE}customers")
        return Form(_decimal(ends, 1), f"{SPACE}months")

    def level(self, row: Row, value: float) -> str:
        """Return the mean of an outcome in one of the scenarios."""
        kind = OUTCOMES[row.outcome].kind
        if kind == MONEY:
            return money_form(self.currency)(value)
        if row.outcome in OF_100:
            return grouped(100.0 * value, 1)
        if kind in (SHARE, PRICES):
            return percent(value, 1)
        if not known(value):
            return NOTHING
        return (
            f"{grouped(value, 0 if kind == HEADS else 1)}{SPACE}{'months' if kind == MONTHS else 'customers'}"
        )


DrawCompared = Callable[[Compared], Chart | Gap]
"""A chart of a comparison."""


def choice_of(views: Sequence[View]) -> Literal["buttons", "list"]:
    """Return how one of several views is chosen: of more than four from a list."""
    return "buttons" if len(views) <= _MOST_BUTTONS else "list"


def _decimal(ends: Sequence[float], fewest: int, factor: float = 1.0) -> Callable[[float], str]:
    """Return how a number is printed with so many decimals that the three ends of an interval differ."""
    apart = len({end for end in ends if known(end)})
    decimals = fewest
    while (
        decimals < _MOST_DECIMALS
        and len({grouped(end * factor, decimals) for end in ends if known(end)}) < apart
    ):
        decimals += 1

    def number(x: float) -> str:
        text = grouped(x * factor, decimals)
        return text.removeprefix(MINUS) if not any(digit in "123456789" for digit in text) else text

    return lambda x: number(x) if known(x) else NOTHING


def _or_lowest(x: float) -> float:
    return x if known(x) else float("-inf")
