"""The command line: one file per command, each imported only when it is called or helped with.

Exit codes: 0 done, 1 the work failed, 2 the input is wrong, 3 a sweep ended with some failed runs, 130
interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

COMMANDS = (
    "run",
    "compare",
    "sweep",
    "sensitivity",
    "optimise",
    "results",
    "value",
    "classroom",
    "validate",
    "explain",
    "schema",
    "scenarios",
    "new",
)
"""The commands in the order of the help. The command `x` is the function `x` in the file `sim/cli/x.py`."""

WRONG_INPUT = 2
INTERRUPTED = 130


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the command line with the command that the arguments name, or with all if they name none."""
    app = typer.Typer(
        name="tenure",
        help="Simulate customer relationships before you bet the budget.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_tenure)
    named = tuple(name for name in COMMANDS if list(arguments[:1]) == [name])
    for name in named or COMMANDS:
        app.command(name)(getattr(import_module(f"sim.cli.{name}"), name))
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code; what is wrong with a scenario is shown, not raised."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Replications fill the cores already; told before NumPy is loaded, here and in the processes to come.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        application(given)(args=given, prog_name="tenure")
    except SystemExit as stop:
        if stop.code == INTERRUPTED:  # Ctrl-C, as Typer reports it
            print("interrupted", file=sys.stderr)
        raise
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except ValueError as error:
        from sim.scenario.problems import ScenarioError

        if not isinstance(error, ScenarioError):
            raise
        from sim.cli.terminal import show_error

        show_error(str(error))
        sys.exit(WRONG_INPUT)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"tenure {version('tenure-sim')}")
        except PackageNotFoundError:
            print("tenure, run from its source")
        raise typer.Exit


def _tenure(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version and stop.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Simulate customer relationships before you bet the budget."""
