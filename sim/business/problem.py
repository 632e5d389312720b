"""What is wrong with a file of transactions: said with file, row, column, value, reason, and what helps."""

from __future__ import annotations

import unicodedata

_LONGEST = 60
"""Characters of a value that are shown."""


class TransactionsError(ValueError):
    """A file that cannot be read as transactions; `str()` is the text to show, safe to print.

    row: number of the row in the file, the header being row 1 (a Parquet file has no header: its first row is 1).
    """

    def __init__(self, message: str, file: str, row: int | None = None, column: str = "", help: str = ""):
        self.message, self.file, self.row, self.column, self.help = message, file, row, column, help
        super().__init__(message, file, row, column, help)

    def __str__(self) -> str:
        where = [self.file, f"row {self.row}" if self.row is not None else "", self.column]
        lines = [f"error: {self.message}", f" --> {', '.join(part for part in where if part)}"]
        return "\n".join(
            printable(line) for line in [*lines, *([f"  = help: {self.help}"] if self.help else [])]
        )


def quoted(value: object) -> str:
    """Return a value from a file in quotation marks, cut if it is long."""
    text = str(value)
    return f'"{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"}"'


def printable(text: str) -> str:
    """Return text in which every character that does not print (a terminal's colours, say) is written out."""
    return "".join(
        c
        if c.isprintable() or unicodedata.category(c) == "Zs"
        else c.encode("unicode_escape", "replace").decode()
        for c in text
    )
