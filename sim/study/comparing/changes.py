"""What differs between scenarios: the keys that one of them sets otherwise than the first, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sim.scenario.dump import resolved
from sim.scenario.scenario import Scenario

NOT_SAID = ("name", "description", "followed", "survey")
"""Keys that change nothing of what a comparison shows."""
COLUMNS = ("scenario", "key", "first", "other")


def changes_table(names: Sequence[str], scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Return the keys of each other scenario that are not as in the first one.

    Columns: scenario, key (dotted; firms and segments by name), first, other (both as JSON, empty where the scenario
    does not have the key).
    """
    rows = []
    first = dict(_leaves(_told(scenarios[0])))
    for name, scenario in zip(names[1:], scenarios[1:], strict=True):
        other = dict(_leaves(_told(scenario)))
        for key in dict.fromkeys((*first, *other)):
            if first.get(key) != other.get(key):
                rows.append((name, key, first.get(key, ""), other.get(key, "")))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(str)


def _told(scenario: Scenario) -> dict[str, Any]:
    return {key: value for key, value in resolved(scenario).items() if key not in NOT_SAID}


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every single value below some settings with its dotted path, as JSON."""
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from _leaves(below, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value):
            yield from _leaves(item, f"{path}.{item.get('name', number)}")
    elif value != []:
        yield path, json.dumps(value, ensure_ascii=False)
