"""Purchase histories as the buy-till-you-die models take them: frequency, recency and T of each customer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.clv.checks import NOT_NEGATIVE, Array, columns, row_of_numbers

Places = NDArray[np.intp]


class Levels(NamedTuple):
    """A column as its different values and where each row has them: logarithms are taken once for each value."""

    values: Array
    place: Places


class Histories(NamedTuple):
    """Different histories and how many customers have each: a million customers cost as much as their histories."""

    frequency: Array
    """Repeat purchases, (k,)."""
    recency: Array
    """Time from the first to the last purchase, (k,)."""
    T: Array
    """Time from the first purchase to the end of the observation, (k,)."""
    customers: Array
    """How many have this history, (k,)."""
    place: Places
    """Which history each customer has, (n,)."""

    @classmethod
    def of(cls, summary: pd.DataFrame) -> Histories:
        """Return the histories in a summary with the columns frequency, recency and T, one row for each customer.

        Raises ValueError if a column is missing, there is no row, or a row cannot be: not finite, negative,
        a frequency that is not whole, recency > T, or recency that is 0 with repeats or not 0 without.
        """
        frequency, recency, age = summary_columns(summary, "frequency", "recency", "T")
        _raise_if_impossible(frequency, recency, age)
        x, t_x, lasting = (_codes(column) for column in (frequency, recency, age))
        key = (x.place * t_x.values.size + t_x.place) * lasting.values.size + lasting.place
        place, keys = pd.factorize(key)
        rest, third = np.divmod(np.asarray(keys), lasting.values.size)
        first, second = np.divmod(rest, t_x.values.size)
        counted = np.bincount(place, minlength=keys.size).astype(float)
        return cls(x.values[first], t_x.values[second], lasting.values[third], counted, place)

    def levels(self) -> tuple[Levels, Levels, Levels]:
        """Return frequency, recency and T of the different histories as levels."""
        return _codes(self.frequency), _codes(self.recency), _codes(self.T)

    def purchase_rate(self) -> float:
        """Return the repeat purchases of a customer per time unit; raise ValueError if nobody bought again."""
        if not self.frequency.any():
            raise ValueError(
                f"none of {self.place.size} customers bought again, but at least 1 must have a frequency > 0"
            )
        return float(self.customers @ self.frequency / (self.customers @ self.T))


def summary_columns(summary: pd.DataFrame, *names: str) -> list[Array]:
    """Return columns of a summary, (n,) each; raise ValueError if one is missing or has a number that is not ≥ 0."""
    columns("summary", summary, names)
    return [row_of_numbers(name, summary[name], NOT_NEGATIVE) for name in names]


def _codes(column: Array) -> Levels:
    place, values = pd.factorize(column)
    return Levels(np.asarray(values, float), place)


def _raise_if_impossible(frequency: Array, recency: Array, age: Array) -> None:
    problems = (
        ("frequency", frequency, frequency != np.floor(frequency), "a whole number"),
        ("recency", recency, recency > age * (1 + 1e-12), "at most T"),
        ("recency", recency, (frequency == 0) & (recency != 0), "0 without a repeat purchase"),
        ("recency", recency, (frequency > 0) & (recency == 0), "above 0 with a repeat purchase"),
    )
    for name, values, wrong, valid in problems:
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ValueError(f"{name} is {values[row]:g} in row {row}, but must be {valid}")
