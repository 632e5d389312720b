"""Options that several commands have, alike everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

if TYPE_CHECKING:
    from sim.scenario import Scenario

Overrides: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set one key beside the file, as in firms.Incumbent.price=0.95. May be given several times.",
    ),
]

Replications: TypeAlias = Annotated[int, typer.Option(min=1, help="How often, each with other luck.")]
Seed: TypeAlias = Annotated[int, typer.Option(help="Where the luck starts. Equal seeds give equal bits.")]
Jobs: TypeAlias = Annotated[int, typer.Option(min=0, help="Processes; 0 takes one for each core.")]
Format: TypeAlias = Annotated[Literal["parquet", "csv"], typer.Option("--format", help="Kind of tables.")]
AllowCode: TypeAlias = Annotated[
    bool,
    typer.Option("--allow-code", help="Let scenarios name strategies of your own: their code is run."),
]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Check and say what would be done.")]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", help="Print nothing but the path of the report.")]
Log: TypeAlias = Annotated[
    bool, typer.Option("--log", help="Tell the progress in lines where there is no terminal.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print results for machines.")]

Size: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--customers",
        metavar="NUMBER",
        min=1,
        help="Size of the market instead of the file's, with budgets in proportion: for quick trials.",
        show_default=False,
    ),
]


def in_size(scenario: Scenario, customers: int | None) -> Scenario:
    """Return the scenario in the size asked for; leave with exit code 2 if that does not fit."""
    if customers is None:
        return scenario
    from sim.cli.terminal import refuse
    from sim.scenario.size import in_size

    try:
        return in_size(scenario, customers)
    except ValueError as error:
        refuse(str(error))
