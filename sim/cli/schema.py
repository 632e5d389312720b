"""`tenure schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import json


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.scenario.json_schema import scenario_schema

    print(json.dumps(scenario_schema(), indent=2, ensure_ascii=False))
