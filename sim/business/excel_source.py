"""Transactions from workbooks of Excel (.xlsx)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sim.business.problem import TransactionsError, quoted
from sim.business.source import BLOCK, Block, Layout, places_of


def excel_blocks(file: Path, layout: Layout) -> Iterator[Block]:
    """Yield the rows of a sheet, numbered as in Excel, without those that are empty; formulas give their last values.

    Raises TransactionsError if python-calamine is not installed, the file is no workbook, or the sheet is not there,
    is empty or lacks a column.
    """
    try:
        import python_calamine as calamine
    except ImportError:
        raise TransactionsError(
            "workbooks are read by the package python-calamine, which is not installed",
            str(file),
            help='install it with pip install "tenure-sim[excel]", or save the sheet as .csv',
        ) from None
    try:
        book = calamine.CalamineWorkbook.from_path(str(file))
        names = book.sheet_names
        if layout.sheet is None or layout.sheet in names:
            sheet = names[0] if layout.sheet is None else layout.sheet
            yield from _blocks(book.get_sheet_by_name(sheet).iter_rows(), sheet, file, layout)
            return
    except calamine.CalamineError as error:
        raise TransactionsError("the file is no workbook of Excel, or damaged", str(file)) from error
    raise TransactionsError(f"there is no sheet {quoted(layout.sheet)}", str(file), help=_listed(names))


def _blocks(sheet: Iterable[Sequence[object]], name: str, file: Path, layout: Layout) -> Iterator[Block]:
    rows = enumerate(sheet, start=1)
    header = next((row for _, row in rows if any(cell != "" for cell in row)), None)
    if header is None:
        raise TransactionsError(
            f"the sheet {quoted(name)} is empty", str(file), help="choose another with --sheet"
        )
    customer, date, amount = places_of(layout.columns, [str(cell).strip() for cell in header], file)
    numbers: list[int] = []
    cells: tuple[list[object], list[object], list[object]] = ([], [], [])
    for number, row in rows:
        if all(cell == "" for cell in row):
            continue
        numbers.append(number)
        cells[0].append(row[customer])
        cells[1].append(row[date])
        cells[2].append(row[amount])
        if len(numbers) >= BLOCK:
            yield Block(numbers, *cells)
            numbers, cells = [], ([], [], [])
    yield Block(numbers, *cells)


def _listed(names: list[str]) -> str:
    return f"sheets there: {', '.join(quoted(name) for name in names)}"
