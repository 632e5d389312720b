"""Checks of a sweep beyond the types of its keys: names that exist, and a design that fits its parameters."""

from __future__ import annotations

from sim.scenario.nearest import did_you_mean
from sim.scenario.problems import Problems
from sim.scenario.scenario import Scenario
from sim.scenario.source import Place
from sim.scenario.tree import Group, find, key_place
from sim.study.outcomes import OUTCOMES
from sim.study.sweeping.designs import Design, DesignError, number_of_points
from sim.study.sweeping.sweep_definition import firm_and_name
from sim.study.sweeping.sweep_settings import MOST_POINTS, SweepSettings
from sim.study.sweeping.swept_keys import Swept
from sim.study.sweeping.swept_market import KEPT


def check_names(root: Group, settings: SweepSettings, scenario: Scenario, problems: Problems) -> None:
    """Note firms, outcomes and tables that do not exist."""
    firms = [firm.name for firm in scenario.firms]
    if settings.firm is not None and settings.firm not in firms:
        help = did_you_mean(settings.firm, firms, "firms here")
        problems.add(f'unknown firm "{settings.firm}"', _value_place(root, "firm"), path="firm", help=help)
    for number, outcome in enumerate(settings.outcomes):
        place, path = _value_place(root, "outcomes", number), f"outcomes[{number}]"
        firm, name = firm_and_name(outcome, firms[0])
        if name not in OUTCOMES:
            help = did_you_mean(name, OUTCOMES, "outcomes")
            problems.add(f'unknown outcome "{name}"', place, path=path, help=help)
        elif firm not in firms:
            problems.add(
                f'unknown firm "{firm}"', place, path=path, help=did_you_mean(firm, firms, "firms here")
            )
        elif outcome in settings.outcomes[:number]:
            problems.add(f'the outcome "{outcome}" is there twice', place, path=path, help="keep one of them")
    for number, table in enumerate(settings.keep):
        if table not in KEPT or table in settings.keep[:number]:
            what = "is there twice" if table in KEPT else "is no table that can be kept"
            problems.add(
                f'"{table}" {what}',
                _value_place(root, "keep", number),
                path=f"keep[{number}]",
                help=did_you_mean(table, KEPT, "tables"),
            )


def check_design(root: Group, design: Design, swept: Swept, problems: Problems) -> None:
    """Note a design that does not fit the parameters, or has too many points."""
    place = _value_place(root, "design", "kind") or key_place(root, ("design",))
    if not swept.parameters and not problems:
        problems.add(
            "nothing is varied", help="give uncertainties or levers a list of values, or a distribution"
        )
    elif not problems:
        try:
            count = number_of_points(design, swept.parameters)
        except DesignError as error:
            problems.add(str(error), place, path="design")
            return
        if count > MOST_POINTS:
            message = f"the design has {count:,} points, but may have at most {MOST_POINTS:,}"
            problems.add(
                message, place, path="design", help="shorten lists, or take a sample: latin_hypercube"
            )


def _value_place(root: Group, *path: str | int) -> Place | None:
    node = find(root, path)
    return node.place if node is not None else None
