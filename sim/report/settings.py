"""What was set: the keys of the resolved scenario that differ from the defaults, and the firms side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.report.number import percent
from sim.report.shock import leaves, shocks_of, signs, written
from sim.report.text import clean

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_ELSEWHERE = ("name", "description", "firms", "events", "segments")
"""Parts of a scenario that have a place of their own on the page."""
_PLAIN_UNITS = ("share", "quality", "ratio", "people", "months")
_ALWAYS = ("price", "quality.functional", "quality.technical")
"""Keys of a firm that are shown even if no firm has changed them."""


class Setting(NamedTuple):
    """One key with its value here, its default, and what it means."""

    key: str
    value: str
    default: str
    meaning: str


class FirmSetting(NamedTuple):
    """One key of the firms with its value for each of them."""

    key: str
    meaning: str
    values: list[str]


class Told(NamedTuple):
    """Everything that a scenario says beyond the defaults."""

    market: list[Setting]
    firms: list[FirmSetting]
    segments: list[list[str]]
    events: list[list[str]]


def told_by(scenario: Scenario) -> Told:
    """Return what a scenario sets: in the market, for each firm, for segments, and as events."""
    segments = []
    for segment in scenario.segments:
        changes = ", ".join(
            f"{key} {value}" for key, value in leaves(segment.customers.model_dump(exclude_unset=True))
        )
        segments.append([clean(segment.name), percent(segment.share, 1), changes])
    shocks = shocks_of(scenario)
    events = [
        [f"{sign} {shock.when}", shock.firm or "the whole market", shock.changes]
        for sign, shock in zip(signs(shocks), shocks, strict=True)
    ]
    return Told(list(_changed(scenario)), _firms(scenario), segments, events)


def _changed(scenario: Scenario) -> Iterator[Setting]:
    default = type(scenario)()
    cut = tuple(month for month in default.survey.months if month < scenario.months)
    for setting in _differences(scenario, default, ""):
        # The survey's default months that a short run does not reach were left out by nobody's hand.
        if setting.key != "survey.months" or scenario.survey.months != cut:
            yield setting


def _differences(settings: BaseModel, default: BaseModel, path: str) -> Iterator[Setting]:
    for name, field in type(settings).model_fields.items():
        key = f"{path}.{name}" if path else name
        value, usual = getattr(settings, name), getattr(default, name)
        if not path and name in _ELSEWHERE:
            continue
        if isinstance(value, BaseModel) and isinstance(usual, BaseModel):
            yield from _differences(value, usual, key)
        elif value != usual:
            yield Setting(key, _shown(value), _shown(usual), _explained(field))


def _shown(value: object) -> str:
    return "nothing" if value is None else written(value)


def _explained(field: FieldInfo) -> str:
    """Return the meaning of a key, with its unit where that says more than the meaning does."""
    extra = field.json_schema_extra
    unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
    meaning = field.description or ""
    return f"{meaning} ({unit})" if unit and unit not in _PLAIN_UNITS else meaning


def _firms(scenario: Scenario) -> list[FirmSetting]:
    default = dict(leaves(type(scenario.firms[0])(name="-").model_dump()))
    values = [dict(leaves(firm.model_dump())) for firm in scenario.firms]
    keys = list(dict.fromkeys(key for firm in values for key in firm if key != "name"))
    found = []
    for key in keys:
        row = [firm.get(key, "–") for firm in values]
        if key in _ALWAYS or any(value != default.get(key, "–") for value in row):
            found.append(FirmSetting(key, _meaning(type(scenario.firms[0]), key.split(".")), row))
    return found


def meaning_of(key: str, scenario: Scenario) -> str:
    """Return what a dotted key of a resolved scenario means; firms, segments and events are passed by in it."""
    named = {
        "firms": [firm.name for firm in scenario.firms],
        "segments": [one.name for one in scenario.segments],
    }
    group, _, rest = key.partition(".")
    for name in sorted(named.get(group, []), key=len, reverse=True):
        rest = rest.removeprefix(f"{name}.")
    if group == "events":
        rest = rest.lstrip("0123456789").removeprefix(".")
    return _meaning(type(scenario), [group, *filter(None, rest.split("."))])


def _meaning(settings: type[BaseModel], path: list[str]) -> str:
    """Return what a key below some settings means, in the words and with the unit of its declaration."""
    field = settings.model_fields.get(path[0].partition("[")[0])
    if field is None:
        return ""
    if len(path) == 1:
        return _explained(field)
    kinds = [field.annotation, *getattr(field.annotation, "__args__", ())]
    below = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return next((found for kind in below if (found := _meaning(kind, path[1:]))), "")
