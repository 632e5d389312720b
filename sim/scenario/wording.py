"""How a wrong value is put into words: what it is, what it must be, and what would help."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from pydantic_core import ErrorDetails

from sim.scenario.nearest import did_you_mean, nearest
from sim.scenario.reference import LIST_OF_CHOICES, Key, all_keys, key_at, settings_at, shown_number
from sim.scenario.scalars import scalar_value
from sim.scenario.scenario import Scenario
from sim.scenario.setting import Settings
from sim.scenario.tree import Group, Listing, Node, Path, Scalar, shortened

_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("below", "lt"),
}
_LENGTHS = {
    "too_short": "at least",
    "too_long": "at most",
    "string_too_short": "at least",
    "string_too_long": "at most",
}
_TYPES = (
    "_type",
    "_parsing",
    "_from_float",
    "_from_string",
    "literal_error",
    "finite_number",
    "int_parsing_size",
)


def worded(
    error: ErrorDetails, path: Path, node: Node | None, root: type[Settings] = Scenario
) -> tuple[str, str]:
    """Return message and help for an error that pydantic found at a path, where the file has `node`.

    root: the settings that the whole file holds.
    """
    kind, context = error["type"], error.get("ctx", {})
    key, subject = key_at(path, root), _subject(path)
    meaning = key.summary if key else ""
    if kind == "misfit":
        return str(context["message"]), str(context["help"])
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, "), _conflict_help(error["msg"]) or meaning
    if kind == "extra_forbidden":
        return f'unknown key "{shortened(str(path[-1]))}"', _unknown_key_help(path, root)
    if kind == "missing":
        return f'{_subject(path[:-1]) or "the file"} has no "{path[-1]}"', meaning
    if kind in _BOUNDS:
        words, name = _BOUNDS[kind]
        bound = shown_number(context[name])
        return f"{subject} is {_written(node)}, but must be {words} {bound}", meaning
    if kind in _LENGTHS:
        counted, unit = _counted(node)
        limit = context.get("min_length", context.get("max_length"))
        return f"{subject} has {counted} {unit}, but must have {_LENGTHS[kind]} {limit}", meaning
    if kind.endswith(_TYPES):
        expected = _expected(kind, key, path)
        return f"{subject} is {_written(node)}, but must be {expected}", _type_help(node, key, path)
    return f"{subject} is not valid: {error['msg']}", meaning


def _subject(path: Path) -> str:
    """Return how a sentence names the value at a path: its key, and the number if it is a list item."""
    keys = [step for step in path if isinstance(step, str)]
    number = f"[{path[-1]}]" if path and isinstance(path[-1], int) else ""
    return shortened(keys[-1]) + number if keys else ""


def _written(node: Node | None) -> str:
    match node:
        case Group():
            return "a group of settings"
        case Listing():
            return "a list"
        case Scalar(value=str() as text):
            return f'"{shortened(text)}"'
        case Scalar(value=None):
            return "empty"
        case Scalar():
            return shortened(node.written)
    return "missing"


def _counted(node: Node | None) -> tuple[str, str]:
    if isinstance(node, Scalar):
        count, unit = len(str(node.value)), "character"
    else:
        count, unit = len(node.items) if isinstance(node, Listing) else 0, "entry"
    return f"{count:,}", unit if count == 1 else {"entry": "entries"}.get(unit, f"{unit}s")


def _expected(kind: str, key: Key | None, path: Path) -> str:
    if kind == "finite_number":
        return "a finite number"
    if key is None:
        return "another kind of value"
    if key.is_list and path and isinstance(path[-1], int):
        if key.choices:
            return key.kind.removeprefix(LIST_OF_CHOICES)
        return {"a list": "a group of settings"}.get(
            key.kind, key.kind.replace("a list of", "a").removesuffix("s")
        )
    return key.kind


def _type_help(node: Node | None, key: Key | None, path: Path) -> str:
    if key is None:
        return ""
    hints: dict[str, Callable[[Any], str]] = {
        "a number": _number_hint,
        "a whole number": _number_hint,
        "true or false": _truth_hint,
        "text": lambda value: "" if value is None else f'put it in quotes: "{shortened(str(value))}"',
    }
    hint = ""
    if isinstance(node, Scalar):
        value = node.written if node.value is not None and key.kind == "text" else node.value
        if value is None:
            hint = (
                "put keys below it"
                if key.group
                else f"leave the key out to have {key.default}"
                if key.default
                else ""
            )
        elif key.choices:
            close = nearest(str(value), key.choices)
            hint = f'did you mean "{close}"?' if close else ""
        else:
            hint = hints.get(_expected("", key, path), lambda _: "")(value)
    elif isinstance(node, Group) and key.is_list:
        hint = "every entry of a list begins with a dash"
    if not hint and key.group is not None:
        hint = f"keys here: {', '.join(sorted(key.group.model_fields))}"
    return "; ".join(filter(None, (hint, key.summary)))


def _number_hint(value: object) -> str:
    """Return how a number is written that is there in another way: 30 %, 20_000, 1,000, 0,5, 2e4, "3"."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"write {int(value)}"
    if not isinstance(value, str) or len(value) > 40:
        return ""
    text = value.strip()
    if percent := re.fullmatch(r"([-+]?[0-9.]+) ?%", text):
        number = scalar_value(percent[1])
        return f"write {number / 100:g}" if isinstance(number, int | float) else ""
    if re.fullmatch(r"[-+]?[0-9]{1,3}([,_ '][0-9]{3})+(\.[0-9]+)?", text):
        return f"write {re.sub('[,_ ]', '', text).replace(chr(39), '')}"
    if re.fullmatch(r"[-+]?[0-9]+,[0-9]+", text):
        return f"write {text.replace(',', '.')}"
    number = scalar_value(text)
    is_number = isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)
    return "take the quotes away" if is_number else ""


def _truth_hint(value: object) -> str:
    text = str(value).casefold()
    if text in {"yes", "on", "y", "1", "1.0", "true"}:
        return "write true"
    return "write false" if text in {"no", "off", "n", "0", "0.0", "false"} else ""


def _conflict_help(message: str) -> str:
    if "per_head" in message:
        return "a value that comes from an extended file is dropped with null, for example per_head: null"
    return ""


def _unknown_key_help(path: Path, root: type[Settings]) -> str:
    """Return the nearest key that is valid there, where else that key exists, and what is valid."""
    word, parent = str(path[-1]), path[:-1]
    settings = settings_at(parent, root)
    valid = [*(settings.model_fields if settings else ())]
    if not parent and root is Scenario:
        valid.append("extends")
    if nearest(word, valid) is None:
        elsewhere = [key.dotted for key in all_keys(root) if key.path[-1] == word and key.path[0] != "events"]
        here = ".".join(str(step) for step in parent if isinstance(step, str))
        below = [dotted for dotted in elsewhere if dotted.startswith(f"{here}.")] or elsewhere
        if below:
            return f"did you mean {below[0]}? {did_you_mean(word, valid, 'valid here')}"
    return did_you_mean(word, valid, "valid here")
