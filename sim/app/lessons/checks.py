"""Checks of a lesson against what there is: scenarios, measures, figures, and conditions that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sim.app.lessons.condition import Condition, ConditionError
from sim.app.lessons.document import Document
from sim.app.lessons.places import places
from sim.app.lessons.sections import ABOUT, HANDOUT
from sim.app.lessons.settings import OTHERWISE, LessonSettings, SideSettings
from sim.scenario.nearest import did_you_mean
from sim.scenario.problems import Problems
from sim.scenario.tree import Path, find, key_place, shown_path

Setup = Mapping[str, object]


class Wrong(NamedTuple):
    """Why a setup cannot be run: in a sentence, what would help, and the lever that it is about, if it is about one."""

    message: str
    help: str = ""
    lever: str = ""


def fits(setup: Setup) -> Wrong | None:
    """Return that nothing is wrong with a setup, whatever it is."""
    return None


@dataclass(frozen=True)
class Known:
    """What lessons can name.

    measures: by name, the units of its figures by their names, that of its headline under no name; comparing: the
    measures that need a market B; scenarios: names of packaged ones; wrong: what is wrong with a setup, or None.
    """

    measures: Mapping[str, Mapping[str, str]]
    comparing: frozenset[str]
    scenarios: Sequence[str]
    wrong: Callable[[Setup], Wrong | None] = fits


def check_names(document: Document, settings: LessonSettings, known: Known, problems: Problems) -> None:
    """Note what a lesson names that there is not."""
    checks = _Checks(document, settings, known, problems)
    for path, side in _sides(settings):
        checks.scenario(path, side)
    for path, name in _measures(settings):
        checks.measure(name, path)
    if (figure := settings.prediction.measure) is not None:
        checks.predicted(figure, settings.prediction.unit)
    for number, option in enumerate(settings.prediction.options):
        if option.holds is not None and option.holds != OTHERWISE:
            checks.condition(option.holds, ("prediction", "options", number, "holds"))
    checks.sections()


class _Checks:
    """Notes what a lesson names that there is not."""

    def __init__(
        self, document: Document, settings: LessonSettings, known: Known, problems: Problems
    ) -> None:
        self.document, self.settings, self.known, self.problems = document, settings, known, problems

    def scenario(self, path: Path, side: SideSettings) -> None:
        """Note a scenario that is not packaged, or moves that it does not take."""
        if side.scenario not in self.known.scenarios:
            help = did_you_mean(side.scenario, self.known.scenarios, "packaged scenarios")
            self._add(f'unknown scenario "{side.scenario}"', (*path, "scenario"), help)
            return
        moves = [move.model_dump() for move in side.moves]
        setup = {
            "scenario": side.scenario, "seed": self.settings.seed, "customers": side.customers, "moves": moves,
        }  # fmt: skip
        wrong = self.known.wrong(setup)
        if wrong is None:
            return
        of_lever = [number for number, move in enumerate(side.moves) if move.lever == wrong.lever]
        where: Path = ("moves", of_lever[0], "lever") if of_lever else ("moves",) if moves else ("scenario",)
        self._add(wrong.message, (*path, *where), wrong.help)

    def measure(self, name: str, path: Path) -> bool:
        """Note a measure that does not exist, or that compares where there is one market."""
        what = self._wrong_measure(name)
        if what is not None:
            self._add(what[0], path, what[1])
        return what is None

    def figure(self, name: str, path: Path) -> bool:
        """Note a figure that does not exist; return whether it does."""
        if (what := self._wrong_figure(name)) is not None:
            self._add(what[0], path, what[1])
        return what is None

    def predicted(self, name: str, unit: str | None) -> None:
        """Note a figure to predict that does not exist, or is measured in another unit than is asked for."""
        if not self.figure(name, ("prediction", "measure")):
            return
        measure, _, figure = name.partition(".")
        measured = self.known.measures[measure][figure]
        if measured != unit:
            self._add(
                f"unit is {unit}, but {name} is measured in {measured}",
                ("prediction", "unit"),
                f"write {measured}",
            )

    def condition(self, text: str, path: Path) -> None:
        """Note a condition that cannot be read, or asks for a figure that does not exist."""
        try:
            condition = Condition.read(text)
        except ConditionError as error:
            self._add(str(error), path, "write for example  churn.b < 0.9 * churn.a  or  10 <= churn < 20")
            return
        for name in sorted(condition.names):
            self.figure(name, path)

    def sections(self) -> None:
        """Note places in the text that no figure fills."""
        for section, (text, _) in self.document.sections.items():
            for place in places(text):
                where = self.document.place(section, place.start, place.end)
                if section in (ABOUT, HANDOUT):
                    message = "measured figures cannot stand here: it is read before the run"
                    help = f"move {{{{{place.name}}}}} to the explanation or the answer key"
                elif not place.is_name:
                    message, help = (
                        f'"{place.name}" is no name of a figure',
                        "write {{measure}} or {{measure.figure}}",
                    )
                elif (what := self._wrong_figure(place.name)) is not None:
                    message, help = what
                else:
                    continue
                self.problems.add(message, where, help=help)

    def _wrong_figure(self, name: str) -> tuple[str, str] | None:
        measure, _, figure = name.partition(".")
        if (what := self._wrong_measure(measure)) is not None:
            return what
        figures = self.known.measures[measure]
        if figure in figures:
            return None
        help = did_you_mean(figure, filter(None, figures), f"figures of {measure}")
        return f'the measure {measure} has no figure "{figure}"', help

    def _wrong_measure(self, name: str) -> tuple[str, str] | None:
        if name not in self.known.measures:
            return f'unknown measure "{name}"', did_you_mean(name, self.known.measures, "measures")
        if name in self.known.comparing and self.settings.b is None:
            return (
                f"the measure {name} compares two markets, but the lesson has only A",
                "give the lesson a market b",
            )
        return None

    def _add(self, message: str, path: Path, help: str) -> None:
        root = self.document.root
        node = find(root, path)
        place = node.place if node is not None else key_place(root, path[:-1])
        self.problems.add(message, place, path=shown_path(root, path), help=help)


def _sides(settings: LessonSettings) -> Iterator[tuple[Path, SideSettings]]:
    """Yield every market of a lesson with its path."""
    tries = [(("try", n, key), getattr(t, key)) for n, t in enumerate(settings.to_try) for key in ("a", "b")]
    sides: list[tuple[Path, SideSettings | None]] = [(("a",), settings.a), (("b",), settings.b), *tries]
    yield from ((path, side) for path, side in sides if side is not None)


def _measures(settings: LessonSettings) -> Iterator[tuple[Path, str]]:
    """Yield every measure that a lesson shows with its path."""
    yield from ((("shown_first", n), name) for n, name in enumerate(settings.shown_first))
    yield from ((("evidence", n), name) for n, name in enumerate(settings.evidence))
