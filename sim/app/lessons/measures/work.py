"""What a worker process does for a lesson: live its markets and return its measures as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.app.lessons.measures import Run, taken
from sim.scenario import Scenario, load_scenario
from sim.scenario.size import in_size

Setup = Mapping[str, Any]
"""scenario (a packaged name), customers, seed; as in the address of the play page."""


def measured(
    pair: tuple[Setup, Setup | None], names: Sequence[str], replications: int = 1
) -> dict[str, dict[str, Any]]:
    """Return measures by name as plain JSON data, in the order of `names`.

    pair: the setups of A and B, no B for a lesson of one run. replications ≥ 1: lives with other luck, pooled.
    Raises KeyError for a name that is no measure, ValueError for a measure that compares where there is no B, and
    ScenarioError or ValueError for a setup that cannot be run.
    """
    a, b = pair
    run_a = Run.lived(scenario_of(a), int(a.get("seed", 1)), replications)
    run_b = Run.lived(scenario_of(b), int(b.get("seed", 1)), replications) if b is not None else None
    return {name: measure.json(name) for name, measure in taken(names, run_a, run_b).items()}


def scenario_of(setup: Setup) -> Scenario:
    """Return the scenario of a setup in its size. Raises ScenarioError, or ValueError if the size does not fit."""
    return in_size(load_scenario(setup["scenario"]), int(setup.get("customers", 2000)))
