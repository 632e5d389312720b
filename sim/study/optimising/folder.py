"""The folder that an optimisation leaves behind: written whole or not at all."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.scenario.scenario import Scenario
from sim.study.folder import DEPENDENCIES, made_by, write_json, write_tables, write_whole
from sim.study.optimising.optimum import FOUND, Optimum
from sim.study.optimising.question import Question
from sim.study.optimising.search import OWN

OPTIMISED = "optimised.yaml"
BEFORE = "scenario.yaml"


def runs_folder(folder: Path) -> Path:
    """Return the folder beside it in which finished runs are kept, for a search that is started again."""
    return folder.with_name(f"{folder.name}.runs")


def owner_of(stem: str, firm: str) -> str:
    """Return whose folder it is: the scenario's file and the firm."""
    return f"{firm} in {stem}"


def write_optimum(
    optimum: Optimum,
    question: Question,
    folder: Path,
    stem: str,
    command: str,
    report: Callable[[Mapping[str, str]], str],
    file_format: str = "parquet",
    seconds: float | None = None,
) -> None:
    """Write tables, summary, both scenarios, report and manifest; the folder appears whole, or stays as it was.

    stem: the scenario's file without its ending; command: makes the same again; report: returns the page for the
    provenance that it is given; seconds: wall time so far, if known.
    """
    from sim.behaviour.rule import model_version
    from sim.scenario import dump_scenario, scenario_hash

    def fill(draft: Path) -> dict[str, Any]:
        write_tables(draft, optimum.tables, file_format)
        write_json(draft / "summary.json", optimum.summary)
        (draft / BEFORE).write_text(dump_scenario(question.scenario), "utf-8")
        (draft / OPTIMISED).write_text(optimised_text(optimum, question, command), "utf-8")
        again = ["tenure", "compare", str(folder / BEFORE), str(folder / OPTIMISED)]
        replications = str(optimum.summary["held_out_replications"])
        again += [
            "--firm",
            question.firm,
            "--replications",
            replications,
            "--seed",
            str(optimum.summary["seed"]),
        ]
        provenance = {
            "version": version("tenure-sim"),
            "model_version": model_version(),
            "optimised": owner_of(stem, question.firm),
            "scenario_hash": scenario_hash(question.scenario),
            "seed": str(optimum.summary["seed"]),
            "command": command,
        }
        (draft / "report.html").write_text(report(provenance | {"again": shlex.join(again)}), "utf-8")
        figures = {"seed": optimum.summary["seed"], "budget": optimum.summary["budget"]}
        return provenance | figures | made_by(seconds, (*DEPENDENCIES, "optuna"))

    write_whole(folder, fill)


def optimised_text(optimum: Optimum, question: Question, command: str) -> str:
    """Return the scenario with the split that was found as a file, headed by what it is and how it was made.

    It is whole and extends nothing: what it was made from may have been set beside a file, or stand where a file in
    another folder may not reach.
    """
    from sim.scenario import dump_scenario

    head = [_said(optimum, question), f"Made by: {command}"]
    comments = "".join(f"# {line}\n" for text in head for line in text.splitlines())
    return f"{comments}\n{dump_scenario(_told_apart(optimum, question))}"


def _said(optimum: Optimum, question: Question) -> str:
    """Return in one line what the file is."""
    outcome = question.outcome.replace("_", " ")
    if optimum.summary["origin"] == OWN:
        return f"No split was found that is better for {outcome}: this is the scenario as it was."
    row = next(r for r in optimum.summary["differences"] if (r["first"], r["other"]) == (OWN, FOUND))
    doubt = {1: "", 0: ", not clearly better", -1: ", worse than before on unseen seeds"}[row["sign"]]
    return (
        f"The best split found for {outcome}{doubt}: {_signed(row['estimate'])} against the split before, 95 % "
        f"interval {_signed(row['low'])} to {_signed(row['high'])} ({optimum.summary['unit']}), on "
        f"{optimum.summary['held_out_replications']} replications that the search never saw."
    )


def _signed(value: float) -> str:
    return f"{value:+,.0f}" if abs(value) >= 100 else f"{value:+.3g}"


def _told_apart(optimum: Optimum, question: Question) -> Scenario:
    """Return the scenario with a name and a description that tell it from what it was made from."""
    before = question.scenario.name[:180]
    description = f"{before} with another split of {question.firm}'s budget. {_said(optimum, question)}"
    return optimum.scenario.model_copy(update={"name": f"{before}, optimised", "description": description})
