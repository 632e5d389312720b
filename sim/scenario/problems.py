"""Problems of a scenario: collected, sorted, and shown the way a good colleague would."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from sim.scenario.source import Place

MOST_PROBLEMS = 50
"""Problems that are shown; of any further ones only the number is told."""

_WIDEST = 110
"""Characters of a source line that are shown."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, what helps. All texts are safe to print."""

    message: str
    file: str
    line: int | None = None
    column: int | None = None
    path: str = ""
    help: str = ""
    note: str = ""
    excerpt: str = ""
    carets: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}:{self.column}"
        lines = [f"error: {self.message}", f" --> {where}" + (f"   ({self.path})" if self.path else "")]
        if self.line is not None and self.carets:
            margin = " " * len(str(self.line))
            lines += [f"{margin} |", f"{self.line} | {self.excerpt}".rstrip(), f"{margin} | {self.carets}"]
        lines += [f"  = help: {self.help}"] if self.help else []
        lines += [f"  = note: {self.note}"] if self.note else []
        return "\n".join(lines)


SET = "--set"
"""What settings given beside the file are called, in place of a file."""


class ScenarioError(ValueError):
    """A scenario that cannot be run: `problems` holds all that is wrong, `str()` the text to show."""

    def __init__(self, problems: Sequence[Problem], asked: str, unlisted: int = 0) -> None:
        self.problems, self.asked, self.unlisted = tuple(problems), asked, unlisted
        super().__init__(self._text())

    def __reduce__(self) -> tuple[Any, ...]:
        return ScenarioError, (self.problems, self.asked, self.unlisted)

    def _text(self) -> str:
        count = len(self.problems) + self.unlisted
        further = [f"… and {self.unlisted:,} more"] if self.unlisted else []
        files = {problem.file for problem in self.problems}
        where = SET if files == {SET} else self.asked
        last = f"{where}: {count:,} problem{'' if count == 1 else 's'}, nothing was run"
        return "\n\n".join([*map(str, self.problems), *further, last])


class Problems:
    """The problems found so far in the scenario that somebody asked for, and the files that it extends."""

    def __init__(self, asked: str) -> None:
        self.chain = [asked]
        self.unlisted = 0
        self._found: dict[object, Problem] = {}

    @property
    def asked(self) -> str:
        """The file that somebody asked for."""
        return self.chain[0]

    def add(
        self,
        message: str,
        place: Place | None = None,
        *,
        file: str = "",
        path: str = "",
        help: str = "",
        note: str = "",
    ) -> None:
        """Note a problem, once for a place."""
        problem = Problem(
            visible(message), file or self.asked, path=visible(path), help=visible(help), note=visible(note)
        )
        if place is not None:
            excerpt, carets = _excerpt(place)
            problem = replace(
                problem,
                file=place.source.name,
                line=place.line,
                column=place.column,
                excerpt=excerpt,
                carets=carets,
            )
        self._found.setdefault((problem.file, problem.line, problem.column, problem.message), problem)

    def stop(
        self, message: str, place: Place | None = None, *, file: str = "", help: str = "", note: str = ""
    ) -> NoReturn:
        """Note a problem after which nothing else can be judged, and raise all of them."""
        self.add(message, place, file=file, help=help, note=note)
        raise self.error()

    def take_over(self, error: ScenarioError) -> None:
        """Note the problems of an error too, each once for a place."""
        self.unlisted += error.unlisted
        for problem in error.problems:
            self._found.setdefault((problem.file, problem.line, problem.column, problem.message), problem)

    def __bool__(self) -> bool:
        return bool(self._found)

    def error(self) -> ScenarioError:
        """Return all problems as one error: by file, the one asked for first, and by line."""
        order = {file: number for number, file in enumerate(self.chain)}
        found = sorted(
            self._found.values(), key=lambda p: (order.get(p.file, len(order)), p.line or 0, p.column or 0)
        )
        shown = [self._with_chain(problem) for problem in found[:MOST_PROBLEMS]]
        return ScenarioError(shown, visible(self.asked), len(found) - len(shown) + self.unlisted)

    def _with_chain(self, problem: Problem) -> Problem:
        number = self.chain.index(problem.file) if problem.file in self.chain else 0
        safe = replace(problem, file=visible(problem.file))
        if number == 0:
            return safe
        used = f"used by {self.asked}" + "".join(
            f", which extends {file}" for file in self.chain[1 : number + 1]
        )
        return replace(safe, note=f"{problem.note}; {visible(used)}" if problem.note else visible(used))


def visible(text: str) -> str:
    """Return text in which every character that does not print (a terminal's colours, say) is written out."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _excerpt(place: Place) -> tuple[str, str]:
    """Return the source line of a place and the carets below it, a window of it if the line is long."""
    text, start = place.text, place.column - 1
    first = max(0, min(start - _WIDEST // 3, len(text) - _WIDEST)) if len(text) > _WIDEST else 0
    piece = text[first : first + _WIDEST]
    before, marked = piece[: start - first], piece[start - first : start - first + place.length]
    lead = "…" if first else ""
    tail = "…" if first + _WIDEST < len(text) else ""
    return lead + _printed(piece) + tail, " " * _width(lead + _printed(before)) + "^" * max(
        1, _width(_printed(marked))
    )


def _printed(text: str) -> str:
    return visible(text.replace("\t", "    "))


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
