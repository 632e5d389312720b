"""A source: text with a name, and the places in it that values come from."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 1_000_000
"""Largest scenario file that is read; the largest that anybody needs is a hundred times smaller."""

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What the YAML parser counts as the end of a line, so that its line numbers are ours."""

_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML forbids: control characters and half characters."""


class UnreadableError(Exception):
    """A file that cannot be read as text: what is wrong, what helps, and where if that is known."""

    def __init__(self, message: str, help: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message, self.help, self.place = message, help, place


@dataclass(frozen=True, eq=False)
class Source:
    """Text by lines, under the name that messages show; its first line may have another number than 1."""

    name: str
    text: str = field(repr=False)
    first_line: int = 1
    lines: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(_LINE_BREAK.split(self.text)))

    def place(self, line: int, column: int, end_line: int | None = None, end_column: int = 0) -> Place:
        """Return the place at a line and column (both from 0), cut off where its first line ends."""
        if line >= len(self.lines):
            line, column = len(self.lines) - 1, len(self.lines[-1])
        row = self.lines[line]
        end = end_column if end_line == line else len(row)
        return Place(self, line + self.first_line, column + 1, max(0, end - column))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written: source, line and column (both from 1), and its length in that line."""

    source: Source
    line: int
    column: int
    length: int

    @property
    def text(self) -> str:
        """The whole source line."""
        return self.source.lines[self.line - self.source.first_line]


def read_source(path: Path, name: str) -> Source:
    """Read a text file; `name` is what messages call it. Raises UnreadableError, whatever is wrong."""
    return _decoded(_read_bytes(path, name), name)


def forbidden_character(source: Source) -> tuple[str, Place] | None:
    """Return the first character that YAML forbids (a control character) as `U+001B`, and its place."""
    found = _NOT_TEXT.search(source.text)
    if found is None:
        return None
    lines = _LINE_BREAK.split(source.text[: found.start()])
    line, column = len(lines) - 1, len(lines[-1])
    return f"U+{ord(found.group()):04X}", source.place(line, column, line, column + 1)


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableError(f'"{name}" is a folder, but must be a file')
        if not stat.S_ISREG(mode):
            raise UnreadableError(f'"{name}" is not an ordinary file')
        with open(path, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableError(f'there is no file "{name}"') from None
    except PermissionError:
        raise UnreadableError(
            f'"{name}" may not be read by you', "check the permissions of the file"
        ) from None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UnreadableError(f'"{name}" cannot be read: {reason.lower()}') from None
    if len(content) > MOST_BYTES:
        raise UnreadableError(f'"{name}" is larger than {MOST_BYTES:,} bytes', "is this a scenario?")
    return content


def _decoded(content: bytes, name: str) -> Source:
    try:
        return Source(name, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        shown = Source(name, content.decode("utf-8", errors="replace"))
        before = _LINE_BREAK.split(content[: error.start].decode("utf-8", errors="replace"))
        place = shown.place(len(before) - 1, len(before[-1]), len(before) - 1, len(before[-1]) + 1)
        message = f"the file is not UTF-8 text: found the byte 0x{content[error.start]:02x}"
        raise UnreadableError(message, "save the file with the encoding UTF-8", place) from None
