"""The scenario file of what is on the screen, to copy, download and run."""

from __future__ import annotations

from sim.app.films.composing import ReadUpload, no_uploads, scenario_of
from sim.app.films.setup import UPLOAD, Setup
from sim.scenario.difference import shortest_yaml
from sim.scenario.dump import dump_scenario
from sim.scenario.packaged import packaged_scenarios
from sim.scenario.problems import Problems
from sim.scenario.source import Source
from sim.scenario.tree import Scalar, child
from sim.scenario.yaml_reader import read_yaml


def yaml_of(setup: Setup, read_upload: ReadUpload = no_uploads, *, whole: bool = False) -> str:
    """Return the YAML text of a setup's scenario; `tenure run` with it and the seed lives the same months.

    It extends the packaged scenario that the setup names, or that the upload extends, and says what differs; whole:
    it says everything instead. Raises SetupError.
    """
    scenario = scenario_of(setup, read_upload)
    extends = _extended(setup, read_upload)
    text = dump_scenario(scenario) if whole or extends is None else shortest_yaml(scenario, extends)
    return f"# tenure run FILE --seed {setup.seed} --replications 1\n{text}"


def _extended(setup: Setup, read_upload: ReadUpload) -> str | None:
    if not setup.scenario.startswith(UPLOAD):
        return setup.scenario
    text = read_upload(setup.scenario.removeprefix(UPLOAD)) or ""
    named = child(read_yaml(Source("upload", text), Problems("upload")), "extends")
    name = named.value if isinstance(named, Scalar) else None
    return name if isinstance(name, str) and name in packaged_scenarios() else None
