"""Checks of arguments that functions of this package share: errors say name, value and what is valid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


class Valid(NamedTuple):
    """Numbers that an argument may take: an interval, and how an error calls it."""

    text: str
    low: float = -np.inf
    high: float = np.inf
    without_low: bool = False
    without_high: bool = False

    def misses(self, values: Array) -> NDArray[np.bool_]:
        """Return where values are missing, infinite or outside the interval."""
        below = values <= self.low if self.without_low else values < self.low
        above = values >= self.high if self.without_high else values > self.high
        return ~np.isfinite(values) | below | above


FINITE = Valid("a finite number")
NOT_NEGATIVE = Valid("a finite number of at least 0", low=0.0)
POSITIVE = Valid("a finite number above 0", low=0.0, without_low=True)
SHARE = Valid("in [0, 1]", low=0.0, high=1.0)
RETENTION = Valid("in [0, 1)", low=0.0, high=1.0, without_high=True)
DISCOUNT = Valid("a finite number above -1", low=-1.0, without_low=True)
CHANGE = Valid("in (0, 1)", low=0.0, high=1.0, without_low=True, without_high=True)


def numbers(name: str, value: ArrayLike, valid: Valid = FINITE) -> Array:
    """Return value as an array of floats of any shape; raise ValueError if it is empty or a number is not valid."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {value!r}, but must be {valid.text}") from None
    if array.size == 0:
        raise ValueError(f"{name} is empty, but must have at least 1 number")
    wrong = array[valid.misses(array)]
    if wrong.size:
        raise ValueError(f"{name} is {wrong[0]:g}, but must be {valid.text}")
    return array


def number(name: str, value: ArrayLike, valid: Valid = FINITE) -> float:
    """Return value as one float; raise ValueError if it is not one, or not valid."""
    array = numbers(name, value, valid)
    if array.ndim:
        raise ValueError(f"{name} has the shape {array.shape}, but must be one number")
    return float(array)


def row_of_numbers(name: str, value: ArrayLike, valid: Valid = FINITE, size: int | None = None) -> Array:
    """Return value as floats (n,); raise ValueError for another shape, and for another n than size if it is given."""
    array = numbers(name, value, valid)
    if array.ndim != 1 or size not in (None, array.size):
        wanted = "(n,)" if size is None else f"({size},)"
        raise ValueError(f"{name} has the shape {array.shape}, but must be {wanted}")
    return array


def spread(name: str, value: ArrayLike, valid: Valid, size: int) -> Array:
    """Return one number repeated, or a row of numbers, as floats (size,)."""
    array = numbers(name, value, valid)
    return np.full(size, float(array)) if array.ndim == 0 else row_of_numbers(name, array, valid, size)


def whole(name: str, value: ArrayLike, least: int = 0) -> int:
    """Return value as a whole number of at least least."""
    found = number(name, value)
    if found != np.floor(found) or found < least:
        raise ValueError(f"{name} is {found:g}, but must be a whole number of at least {least}")
    return int(found)


def one_of(name: str, value: str, valid: Iterable[str]) -> None:
    """Raise ValueError unless value is one of the valid words."""
    words = list(valid)
    if value not in words:
        raise ValueError(f'{name} is "{value}", but must be one of {", ".join(words)}')


def transition_matrix(name: str, value: ArrayLike) -> Array:
    """Return value as a matrix (states, states) of chances in [0, 1] whose rows sum to one."""
    matrix = numbers(name, value, SHARE)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"{name} has the shape {matrix.shape}, but must be square: (states, states)")
    sums = matrix.sum(axis=1)
    wrong = np.flatnonzero(np.abs(sums - 1.0) > 1e-8)
    if wrong.size:
        raise ValueError(f"row {wrong[0]} of {name} sums to {sums[wrong[0]]:g}, but must sum to 1")
    return matrix


def columns(name: str, table: pd.DataFrame, wanted: Iterable[str]) -> None:
    """Raise ValueError if a table has no rows, lacks one of the columns wanted, or misses a value in one."""
    for column in wanted:
        if column not in table:
            there = ", ".join(map(str, table)) or "none"
            raise ValueError(f'{name} has no column "{column}", but must have one; it has {there}')
        if table[column].isna().any():
            raise ValueError(f'{name} misses values of "{column}", but must have one in every row')
    if table.empty:
        raise ValueError(f"{name} has 0 rows, but must have at least 1")


def check_convergence(ratio: ArrayLike) -> None:
    """Raise ValueError unless r(1 + g)/(1 + d), by which payments shrink each period, is below 1."""
    worst = float(np.max(ratio))
    if not worst < 1:
        raise ValueError(
            f"retention × (1 + growth) / (1 + discount_rate) is {worst:g}, but must be below 1 for an infinite horizon"
        )


def finite(name: str, value: ArrayLike) -> Array:
    """Return a result, a scalar if it has no dimension; raise ValueError if it is infinite or not a number."""
    array = np.asarray(value, dtype=float)
    wrong = array[~np.isfinite(array)]
    if wrong.size:
        raise ValueError(f"{name} comes to {wrong[0]:g}, but must be finite: the numbers given are too large")
    return array[()]
