"""A fact: a published finding, the check of it, and the mechanism without which it must fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.market.tables import Tables

Overrides = Mapping[str, Any]
"""Dotted scenario keys and the values that switch a mechanism off."""


@dataclass(frozen=True)
class Verdict:
    """What a run says of a fact: whether it holds, and the figures that decide it."""

    holds: bool
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Fact:
    """A published finding. `check` reads the tables of one run only, never a parameter."""

    name: str
    finding: str
    source: str
    kind: str
    """"emergent" if no equation states it, "calibrated" if parameters were set to it (then it is no evidence)."""
    broken_by: Overrides
    check: Callable[[Tables], Verdict]

    def __call__(self, tables: Tables) -> Verdict:
        """Return the verdict of a run."""
        return self.check(tables)


FACTS: dict[str, Fact] = {}
"""All facts by name."""


def fact(
    name: str, finding: str, *, source: str, broken_by: Overrides, kind: str = "emergent"
) -> Callable[[Callable[[Tables], Verdict]], Fact]:
    """Declare a check as a fact."""

    def declare(check: Callable[[Tables], Verdict]) -> Fact:
        FACTS[name] = Fact(name, finding, source, kind, broken_by, check)
        return FACTS[name]

    return declare
