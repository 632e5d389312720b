"""`tenure sweep`: many points, many runs, in any number of sittings."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import AllowCode, AsJson, DryRun, Jobs, Overrides

if TYPE_CHECKING:
    from sim.study.sweeping.estimate import Estimate
    from sim.study.sweeping.plan import Plan
    from sim.study.sweeping.stored import Stored
    from sim.study.sweeping.sweep import SweepResult
    from sim.study.sweeping.sweep_definition import Sweep

SOME_FAILED = 3
"""Exit code of a sweep that is finished with some failed runs."""


def sweep(
    file: Annotated[str, typer.Argument(metavar="SWEEP", help="A sweep's file, or a packaged sweep.")],
    replications: Annotated[
        int | None, typer.Option(min=1, max=30_000, help="Runs of each point, instead of those of the file.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Where the luck starts, instead of in the file.")] = None,
    jobs: Jobs = 0,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Dask scheduler whose workers make the runs: tcp://host:8786."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write, instead of outputs/SWEEP.")] = None,
    run_timeout: Annotated[
        float | None,
        typer.Option(
            "--run-timeout", metavar="SECONDS", help="Time that a run may take before it is given up."
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start over: remove what this sweep has finished.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Make runs that failed once more.")
    ] = False,
    allow_code: AllowCode = False,
    customers: Annotated[str | None, typer.Option("--customers", hidden=True)] = None,
    overrides: Overrides = None,
    force: Annotated[bool, typer.Option("--force", help="Use the folder of another sweep.")] = False,
    dry_run: DryRun = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but the folder.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run a scenario at many points; resumes by itself."""
    from sim.cli.terminal import leave, refuse
    from sim.strategy.policies import refusal
    from sim.study.folder import FolderError
    from sim.study.sweeping.designs import DesignError
    from sim.study.sweeping.plan import Plan, PlanError
    from sim.study.sweeping.store import Store
    from sim.study.sweeping.stored import Stored
    from sim.study.sweeping.sweep_file import load_sweep, scenarios_at_the_ends

    if customers is not None:
        refuse(
            "a sweep has no --customers, because its file may vary the size of the market or the budgets",
            f"--set market.customers={customers}, and budgets in proportion: --set firms.NAME.strategy.budget=…",
        )
    if run_timeout is not None and run_timeout <= 0:
        refuse(f"--run-timeout is {run_timeout:g}, but must be above 0")
    code = Path(file).resolve().parent if allow_code else None
    loaded = load_sweep(file, overrides or (), replications=replications, seed=seed, code=code)
    for scenario in scenarios_at_the_ends(loaded):
        if reason := refusal(scenario, code):
            refuse(reason)
    folder = out or Path("outputs") / loaded.name
    jobs = jobs or os.cpu_count() or 1
    store = Store(folder)
    try:
        store.check_owner(loaded.name, force)
        plan = Plan.of(loaded)
    except (FolderError, DesignError, ImportError) as error:
        refuse(str(error))
    except PlanError as error:
        leave(f"the scenario is wrong at some points of {file}, nothing was run\n\n{error}", 2)
    stored = Stored.of(store, plan, fresh, retry_failed)
    if not (quiet or as_json):
        _show_plan(loaded, plan, stored, folder, fresh)
    if dry_run:
        from sim.study.sweeping.estimate import estimate

        _show_expected(loaded, plan, stored, estimate(loaded, plan), f"{jobs} processes", jobs, as_json)
        return
    result = _run(
        loaded, plan, folder, jobs, cluster, fresh, force, retry_failed, run_timeout, not (quiet or as_json)
    )
    from sim.cli.sensitivity import sweep_report

    _show(result, as_json, quiet, sweep_report(folder))
    if result.failed:
        raise typer.Exit(SOME_FAILED)


def _run(
    sweep: Sweep,
    plan: Plan,
    folder: Path,
    jobs: int,
    cluster: str | None,
    fresh: bool,
    force: bool,
    retry_failed: bool,
    run_timeout: float | None,
    shown: bool,
) -> SweepResult:
    """Run the sweep with its progress told, and say what is kept if it cannot go on."""
    from sim.cli.sweep_progress import SweepProgress
    from sim.cli.terminal import leave
    from sim.study.sweeping.batch import OtherCodeError
    from sim.study.sweeping.engines import EngineError
    from sim.study.sweeping.parts import StoreError
    from sim.study.sweeping.sweep import run_sweep

    with SweepProgress(
        folder, "processes" if cluster is None else "threads of the cluster", shown
    ) as progress:
        try:
            return run_sweep(
                sweep,
                folder,
                jobs=jobs,
                cluster=cluster,
                fresh=fresh,
                force=force,
                retry_failed=retry_failed,
                run_timeout=run_timeout,
                plan=plan,
                progress=progress,
                damage=(lambda sentence: print(f"note: {sentence}", file=sys.stderr, flush=True))
                if shown
                else None,
            )
        except (StoreError, EngineError, OtherCodeError) as error:
            progress.stop()
            leave(str(error), 1)
        except KeyboardInterrupt:
            progress.stop()
            progress.say_what_is_kept()
            raise typer.Exit(130) from None


def _show_plan(sweep: Sweep, plan: Plan, stored: Stored, folder: Path, fresh: bool) -> None:
    """Say how many runs there are, and how many of them are stored."""
    print(
        f"{sweep.name}: {counted(len(plan.points), 'point')} × {counted(plan.replications, 'replication')} = "
        f"{counted(len(plan), 'run')}"
        + (f", {stored.planned:,} of them different" if stored.planned < len(plan) else "")
    )
    if fresh and stored.removed:
        print(f"{folder} holds {counted(stored.removed, 'finished run')}, which --fresh removes")
    elif stored.finished or stored.others:
        others = f", and {stored.others:,} of other plans, which stay and are not mixed in"
        print(f"{folder} holds {stored.finished:,} of them{others if stored.others else ''}")


def _show_expected(
    sweep: Sweep, plan: Plan, stored: Stored, expected: Estimate, where: str, workers: int, as_json: bool
) -> None:
    """Say what the runs that are not stored would take, as one of them took it."""
    missing = stored.missing
    seconds, size = expected.seconds * missing / workers, expected.bytes * missing
    if as_json:
        facts = {
            "points": len(plan.points),
            "replications": plan.replications,
            "runs": len(plan),
            "missing": missing,
            "seconds": round(seconds, 2),
            "bytes": size,
            "error": expected.error,
        }
        print(json.dumps(facts, ensure_ascii=False))
        return
    if not missing:
        print("nothing is left to do")
        return
    from sim.cli.sweep_progress import bytes_in_words, time_in_words

    print(
        f"one run took {expected.seconds:.2g} s: {counted(missing, 'run')} would take about {time_in_words(seconds)} "
        f"in {where} with a core each, once they have started, and about {bytes_in_words(size)} on the disk"
    )
    if expected.error:
        print(f"note: that run failed: {expected.error.splitlines()[-1]}")


def counted(number: int, one: str) -> str:
    """Return a whole number with its noun: 1 run, 1,200 runs."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def _show(result: SweepResult, as_json: bool, quiet: bool, report: Path | None) -> None:
    """Say what the sweep came to, and where its page is, if there is one; the last line is its folder."""
    from sim.cli.sweep_progress import time_in_words

    if as_json:
        facts = {
            "runs": result.total,
            "stored": result.stored,
            "made": result.made,
            "failed": result.failed,
            "seconds": round(result.seconds, 2),
            "damaged": list(result.damaged),
            "folder": str(result.folder),
            "report": None if report is None else str(report),
        }
        print(json.dumps(facts, ensure_ascii=False))
        return
    if not quiet:
        print(
            f"{counted(result.made, 'run')} {'was' if result.made == 1 else 'were'} made in "
            f"{time_in_words(result.seconds)}, {result.stored:,} {'was' if result.stored == 1 else 'were'} stored"
        )
        if result.failed:
            print(
                f"{result.failed:,} of {counted(result.total, 'run')} failed: "
                f'tenure results {result.folder} --sql "select point, replication, status, error from runs '
                "where status <> 'done'\""
            )
        if report is not None:
            print(f"what matters, and when it fails: {report}")
    print(result.folder)
