"""The folder that a run leaves behind: written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Mapping
from glob import escape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.replications import Result

MANIFEST = "manifest.json"
FORMATS = ("parquet", "csv")
DEPENDENCIES = ("mesa", "numpy", "numba", "scipy", "pandas", "pyarrow")
OWNERS = {
    "scenario": ("model_version", "a run of"),
    "comparison": ("scenario_hashes", "the comparison of"),
    "optimised": ("budget", "the best split of"),
    "transactions": ("transactions_hash", "the valuation of"),
}
"""Keys of a manifest that say whose folder it is: another key that is there too, and how an error calls the content."""


class FolderError(ValueError):
    """The folder cannot be used for this run."""


def check_folder(folder: Path, owner: str, force: bool, key: str = "scenario") -> None:
    """Raise FolderError unless the folder is new, or has the same owner, or any known one and `force`.

    owner: name of the scenario, of the scenarios that are compared, of the firm and scenario whose budget is split, or
    of the file of transactions; key: which of these (`OWNERS`).
    """
    _recover(folder)
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FolderError(f"{folder} is a file, not a folder")
    if not any(folder.iterdir()):
        return
    try:
        manifest = dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        held = next(name for name, (other, _) in OWNERS.items() if name in manifest and other in manifest)
    except (OSError, ValueError, TypeError, StopIteration):
        raise FolderError(
            f"{folder} holds files that are not a run: choose another folder with --out"
        ) from None
    if (held, manifest[held]) != (key, owner) and not force:
        raise FolderError(
            f"{folder} holds {OWNERS[held][1]} {manifest[held]!r}: "
            "choose another folder with --out, or overwrite it with --force"
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
    from sim.behaviour.rule import model_version
    from sim.scenario import dump_scenario, scenario_hash

    def fill(draft: Path) -> dict[str, Any]:
        write_tables(draft, result.tables, file_format)
        write_json(draft / "summary.json", result.summary)
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
        return provenance | {"seed": result.seed, "replications": result.replications} | made_by(seconds)

    write_whole(folder, fill)


def write_whole(folder: Path, fill: Callable[[Path], dict[str, Any]]) -> None:
    """Write a folder that appears whole, or stays as it was.

    fill: writes the files into the folder that it is given, and returns what the manifest says, but the hashes of the
    files; the manifest is written last.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.draft-{os.getpid()}-", dir=folder.parent))
    try:
        manifest = fill(draft)
        hashes = {file.name: sha256(file) for file in sorted(draft.iterdir())}
        for file in draft.iterdir():
            _to_disk(file)
        write_json(draft / MANIFEST, manifest | {"files": hashes})
        _to_disk(draft / MANIFEST)
        draft.chmod(0o755)
        _swap(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_tables(draft: Path, tables: Mapping[str, pd.DataFrame], file_format: str) -> None:
    """Write tables as Parquet or CSV files."""
    for name, table in tables.items():
        if file_format == "csv":
            table.to_csv(draft / f"{name}.csv", index=False)
        else:
            table.to_parquet(draft / f"{name}.parquet", index=False, compression="zstd")


def write_json(file: Path, content: Mapping[str, Any]) -> None:
    """Write plain numbers and texts."""
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def made_by(seconds: float | None, dependencies: tuple[str, ...] = DEPENDENCIES) -> dict[str, Any]:
    """Return what a manifest says of the machinery: Python, the libraries, and the seconds of work, if known."""
    return {
        "python": platform.python_version(),
        "dependencies": {name: version(name) for name in dependencies},
        "seconds": None if seconds is None else round(seconds, 2),
    }


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
        if owner.isdigit() and not is_alive(int(owner)):
            shutil.rmtree(draft, ignore_errors=True)


def is_alive(process: int) -> bool:
    """Return whether a process of this host lives, as far as can be told."""
    if os.name == "nt":  # there, os.kill would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _to_disk(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
