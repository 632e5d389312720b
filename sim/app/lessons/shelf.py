"""The shelf: all lessons of the classroom, packaged ones and the teacher's own, read again when their files change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.app.lessons.checks import Known
from sim.app.lessons.lesson import Lesson
from sim.app.lessons.reading import LessonError, lesson_files, read_lesson

MOST_LESSONS = 200
"""Lessons that are shown; a folder with more is probably not one of lessons."""


class _Seen(NamedTuple):
    """What a lesson's files looked like when they were read, and what came of it."""

    stamp: tuple[object, ...]
    read: Lesson | LessonError


class Shelf:
    """Lessons in folders; one in a later folder takes the place of one of the same name before it.

    A file that is new, changed or gone is noticed the next time somebody looks. A lesson with mistakes is not shown.
    known: called when the first lesson is read, since it loads the model.
    """

    def __init__(self, folders: Sequence[Path], known: Callable[[], Known]) -> None:
        self.folders, self.known = tuple(folders), known
        self._seen: dict[str, _Seen] = {}
        self._misnamed: Mapping[str, LessonError] = {}

    @property
    def lessons(self) -> list[Lesson]:
        """All lessons without mistakes, in the order of their names."""
        return [lesson for lesson in self.look().values() if isinstance(lesson, Lesson)]

    @property
    def mistakes(self) -> list[LessonError]:
        """What is wrong with the other lessons."""
        wrong = [lesson for lesson in self.look().values() if isinstance(lesson, LessonError)]
        return [*wrong, *self._misnamed.values()]

    def lesson(self, name: str) -> Lesson | None:
        """Return a lesson by its name, None if there is none without mistakes."""
        found = self.look().get(name)
        return found if isinstance(found, Lesson) else None

    def look(self) -> dict[str, Lesson | LessonError]:
        """Read what has changed, and return every lesson by name, or what is wrong with it."""
        files: dict[str, Mapping[str, Path]] = {}
        misnamed: dict[str, LessonError] = {}
        for folder in self.folders:
            found, wrong = lesson_files(folder)
            files |= found
            misnamed |= wrong
        self._misnamed = misnamed
        self._seen = {name: self._read(name, files[name]) for name in sorted(files)[:MOST_LESSONS]}
        return {name: seen.read for name, seen in self._seen.items()}

    def _read(self, name: str, files: Mapping[str, Path]) -> _Seen:
        stamp = tuple(_stamps(files))
        known = self._seen.get(name)
        if known is not None and known.stamp == stamp:
            return known
        try:
            return _Seen(stamp, read_lesson(name, files, self.known()))
        except LessonError as error:
            return _Seen(stamp, error)


def _stamps(files: Mapping[str, Path]) -> Iterator[tuple[object, ...]]:
    """Yield what changes when a file does; a file that is just gone has none."""
    for language, path in files.items():
        try:
            found = path.stat()
        except OSError:
            yield language, path, None
        else:
            yield language, path, found.st_mtime_ns, found.st_size
