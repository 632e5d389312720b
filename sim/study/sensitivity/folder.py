"""What an analysis of a sweep leaves in the sweep's folder: a page, and a folder of tables beside it."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.study.folder import made_by, write_json, write_tables, write_whole
from sim.study.sweeping.parts import to_disk

if TYPE_CHECKING:
    from sim.study.sensitivity.findings import Findings

PAGE, TABLES = "sensitivity.html", "sensitivity"


def write_sensitivity(
    findings: Findings,
    folder: Path,
    manifest: dict[str, Any],
    currency: str,
    command: str,
    report: Callable[[dict[str, str]], str],
    file_format: str = "parquet",
) -> Path:
    """Write tables and summary into `folder/sensitivity`, and the page beside it, each whole or not at all.

    manifest: of the sweep; currency: the label of money; command: makes the same again; report: returns the page for
    the provenance that it is given. Returns the page.
    """
    provenance = {
        "version": version("tenure-sim"),
        "model_version": str(manifest.get("version", "")),
        "sweep": str(manifest["sweep"]),
        "base": str(manifest["base"]),
        "seed": str(manifest["seed"]),
        "currency": currency,
        "command": command,
    }

    def fill(draft: Path) -> dict[str, Any]:
        write_tables(draft, findings.tables, file_format)
        write_json(draft / "summary.json", findings.facts())
        return provenance | made_by(None)

    page = folder / PAGE
    text = report(provenance)
    write_whole(folder / TABLES, fill)
    draft = folder / f".{PAGE}.{os.getpid()}"
    try:
        draft.write_text(text, "utf-8")
        to_disk(draft)
        os.replace(draft, page)
    finally:
        draft.unlink(missing_ok=True)
    return page
