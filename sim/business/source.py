"""Where transactions come from: the three columns that matter, block by block, each row with its number in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.business.problem import TransactionsError, quoted
from sim.scenario.nearest import nearest

BLOCK = 100_000
"""Rows that are read at a time."""
TEXT_FILES, PARQUET_FILES, WORKBOOKS = (".csv", ".txt", ".tsv"), (".parquet",), (".xlsx", ".xlsm")


class Columns(NamedTuple):
    """What the columns that matter are called in the file."""

    customer: str = "customer_id"
    date: str = "date"
    amount: str = "amount"


class BrokenRow(NamedTuple):
    """A row that could not even be taken apart into cells."""

    row: int
    kind: str
    message: str
    help: str


class Block(NamedTuple):
    """Some rows of a file, one after the other: their numbers and the cells of the three columns."""

    rows: Sequence[int]
    customer: Sequence[object]
    date: Sequence[object]
    amount: Sequence[object]
    broken: Sequence[BrokenRow] = ()


class Layout(NamedTuple):
    """How a file is written down, where its kind leaves a choice."""

    columns: Columns = Columns()
    separator: str | None = None
    """Between the fields of a text file; None takes a comma, or a tabulator for .tsv."""
    encoding: str = "utf-8"
    sheet: str | None = None
    """Of a workbook; None takes the first."""


def blocks(file: Path, layout: Layout) -> Iterator[Block]:
    """Yield the rows of a file, whatever its kind, without those that are empty.

    Raises TransactionsError if there is no such file, its kind is not known, or a column is not there.
    """
    from sim.business.csv_source import csv_blocks
    from sim.business.excel_source import excel_blocks
    from sim.business.parquet_source import parquet_blocks

    if not file.is_file():
        what = "is a folder, not a file" if file.is_dir() else "is not there"
        raise TransactionsError(f"the file {what}", str(file))
    suffix = file.suffix.lower()
    if suffix in TEXT_FILES:
        return csv_blocks(file, layout)
    if suffix in PARQUET_FILES:
        return parquet_blocks(file, layout)
    if suffix in WORKBOOKS:
        return excel_blocks(file, layout)
    raise TransactionsError(
        f"files that end in {quoted(suffix) if suffix else 'nothing'} are not known",
        str(file),
        help="transactions are read from .csv, .txt, .tsv, .parquet and .xlsx: save the file as one of them",
    )


def places_of(columns: Columns, header: Sequence[str], file: Path, note: str = "") -> tuple[int, int, int]:
    """Return the places of the three columns in a header.

    note: what else may help if one is missing. Raises TransactionsError if a column is missing or there twice.
    """
    count = Counter(header)
    for option, name in zip(columns._fields, columns, strict=True):
        if count[name] > 1:
            raise TransactionsError(
                f"the column {quoted(name)} is there {count[name]} times, but must be there once",
                str(file),
                1,
            )
        if count[name] == 0:
            there = ", ".join(quoted(column) for column in header) or "none"
            close = nearest(name, [column for column in header if column not in columns])
            named = f"--{option}-column {_argument(close)}" if close else f"--{option}-column NAME"
            question = f"did you mean {quoted(close)}? " if close else ""
            help_ = f"{question}name it with {named}; columns there: {there}"
            raise TransactionsError(
                f"there is no column {quoted(name)} with the {option} of a transaction",
                str(file),
                help=note or help_,
            )
    customer, date, amount = (header.index(name) for name in columns)
    if len({customer, date, amount}) < 3:
        raise TransactionsError("customer, date and amount are the same column, but must be three", str(file))
    return customer, date, amount


def _argument(name: str) -> str:
    return f'"{name}"' if " " in name else name
