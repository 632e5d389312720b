"""Transactions from text files: fields between separators, in quotation marks where they hold one."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from sim.business.problem import TransactionsError, quoted
from sim.business.source import BLOCK, Block, BrokenRow, Layout, places_of

WRONG_WIDTH, WRONG_QUOTES = "wrong number of fields", "broken quotation marks"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""How a file begins that says itself how it is encoded."""
_OTHER_KINDS = (
    (b"PK\x03\x04", "an Excel workbook", "give it the ending .xlsx"),
    (b"\xd0\xcf\x11\xe0", "a workbook of an old Excel", "save it as .xlsx or .csv"),
    (b"PAR1", "a Parquet file", "give it the ending .parquet"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
)
_SEPARATORS = {";": '";"', "\t": r'"\t"', "|": '"|"', ",": '","'}
"""Other separators that a header shows, and how they are given in a shell."""
_TABULATORS = (r"\t", "tab")
"""How a tabulator may be written where it cannot be typed."""


def csv_blocks(file: Path, layout: Layout) -> Iterator[Block]:
    """Yield the rows of a text file; rows whose fields are all empty are left out, but counted in the row numbers.

    Bytes that cannot be decoded stay in the cells as lone surrogates: they matter only in the three columns.
    Raises TransactionsError if the file is empty, is of another kind, or a quotation mark is never closed.
    """
    encoding = _encoding(file, layout.encoding)
    separator = _separator(file, layout.separator)
    errors = "surrogateescape" if codecs.lookup(encoding).name.startswith("utf-8") else "strict"
    with file.open(encoding=encoding, errors=errors, newline="") as stream:
        reader = csv.reader(stream, delimiter=separator, skipinitialspace=separator != " ", strict=True)
        rows = _rows(reader, file)
        try:
            yield from _blocks(rows, file, layout, separator)
        except UnicodeDecodeError as error:
            raise TransactionsError(
                f"byte {error.object[error.start : error.start + 1]!r} is not {layout.encoding}",
                str(file),
                help="say how the file is encoded with --encoding, as in --encoding cp1252",
            ) from None


def _blocks(
    rows: Iterator[list[str] | BrokenRow], file: Path, layout: Layout, separator: str
) -> Iterator[Block]:
    numbered = enumerate(rows, start=1)
    header = _header(numbered, file)
    customer, date, amount = places_of(
        layout.columns, header, file, _other_separator(header, separator, layout)
    )
    width = len(header)
    numbers: list[int] = []
    cells: tuple[list[object], list[object], list[object]] = ([], [], [])
    broken: list[BrokenRow] = []
    for number, row in numbered:
        if isinstance(row, BrokenRow):
            broken.append(row)
        elif len(row) == width:
            if any(row):
                numbers.append(number)
                cells[0].append(row[customer])
                cells[1].append(row[date])
                cells[2].append(row[amount])
        elif any(row):
            broken.append(_wrong_width(number, row, width, separator))
        if len(numbers) + len(broken) >= BLOCK:
            yield Block(numbers, *cells, broken)
            numbers, cells, broken = [], ([], [], []), []
    yield Block(numbers, *cells, broken)


def _header(rows: Iterator[tuple[int, list[str] | BrokenRow]], file: Path) -> list[str]:
    """Return the first row that is not empty."""
    for _, row in rows:
        if isinstance(row, BrokenRow):
            raise TransactionsError(row.message, str(file), row.row, help=row.help)
        if any(row):
            return [name.strip() for name in row]
    raise TransactionsError("the file is empty", str(file))


def _rows(reader: Iterator[list[str]], file: Path) -> Iterator[list[str] | BrokenRow]:
    """Yield the rows, or what is wrong with one; an unclosed quotation mark swallows the rest of the file."""
    row = 0
    while True:
        row += 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "expected after" in str(error):
                yield BrokenRow(
                    row,
                    WRONG_QUOTES,
                    "a quotation mark is followed by text, but must be followed by a separator",
                    "write quotation marks within a field twice",
                )
                continue
            long = "probably " if "larger than field limit" in str(error) else ""
            raise TransactionsError(
                f"a quotation mark that opens in this row is {long}never closed", str(file), row
            ) from None


def _wrong_width(number: int, row: list[str], width: int, separator: str) -> BrokenRow:
    fields = "1 field" if len(row) == 1 else f"{len(row)} fields"
    more = len(row) > width
    help_ = f"put fields that hold the separator {quoted(separator)} in quotation marks" if more else ""
    return BrokenRow(number, WRONG_WIDTH, f"the row has {fields}, but the header has {width}", help_)


def _separator(file: Path, wanted: str | None) -> str:
    if wanted is None:
        return "\t" if file.suffix.lower() == ".tsv" else ","
    separator = "\t" if wanted in _TABULATORS else wanted
    if len(separator) != 1 or separator in '"\r\n':
        raise TransactionsError(
            f"the separator is {quoted(wanted)}, but must be one character that is no quotation mark",
            str(file),
        )
    return separator


def _encoding(file: Path, wanted: str) -> str:
    with file.open("rb") as stream:
        start = stream.read(8)
    for mark, kind, help_ in _OTHER_KINDS:
        if start.startswith(mark):
            raise TransactionsError(f"the file is {kind}, not text", str(file), help=help_)
    try:
        named = codecs.lookup(wanted).name
    except LookupError:
        raise TransactionsError(
            f"the encoding {quoted(wanted)} is not known",
            str(file),
            help="common ones are utf-8, cp1252, latin-1",
        ) from None
    return next((name for mark, name in _MARKS if start.startswith(mark)), named)


def _other_separator(header: list[str], separator: str, layout: Layout) -> str:
    """Return what helps if a header was not taken apart, because it is separated by something else."""
    if len(header) == 1:
        for other, argument in _SEPARATORS.items():
            if other != separator and other in header[0]:
                return f"the header is {quoted(header[0])}: give --separator {argument}"
    return ""
