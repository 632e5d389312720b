"""What a worker process does for a lesson: live its markets and return its measures as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.app.films.composing import scenario_of
from sim.app.films.setup import Setup
from sim.app.lessons.measures import Run, taken


def measured(
    pair: tuple[Mapping[str, Any], Mapping[str, Any] | None], names: Sequence[str], replications: int = 1
) -> dict[str, dict[str, Any]]:
    """Return measures by name as plain JSON data, in the order of `names`.

    pair: the setups of A and B as JSON data, no B for a lesson of one run. replications ≥ 1: lives with other luck,
    measured together.
    Raises KeyError for a name that is no measure, ValueError for a measure that compares where there is no B, and
    SetupError for a setup that cannot be run.
    """
    a, b = (None if setup is None else _lived(setup, replications) for setup in pair)
    assert a is not None
    return {name: measure.json(name) for name, measure in taken(names, a, b).items()}


def _lived(setup: Mapping[str, Any], replications: int) -> Run:
    checked = Setup.of(setup)
    return Run.lived(scenario_of(checked), checked.seed, replications)
