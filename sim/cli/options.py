"""Options that several commands have, alike everywhere."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

Overrides: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set one key beside the file, as in firms.Incumbent.price=0.95. May be given several times.",
    ),
]

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print results for machines.")]
