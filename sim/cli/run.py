"""`tenure run`: a scenario from YAML to a report."""

from __future__ import annotations

import json
import os
import shlex
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
    Overrides,
    Quiet,
    Replications,
    Seed,
    Size,
    in_size,
)

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.replications import Result

BRANCHES = 20
"""Other futures that are lived unless told otherwise: they know the mean value of a customer to a few per cent."""


def run(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a packaged scenario.")
    ],
    replications: Replications = 10,
    seed: Seed = 1,
    jobs: Jobs = 0,
    out: Annotated[Path | None, typer.Option(help="Folder to write, instead of outputs/SCENARIO.")] = None,
    file_format: Format = "parquet",
    transactions: Annotated[bool, typer.Option("--transactions", help="Write every purchase too.")] = False,
    contacts: Annotated[bool, typer.Option("--contacts", help="Write every contact of a firm too.")] = False,
    cut_off: Annotated[
        int | None,
        typer.Option(
            "--cut-off",
            metavar="MONTH",
            help="Month at whose end customers are valued from what was known then. [default: half of the months]",
            show_default=False,
        ),
    ] = None,
    branches: Annotated[
        int,
        typer.Option(
            min=0,
            help="Other futures lived from the cut-off on, for what customers are truly expected to bring.",
        ),
    ] = BRANCHES,
    allow_code: AllowCode = False,
    profile: Annotated[
        bool, typer.Option("--profile", help="Print what each part of the month took.")
    ] = False,
    customers: Size = None,
    overrides: Overrides = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a run of another scenario.")] = False,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Simulate a scenario and write its tables and its report."""
    from sim.cli.terminal import refuse
    from sim.scenario import load_scenario

    loaded = in_size(load_scenario(scenario, overrides or ()), customers)
    stem = Path(scenario).stem
    folder = out or Path("outputs") / stem
    jobs = jobs or os.cpu_count() or 1

    from sim.study.folder import FolderError, check_folder, write_folder

    try:
        check_folder(folder, stem, force)
    except FolderError as error:
        refuse(str(error))
    from sim.strategy.policies import refusal
    from sim.study.firm_logs import CutOff

    code = Path(scenario).resolve().parent if allow_code else None
    if reason := refusal(loaded, code):
        refuse(reason)
    try:
        cut = CutOff.chosen(cut_off, loaded.months)
    except ValueError as error:
        refuse(str(error))
    branches = branches if cut else 0
    if dry_run:
        months = loaded.months + loaded.warm_up
        print(
            f"{scenario} is right: would run {replications} × {loaded.market.customers} customers × {months} months "
            f"and {branches} branches in {jobs} processes, and write {folder}"
        )
        return

    from sim.cli.progress import ProgressBar
    from sim.report import run_report
    from sim.study.replications import simulate

    began = perf_counter()
    with ProgressBar(replications + branches, shown=not (quiet or as_json)) as advance:
        result = simulate(
            loaded,
            replications=replications,
            seed=seed,
            jobs=jobs,
            transactions=transactions,
            contacts=contacts,
            cut_off=cut.month if cut else None,
            branches=branches,
            code=code,
            progress=advance,
        )
    simulated = perf_counter() - began
    write_folder(
        result,
        folder,
        stem,
        _command(scenario, replications, seed, cut_off, branches, allow_code, customers, overrides or []),
        lambda provenance: run_report(
            result.tables, result.summary, loaded, provenance | {"scenario_file": Path(scenario).name}
        ),
        file_format,
        simulated,
    )
    report = folder / "report.html"
    if as_json:
        print(json.dumps({"summary": result.summary, "report": str(report)}, ensure_ascii=False))
        return
    if not quiet:
        _show(result, loaded)
    if profile:
        _show_profile(result, simulated, perf_counter() - began - simulated)
    print(report)


def _command(
    scenario: str,
    replications: int,
    seed: int,
    cut_off: int | None,
    branches: int,
    allow_code: bool,
    customers: int | None,
    overrides: list[str],
) -> str:
    """Return the command that makes the same tables again."""
    options: dict[str, object] = {"replications": replications, "seed": seed}
    options |= {"branches": branches} if branches != BRANCHES else {}
    options |= {} if cut_off is None else {"cut-off": cut_off}
    options |= {} if customers is None else {"customers": customers}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    sets = [word for pair in overrides for word in ("--set", pair)]
    code = ["--allow-code"] if allow_code else []
    return shlex.join(["tenure", "run", scenario, *words, *code, *sets])


def _show(result: Result, scenario: Scenario) -> None:
    """Print the headline figures of every firm."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(scenario.name), title_justify="left", box=None, pad_edge=False, header_style="bold"
    )
    thousands = f"k{scenario.currency}"
    headings = (
        "firm",
        "customers",
        "share",
        "stay a year",
        f"profit, {thousands}/month",
        f"equity, {thousands}",
    )
    for number, heading in enumerate(headings):
        table.add_column(Text(heading), justify="left" if number == 0 else "right")
    for name, figures in result.summary["firms"].items():
        table.add_row(
            Text(name),
            _figure(figures["customers"], "{:,.0f}"),
            _figure(figures["market_share"], "{:.1%}"),
            _figure(figures["retention_rate"], "{:.1%}"),
            _figure(figures["profit"], "{:,.1f}", 1000),
            _figure(figures["customer_equity"], "{:,.0f}", 1000),
        )
    console = Console(highlight=False)
    console.print(table)
    if result.replications > 1:
        console.print(f"± is half of a 95 % interval over {result.replications} replications", style="dim")


def _figure(figure: dict[str, float | None], form: str, unit: float = 1) -> str:
    estimate, low, high = figure["estimate"], figure["low"], figure["high"]
    if estimate is None:
        return "–"
    if low is None or high is None:
        return form.format(estimate / unit)
    return f"{form.format(estimate / unit)} ± {form.format((high - low) / 2 / unit)}"


def _show_profile(result: Result, simulated: float, written: float) -> None:
    """Print the seconds that every part of the month took, summed over replications, and the rest."""
    from rich.console import Console
    from rich.table import Table

    scenario = result.scenario
    months = (scenario.months + scenario.warm_up) * result.replications * scenario.market.customers
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("part", "seconds", "ns per customer-month"):
        table.add_column(heading, justify="left" if heading == "part" else "right")
    for part, seconds in result.seconds.items():
        table.add_row(part, f"{seconds:.2f}", f"{seconds / months * 1e9:.0f}")
    table.add_row("all simulation (wall time)", f"{simulated:.2f}", "")
    table.add_row("report and writing (wall time)", f"{written:.2f}", "")
    Console(highlight=False).print(table)
