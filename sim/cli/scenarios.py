"""`tenure scenarios`: what comes with the program."""

from __future__ import annotations

import json
import re

from sim.cli.options import AsJson


def scenarios(as_json: AsJson = False) -> None:
    """List the scenarios that run by their bare names."""
    from sim.scenario import load_scenario, packaged_scenarios

    found = {name: load_scenario(path) for name, path in packaged_scenarios().items()}
    if as_json:
        rows = [{"name": n, "title": s.name, "description": s.description} for n, s in found.items()]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max(map(len, found), default=0)
    for name, scenario in found.items():
        print(f"{name:<{width}}  {_first_sentence(scenario.description) or scenario.name}")


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", " ".join(text.split()), maxsplit=1)[0]
