"""The folder that a run leaves behind: written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from glob import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.behaviour.rule import model_version
from sim.scenario import dump_scenario, scenario_hash
from sim.study.replications import Result

MANIFEST = "manifest.json"
FORMATS = ("parquet", "csv")
DEPENDENCIES = ("mesa", "numpy", "numba", "scipy", "pandas", "pyarrow")


class FolderError(ValueError):
    """The folder cannot be used for this run."""


def check_folder(folder: Path, scenario_stem: str, force: bool) -> None:
    """Raise FolderError unless the folder is new, or holds a run of the same scenario, or any run and `force`."""
    _recover(folder)
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FolderError(f"{folder} is a file, not a folder")
    if not any(folder.iterdir()):
        return
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        owner, _ = manifest["scenario"], manifest["model_version"]
    except (OSError, ValueError, KeyError, TypeError):
        raise FolderError(
            f"{folder} holds files that are not a run: choose another folder with --out"
        ) from None
    if owner != scenario_stem and not force:
        raise FolderError(
            f"{folder} holds a run of {owner!r}: choose another folder with --out, or overwrite it with --force"
        )


def write_folder(
    result: Result,
    folder: Path,
    scenario_stem: str,
    command: str,
    report: Callable[[dict[str, str]], str],
    file_format: str = "parquet",
    seconds: float | None = None,
) -> None:
    """Write tables, summary, scenario, report and manifest; the folder appears whole, or stays as it was.

    report: returns the page for the provenance that it is given. seconds: wall time of the run so far, if known.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.draft-{os.getpid()}-", dir=folder.parent))
    try:
        _fill(draft, result, scenario_stem, command, report, file_format, seconds)
        draft.chmod(0o755)
        _swap(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fill(
    draft: Path,
    result: Result,
    scenario_stem: str,
    command: str,
    report: Callable[[dict[str, str]], str],
    file_format: str,
    seconds: float | None,
) -> None:
    for name, table in result.tables.items():
        if file_format == "csv":
            table.to_csv(draft / f"{name}.csv", index=False)
        else:
            table.to_parquet(draft / f"{name}.parquet", index=False, compression="zstd")
    (draft / "summary.json").write_text(
        json.dumps(result.summary, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
    (draft / "scenario.yaml").write_text(dump_scenario(result.scenario), "utf-8")
    provenance = {
        "version": version("tenure-sim"),
        "model_version": model_version(),
        "scenario": scenario_stem,
        "scenario_hash": scenario_hash(result.scenario),
        "seed": str(result.seed),
        "replications": str(result.replications),
        "command": command,
    }
    (draft / "report.html").write_text(report(provenance), "utf-8")
    manifest: dict[str, Any] = provenance | {
        "seed": result.seed,
        "replications": result.replications,
        "python": platform.python_version(),
        "dependencies": {name: version(name) for name in DEPENDENCIES},
        "seconds": None if seconds is None else round(seconds, 2),
        "files": {file.name: _sha256(file) for file in sorted(draft.iterdir())},
    }
    for file in draft.iterdir():
        _to_disk(file)
    (draft / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    _to_disk(draft / MANIFEST)


def _swap(draft: Path, folder: Path) -> None:
    """Put the draft in the folder's place; what stood there goes only once the new one stands."""
    if not folder.exists():
        os.rename(draft, folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old-", dir=folder.parent))
    os.rename(folder, old / folder.name)
    try:
        os.rename(draft, folder)
    except OSError:
        os.rename(old / folder.name, folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _recover(folder: Path) -> None:
    """Clear away what killed runs left: drafts of dead processes, and an old folder that was not yet replaced."""
    for old in folder.parent.glob(f".{escape(folder.name)}.old-*"):
        if not folder.exists() and (old / folder.name).is_dir():
            os.rename(old / folder.name, folder)
        shutil.rmtree(old, ignore_errors=True)
    for draft in folder.parent.glob(f".{escape(folder.name)}.draft-*"):
        owner = draft.name.removeprefix(f".{folder.name}.draft-").split("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(draft, ignore_errors=True)


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # there, os.kill would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _to_disk(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
