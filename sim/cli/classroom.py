"""`tenure classroom`: relationships live and die in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def classroom(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8080,
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 lets others in.")] = "127.0.0.1",
    state: Annotated[
        Path, typer.Option(metavar="FILE", help="Where games, uploads and predictions are kept.")
    ] = Path("outputs/classroom/classroom.sqlite"),
) -> None:
    """Start the classroom, a page in the browser, on this machine."""
    import uvicorn

    from sim.app.application import application

    uvicorn.run(application(state), host=host, port=port, log_level="warning")
