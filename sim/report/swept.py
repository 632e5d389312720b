"""An analysed sweep as its page reads it: tables, facts, what parameters are called, and how outcomes are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sim.report.chart import Chart, Gap
from sim.report.compared import HEADS, MONEY, MONTHS, OUTCOMES, PRICES, SHARE, Measure
from sim.report.interval import INTERVAL, Estimate
from sim.report.number import (
    SPACE,
    THIN,
    Form,
    counted,
    digits_needed,
    grouped,
    known,
    money_form,
    percent,
    short,
)
from sim.report.text import capital, clean, shortened

UNKNOWN = "number"
NO_INTERVAL = "no interval"
"""Said where points were chosen and one replication was made: nothing could have come out otherwise."""
DROWNED = 0.5
"""Share of luck in the variance between points from which on nothing is said about what matters."""
_MOST_NAME = 46


@dataclass(frozen=True)
class Swept:
    """Tables of an analysis as the data dictionary describes them, its summary, and the label of money."""

    tables: Mapping[str, pd.DataFrame]
    summary: Mapping[str, Any]
    money_label: str = ""

    @cached_property
    def currency(self) -> str:
        """The label of money."""
        return clean(self.money_label)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Short names of parameters by key, as they are printed."""
        return {p["key"]: shortened(clean(str(p["label"])), _MOST_NAME) for p in self.summary["parameters"]}

    def rows(self, name: str, by: str | None = None) -> list[dict[str, Any]]:
        """Return the rows of a table, in rising order of a column if one is named."""
        table = self.tables[name] if by is None else self.tables[name].sort_values(by, kind="stable")
        return [{str(column): value for column, value in row.items()} for row in table.to_dict("records")]

    def label(self, key: str) -> str:
        """Return the short name of a parameter."""
        return self.labels.get(key, shortened(clean(key), _MOST_NAME))

    @staticmethod
    def name(text: object) -> str:
        """Return a name from the sweep, of a setting or a value, without marks of direction and not too long."""
        return shortened(clean(str(text)), _MOST_NAME) or "(no name)"

    @property
    def firm(self) -> str:
        """The firm in focus."""
        return self.name(self.summary["firm"])

    @property
    def measure(self) -> Measure:
        """The outcome on the page."""
        return measure_of(self.summary["outcome"])

    @cached_property
    def outcome(self) -> str:
        """The outcome in a sentence: customer equity at the end, of a rival with its name."""
        told = self.summary["outcome"]
        words = lowered(self.measure.title.partition(",")[0])
        return words if told["firm"] == self.summary["firm"] else f"{words} of {self.name(told['firm'])}"

    @property
    def better(self) -> str:
        """What the firm would rather have of it."""
        return "more" if self.summary["outcome"]["more_is_better"] else "less"

    @property
    def replications(self) -> int:
        """Runs of each point."""
        return int(self.summary["replications"])

    @property
    def averaged(self) -> str:
        """What every number is a mean of, in words."""
        if self.replications == 1:
            return "one run of each point"
        return f"means over {self.replications} replications with the same luck at all points"

    def level(self, *ends: float | None) -> Form:
        """Return how values of the outcome are printed, so that an interval is not narrower than its last digit."""
        return level_form(self.measure.kind, self.currency, ends)

    def difference(self, *ends: float | None) -> Form:
        """Return how differences of the outcome are printed."""
        if self.measure.kind == SHARE:
            return Form(lambda x: grouped(100 * x, _decimals(ends, 100.0, 1)), f"{SPACE}points")
        return level_form(self.measure.kind, self.currency, ends)

    def noise(self, facts: Mapping[str, Any], combinations: int = 1) -> str:
        """Return the share of luck in what differs between points, in a sentence.

        combinations: of scanned values, over which the points were averaged first, which takes away luck too.
        """
        share, unpaired = facts.get("share"), facts.get("unpaired")
        if not known(share):
            return (
                "Noise: with one replication nobody knows how much of what differs is luck."
                if facts["replications"] == 1
                else "Noise: the points do not differ, so there is no share of luck."
            )
        own = ""
        if unpaired is not None and share is not None and percent(max(unpaired, share)) != percent(share):
            own = f"; with seeds of its own for every point it would be {percent(unpaired)}"
        once = "" if combinations == 1 else f", once they are averaged over the {combinations} combinations"
        return f"Noise: {percent(share)} of the variance between points is luck{once}{own}."

    def drowned(self, name: str) -> bool:
        """Return whether most of what differs between the points of an analysis is luck."""
        share = self.summary[name]["noise"].get("share")
        return known(share) and share >= DROWNED

    def decides(self, name: str, column: str) -> str:
        """Return what can be said of the first row of a table: that it decides, or no more than seems so."""
        first, *others = self.rows(name)
        apart = not others or first[f"{column}_low"] > max(row[f"{column}_high"] for row in others)
        return "decides" if apart and self.summary[name]["enough"] else "seems to matter most"

    def cautions(self, name: str) -> list[str]:
        """Return what to know before an analysis is used."""
        return [clean(str(sentence)) for sentence in self.summary["cautions"].get(name, [])]

    def gap(self, name: str, title: str) -> Gap:
        """Return the gap of an analysis that could not be made."""
        reason = clean(str(self.summary["gaps"].get(name, "it is not among the results")))
        return Gap(name, title, f"{capital(reason)}.", wide=True)


DrawSwept = Callable[[Swept], Chart | Gap | None]
"""A chart of an analysed sweep; None where the design asks for another one."""


def measure_of(outcome: Mapping[str, Any]) -> Measure:
    """Return how an outcome is called on the page, and the kind of its number."""
    name = str(outcome["name"])
    return OUTCOMES.get(name, Measure(clean(name).replace("_", " "), UNKNOWN))


def level_form(kind: str, currency: str, ends: Iterable[float | None] = ()) -> Form:
    """Return how values of a kind are printed."""
    found = [end for end in ends if end is not None and known(end)]
    if kind == MONEY:
        return money_form(currency, _digits(found))
    if kind in (SHARE, PRICES):
        return Form(lambda x: grouped(100 * x, _decimals(found, 100.0, 1)), f"{THIN}%")
    if kind in (HEADS, MONTHS):
        unit = "customers" if kind == HEADS else "months"
        return Form(lambda x: grouped(x, _decimals(found, 1.0, 0 if kind == HEADS else 1)), f"{SPACE}{unit}")
    return Form(lambda x: short(x, _digits(found)))


def _digits(ends: list[float]) -> int:
    if len(ends) != 3 or ends[0] in ends[1:]:
        return 3
    return digits_needed(ends[0], ends[1], ends[2])


def _decimals(ends: Iterable[float | None], factor: float, fewest: int) -> int:
    """Return so many decimals that different ends are printed differently, at most four."""
    found = {end * factor for end in ends if end is not None and known(end)}
    return next((n for n in range(fewest, 4) if len({round(end, n) for end in found}) == len(found)), 4)


def estimate(row: Mapping[str, Any], name: str) -> Estimate:
    """Return a value of a table's row with its interval."""
    low, high = (float(row[f"{name}_{end}"]) for end in ("low", "high"))
    if not (known(low) and known(high)):
        return Estimate(float(row[name]))
    return Estimate(float(row[name]), low, high)


def between(value: Estimate, form: Form) -> str:
    """Return an interval in words, or that there is none."""
    return value.between(form) or NO_INTERVAL


def with_interval(value: Estimate, form: Form, what: str = INTERVAL) -> str:
    """Return an interval with its name, "95 % interval 3 to 5 %", or that there is none."""
    span = value.between(form)
    return f"{what} {span}" if span else NO_INTERVAL


def lowered(text: str) -> str:
    """Return a title as it stands within a sentence."""
    return text[:1].lower() + text[1:]


def over(combinations: int) -> list[str]:
    """Return over what scanned values an outcome was averaged, if there are any."""
    if combinations == 1:
        return []
    return [f"The outcome is the mean over the {combinations} combinations of the values that were scanned."]


def some_of(count: int, total: int) -> str:
    """Return in how many of all futures something happens: 9 of 60 futures, none of 60 futures."""
    return f"{count or 'none'} of {futures(total)}"


def futures(count: int) -> str:
    """Return a number of futures in words."""
    return counted(count, "future")
