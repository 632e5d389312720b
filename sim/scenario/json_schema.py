"""The JSON Schema of scenario files, for completion and hints in editors."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from sim.scenario.reference import all_keys, key_in
from sim.scenario.scenario import Scenario
from sim.scenario.setting import Settings

SCHEMA_FILE = "scenario.schema.json"
"""The file beside the shipped scenarios that holds this schema."""

_GIVEN_BY_THE_EXTENDED_FILE = {"Segment": "share"}
"""Keys that a file may leave out because the file that it extends has them."""


def scenario_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12): every key with meaning, unit, bounds and default, and `extends`."""
    schema = Scenario.model_json_schema(schema_generator=GenerateJsonSchema)
    _describe(schema, Scenario, ())
    first_keys = {key.group: key for key in reversed(all_keys()) if key.group is not None}
    for settings, key in first_keys.items():
        _describe(schema["$defs"][settings.__name__], settings, key.path)
    for name, given in _GIVEN_BY_THE_EXTENDED_FILE.items():
        schema["$defs"][name]["required"].remove(given)
    schema["properties"] = {"extends": _extends(), **schema["properties"]}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Scenario of Tenure"}
    return head | schema


def _extends() -> dict[str, Any]:
    description = (
        "The scenario that this one changes: a file seen from this one, or a packaged scenario by its bare "
        "name; firms and segments are merged by name, other lists are replaced"
    )
    return {
        "type": "string",
        "minLength": 1,
        "description": description,
        "examples": ["baseline.yaml", "baseline"],
    }


def _describe(definition: dict[str, Any], settings: type[Settings], path: tuple[str, ...]) -> None:
    """Put the unit, the bounds and the default into every description, which is what editors show."""
    definition.pop("title", None)
    for name, properties in definition["properties"].items():
        key = key_in(settings, name, path)
        properties.pop("title", None)
        properties.pop("unit", None)
        if key.unit:
            properties["unit"] = key.unit
        default = f"; default {key.default}" if key.default and len(key.default) < 40 else ""
        properties["description"] = f"{key.summary}{default}"
