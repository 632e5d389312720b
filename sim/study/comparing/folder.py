"""The folder that a comparison leaves behind: written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.study.comparing.comparison import Comparison
from sim.study.folder import made_by, write_json, write_tables, write_whole


def write_comparison(
    comparison: Comparison,
    folder: Path,
    stems: Sequence[str],
    command: str,
    report: Callable[[dict[str, str]], str],
    file_format: str = "parquet",
    seconds: float | None = None,
) -> None:
    """Write tables, summary, scenarios, report and manifest; the folder appears whole, or stays as it was.

    stems: the scenarios' files without their endings; command: makes the same again; report: returns the page for the
    provenance that it is given; seconds: wall time so far, if known.
    """
    from sim.behaviour.rule import model_version
    from sim.scenario import dump_scenario, scenario_hash

    arms = comparison.arms

    def fill(draft: Path) -> dict[str, Any]:
        write_tables(draft, comparison.tables, file_format)
        write_json(draft / "summary.json", comparison.summary)
        for number, scenario in enumerate(arms.scenarios, 1):
            (draft / f"scenario-{number}.yaml").write_text(dump_scenario(scenario), "utf-8")
        provenance = {
            "version": version("tenure-sim"),
            "model_version": model_version(),
            "comparison": owner_of(stems),
            "seed": str(comparison.seed),
            "replications": str(comparison.replications),
            "command": command,
        }
        (draft / "report.html").write_text(report(provenance), "utf-8")
        hashes = [scenario_hash(scenario) for scenario in arms.scenarios]
        counted = {"seed": comparison.seed, "replications": comparison.replications}
        return provenance | {"scenario_hashes": hashes} | counted | made_by(seconds)

    write_whole(folder, fill)


def owner_of(stems: Sequence[str]) -> str:
    """Return whose folder it is: the scenarios' files in their order."""
    return ", ".join(stems)
