"""From a setup to the scenario that is run: the moves become events of firms, and settings of the world."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.app.films.lever import Lever
from sim.app.films.levers import levers_of
from sim.app.films.setup import UPLOAD, Bounds, Move, Setup, SetupError, Value
from sim.app.films.spending import spending_moved
from sim.market.conditions import conditions
from sim.scenario.customers import Customers
from sim.scenario.firms import Change, Event
from sim.scenario.inheritance import read_with_extends
from sim.scenario.loader import load_scenario
from sim.scenario.packaged import packaged_scenarios
from sim.scenario.problems import Problems, ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.setting import Settings, merged
from sim.scenario.size import in_size
from sim.scenario.validation import validated
from sim.strategy.policies import refusal

ReadUpload = Callable[[str], str | None]
"""Returns the YAML text of an upload by its hash, None if there is none."""

_DIGITS = 6
"""Significant digits of a setting that a lever has scaled: enough for any difference that can be seen."""


def no_uploads(upload: str) -> str | None:
    """Return that there is no upload, whatever it is called."""
    return None


def scenario_of(setup: Setup, read_upload: ReadUpload = no_uploads, bounds: Bounds | None = None) -> Scenario:
    """Return the scenario that a setup describes, ready to run. Raises SetupError."""
    return with_moves(base_of(setup.scenario, setup.customers, read_upload, bounds), setup.moves)


def base_of(
    name: str, customers: int, read_upload: ReadUpload = no_uploads, bounds: Bounds | None = None
) -> Scenario:
    """Return a scenario by its name in a setup, brought to a number of customers, before any move.

    Raises SetupError if it is not there, too long, or cannot have this size.
    """
    bounds = bounds or Bounds()
    if name.startswith(UPLOAD):
        text = read_upload(name.removeprefix(UPLOAD))
        if text is None:
            raise SetupError("films.upload_gone")
        try:
            scenario = loaded(text)
        except ScenarioError as error:
            raise SetupError("films.upload_wrong", message=str(error)) from None
    elif name in packaged_scenarios():
        scenario = _packaged(name)
    else:
        raise SetupError("films.unknown_scenario", scenario=name)
    for key, size, most in (
        ("films.too_many_months", scenario.months, bounds.most_months),
        ("films.too_much_warm_up", scenario.warm_up, bounds.most_warm_up),
        ("films.too_many_firms", len(scenario.firms), bounds.most_firms),
        ("films.too_many_events", len(scenario.events), bounds.most_events),
    ):
        if size > most:
            raise SetupError(key, size=size, most=most)
    if refusal(scenario, None):
        raise SetupError("films.code_refused")
    try:
        return in_size(scenario, customers)
    except ValueError as error:
        raise SetupError("films.size_does_not_fit", customers=customers, message=str(error)) from None


def loaded(text: str, name: str = "scenario.yaml") -> Scenario:
    """Return the scenario in a YAML text by the same loader as any file; it can extend packaged scenarios only.

    name: what messages call it. Raises ScenarioError.
    """
    with tempfile.TemporaryDirectory(prefix="tenure-upload-") as folder:
        file = Path(folder) / "uploads" / name  # the name of the folder is shown in messages
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        problems = Problems(name)
        return validated(read_with_extends(file, name, problems), problems)


@lru_cache(maxsize=128)
def _packaged(name: str) -> Scenario:
    return load_scenario(packaged_scenarios()[name])


def with_moves(scenario: Scenario, moves: Iterable[Move]) -> Scenario:
    """Return a scenario with levers moved: firms' by events at the end of its own, the world's from the start.

    A setting that is moved holds from the month on until it is moved again, whatever the scenario's own events would
    set; everything else stays as the scenario has it in every month. Raises SetupError for a move that does not fit.
    """
    moves = tuple(moves)
    if not moves:
        return scenario
    levers = levers_of(scenario)
    by_firm: dict[str, list[tuple[Lever, int, Any]]] = {}
    data = scenario.model_dump(exclude_unset=True)
    for move in moves:
        lever = levers.get(move.lever)
        if lever is None:
            raise SetupError("films.unknown_lever", lever=move.lever)
        value = lever.checked(move.value)
        if move.month >= scenario.months:
            raise SetupError(
                "films.month_too_late", lever=move.lever, month=move.month, last=scenario.months - 1
            )
        if lever.group == "world":
            if move.month:
                raise SetupError("films.world_month", lever=move.lever)
            _scale(scenario, data, lever, float(value))
        else:
            by_firm.setdefault(lever.firm, []).append((lever, move.month, value))
    events = [event for firm, moved in by_firm.items() for event in _events(scenario, firm, moved)]
    data["events"] = [event.model_dump(exclude_unset=True) for event in (*scenario.events, *events)]
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise SetupError("films.does_not_fit", message=error.errors()[0]["msg"]) from None


def _events(scenario: Scenario, firm: str, moved: list[tuple[Lever, int, Value]]) -> list[Event]:
    """Return the events of one firm, one for every month in which something is set."""
    changes: dict[int, dict[str, Any]] = {}
    for lever, month, value in moved:
        if lever.sets is not None:
            changes[month] = merged(changes.get(month, {}), lever.sets(value))
    for month, strategy in _strategies(scenario, firm, moved).items():
        changes.setdefault(month, {})["strategy"] = strategy
    return [
        Event(month=month, firm=firm, set=Change.model_validate(changes[month])) for month in sorted(changes)
    ]


def _strategies(
    scenario: Scenario, firm: str, moved: list[tuple[Lever, int, Any]]
) -> dict[int, dict[str, Any]]:
    """Return the strategies to set, by month: a strategy is replaced as a whole, so all that holds stands in it.

    One is set in every month in which a line is moved, and in which the scenario's own events would change the rest.
    """
    lines = [(month, lever.line, value) for lever, month, value in moved if lever.line]
    if not lines:
        return {}
    first = min(month for month, _, _ in lines)
    months = {month for month, _, _ in lines} | {m for m in _turns(scenario, firm) if m > first}
    strategies: dict[int, dict[str, Any]] = {}
    before: dict[str, Any] | None = None
    for month in sorted(months):
        own = conditions(scenario, month).firms[firm].strategy
        now = spending_moved(own, {line: value for at, line, value in lines if at <= month})
        if now != before:
            strategies[month] = before = now
    return strategies


def _turns(scenario: Scenario, firm: str) -> set[int]:
    """Return the booked months in which the scenario's own events begin or end another strategy of a firm."""
    own = [e for e in scenario.events if e.firm == firm and "strategy" in e.set.model_fields_set]
    months = {event.month for event in own} | {event.month + event.months for event in own if event.months}
    return {month for month in months if 0 < month < scenario.months}


def _scale(scenario: Scenario, data: dict[str, Any], lever: Lever, factor: float) -> None:
    """Multiply settings of the customers, and those that segments have of their own, within their bounds."""
    for path in lever.paths:
        _put(data.setdefault("customers", {}), path, _scaled(scenario.customers, path, factor))
        for segment, own in zip(scenario.segments, data.get("segments", ()), strict=True):
            if _is_written(segment.customers, path):
                _put(own["customers"], path, _scaled(segment.customers, path, factor))


def _scaled(customers: Customers, path: tuple[str, ...], factor: float) -> float:
    settings: Any = customers
    for name in path[:-1]:
        settings = getattr(settings, name)
    bounds = type(settings).model_fields[path[-1]].metadata
    value = float(f"{getattr(settings, path[-1]) * factor:.{_DIGITS}g}")
    for bound in bounds:
        value = min(value, getattr(bound, "le", value))
        value = max(value, getattr(bound, "ge", value))
    return value


def _is_written(settings: Settings, path: tuple[str, ...]) -> bool:
    for name in path:
        if name not in settings.model_fields_set:
            return False
        settings = getattr(settings, name)
    return True


def _put(data: dict[str, Any], path: tuple[str, ...], value: float) -> None:
    for name in path[:-1]:
        data = data.setdefault(name, {})
    data[path[-1]] = value
