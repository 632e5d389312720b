"""What differs between a scenario and another one, as the shortest file that says it: `extends`, and the rest."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from sim.scenario.dump import dump_scenario, resolved, scenario_hash, yaml_text
from sim.scenario.layers import NAMED_LISTS
from sim.scenario.loader import load_scenario
from sim.scenario.packaged import packaged_scenarios
from sim.scenario.problems import ScenarioError
from sim.scenario.scenario import Scenario


def shortest_yaml(scenario: Scenario, extends: str) -> str:
    """Return a scenario as YAML text that loads back to an equal one: as short as it can be.

    extends: the bare name of a packaged scenario; of that, only what differs is written. Where layers cannot say it,
    because a firm or a segment would have to be taken away, the text is whole and extends nothing.
    Raises ScenarioError or KeyError if there is no such packaged scenario.
    """
    base = load_scenario(packaged_scenarios()[extends])
    text = yaml_text({"extends": extends} | difference(resolved(base), resolved(scenario)))
    return text if _says(text, scenario) else dump_scenario(scenario)


def difference(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Return what has to be laid over the data of a scenario so that they become those of another one.

    Groups are compared key by key, firms and segments by name; every other list is given whole. What is only in the
    base is taken away by null.
    """
    found = _of_groups(base, other)
    for key in NAMED_LISTS:
        if key in found and isinstance(found[key], list):
            found[key] = _of_named(base.get(key) or [], other[key])
    return found


def _of_groups(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {key: None for key in base if key not in other}
    for key, value in other.items():
        old = base.get(key)
        if key in base and _equal(old, value):
            continue
        found[key] = _of_groups(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return found


def _of_named(base: list[dict[str, Any]], other: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {item["name"]: item for item in base}
    found = []
    for item in other:
        changed = _of_groups(known[item["name"]], item) if item["name"] in known else item
        if changed:
            found.append({"name": item["name"], **changed})
    return found


def _equal(one: Any, other: Any) -> bool:
    """Return whether two values are the same in YAML: 1 and true are not, nor are 1 and 1.0 where a whole is asked."""
    return type(one) is type(other) and bool(one == other)


def _says(text: str, scenario: Scenario) -> bool:
    """Return whether a text loads back to a scenario."""
    with tempfile.TemporaryDirectory(prefix="tenure-") as folder:
        file = Path(folder) / "scenario.yaml"
        file.write_text(text, encoding="utf-8")
        try:
            return scenario_hash(load_scenario(file)) == scenario_hash(scenario)
        except ScenarioError:
            return False
