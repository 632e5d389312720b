"""`tenure optimise`: the split of a firm's budget that maximises an outcome, from YAML to a scenario and a page."""

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
    Log,
    Overrides,
    Quiet,
    Seed,
    Size,
    in_size,
)

if TYPE_CHECKING:
    from sim.report.optimised import Optimised

_NOT_TOLD = ("scenario", "jobs", "out", "file_format", "force", "dry_run", "quiet", "log", "as_json")
"""Parameters that change nothing about the numbers, or are told apart."""


def optimise(
    context: typer.Context,
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a packaged scenario.")
    ],
    firm: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose budget, instead of the first firm's.")
    ] = None,
    maximise: Annotated[
        str, typer.Option(metavar="OUTCOME", help="What to maximise, such as firm_value or profit.")
    ] = "customer_equity",
    lines: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Parts that may move, with commas: of the five budget lines, and kept. [default: all six]",
            show_default=False,
        ),
    ] = None,
    candidates: Annotated[int, typer.Option(min=6, help="How many splits race.")] = 40,
    search_replications: Annotated[
        int, typer.Option(min=4, help="How often a split lives in the race, and again in the selection.")
    ] = 8,
    replications: Annotated[
        int, typer.Option(min=2, help="How often the winner is judged, with luck that no search has seen.")
    ] = 20,
    seed: Seed = 1,
    jobs: Jobs = 0,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write, instead of outputs/optimise-SCENARIO.")
    ] = None,
    file_format: Format = "parquet",
    allow_code: AllowCode = False,
    customers: Size = None,
    overrides: Overrides = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite another optimisation or run.")] = False,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    log: Log = False,
    as_json: AsJson = False,
) -> None:
    """Find the split of a firm's budget that maximises an outcome, and say how much better it is, and how surely."""
    from sim.cli.terminal import leave, refuse
    from sim.scenario import load_scenario

    loaded = in_size(load_scenario(scenario, overrides or ()), customers)
    stem = Path(scenario).stem
    folder = out or Path("outputs") / f"optimise-{stem}"
    jobs = jobs or os.cpu_count() or 1

    from sim.study.folder import FolderError, check_folder
    from sim.study.optimising.best_split import best_split
    from sim.study.optimising.evaluation import Seeds
    from sim.study.optimising.folder import owner_of, runs_folder, write_optimum
    from sim.study.optimising.optimum import most_runs
    from sim.study.optimising.question import Question
    from sim.study.optimising.runs import RunError, check_runs
    from sim.study.optimising.search import OptimiseError, optuna_library
    from sim.study.optimising.space import PARTS
    from sim.study.sweeping.engines import EngineError
    from sim.study.sweeping.parts import StoreError

    code = Path(scenario).resolve().parent if allow_code else None
    parts = PARTS if lines is None else [name.strip() for name in lines.split(",") if name.strip()]
    seeds = Seeds(search_replications, replications)
    most = most_runs(candidates, seeds)
    try:
        question = Question.of(loaded, firm, maximise, parts, code)
        optuna_library()
        check_folder(folder, owner_of(stem, question.firm), force, key="optimised")
        check_runs(runs_folder(folder))
        if dry_run:
            months = loaded.months + loaded.warm_up
            print(
                f"{scenario} is right: would split the budget of {question.firm} over {', '.join(question.free)} anew "
                f"in at most {most} runs of {loaded.market.customers} customers × {months} months, {jobs} at once, "
                f"and write {folder}; finished runs are kept in {runs_folder(folder)}"
            )
            return

        from sim.cli.progress import ProgressBar
        from sim.report.optimisation import optimisation_report
        from sim.report.optimised import Optimised

        began = perf_counter()
        with ProgressBar(most, shown=not (quiet or as_json), log=log, words="optimising") as bar:
            optimum = best_split(
                question,
                runs_folder(folder),
                candidates=candidates,
                seeds=seeds,
                seed=seed,
                jobs=jobs,
                progress=bar,
                warn=lambda sentence: typer.echo(sentence, err=True),
            )
    except (OptimiseError, FolderError) as error:
        refuse(str(error))
    except (RunError, StoreError, EngineError) as error:
        leave(str(error), 1)
    write_optimum(
        optimum,
        question,
        folder,
        stem,
        _command(context, scenario),
        lambda provenance: optimisation_report(optimum.tables, optimum.summary, loaded, provenance),
        file_format,
        perf_counter() - began,
    )
    report, better = folder / "report.html", folder / "optimised.yaml"
    if as_json:
        print(json.dumps({"summary": optimum.summary, "report": str(report)}, ensure_ascii=False))
        return
    if not quiet:
        _show(Optimised(optimum.tables, optimum.summary, loaded))
        print(better)
    print(report)


def _command(context: typer.Context, scenario: str) -> str:
    """Return the command that makes the same numbers again."""
    words = ["tenure", "optimise", scenario]
    for parameter in context.command.params:
        name, given = str(parameter.name), context.params.get(str(parameter.name))
        source = context.get_parameter_source(name)
        if name in _NOT_TOLD or source is None or source.name == "DEFAULT":
            continue
        for value in given if isinstance(given, list | tuple) else [given]:
            words.append(parameter.opts[0])
            if value is not True:
                words.append(str(value))
    return shlex.join(words)


def _show(one: Optimised) -> None:
    """Print the answer, the splits side by side, and what to know before they are used."""
    from rich.console import Console
    from rich.table import Table

    from sim.cli.terminal import printable
    from sim.report.optimised import PARTS, SPLITS, share
    from sim.report.optimised_answer import answer, basis, notes
    from sim.report.text import capital

    console = Console(highlight=False)
    console.print(printable(answer(one)), style="bold")
    console.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for name in one.splits:
        table.add_column(printable(SPLITS[name]), justify="right")
    for part, words in PARTS.items():
        table.add_row(printable(words), *(printable(share(parts[part])) for parts in one.splits.values()))
    table.add_row(
        printable(capital(one.outcome)),
        *(printable(one.level(one.summary["means"][name])) for name in one.splits),
    )
    console.print(table)
    console.print()
    for sentence in basis(one):
        console.print(printable(sentence))
    for sentence in notes(one):
        console.print(printable(f"note: {sentence}"))
    console.print()
