"""A lever: something that can be moved on the page, in which unit, and how far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from sim.app.films.setup import SetupError, Value

Group = Literal["firm", "rival", "world"]


@dataclass(frozen=True)
class Lever:
    """Something that can be moved.

    key: its name in setups; unit: a word that the catalogue explains; default: where the scenario has it at month 0;
    course: where the scenario's own events put it later, as (month, value). firm: whose lever it is; none for the
    world's, which are moved from the start only and are factors on what the scenario says.
    """

    key: str
    group: Group
    unit: str
    default: Value
    minimum: float = 0.0
    maximum: float = 0.0
    step: float = 0.0
    """A step that reads well; default and values need not lie on one."""
    choices: tuple[str, ...] = ()
    firm: str = ""
    course: tuple[tuple[int, Value], ...] = ()
    line: str = ""
    """The spending line that it moves, if it does."""
    sets: Callable[[Any], dict[str, Any]] | None = field(default=None, compare=False)
    """What an event sets for a value, if it is a firm's lever and no spending line."""
    paths: tuple[tuple[str, ...], ...] = ()
    """The keys of `customers` that it scales, if it is the world's."""

    @property
    def kind(self) -> Literal["range", "choice"]:
        """Whether it is a number on a range or one of several choices."""
        return "choice" if self.choices else "range"

    def checked(self, value: Value) -> Value:
        """Return a value that it can have. Raises SetupError for any other."""
        if self.choices:
            if value not in self.choices:
                raise SetupError(
                    "films.value_choice", lever=self.key, value=str(value), choices=", ".join(self.choices)
                )
            return value
        if isinstance(value, str) or not self.minimum <= value <= self.maximum:
            raise SetupError(
                "films.value_range", lever=self.key, value=str(value), low=self.minimum, high=self.maximum
            )
        return value

    @property
    def told(self) -> dict[str, Any]:
        """The lever as JSON data."""
        told: dict[str, Any] = {
            "key": self.key, "group": self.group, "kind": self.kind, "unit": self.unit, "default": self.default,
            "firm": self.firm or None, "course": [list(step) for step in self.course],
        }  # fmt: skip
        if self.choices:
            return told | {"choices": list(self.choices)}
        return told | {"minimum": self.minimum, "maximum": self.maximum, "step": self.step}
