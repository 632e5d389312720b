"""`tenure validate`: is a scenario file right?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from sim.cli.options import AsJson, Overrides


def validate(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Scenario files, or packaged scenarios.")
    ],
    overrides: Overrides = None,
    as_json: AsJson = False,
) -> None:
    """Check scenario files without running them."""
    from sim.cli.terminal import show_error
    from sim.scenario import Problem, ScenarioError, load_scenario
    from sim.scenario.problems import visible

    found: dict[str, tuple[Problem, ...]] = {}
    for file in files:
        try:
            load_scenario(file, overrides or ())
        except ScenarioError as error:
            found[file] = error.problems
            if not as_json:
                show_error(str(error))
        else:
            found[file] = ()
            if not as_json:
                print(f"ok {visible(file)}")
    if as_json:
        results = [
            {"file": f, "ok": not p, "problems": [asdict(problem) for problem in p]} for f, p in found.items()
        ]
        print(json.dumps(results, indent=2))
    if any(found.values()):
        raise typer.Exit(2)
