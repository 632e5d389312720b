"""A lesson: what was read from its files, in every language that it is told in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.app.lessons.condition import Condition
from sim.app.lessons.places import places
from sim.app.lessons.sections import EXPLANATION, KEY
from sim.app.lessons.settings import OTHERWISE, LessonSettings, SideSettings


@dataclass(frozen=True)
class Telling:
    """A lesson in one language: its front matter, and its sections as Markdown."""

    settings: LessonSettings
    sections: Mapping[str, str]


@dataclass(frozen=True)
class Lesson:
    """A lesson by its name (`02-first-year`); the first of its tellings is the original."""

    name: str
    tellings: Mapping[str, Telling]

    @property
    def original(self) -> str:
        """The language that it was written in."""
        return next(iter(self.tellings))

    @property
    def settings(self) -> LessonSettings:
        """The front matter of the original: what is no text is the same in every language."""
        return self.tellings[self.original].settings

    @property
    def number(self) -> str:
        """The number that the name begins with, without zeros in front; nothing if it begins with none."""
        first = self.name.split("-")[0]
        return str(int(first)) if first.isascii() and first.isdigit() else ""

    def told(self, language: str) -> tuple[Telling, str]:
        """Return the lesson in a language, or in that of the original where there is no translation; and which."""
        language = language if language in self.tellings else self.original
        return self.tellings[language], language

    @property
    def conditions(self) -> dict[str, Condition | None]:
        """The condition of every option by its key; None for that which holds where no other does."""
        return {
            option.key: None if option.holds == OTHERWISE else Condition.read(option.holds or "")
            for option in self.settings.prediction.options
        }

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of all that is measured for it, in the order in which it is needed."""
        names = [*self.settings.shown_first, *self.settings.evidence]
        for telling in self.tellings.values():
            texts = telling.sections[EXPLANATION], telling.sections[KEY]
            names += [place.name for text in texts for place in places(text)]
        names += [
            name for condition in self.conditions.values() if condition for name in sorted(condition.names)
        ]
        names += [self.settings.prediction.measure or ""]
        return tuple(dict.fromkeys(name.split(".")[0] for name in names if name))

    @property
    def setups(self) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """What A and B run, as setups of films; no B where the lesson has one market."""
        b = self.settings.b
        return self.setup(self.settings.a), None if b is None else self.setup(b)

    def setup(self, side: SideSettings) -> dict[str, Any]:
        """Return a market with this lesson's seed as a setup of a film."""
        moves = [{"month": m.month, "lever": m.lever, "value": m.value} for m in side.moves]
        return {
            "scenario": side.scenario,
            "seed": self.settings.seed,
            "customers": side.customers,
            "moves": moves,
        }
