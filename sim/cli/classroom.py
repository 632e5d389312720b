"""`tenure classroom`: relationships live and die in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def classroom(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8080,
    host: Annotated[
        str, typer.Option(help="Address to listen at; 0.0.0.0 lets others in the network in.")
    ] = "127.0.0.1",
    state: Annotated[
        Path, typer.Option(metavar="FILE", help="Where games, uploads and predictions are kept.")
    ] = Path("outputs/classroom/classroom.sqlite"),
    jobs: Annotated[
        int, typer.Option(min=0, help="Processes that compute; 0 takes one for each core, at most four.")
    ] = 0,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            metavar="NAME",
            help="A host name of this machine that browsers may use besides its own. May be given several times.",
        ),
    ] = None,
    lessons: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Lessons of your own, beside the packaged ones (docs/lessons/README.md)."
        ),
    ] = None,
    opens: Annotated[bool, typer.Option("--open", help="Open the page in this machine's browser.")] = False,
) -> None:
    """Start the classroom, a page in the browser, on this machine."""
    from sim.cli.terminal import refuse, show_error
    from sim.scenario import ScenarioError

    try:
        from sim.app.serving import ServingError, serve
    except ModuleNotFoundError as error:
        missing = (error.name or "").split(".")[0]
        if missing not in ("starlette", "uvicorn", "h11", "markdown_it"):
            raise
        refuse(f"the classroom needs {missing}", "pip install 'tenure-sim[app]'")
    try:
        serve(state, host, port, jobs, names or (), lessons, opens)
    except ScenarioError as error:
        show_error(str(error))
        raise typer.Exit(2) from None
    except ServingError as error:
        refuse(str(error), error.help)
