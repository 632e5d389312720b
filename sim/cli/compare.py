"""`tenure compare`: scenarios under the same luck, from YAML to a page that says which is better."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import (
    AllowCode,
    AsJson,
    DryRun,
    Format,
    Jobs,
    Log,
    Overrides,
    Quiet,
    Replications,
    Seed,
    Size,
    in_size,
)

if TYPE_CHECKING:
    from sim.report.compared import Compared
    from sim.scenario import Scenario

MOST_STEMS = 3
"""Scenarios whose names go into the name of the folder."""


def compare(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO…",
            help="Two or more scenario files or packaged scenarios; differences are from the first.",
        ),
    ],
    replications: Replications = 20,
    seed: Seed = 1,
    jobs: Jobs = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder to write, instead of outputs/compare-A-B, which the same files in another size, branch or "
            "seed overwrite."
        ),
    ] = None,
    file_format: Format = "parquet",
    branch_at: Annotated[
        int | None,
        typer.Option(
            "--branch-at",
            metavar="MONTH",
            help="Live the first scenario until this booked month, and let all go on from the same state.",
            show_default=False,
        ),
    ] = None,
    independent: Annotated[
        bool, typer.Option("--independent", help="Give every scenario luck of its own: nothing is paired.")
    ] = False,
    firm: Annotated[
        str | None, typer.Option(metavar="NAME", help="Firm in focus, instead of the first.")
    ] = None,
    allow_code: AllowCode = False,
    customers: Size = None,
    overrides: Overrides = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite another comparison or run.")] = False,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    log: Log = False,
    as_json: AsJson = False,
) -> None:
    """Run scenarios under the same luck and say what differs from the first, and how surely."""
    from sim.cli.terminal import refuse
    from sim.scenario import load_scenario

    loaded = [in_size(load_scenario(file, overrides or ()), customers) for file in files]
    stems = [Path(file).stem for file in files]
    scenarios = named(loaded, stems)
    folder = out or Path("outputs") / folder_name(stems)
    jobs = jobs or os.cpu_count() or 1
    codes = {
        name: Path(file).resolve().parent if allow_code else None
        for name, file in zip(scenarios, files, strict=True)
    }

    from sim.strategy.policies import refusal
    from sim.study.comparing.arms import Arms, ComparisonError
    from sim.study.comparing.folder import owner_of, write_comparison
    from sim.study.folder import FolderError, check_folder

    try:
        arms = Arms.of(
            scenarios, seed=seed, branch_at=branch_at, independent=independent, firm=firm, codes=codes
        )
        check_folder(folder, owner_of(stems), force, key="comparison")
    except (ComparisonError, FolderError) as error:
        refuse(str(error))
    for name, scenario in scenarios.items():
        if reason := refusal(scenario, codes[name]):
            refuse(f"{name}: {reason}")
    if dry_run:
        months = arms.months + arms.scenarios[0].warm_up
        print(
            f"{', '.join(files)} can be compared: would run {replications} × {len(files)} × "
            f"{arms.scenarios[0].market.customers} customers × {months} months in {jobs} processes, and write {folder}"
        )
        return

    from sim.cli.progress import ProgressBar
    from sim.report.compared import Compared
    from sim.report.comparison import comparison_report
    from sim.study.comparing.comparison import compare as compared_under_the_same_luck

    began = perf_counter()
    with ProgressBar(replications, shown=not (quiet or as_json), log=log, words="comparing") as advance:
        comparison = compared_under_the_same_luck(
            scenarios,
            replications=replications,
            seed=seed,
            jobs=jobs,
            branch_at=branch_at,
            independent=independent,
            firm=firm,
            codes=codes,
            progress=advance,
        )
    summary = comparison.summary
    write_comparison(
        comparison,
        folder,
        stems,
        _command(
            files, replications, seed, branch_at, independent, firm, allow_code, customers, overrides or []
        ),
        lambda provenance: comparison_report(comparison.tables, summary, arms.scenarios, provenance),
        file_format,
        perf_counter() - began,
    )
    report = folder / "report.html"
    if as_json:
        print(json.dumps({"summary": summary, "report": str(report)}, ensure_ascii=False))
        return
    if not quiet:
        _show(Compared(comparison.tables, summary, arms.scenarios))
    print(report)


def named(scenarios: Sequence[Scenario], stems: Sequence[str]) -> dict[str, Scenario]:
    """Return the scenarios by their names; those of the same name get that of the file, or a number."""
    found: dict[str, Scenario] = {}
    names = [scenario.name for scenario in scenarios]
    for scenario, stem in zip(scenarios, stems, strict=True):
        name = scenario.name if names.count(scenario.name) == 1 else f"{scenario.name} ({stem})"
        number = 2
        unique = name
        while unique in found:
            unique, number = f"{name} {number}", number + 1
        found[unique] = scenario
    return found


def folder_name(stems: Sequence[str]) -> str:
    """Return the name of the folder: compare-A-B, with the number of any further scenarios."""
    more = [f"and-{len(stems) - MOST_STEMS}-more"] if len(stems) > MOST_STEMS else []
    return "-".join(["compare", *(stem[:60] for stem in stems[:MOST_STEMS]), *more])


def _command(
    files: Sequence[str],
    replications: int,
    seed: int,
    branch_at: int | None,
    independent: bool,
    firm: str | None,
    allow_code: bool,
    customers: int | None,
    overrides: Sequence[str],
) -> str:
    """Return the command that makes the same tables again."""
    words = ["tenure", "compare", *files, "--replications", str(replications), "--seed", str(seed)]
    words += [] if branch_at is None else ["--branch-at", str(branch_at)]
    words += ["--independent"] if independent else []
    words += [] if firm is None else ["--firm", firm]
    words += ["--allow-code"] if allow_code else []
    words += [] if customers is None else ["--customers", str(customers)]
    return shlex.join([*words, *(word for pair in overrides for word in ("--set", pair))])


def _show(compared: Compared) -> None:
    """Print the answer, and the differences of every scenario with their intervals."""
    from rich.console import Console
    from rich.table import Table

    from sim.cli.terminal import printable
    from sim.report.compared import OUTCOMES
    from sim.report.compared_answer import answer, other_markets
    from sim.report.interval import INTERVAL
    from sim.report.number import Form, signed, span

    console = Console(highlight=False)
    console.print(printable(answer(compared)), style="bold")
    if note := other_markets(compared):
        console.print(printable(note))
    for name in compared.others:
        table = Table(
            title=printable(f"{compared.printed(name)} less {compared.first}, {compared.firm}"),
            title_justify="left", box=None, pad_edge=False, header_style="bold",
        )  # fmt: skip
        for heading in ("", compared.printed(compared.names[0], 16), "difference", INTERVAL, "better in"):
            table.add_column(
                printable(heading), justify="right" if heading else "left", no_wrap=bool(heading)
            )
        for row in compared.rows(name):
            form = compared.form(row)
            cells = (
                OUTCOMES[row.outcome].title,
                compared.level(row, row.first),
                signed(form, row.mean),
                span(Form(form.number), row.low, row.high) or "–",
                f"{row.better} of {row.seeds}",
            )
            table.add_row(*(printable(cell) for cell in cells))
        console.print()
        console.print(table)
    console.print()
