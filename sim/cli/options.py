"""Options that several commands have, alike everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

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
