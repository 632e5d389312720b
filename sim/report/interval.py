"""Estimates over replications, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from sim.report.number import THIN, Form, known

LEVEL = 0.95
LEVEL_TEXT = f"{LEVEL:.0%}".replace("%", f"{THIN}%")
INTERVAL = f"{LEVEL_TEXT} interval"
"""What intervals are called everywhere on the page."""
NO_INTERVAL = "none: one replication"


@dataclass(frozen=True)
class Estimate:
    """A mean over replications and the ends of its interval, None where one replication gives no interval."""

    estimate: float
    low: float | None = None
    high: float | None = None
    unit: str = ""
    meaning: str = ""

    @classmethod
    def over(
        cls, values: ArrayLike, *, least: float = -np.inf, most: float = np.inf, level: float = LEVEL
    ) -> Estimate:
        """Return the mean of one value for each replication (n,) and its t interval; missing values are left out.

        `least` and `most` are what the quantity can be: few replications give wide intervals, but no share above one.
        """
        numbers = np.asarray(values, float)
        numbers = numbers[np.isfinite(numbers)]
        if numbers.size == 0:
            return cls(float("nan"))
        mean = float(numbers.mean())
        if numbers.size == 1:
            return cls(mean)
        error = float(numbers.std(ddof=1)) / numbers.size**0.5
        reach = float(stats.t.ppf(0.5 + level / 2, numbers.size - 1)) * error
        return cls(mean, max(mean - reach, least), min(mean + reach, most))

    @classmethod
    def share(cls, values: ArrayLike) -> Estimate:
        """Return the same for shares, which lie between 0 and 1."""
        return cls.over(values, least=0.0, most=1.0)

    @classmethod
    def read(cls, figure: dict[str, Any] | None, *, least: float = -np.inf, most: float = np.inf) -> Estimate:
        """Return a figure of the summary, its interval within what the quantity can be; a missing one has no value."""
        figure = figure or {}
        value, low, high = (_number(figure.get(name)) for name in ("estimate", "low", "high"))
        unit, meaning = str(figure.get("unit", "")), str(figure.get("meaning", ""))
        if low is None or high is None:
            return cls(np.nan if value is None else value, None, None, unit, meaning)
        return cls(np.nan if value is None else value, max(low, least), min(high, most), unit, meaning)

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return known(self.estimate)

    @property
    def has_interval(self) -> bool:
        """Whether there is an interval that is wider than a point."""
        return self.low is not None and self.high is not None and self.low < self.high

    def between(self, form: Form) -> str:
        """Return the interval in words, empty where there is none."""
        return form.span(self.low, self.high)


def estimates(
    groups: Any, *, least: float = -np.inf, most: float = np.inf, level: float = LEVEL
) -> pd.DataFrame:
    """Return value, low and high of many means over replications at once; groups: one column, grouped by its keys."""
    table = groups.agg(["mean", "std", "count"])
    count = table["count"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = stats.t.ppf(0.5 + level / 2, count - 1) * table["std"] / np.sqrt(count)
    low, high = (table["mean"] - reach).clip(lower=least), (table["mean"] + reach).clip(upper=most)
    return pd.DataFrame({"value": table["mean"], "low": low, "high": high}).astype(float)


def ends(table: pd.DataFrame, form: Form) -> list[str]:
    """Return the intervals of a table's rows in words; table: low, high."""
    return [
        form.span(low, high) or NO_INTERVAL for low, high in zip(table["low"], table["high"], strict=True)
    ]


def _number(value: Any) -> float | None:
    """Return a number, or None for what is missing, NaN or infinite."""
    return float(value) if value is not None and known(float(value)) else None
