"""The reference of all settings: meaning, unit, bounds and default of every key, read from the settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.scenario import Scenario
from sim.scenario.setting import Settings
from sim.scenario.tree import Path

OVERRIDES = (("segments", "customers"), ("events", "set"))
"""Groups of which only the keys that are written count; whatever is left out stays as it is."""

_REPLACED = ("events", "set", "strategy")
"""The one group among them that counts as a whole."""

LIST_OF_CHOICES = "a list, each "
"""How the kind of a list begins whose entries are words to choose from."""


@dataclass(frozen=True)
class Key:
    """One key: its path without names and numbers of list items, and all that its declaration says.

    `default` is YAML text, None if there is none; `group` holds the settings below the key, also those of a
    list's items.
    """

    path: tuple[str, ...]
    meaning: str
    kind: str
    unit: str = ""
    bounds: str = ""
    default: str | None = None
    required: bool = False
    choices: tuple[str, ...] = ()
    group: type[Settings] | None = None
    is_list: bool = False

    @property
    def dotted(self) -> str:
        """The path as it is written: `customers.trust.gain`."""
        return ".".join(self.path)

    @property
    def summary(self) -> str:
        """Meaning, unit and bounds in one line."""
        unit = f" ({self.unit})" if self.unit else ""
        bounds = f", {self.bounds}" if self.bounds else ""
        is_word = self.meaning[1:2].isalpha()
        meaning = self.meaning[:1].upper() + self.meaning[1:] if is_word else self.meaning
        return f"{meaning}{unit}{bounds}"


def key_at(path: Path, root: type[Settings] = Scenario) -> Key | None:
    """Return the key at a path, or None. Numbers of list items, and names in their place, may stand in it.

    root: the settings that the whole file holds.
    """
    key: Key | None = None
    within: type[Settings] | None = root
    may_be_name = False
    for step in path:
        field = within.model_fields.get(step) if within and isinstance(step, str) else None
        if field is not None:
            key = _key((*(key.path if key else ()), str(step)), field)
            within, may_be_name = key.group, key.is_list and key.group is not None
        elif may_be_name or isinstance(step, int):
            may_be_name = False
        else:
            return None
    return key


def key_in(settings: type[Settings], name: str, path: tuple[str, ...] = ()) -> Key:
    """Return the key `name` of a settings class that stands at a path."""
    return _key((*path, name), settings.model_fields[name])


def settings_at(path: Path, root: type[Settings] = Scenario) -> type[Settings] | None:
    """Return the settings class whose keys are valid below a path, or None; root is that of the whole file."""
    if not any(isinstance(step, str) for step in path):
        return root
    key = key_at(path, root)
    return key.group if key else None


@cache
def all_keys(root: type[Settings] = Scenario) -> tuple[Key, ...]:
    """Return every key of a file that holds such settings, groups before what is in them."""
    return tuple(_keys(root, ()))


def _keys(settings: type[Settings], path: tuple[str, ...]) -> Iterator[Key]:
    for name, field in settings.model_fields.items():
        key = _key((*path, name), field)
        yield key
        if key.group is not None:
            yield from _keys(key.group, key.path)


def _key(path: tuple[str, ...], field: FieldInfo) -> Key:
    annotation, inner_bounds = _without_none(field.annotation), ""
    is_list = get_origin(annotation) is tuple
    item: Any = get_args(annotation)[0] if is_list else annotation
    if get_origin(item) is Annotated:
        inner = FieldInfo.from_annotation(item)
        item, inner_bounds = inner.annotation, _bounds(inner)
    group = _settings_in(item)
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    choices = tuple(map(str, get_args(item))) if get_origin(item) is Literal else ()
    is_override = path[:2] in OVERRIDES and path[:3] != _REPLACED
    return Key(
        path=path,
        meaning=field.description or "",
        kind=_kind(item, is_list, choices),
        unit=str(extra.get("unit", "")),
        bounds=f"each {inner_bounds}" if inner_bounds else _bounds(field),
        default="as it is" if is_override and group is None else _default(field),
        required=field.is_required(),
        choices=choices,
        group=group,
        is_list=is_list,
    )


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return kinds[0] if len(kinds) == 1 else Union[tuple(kinds)]  # noqa: UP007
    return annotation


def _settings_in(annotation: Any) -> type[Settings] | None:
    kinds = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    found = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Settings)]
    return found[0] if found else None


def _kind(item: Any, is_list: bool, choices: tuple[str, ...]) -> str:
    if choices:
        named = f'"{choices[0]}"' if len(choices) == 1 else "one of " + ", ".join(f'"{c}"' for c in choices)
        return f"{LIST_OF_CHOICES}{named}" if is_list else named
    if is_list:
        return {float: "a list of numbers", int: "a list of whole numbers"}.get(item, "a list")
    simple = {float: "a number", int: "a whole number", bool: "true or false", str: "text"}
    return simple.get(item, "a group of settings")


def _bounds(field: FieldInfo) -> str:
    """Return the bounds in words: `0..1`, `above 0, at most 3`, `at least 0`."""
    found = {
        name: shown_number(value)
        for rule in field.metadata
        for name in ("ge", "gt", "le", "lt")
        if (value := getattr(rule, name, None)) is not None
    }
    if set(found) == {"ge", "le"}:
        return f"{found['ge']}..{found['le']}"
    words = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    return ", ".join(f"{words[name]} {found[name]}" for name in words if name in found)


def shown_number(number: float) -> str:
    """Return a number as people read it: `0.5`, `1200`, `20,000,000`."""
    if abs(number) < 1e15 and float(number).is_integer():
        return f"{int(number):,}" if abs(number) >= 10_000 else str(int(number))
    return f"{number:g}"


def _default(field: FieldInfo) -> str | None:
    """Return the default as YAML flow text; groups and what must be given have none."""
    value = field.default
    if value is PydanticUndefined or value is None or value is Ellipsis:
        return None
    if isinstance(value, tuple):
        value = [item.model_dump(include={"name"}) if isinstance(item, Settings) else item for item in value]
    return json.dumps(value, ensure_ascii=False)
