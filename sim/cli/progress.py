"""How far the work is: a bar with the time left on a terminal, and lines in a log for those who ask for them."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Self

SECONDS_BETWEEN_LINES = 10.0


class ProgressBar:
    """A progress bar on stderr, if that is a terminal; else silence, or with `log` a line every few seconds.

    total: the work to do; shown: whether to show anything at all; words: what is being done. Called with the work done
    so far.
    """

    def __init__(self, total: int, shown: bool, *, log: bool = False, words: str = "simulating") -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        columns = (TextColumn(words, markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(
            *columns, console=console, transient=True, disable=not (shown and console.is_terminal)
        )
        self._task = self._bar.add_task("", total=total)
        self._total, self._words = total, words
        self._logs = shown and log and not console.is_terminal
        self._began = self._told = monotonic()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, done: int) -> None:
        """Show how much is done."""
        self._bar.update(self._task, completed=done)
        now = monotonic()
        if self._logs and (done >= self._total or now - self._told >= SECONDS_BETWEEN_LINES):
            self._told = now
            left = (now - self._began) / max(done, 1) * max(self._total - done, 0)
            print(f"{self._words} {done}/{self._total}, {left:.0f} s left", file=sys.stderr, flush=True)
