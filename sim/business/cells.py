"""Single cells of a file as customers, days and amounts, and what is wrong with those that cannot be read.

Cells are text, or what Excel and Parquet make of them: dates, numbers, nothing. A day is counted from 1970-01-01.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.business.problem import quoted

Wrong = dict[int, str]
"""Cells that cannot be read, by their place: the kind of what is wrong."""

NO_CUSTOMER, NO_DATE, NO_AMOUNT = "no customer", "no date", "no amount"
BAD_CUSTOMER, BAD_DATE, BAD_AMOUNT = "unreadable customer", "unreadable date", "unreadable amount"

_NOTHING = {"", "NULL", "null", "NaN", "nan", "None", "\\N"}
"""How programs write that there is nothing."""
_TIME = r"(?:[T ]\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)? ?(?:Z|[+-]\d\d(?::?\d\d)?)?)?"
_ISO = re.compile(rf"(\d{{4}})(-?)(\d\d)\2(\d\d){_TIME}", re.ASCII)
"""A day in ISO 8601, with or without a time: the hour does not count, so it is not read."""
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_LARGEST = 1e15
"""Beyond this a cent is lost in the sum, and no amount is money: it is infinity, or a number of something else."""
_NONE = re.compile(r"(?!)")
_EPOCH = date(1970, 1, 1).toordinal()
FIRST_YEAR, LAST_YEAR = 1678, 2261
"""Years that every program can hold which may read the results; 0001 and 9999 are how some write "no date"."""


class Days(NamedTuple):
    """Days, (n,), 0 where a cell cannot be read, and what is wrong."""

    values: NDArray[np.int64]
    wrong: Wrong


class Amounts(NamedTuple):
    """Amounts, (n,), 0 where a cell cannot be read, and what is wrong."""

    values: NDArray[np.float64]
    wrong: Wrong


class CustomerIds(NamedTuple):
    """Customers, (n,), empty where a cell cannot be read, and what is wrong."""

    values: list[str]
    wrong: Wrong


def customers_of(cells: Sequence[object]) -> CustomerIds:
    """Return customers as text, 007 as it stands; whole numbers without a point."""
    values = [cell.strip() if type(cell) is str else _named(cell) for cell in cells]
    wrong = {place: NO_CUSTOMER for place, value in enumerate(values) if value in _NOTHING}
    wrong |= {
        place: BAD_CUSTOMER for place, value in enumerate(values) if not value.isascii() and _garbled(value)
    }
    return CustomerIds(values, wrong)


def amounts_of(cells: Sequence[object], decimal: str = ".") -> Amounts:
    """Return amounts in money; `decimal` is the sign before the cents in text."""
    plain = _PLAIN.fullmatch if decimal == "." else _NONE.fullmatch
    read = [float(cell) if type(cell) is str and plain(cell) else _amount(cell, decimal) for cell in cells]
    wrong = {place: amount for place, amount in enumerate(read) if isinstance(amount, str)}
    values = np.array(
        [0.0 if isinstance(amount, str) else amount for amount in read] if wrong else read, float
    )
    for place in np.flatnonzero(~(np.abs(values) <= _LARGEST)).tolist():
        values[place], wrong[place] = 0.0, BAD_AMOUNT
    return Amounts(values, wrong)


class DayReader:
    """Reads days: ISO 8601, or the format given; equal texts are read once."""

    def __init__(self, date_format: str | None = None) -> None:
        self._format = date_format
        self._known: dict[object, int | str] = {}

    def days_of(self, cells: Sequence[object]) -> Days:
        """Return the days of some cells."""
        known = self._known
        for cell in set(cells) - known.keys():
            known[cell] = self._day(cell)
        values, wrong = np.zeros(len(cells), np.int64), {}
        for place, cell in enumerate(cells):
            day = known[cell]
            if isinstance(day, str):
                wrong[place] = day
            else:
                values[place] = day
        return Days(values, wrong)

    def _day(self, cell: object) -> int | str:
        if isinstance(cell, str):
            text = cell.strip()
            return NO_DATE if text in _NOTHING else _day_number(self._read(text))
        if cell is None or cell != cell:  # NaN and NaT are not equal to themselves
            return NO_DATE
        return _day_number(cell if isinstance(cell, date) else None)

    def _read(self, text: str) -> date | None:
        try:
            if self._format is not None:
                return datetime.strptime(text, self._format).date()
            found = _ISO.fullmatch(text)
            return date(int(found[1]), int(found[3]), int(found[4])) if found else None
        except ValueError:
            return None


def _day_number(day: date | None) -> int | str:
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return BAD_DATE
    return day.toordinal() - _EPOCH


def _named(cell: object) -> str:
    """Return what is not text as a customer: 7 and 7.0 are the customer 7."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float | Decimal) and math.isfinite(cell) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()


def _amount(cell: Any, decimal: str) -> float | str:
    """Return an amount, or the kind of what is wrong."""
    if isinstance(cell, str):
        text = cell.strip()
        if decimal != ".":
            text = text.replace(".", "?").replace(decimal, ".")
        if _PLAIN.fullmatch(text):
            return float(text)
        return NO_AMOUNT if not text or text in _NOTHING - {"NaN", "nan"} else BAD_AMOUNT
    if cell is None:
        return NO_AMOUNT
    is_number = isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)
    return float(cell) if is_number and abs(cell) <= _LARGEST else BAD_AMOUNT


def _garbled(text: str) -> bool:
    """Return whether bytes of a text could not be decoded: they stand in it as lone surrogates."""
    return any("\udc80" <= c <= "\udcff" for c in text)


def readable(cell: object) -> str:
    """Return a cell in quotation marks, with bytes that could not be decoded written out."""
    return quoted(re.sub("[\udc80-\udcff]", lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", str(cell)))
