"""How far a sweep is: a bar with the time left on a terminal, and a line now and then in a log."""

from __future__ import annotations

import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.study.sweeping.sweep_loop import Standing

EVERY = 30.0
"""Seconds between two lines in a log."""


class SweepProgress:
    """Tells on stderr how far a sweep is, and before most of it, what it will take.

    folder: of the sweep, whose size tells what the disk has to take; workers: what they are called; shown: or silence.
    """

    def __init__(self, folder: Path, workers: str, shown: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._folder, self._workers = folder, workers
        self._shown, self._is_terminal = shown, self._console.is_terminal
        columns = (
            TextColumn("running"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[left]}"),
        )
        is_bar = shown and self._is_terminal
        self._bar = Progress(*columns, console=self._console, transient=True, disable=not is_bar)
        self._task = self._bar.add_task("", total=None, left="")
        self._told = monotonic()
        self._last: Standing | None = None
        self._expectation_told = False

    def __enter__(self) -> SweepProgress:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Take the bar away."""
        self._bar.stop()

    def __call__(self, standing: Standing) -> None:
        """Tell how far it is."""
        self._last = standing
        if not self._shown:
            return
        if standing.seconds_a_run is not None and not self._expectation_told:
            self._tell_expectation(standing, standing.seconds_a_run)
        left = f"{time_in_words(standing.seconds_left)} left" if standing.seconds_left is not None else ""
        failed = f", {standing.failed:,} failed" if standing.failed else ""
        self._bar.update(self._task, completed=standing.made, total=standing.total, left=left + failed)
        is_end = standing.made == standing.total
        if not self._is_terminal and (is_end or monotonic() - self._told > EVERY):
            self._told = monotonic()
            share = standing.made / standing.total
            print(
                f"{standing.made:,} of {standing.total:,} runs ({share:.0%}){failed}"
                + (f", about {left}" if left and not is_end else ""),
                file=sys.stderr,
                flush=True,
            )

    def _tell_expectation(self, standing: Standing, seconds: float) -> None:
        """Say once what the sweep will take, as its first runs took it."""
        self._expectation_told = True
        left = standing.total - standing.made
        if left:
            size = sum(file.stat().st_size for file in self._folder.glob("parts/*/*.parquet"))
            disk = bytes_in_words(size / max(standing.made, 1) * standing.total)
            time = time_in_words(seconds * left / standing.workers)
            self._console.print(
                f"a run takes {seconds:.2g} s: {left:,} runs take about {time} "
                f"in {standing.workers:,} {self._workers}, and at most {disk} on the disk"
            )

    def say_what_is_kept(self) -> None:
        """Say what an interruption leaves."""
        if self._last is not None:
            print(
                f"{self._last.made:,} of {self._last.total:,} runs are finished and kept: the same command goes on",
                file=sys.stderr,
            )


def time_in_words(seconds: float) -> str:
    """Return a duration as people say it: 45 s, 12 min, 3.5 h, 2.1 days."""
    for unit, length, most in (("s", 1.0, 100.0), ("min", 60.0, 100.0), ("h", 3600.0, 48.0)):
        if seconds < length * most:
            amount = seconds / length
            return f"{amount:.1f} {unit}" if amount < 10 and unit != "min" else f"{amount:.0f} {unit}"
    return f"{seconds / 86_400:.1f} days"


def bytes_in_words(size: float) -> str:
    """Return a size as people say it: 12 kB, 3.4 MB, 1.2 GB."""
    for unit, length in (("kB", 1e3), ("MB", 1e6)):
        if size < 1000 * length:
            return f"{size / length:.1f} {unit}" if size < 10 * length else f"{size / length:.0f} {unit}"
    return f"{size / 1e9:.1f} GB"
