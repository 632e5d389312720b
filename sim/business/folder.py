"""The folder that a valuation leaves behind: written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.business.valuation import Valuation
from sim.study.folder import made_by, sha256, write_json, write_tables, write_whole

DEPENDENCIES = ("numpy", "scipy", "pandas", "pyarrow")
"""Libraries that the results can depend on."""


def write_valuation(
    valuation: Valuation,
    folder: Path,
    file: Path,
    command: str,
    report: Callable[[dict[str, str]], str],
    file_format: str = "parquet",
    seconds: float | None = None,
) -> None:
    """Write tables, summary, report and manifest; the folder appears whole, or stays as it was.

    file: the transactions; command: makes the same again; report: returns the page for the provenance that it is given;
    seconds: wall time of the work so far, if known.
    """

    def fill(draft: Path) -> dict[str, Any]:
        write_tables(draft, valuation.tables, file_format)
        write_json(draft / "summary.json", valuation.summary)
        provenance = {
            "version": version("tenure-sim"),
            "transactions": file.name,
            "transactions_hash": sha256(file),
            "command": command,
        }
        (draft / "report.html").write_text(report(provenance), "utf-8")
        return provenance | made_by(seconds, DEPENDENCIES)

    write_whole(folder, fill)
