"""Checks across the parts of a scenario; each misfit names its own place, so that all can be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from sim.scenario.nearest import did_you_mean

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

ANY = "*"
"""Stands for the number of any list item in what a check reads."""

EQUAL_NAMES_HELP = "give one of them another name"

EVERYONE = "everyone"
"""The name of the customers who are in no segment."""


def misfits(scenario: Scenario) -> Iterator[InitErrorDetails]:
    """Yield what does not fit together in a scenario whose parts are each valid."""
    yield from _equal_names("firm", [firm.name for firm in scenario.firms])
    yield from _equal_names("segment", [segment.name for segment in scenario.segments])
    yield from _segments(scenario)
    yield from _entries(scenario)
    yield from _events(scenario)
    yield from _survey(scenario)
    yield from _network(scenario)


def misfit(
    message: str, path: tuple[str | int, ...], reads: Sequence[tuple[str | int, ...]] = (), help: str = ""
) -> InitErrorDetails:
    """Return one misfit at a path; it is moot while one of the other paths that it `reads` is wrong."""
    context: dict[str, Any] = {"message": message, "reads": tuple(reads), "help": help}
    return {"type": PydanticCustomError("misfit", "{message}", context), "loc": path, "input": None}


def _equal_names(what: str, names: Sequence[str]) -> Iterator[InitErrorDetails]:
    for number, name in enumerate(names):
        if names.index(name) < number:
            yield misfit(
                f'two {what}s are called "{name}"', (f"{what}s", number, "name"), help=EQUAL_NAMES_HELP
            )


def _segments(scenario: Scenario) -> Iterator[InitErrorDetails]:
    total = sum(segment.share for segment in scenario.segments)
    if total > 1 + 1e-9:
        message = f"the shares of the segments sum to {total:.6g}, but must sum to at most 1"
        yield misfit(message, ("segments",), [("segments", ANY, "share")])
    for number, segment in enumerate(scenario.segments):
        if segment.name == EVERYONE:
            message = f'no segment can be called "{EVERYONE}": that is the name of all other customers'
            yield misfit(message, ("segments", number, "name"))
        try:
            scenario.customers.changed(segment.customers)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_context=False):
                message = f'in segment "{segment.name}", {detail["msg"].removeprefix("Value error, ")}'
                yield misfit(
                    message,
                    ("segments", number, "customers", *detail["loc"]),
                    [("customers", *detail["loc"])],
                )


def _entries(scenario: Scenario) -> Iterator[InitErrorDetails]:
    if all(firm.enters is not None for firm in scenario.firms):
        message = "every firm enters later, but one must be there from the start"
        yield misfit(message, ("firms", 0, "enters"), help="leave enters out")
    for number, firm in enumerate(scenario.firms):
        if firm.enters is not None and (reason := _never(scenario, firm.enters)):
            message = f'"{firm.name}" cannot enter at month {firm.enters}: {reason}'
            help = "leave enters out if the firm is there from the start" if firm.enters < 0 else ""
            yield misfit(message, ("firms", number, "enters"), [("months",), ("warm_up",)], help)


def _events(scenario: Scenario) -> Iterator[InitErrorDetails]:
    names = [firm.name for firm in scenario.firms]
    enters = {firm.name: firm.enters for firm in scenario.firms}
    for number, event in enumerate(scenario.events):
        if event.firm is not None and event.firm not in names:
            help = did_you_mean(event.firm, names, "firms here")
            yield misfit(
                f'unknown firm "{event.firm}"', ("events", number, "firm"), [("firms", ANY, "name")], help
            )
        if reason := _never(scenario, event.month):
            message = f"the event at month {event.month} never happens: {reason}"
            yield misfit(message, ("events", number, "month"), [("months",), ("warm_up",)])
        entry = enters.get(event.firm) if event.firm is not None else None
        if entry is not None and event.month < entry:
            message = f'the event at month {event.month} is too early: "{event.firm}" enters at month {entry}'
            help = "write it into the firm's own settings, or let it happen from that month on"
            yield misfit(
                message, ("events", number, "month"), [("firms", ANY, "enters"), ("firms", ANY, "name")], help
            )


def _survey(scenario: Scenario) -> Iterator[InitErrorDetails]:
    for number, month in enumerate(scenario.survey.months):
        if reason := _never(scenario, month):
            message = f"the survey at month {month} never happens: {reason}"
            yield misfit(message, ("survey", "months", number), [("months",), ("warm_up",)])


def _never(scenario: Scenario, month: int) -> str:
    if month >= scenario.months:
        return f"the run ends at {scenario.months}"
    return f"the run starts at {-scenario.warm_up}" if month < -scenario.warm_up else ""


def _network(scenario: Scenario) -> Iterator[InitErrorDetails]:
    market = scenario.market
    if market.network.neighbours >= market.customers:
        message = (
            f"neighbours is {market.network.neighbours}, but must be below customers ({market.customers:,})"
        )
        yield misfit(message, ("market", "network", "neighbours"), [("market", "customers")])
