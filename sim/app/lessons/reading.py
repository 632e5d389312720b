"""From files to lessons. Every mistake of whoever writes one is told with file, line, key, and what is valid there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from sim.app.lessons.checks import Known, check_names
from sim.app.lessons.document import Document, read_document
from sim.app.lessons.lesson import Lesson, Telling
from sim.app.lessons.settings import FrontMatter, LessonSettings
from sim.app.lessons.translation import laid_over_original, note_differences
from sim.app.words import LANGUAGES
from sim.scenario.packaged import shown
from sim.scenario.problems import Problem, Problems, ScenarioError
from sim.scenario.tree import Group
from sim.scenario.validation import judged

ENDING = ".md"
_NO_LESSONS = ("readme.md", "index.md")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class LessonError(ScenarioError):
    """A lesson that cannot be shown: `problems` holds all that is wrong, `str()` the text to show."""

    def _text(self) -> str:
        count = len(self.problems) + self.unlisted
        last = f"{self.asked}: {count:,} problem{'' if count == 1 else 's'}, the lesson is not shown"
        return "\n\n".join([*map(str, self.problems), last])

    def __reduce__(self) -> tuple[type[LessonError], tuple[tuple[Problem, ...], str, int]]:
        return LessonError, (self.problems, self.asked, self.unlisted)


def lesson_files(folder: Path) -> tuple[dict[str, dict[str, Path]], dict[str, LessonError]]:
    """Return the files of the lessons in a folder: name → language → file; and what is wrong with other names."""
    found: dict[str, dict[str, Path]] = {}
    wrong: dict[str, LessonError] = {}
    for path in sorted(folder.glob(f"*{ENDING}")):
        name, _, language = path.name.removesuffix(ENDING).rpartition(".")
        if path.name.casefold() in _NO_LESSONS:
            continue
        if language not in LANGUAGES or not _NAME.fullmatch(name):
            wrong[path.name] = _wrong_name(path)
            continue
        found.setdefault(name, {})[language] = path
    by_original = {
        name: {code: files[code] for code in LANGUAGES if code in files} for name, files in found.items()
    }
    return by_original, wrong


def _wrong_name(path: Path) -> LessonError:
    problems = Problems(shown(path))
    names = " or ".join(f"NN-some-words.{code}{ENDING}" for code in LANGUAGES)
    help = f"call it {names}, in lower-case letters, digits and dashes"
    problems.add(f'"{path.name}" is no name of a lesson', help=help)
    return _of_lesson(problems.error())


def read_lesson(name: str, files: Mapping[str, Path], known: Known) -> Lesson:
    """Return a lesson from its files by language, the first of which is the original. Raises LessonError."""
    tellings: dict[str, Telling] = {}
    original: tuple[Group, LessonSettings, str] | None = None
    for language, path in files.items():
        problems = Problems(shown(path))
        try:
            document = read_document(path, problems.asked, problems)
            root = laid_over_original(document.root, original[0]) if original else document.root
            settings = judged(root, FrontMatter, problems)
            document = Document(root, document.body, document.sections)
            if original:
                note_differences(root, settings, original[1], original[2], problems)
            check_names(document, settings, known, problems)
            if problems:
                raise problems.error()
        except ScenarioError as error:
            raise _of_lesson(error) from None
        original = original or (root, settings, path.name)
        tellings[language] = Telling(settings, {key: text for key, (text, _) in document.sections.items()})
    return Lesson(name, tellings)


def _of_lesson(error: ScenarioError) -> LessonError:
    return LessonError(error.problems, error.asked, error.unlisted)
