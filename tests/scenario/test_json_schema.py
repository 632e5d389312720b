import json
from typing import Any

import pytest

from sim.scenario.json_schema import SCHEMA_FILE, scenario_schema
from sim.scenario.packaged import packaged_folder
from sim.scenario.reference import all_keys

SCHEMA = scenario_schema()


def at(*path: str) -> dict[str, Any]:
    found = SCHEMA
    for key in path:
        found = found["properties"][key]
        places = [found, found.get("items", {}), *found.get("anyOf", [])]
        reference = next((place["$ref"] for place in places if "$ref" in place), None)
        found = {**SCHEMA["$defs"][reference.split("/")[-1]], **found} if reference else found
    return found


def test_the_checked_in_schema_is_the_generated_one() -> None:
    """To write it anew: tenure schema > scenarios/scenario.schema.json."""
    assert json.loads((packaged_folder() / SCHEMA_FILE).read_text(encoding="utf-8")) == json.loads(
        json.dumps(SCHEMA)
    )


def test_it_names_its_draft() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_file_may_extend_another_and_needs_no_key() -> None:
    assert SCHEMA["properties"]["extends"]["type"] == "string"
    assert "required" not in SCHEMA
    assert SCHEMA["$defs"]["Segment"]["required"] == ["name"]
    assert SCHEMA["$defs"]["FirmSettings"]["required"] == ["name"]


def test_unknown_keys_are_marked_everywhere() -> None:
    for definition in [SCHEMA, *SCHEMA["$defs"].values()]:
        assert definition["additionalProperties"] is False


def test_every_key_is_described_with_unit_bounds_and_default() -> None:
    for key in all_keys():
        assert at(*key.path)["description"], key.dotted
    gain = at("customers", "trust", "gain")
    assert gain["description"] == "Gain from a good encounter (1/encounter), 0..1; default 0.14"
    assert (gain["unit"], gain["minimum"], gain["maximum"], gain["default"]) == ("1/encounter", 0, 1, 0.14)


@pytest.mark.parametrize(
    ("path", "kind"), [(("months",), "integer"), (("market", "secondary"), "boolean"), (("firms",), "array")]
)
def test_kinds_are_those_of_json(path: tuple[str, ...], kind: str) -> None:
    assert at(*path)["type"] == kind
