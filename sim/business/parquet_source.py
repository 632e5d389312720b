"""Transactions from Parquet files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.business.problem import TransactionsError, quoted
from sim.business.source import BLOCK, Block, Layout, places_of


def parquet_blocks(file: Path, layout: Layout) -> Iterator[Block]:
    """Yield the rows of a Parquet file; its first row is row 1, because it has no header.

    Raises TransactionsError if it is no Parquet file, or a column is missing or holds lists.
    """
    import pyarrow as arrow
    from pyarrow import parquet

    try:
        source = parquet.ParquetFile(file)
    except (arrow.ArrowInvalid, OSError) as error:
        raise TransactionsError("the file is no Parquet file, or damaged", str(file)) from error
    with source:
        schema = source.schema_arrow
        places_of(layout.columns, schema.names, file)
        for name in layout.columns:
            kind = schema.field(name).type
            if arrow.types.is_nested(kind):
                raise TransactionsError(
                    f"the column {quoted(name)} is of the type {kind}, but must hold single values", str(file)
                )
        row = 1
        for batch in source.iter_batches(BLOCK, columns=list(layout.columns)):
            customer, date, amount = (_cells(batch.column(name)) for name in layout.columns)
            yield Block(range(row, row + len(customer)), customer, date, amount)
            row += len(customer)


def _cells(column: Any) -> list[object]:
    """Return the values of a column; moments as days, those with a time zone as days of that zone."""
    import pyarrow as arrow
    from pyarrow import compute

    if arrow.types.is_timestamp(column.type):
        column = compute.local_timestamp(column) if column.type.tz else column
        column = compute.floor_temporal(column, unit="day").cast(arrow.date32())
    cells: list[object] = column.to_pylist()
    return cells
