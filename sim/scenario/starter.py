"""A commented scenario to begin with, written from the settings themselves: it cannot drift from them."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from sim.scenario.json_schema import SCHEMA_FILE
from sim.scenario.reference import Key, key_at

MODELINE = "# yaml-language-server: $schema="
"""What the first line of a scenario begins with: it tells editors where the schema is."""

_WIDTH = 100
_COMMENT_COLUMN = 36

_HEAD = (
    "A scenario of Tenure: who the customers are, which firms compete for them, and what happens. Every key "
    "may be left out; it then has its default. `tenure validate` checks this file, `tenure explain "
    f"customers.trust` tells what keys mean, and `tenure schema > {SCHEMA_FILE}` gives your editor completion "
    "and hints."
)

_DEFAULTS = ("months", "warm_up", "discount_rate", "currency", "market.customers", "market.unattached")

_DECISIVE = (
    "customers.wallet.mean",
    "customers.price_sensitivity.mean",
    "customers.satisfaction.loss_aversion",
    "customers.trust.gain",
    "customers.trust.loss",
    "customers.switching_costs.scale",
    "customers.consideration.base",
)
"""The settings of customers that decide most, after the model description."""

_FIRMS: tuple[dict[str, Any], ...] = (
    {
        "name": "Us",
        "price": 1.0,
        "quality": {"functional": 0.64, "technical": 0.64},
        "strategy": {
            "kind": "fixed",
            "budget": 80_000,
            "split": {
                "acquisition": 0.3,
                "functional": 0.2,
                "technical": 0.2,
                "loyalty_programme": 0.2,
                "winback": 0.1,
            },
        },
    },
    {
        "name": "Rival",
        "price": 1.0,
        "strategy": {"kind": "fixed", "per_head": {"acquisition": 1.2, "functional": 2.0, "technical": 2.0}},
    },
)

_EVENTS = """
# Shocks: at the start of a month some settings of a firm change, for good or for some months:
# events:
#   - {month: 60, firm: Rival, set: {price: 0.92}}
#   - {month: 36, firm: Us, months: 12, set: {quality_shift: {technical: -0.10}}}
"""


def starter(title: str) -> str:
    """Return the text of a commented scenario with a title, which extends nothing and is valid."""
    data: dict[str, Any] = {"name": title, "description": "What this scenario is about."}
    for dotted in (*_DEFAULTS, *_DECISIVE):
        group = data
        *groups, last = dotted.split(".")
        for key in groups:
            group = group.setdefault(key, {})
        group[last] = json.loads(_key(tuple(dotted.split("."))).default or "null")
    data["firms"] = list(_FIRMS)
    head = [f"{MODELINE}{SCHEMA_FILE}", *(f"# {line}" for line in textwrap.wrap(_HEAD, _WIDTH)), ""]
    return "\n".join([*head, *_lines(data, (), 0, set()), _EVENTS])


def _lines(data: dict[str, Any], path: tuple[str, ...], indent: int, explained: set[Key]) -> Iterator[str]:
    """Yield the lines of a group; every key is explained behind it, the first time it comes."""
    for name, value in data.items():
        key = _key((*path, name))
        comment = "" if key in explained else f"# {key.summary}"
        explained.add(key)
        is_single = not isinstance(value, dict | list)
        text = f"{' ' * indent}{name}:" + (f" {json.dumps(value, ensure_ascii=False)}" if is_single else "")
        if not is_single and indent == 0:
            yield ""
        yield f"{text:<{_COMMENT_COLUMN}}{' ' if len(text) >= _COMMENT_COLUMN else ''}{comment}".rstrip()
        if isinstance(value, dict):
            yield from _lines(value, key.path, indent + 2, explained)
        elif isinstance(value, list):
            for item in value:
                first, *rest = _lines(item, key.path, indent + 4, explained)
                yield from (f"{' ' * indent}  - {first.lstrip()}", *rest)


def _key(path: tuple[str, ...]) -> Key:
    key = key_at(path)
    assert key is not None, f"the starter names a key that is not there: {'.'.join(path)}"
    return key
