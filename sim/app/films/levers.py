"""The levers of a scenario: what can be moved of its firm in focus, of that firm's first rival, and of the world."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sim.app.films.lever import Group, Lever
from sim.app.films.setup import Value
from sim.app.films.spending import BUDGET, Mode, mode_of, money_of
from sim.app.films.world import WORLD
from sim.market.conditions import conditions
from sim.scenario.firms import FirmSettings, Targeting
from sim.scenario.scenario import Scenario
from sim.scenario.strategies import LINES
from sim.scenario.winback import CAUSES, Winback

LEAST_TRUST = 0.4
"""Trust from which a lost customer counts as trusting, as in question 6 of the packaged scenarios."""
VALUABLE = 0.15
"""Part of the mean category spending that a lost customer must have brought a month to count as valuable; with the
default wallet that is the 20 of question 6."""
CHOOSING = ("churn_risk", "uplift", "value_uplift", "segment", "schedule")
"""Kinds of strategy that choose themselves, or may come to, whom the targeted programme goes to."""
OWN = "own"
"""The choice of a rule that the scenario has and that is none of the others."""


def levers_of(scenario: Scenario) -> dict[str, Lever]:
    """Return the levers of a scenario by key: of the firm in focus, of its first rival, and of the world."""
    focus = scenario.firms[0].name
    levers = [*_of_firm(scenario, focus), *_of_rival(scenario), *WORLD]
    return {lever.key: lever for lever in levers}


def board_of(scenario: Scenario) -> dict[str, Any]:
    """Return what a page shows of a scenario before anything is run, as JSON data: what it is, and its levers."""
    focus, rival = focus_and_rival(scenario)
    return {
        "name": scenario.name,
        "description": scenario.description,
        "months": scenario.months,
        "customers": scenario.market.customers,
        "currency": scenario.currency,
        "firms": [firm.name for firm in scenario.firms],
        "focus": focus,
        "rival": rival,
        "levers": [lever.told for lever in levers_of(scenario).values()],
    }


def focus_and_rival(scenario: Scenario) -> tuple[str, str | None]:
    """Return the names of the firm in focus and of the first other firm that is there from the start, if any is."""
    others = [firm.name for firm in scenario.firms[1:] if firm.enters is None]
    return scenario.firms[0].name, others[0] if others else None


def modes(scenario: Scenario, firm: str) -> set[Mode]:
    """Return the ways of spending that a firm has in the booked months, by the scenario's own events."""
    return {mode_of(settings.strategy) for _, settings in _course(scenario, firm)}


def _of_firm(scenario: Scenario, firm: str) -> list[Lever]:
    wallet = scenario.customers.wallet.mean
    rules = _winback_rules(scenario, firm, wallet)
    kinds = {settings.strategy.kind for _, settings in _course(scenario, firm)}
    chooses = () if kinds & set(CHOOSING) else _TARGETING_RULES
    levers = [
        *_price(scenario, firm, "firm"),
        *_spending(scenario, firm, "firm", LINES),
        *(
            Lever(f"{name}_shift", "firm", "quality", 0.0, -0.20, 0.10, 0.01, firm=firm, sets=_shift(name))
            for name in ("functional", "technical")
        ),
        Lever("targeting_share", "firm", "share", 0.0, 0.0, 0.5, 0.05, firm=firm, sets=_targeting("share")),
        *(
            Lever(key, "firm", "rule", "", choices=choices, firm=firm, sets=sets)
            for key, choices, sets in (
                ("targeting_rule", chooses, _targeting("rule")),
                ("winback_rule", tuple(rules), lambda rule: {"winback": rules[rule]}),
            )
            if choices
        ),
    ]
    return [_with_course(lever, scenario) for lever in levers]


def _of_rival(scenario: Scenario) -> list[Lever]:
    rival = focus_and_rival(scenario)[1]
    if rival is None:
        return []
    levers = [*_price(scenario, rival, "rival"), *_spending(scenario, rival, "rival", ("acquisition",))]
    return [_with_course(lever, scenario) for lever in levers]


def _price(scenario: Scenario, firm: str, group: Group) -> list[Lever]:
    """Return the lever of a firm's price: none if its strategy follows the price of others."""
    strategies = [settings.strategy for _, settings in _course(scenario, firm)]
    if any(
        told.kind == "competitor_reactive" and told.reaction.match != "acquisition" for told in strategies
    ):
        return []
    key = "price" if group == "firm" else "rival_price"
    return [Lever(key, group, "price", 1.0, 0.7, 1.5, 0.01, firm=firm, sets=lambda price: {"price": price})]


def _spending(scenario: Scenario, firm: str, group: Group, lines: tuple[str, ...]) -> list[Lever]:
    """Return the levers of a firm's spending: none if its way of spending changes, or reviews itself per head."""
    found = modes(scenario, firm)
    prefix = "rival_" if group == "rival" else ""
    at_start = conditions(scenario, 0).firms[firm]
    if found == {"total"}:
        most = _round_up(2 * money_of(at_start, BUDGET) or 1.0)
        return [
            Lever(prefix + BUDGET, group, "money_month", 0.0, 0.0, most, _step(most), firm=firm, line=BUDGET)
        ]
    if found not in ({"budget"}, {"per_head"}):
        return []
    highest = max(money_of(settings, line) for _, settings in _course(scenario, firm) for line in LINES)
    if found == {"budget"}:
        unit, most = "money_month", _round_up(max(2 * highest, money_of(at_start, BUDGET)) or 1.0)
    else:
        unit, most = "money_head_month", _round_up(max(3 * highest, 1.0))
    return [
        Lever(prefix + line, group, unit, 0.0, 0.0, most, _step(most), firm=firm, line=line) for line in lines
    ]


def _round_up(number: float) -> float:
    """Return the next number above of the form 1, 2, 4, 6, 8 × 10ⁿ."""
    size = 10.0 ** len(str(int(number))[1:]) if number >= 1 else 1.0
    return next(float(size * times) for times in (1, 2, 4, 6, 8, 10) if size * times >= number)


def _step(most: float) -> float:
    """Return a step of the form 1, 2, 5 × 10ⁿ that leads through a range in at most a hundred steps."""
    size = 10.0 ** math.floor(math.log10(most / 100 * 1.0001))
    return next(round(size * times, 9) for times in (1, 2, 5, 10) if size * times * 100 >= most * 0.9999)


def _shift(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda shift: {"quality_shift": {name: shift}}


def _targeting(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {"targeting": {name: value}}


_TARGETING_RULES = tuple(Targeting.model_fields["rule"].annotation.__args__)  # type: ignore[union-attr]


def _winback_rules(scenario: Scenario, firm: str, wallet: float) -> dict[str, dict[str, Any]]:
    """Return what each rule of whom to ask back sets."""
    everybody: dict[str, Any] = {"causes": list(CAUSES), "least_trust": 0.0, "least_value": None}
    rules = {
        "everybody": everybody,
        "price_leavers": everybody | {"causes": ["price", "offer"]},
        "trusting": everybody | {"least_trust": LEAST_TRUST},
        "valuable": everybody | {"least_value": float(f"{VALUABLE * wallet:.2g}")},
    }
    for _, settings in _course(scenario, firm):
        own = _who(settings.winback)
        if own not in rules.values():
            return rules | {OWN: own}
    return rules


def _who(winback: Winback) -> dict[str, Any]:
    return {
        "causes": [cause for cause in CAUSES if cause in winback.causes],
        "least_trust": winback.least_trust,
        "least_value": winback.least_value,
    }


def _with_course(lever: Lever, scenario: Scenario) -> Lever:
    """Return a firm's lever with where the scenario has it: at month 0, and by its own events later."""
    course: list[tuple[int, Value]] = []
    for month, settings in _course(scenario, lever.firm):
        value = _read(lever, settings)
        if not course or course[-1][1] != value:
            course.append((month, value))
    numbers = [value for _, value in course if not isinstance(value, str)]
    low, high = min([lever.minimum, *numbers]), max([lever.maximum, *numbers])
    return replace(lever, default=course[0][1], course=tuple(course[1:]), minimum=low, maximum=high)


def _read(lever: Lever, settings: FirmSettings) -> Value:
    if lever.line:
        return money_of(settings, lever.line)
    if lever.key == "winback_rule":
        assert lever.sets is not None
        own = _who(settings.winback)
        return next((rule for rule in lever.choices if lever.sets(rule)["winback"] == own), OWN)
    match lever.key:
        case "functional_shift":
            return settings.quality_shift.functional
        case "technical_shift":
            return settings.quality_shift.technical
        case "targeting_share":
            return settings.targeting.share
        case "targeting_rule":
            return settings.targeting.rule
    return settings.price


def _course(scenario: Scenario, firm: str) -> list[tuple[int, FirmSettings]]:
    """Return the settings of a firm at month 0 and at every later booked month in which an event changes them."""
    months = {0}
    for event in scenario.events:
        if event.firm == firm:
            months |= {event.month, event.month + event.months if event.months else event.month}
    return [
        (month, conditions(scenario, month).firms[firm])
        for month in sorted(months)
        if 0 <= month < scenario.months
    ]
