"""What people see on the terminal: colours only where there is one, and NO_COLOR is respected."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from sim.study.sweeping.store import Store

_STYLES = (
    (r"^error:", "bold red"),
    (r"^ +-->", "blue"),
    (r"^ *\d* \|(?= |$)", "blue"),
    (r"(?<=\| )[ …]*\^+$", "bold red"),
    (r"^  = help:", "bold cyan"),
    (r"^  = note:", "bold"),
)


def show_error(text: str) -> None:
    """Print the text of an error to stderr, coloured if that is a terminal."""
    from rich.console import Console
    from rich.text import Text

    coloured = Text(text)
    for pattern, style in _STYLES:
        coloured.highlight_regex(re.compile(pattern, re.MULTILINE), style)
    Console(stderr=True, highlight=False, soft_wrap=True).print(coloured)


def show_failure(text: str) -> None:
    """Print what went wrong to stderr; of a text with several lines each is made safe to print."""
    from sim.scenario.problems import visible

    show_error("error: " + "\n".join(visible(line) for line in text.rstrip().split("\n")))


def leave(text: str, code: int) -> NoReturn:
    """Say what went wrong, perhaps in several lines, and leave with an exit code."""
    show_failure(text)
    raise typer.Exit(code)


def tell_left_out(store: Store) -> None:
    """Say on stderr which parts of a sweep's folder are damaged and not read."""
    for sentence in store.left_out():
        print(f"note: {sentence}", file=sys.stderr)


def printable(text: str) -> Text:
    """Return a text of the page with common spaces and minus signs, in which rich reads no marks of its own."""
    from rich.text import Text

    from sim.report.number import MINUS, SPACE, THIN

    return Text(text.translate({ord(THIN): " ", ord(SPACE): " ", ord(MINUS): "-"}))


def refuse(message: str, help: str = "") -> NoReturn:
    """Say what is wrong with the input and leave with exit code 2."""
    from sim.scenario.problems import visible

    show_error(f"error: {visible(message)}" + (f"\n  = help: {visible(help)}" if help else ""))
    raise typer.Exit(2)
