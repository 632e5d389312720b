"""Why a cell cannot be read, in words, and which option or change of the file helps."""

from __future__ import annotations

import re
from datetime import datetime

from sim.business.cells import (
    BAD_AMOUNT,
    BAD_CUSTOMER,
    BAD_DATE,
    FIRST_YEAR,
    LAST_YEAR,
    NO_AMOUNT,
    NO_CUSTOMER,
    NO_DATE,
    readable,
)

_MISSING = {
    NO_CUSTOMER: "there is no customer",
    NO_DATE: "there is no date",
    NO_AMOUNT: "there is no amount",
}
_ORDERS = (
    (r"\d{1,2}\.\d{1,2}\.\d{4}", ("%d.%m.%Y",)),
    (r"\d{1,2}\.\d{1,2}\.\d{2}", ("%d.%m.%y",)),
    (r"\d{1,2}/\d{1,2}/\d{4}", ("%d/%m/%Y", "%m/%d/%Y")),
    (r"\d{1,2}/\d{1,2}/\d{2}", ("%d/%m/%y", "%m/%d/%y")),
    (r"\d{1,2}-\d{1,2}-\d{4}", ("%d-%m-%Y", "%m-%d-%Y")),
    (r"\d{4}/\d{1,2}/\d{1,2}", ("%Y/%m/%d",)),
    (r"\d{4}\.\d{1,2}\.\d{1,2}", ("%Y.%m.%d",)),
    (r"\d{4}-\d{1,2}-\d{1,2}", ("%Y-%m-%d",)),
)
"""Common ways to write a day, and their formats: the one with the day first, and the one with the month first."""
_TIMES = (("", ""), (r"\d{1,2}:\d\d", " %H:%M"), (r"\d{1,2}:\d\d:\d\d", " %H:%M:%S"))
_AMOUNTS = (
    (r"[+-]?(nan|inf|infinity)", "it is not a finite number", ""),
    (r"[+-]?\d{1,3}(\.\d{3})+,\d+", "it has points between thousands and a decimal comma", "1234.50"),
    (r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", "it has commas between thousands", "1234.50"),
    (r"[+-]?\d{1,3}([ '’\u00a0\u202f]\d{3})+([.,]\d+)?", "it has separators between thousands", "1234.50"),
    (r"[+-]?\d*,\d+", "it has a decimal comma", "12.50"),
    (r"\(.*\)", "it stands in parentheses", "-12.50"),
    (r"[−–]\s*\d+([.,]\d+)?", "its minus sign is a dash", "-12.50"),
    (r"\d+([.,]\d+)?-", "its minus sign stands behind it", "-12.50"),
    (r".*\d.*", "there is something else beside the number", "12.50"),
)  # fmt: skip


def reason(kind: str, cell: object, column: str, *, date_format: str | None = None) -> tuple[str, str]:
    """Return what is wrong with a cell of a column, and what helps (may be empty)."""
    if kind in _MISSING:
        shown = f" ({column} is {readable(cell)})" if isinstance(cell, str) and cell.strip() else ""
        return f"{_MISSING[kind]}{shown}", ""
    if kind == BAD_CUSTOMER:
        return (
            f"{column} is {readable(cell)}, which is not UTF-8",
            "the file was probably saved by an older Windows program: try --encoding cp1252, or latin-1",
        )
    if kind == BAD_DATE:
        return _bad_date(cell, column, date_format)
    assert kind == BAD_AMOUNT
    return _bad_amount(cell, column)


def _bad_date(cell: object, column: str, date_format: str | None) -> tuple[str, str]:
    if not isinstance(cell, str):
        return _bad_object(cell, column)
    text = cell.strip()
    year = re.match(r"\d{4}", text)
    if year and not FIRST_YEAR <= int(year[0]) <= LAST_YEAR and re.match(r"\d{4}-\d\d-\d\d", text):
        return f"{column} is {readable(text)}, but must lie in the years {FIRST_YEAR} to {LAST_YEAR}", ""
    if date_format is not None:
        return f"{column} is {readable(text)}, which is not a date of the form {readable(date_format)}", ""
    if re.match(r"\d{4}-\d\d-\d\d(?!\d)", text):
        return f"{column} is {readable(text)}, which is not a day of the calendar in the form 2024-12-31", ""
    return f"{column} is {readable(text)}, which is not a date of the form 2024-12-31", _format_for(text)


def _format_for(text: str) -> str:
    """Return which format reads a text, or which two do, because nobody can tell the day from the month."""
    for shape, formats in _ORDERS:
        for time_shape, time_format in _TIMES:
            if re.fullmatch(rf"{shape}{' ' if time_shape else ''}{time_shape}", text, re.ASCII):
                fitting = [form + time_format for form in formats if _reads(text, form + time_format)]
                if len(fitting) == 2:
                    day, month = fitting
                    return f'say which it is: --date-format "{day}" (day first) or "{month}" (month first)'
                if fitting:
                    return f'try --date-format "{fitting[0]}"'
    return 'say how dates are written with --date-format, as in --date-format "%d.%m.%Y"'


def _reads(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)
    except ValueError:
        return False
    return True


def _bad_object(cell: object, column: str) -> tuple[str, str]:
    """Return what is wrong with what a workbook or Parquet holds instead of a date."""
    if isinstance(cell, datetime):
        return f"{column} is {readable(cell)}, but must lie in the years {FIRST_YEAR} to {LAST_YEAR}", ""
    kind = "a number" if isinstance(cell, int | float) else f"of the type {type(cell).__name__}"
    return f"{column} is {readable(cell)}, {kind}, but must be a date", "format the column as dates"


def _bad_amount(cell: object, column: str) -> tuple[str, str]:
    shown = f"{column} is {readable(cell)}"
    if not isinstance(cell, str):
        return f"{shown}, but must be a number of at most 1e15", ""
    for shape, why, instead in _AMOUNTS:
        if re.fullmatch(shape, cell.strip(), re.IGNORECASE):
            comma = "comma" in why and "thousands" not in why
            option = ", or give --decimal ," if comma or "decimal comma" in why else ""
            return f"{shown}, which is not a number: {why}", f"write {instead}{option}" if instead else ""
    return f"{shown}, which is not a number", ""
