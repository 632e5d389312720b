"""A user's own transactions: read from a file, every row checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.business.cells import DayReader, Wrong, amounts_of, customers_of
from sim.business.problem import TransactionsError
from sim.business.reasons import reason
from sim.business.source import Block, BrokenRow, Layout, blocks

CUSTOMER, DATE, AMOUNT = "customer_id", "date", "amount"
"""Columns of the table, whatever they are called in the file."""


@dataclass(frozen=True)
class Transactions:
    """Transactions as they stand in a file: purchases, and refunds as negative amounts."""

    table: pd.DataFrame
    """customer_id (text, categorical, sorted), date (day), amount (money); in the order of the file."""
    file: str
    """Name of the file, without its folders."""
    rows: int
    """Rows of the file, without the header and empty rows."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Rows that could not be read and were left out, by the kind of what is wrong, the most frequent first."""
    first_skipped: str = ""
    """Number of the first of them, and what is wrong with it."""


class _Part(NamedTuple):
    """Rows that could be read: place of the customer, day, and amount of each."""

    customer: NDArray[np.int64]
    day: NDArray[np.int64]
    amount: NDArray[np.float64]


def read_transactions(
    file: str | Path,
    layout: Layout | None = None,
    *,
    date_format: str | None = None,
    decimal: str = ".",
    skip_bad_rows: bool = False,
) -> Transactions:
    """Return the transactions in a file: CSV (.csv, .txt, .tsv), Parquet, or a workbook of Excel.

    layout: names of columns, separator, encoding and sheet; dates are ISO 8601 or of `date_format` (as `strptime`
    takes it), the hour does not count; decimal: the sign before the cents, "." or ","; customers are text, so 007
    stays 007. Empty rows are no rows.
    Raises TransactionsError at the first row that cannot be read, with its number in the file, unless
    `skip_bad_rows` counts such rows and carries on; and if nothing is there to read.
    """
    path, layout = Path(file), layout or Layout()
    days = DayReader(date_format)
    codes: dict[str, int] = {}
    parts: list[_Part] = []
    kinds: Counter[str] = Counter()
    rows, first = 0, ""
    for block in blocks(path, layout):
        rows += len(block.rows) + len(block.broken)
        customers, dates, amounts = (
            customers_of(block.customer),
            days.days_of(block.date),
            amounts_of(block.amount, decimal),
        )
        wrong = {**amounts.wrong, **dates.wrong, **customers.wrong}
        if wrong or block.broken:
            error = _first_error(
                block, (customers.wrong, dates.wrong, amounts.wrong), path, layout, date_format
            )
            if not skip_bad_rows:
                raise error
            kinds.update([*wrong.values(), *(row.kind for row in block.broken)])
            first = first or f"row {error.row}: {error.message}"
        kept = np.delete(np.arange(len(block.rows)), list(wrong))
        named = customers.values if not wrong else [customers.values[place] for place in kept.tolist()]
        code = [codes.setdefault(name, len(codes)) for name in named]
        parts.append(_Part(np.array(code, np.int64), dates.values[kept], amounts.values[kept]))
    if not codes:
        why = f"none of its {rows} rows can be read" if rows else "it has a header, but no rows"
        raise TransactionsError(f"the file has no transactions: {why}", str(path))
    return Transactions(_table(parts, list(codes)), path.name, rows, dict(kinds.most_common()), first)


def _table(parts: list[_Part], names: list[str]) -> pd.DataFrame:
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), np.int64)
    place[order] = np.arange(len(names))
    code = place[np.concatenate([part.customer for part in parts])]
    return pd.DataFrame(
        {
            CUSTOMER: pd.Categorical.from_codes(
                code, pd.Index([names[number] for number in order], dtype=object)
            ),
            DATE: np.concatenate([part.day for part in parts])
            .astype("datetime64[D]")
            .astype("datetime64[s]"),
            AMOUNT: np.concatenate([part.amount for part in parts]),
        }
    )


def _first_error(
    block: Block, wrong: tuple[Wrong, Wrong, Wrong], path: Path, layout: Layout, date_format: str | None
) -> TransactionsError:
    """Return what is wrong with the first row of a block that cannot be read; its first column comes first."""
    error = partial(TransactionsError, file=str(path))
    place = min((min(column) for column in wrong if column), default=None)
    torn: BrokenRow | None = min(block.broken, default=None)
    if torn is not None and (place is None or torn.row < block.rows[place]):
        return error(torn.message, row=torn.row, help=torn.help)
    assert place is not None
    cells = (block.customer, block.date, block.amount)
    for cell, column, name in zip(cells, wrong, layout.columns, strict=True):
        if place in column:
            message, help_ = reason(column[place], cell[place], name, date_format=date_format)
            return error(message, row=block.rows[place], column=f"column {name}", help=help_)
    raise AssertionError("a row is wrong, but none of its cells")
