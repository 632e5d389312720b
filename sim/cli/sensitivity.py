"""`tenure sensitivity`: what matters in a sweep's results, and when a strategy fails."""

from __future__ import annotations

import json
import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AsJson, Format, Quiet

if TYPE_CHECKING:
    from sim.report.swept import Swept
    from sim.study.sensitivity.findings import Findings
    from sim.study.sensitivity.material import Material

FRONT = "customer_value,firm_value"
"""The outcomes of the Pareto front if no others are asked for; only then may a sweep be without them."""


def sensitivity(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder that a sweep wrote.")],
    outcome: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What is looked at, as profit or Challenger.profit; default: the sweep's first.",
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            help="What the outcome has to reach; without it a strategy fails where the base does better."
        ),
    ] = None,
    front: Annotated[
        str,
        typer.Option(metavar="ONE,OTHER", help="Outcomes of the Pareto front."),
    ] = FRONT,
    out: Annotated[Path | None, typer.Option(help="Folder to write, instead of the sweep's.")] = None,
    file_format: Format = "parquet",
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Say what matters in a sweep, and when a strategy fails, from all results that are there so far."""
    from sim.cli.terminal import leave, refuse, tell_left_out
    from sim.report.swept import Swept
    from sim.study.sensitivity.analysis import analyse
    from sim.study.sensitivity.material import Material, OutcomeError
    from sim.study.sweeping.parts import StoreError
    from sim.study.sweeping.store import Store

    pair = tuple(name.strip() for name in front.split(","))
    if len(pair) != 2 or not all(pair):
        refuse(f'--front is "{front}", but must be two outcomes: customer_value,firm_value')
    if threshold is not None and not math.isfinite(threshold):
        refuse(f"--threshold is {threshold:g}, but must be a finite number")
    try:
        store = Store(folder)
        material = Material.of(store)
        tell_left_out(store)
        chosen = outcome or str(material.manifest["outcomes"][0])
        if front != FRONT:
            for name in pair:
                material.response(name)
        findings = analyse(material, chosen, threshold, (pair[0], pair[1]))
    except StoreError as error:
        leave(str(error), 2)
    except OutcomeError as error:
        refuse(str(error))
    currency = currency_of(folder)
    page = write_report(
        findings,
        material,
        out or folder,
        currency,
        _command(folder, outcome, threshold, front),
        file_format,
    )
    if as_json:
        print(json.dumps({"summary": findings.facts(), "report": str(page)}, ensure_ascii=False))
        return
    if not quiet:
        _show(Swept(findings.tables, findings.facts(), currency))
    print(page)


def sweep_report(folder: Path) -> Path | None:
    """Write the page of a sweep that has ended, about its first outcome; None if there is nothing to say or no room."""
    from sim.study.sensitivity.analysis import analyse
    from sim.study.sensitivity.material import Material
    from sim.study.sweeping.store import Store

    try:
        material = Material.of(Store(folder))
        findings = analyse(material, str(material.manifest["outcomes"][0]))
        currency = currency_of(folder)
    except ValueError:  # no run is done
        return None
    if not findings.tables:
        return None
    try:
        return write_report(findings, material, folder, currency, _command(folder, None, None, None))
    except OSError:  # the results are safe; the command can make the page later
        return None


def write_report(
    findings: Findings,
    material: Material,
    folder: Path,
    currency: str,
    command: str,
    file_format: str = "parquet",
) -> Path:
    """Write page and tables into a folder, and return the page."""
    from sim.report.sensitivity import sensitivity_report
    from sim.study.sensitivity.folder import write_sensitivity

    return write_sensitivity(
        findings,
        folder,
        material.manifest,
        currency,
        command,
        lambda provenance: sensitivity_report(findings.tables, findings.facts(), provenance),
        file_format,
    )


def currency_of(folder: Path) -> str:
    """Return the label of money of the sweep's base scenario, empty if it has none."""
    from sim.scenario import load_scenario

    base = folder / "base.yaml"
    return load_scenario(base).currency if base.is_file() else ""


def _command(folder: Path, outcome: str | None, threshold: float | None, front: str | None) -> str:
    """Return the command that makes the same again."""
    words = ["tenure", "sensitivity", str(folder)]
    words += [] if outcome is None else ["--outcome", outcome]
    words += [] if threshold is None else ["--threshold", f"{threshold:g}"]
    words += [] if front in (None, FRONT) else ["--front", str(front)]
    return shlex.join(words)


def _show(swept: Swept) -> None:
    """Print the answer, the figures that matter, what to know before they are used, and what could not be made."""
    from rich.console import Console
    from rich.table import Table

    from sim.cli.terminal import printable
    from sim.report.sensitivity import ANALYSES, basis
    from sim.report.sensitivity_answer import answer, cards

    console = Console(highlight=False)
    console.print(printable(answer(swept)), style="bold")
    table = Table(box=None, pad_edge=False, show_header=False)
    for justify in ("left", "right", "left"):
        table.add_column(justify=justify)
    for card in cards(swept):
        table.add_row(*(printable(text) for text in (card.name, card.value, card.interval)))
    console.print()
    console.print(table)
    console.print()
    for sentence in basis(swept):
        console.print(printable(sentence))
    said = dict.fromkeys(sentence for name in swept.summary["cautions"] for sentence in swept.cautions(name))
    for sentence in said:
        console.print(printable(f"note: {sentence}"))
    for name, reason in swept.summary["gaps"].items():
        console.print(printable(f"not made: {ANALYSES[name]}: {reason}"))
