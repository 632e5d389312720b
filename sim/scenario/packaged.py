"""The scenarios that come with the program, by their bare names."""

from __future__ import annotations

import os
from pathlib import Path

import sim

_NOT_SCENARIOS = ("sweeps",)
"""Folders beside the scenarios whose YAML files are something else."""


def packaged_folder() -> Path:
    """Return the folder of the scenarios: in the installed package, or beside it in a source checkout."""
    package = Path(sim.__file__).parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def packaged_scenarios() -> dict[str, Path]:
    """Return the files of the scenarios that come with the program by name: `baseline`, `questions/price`."""
    folder = packaged_folder()
    found = {path.relative_to(folder).with_suffix("").as_posix(): path for path in folder.rglob("*.yaml")}
    return {name: found[name] for name in sorted(found) if name.split("/")[0] not in _NOT_SCENARIOS}


def packaged_sweeps() -> dict[str, Path]:
    """Return the files of the sweeps that come with the program by name."""
    folder = packaged_folder() / "sweeps"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def shown(path: Path) -> str:
    """Return a path as messages show it: relative if it is below the current folder."""
    here = os.path.realpath(os.curdir)
    real = os.path.realpath(path)
    return os.path.relpath(real, here) if Path(real).is_relative_to(here) else str(path)
