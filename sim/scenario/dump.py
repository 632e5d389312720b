"""A resolved scenario as data, as YAML text, and as a hash."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import yaml

from sim.scenario.reference import OVERRIDES
from sim.scenario.scalars import FLOAT, INTEGER, NULL, TRUTH
from sim.scenario.scenario import Scenario
from sim.scenario.setting import Settings

_REPLACED = ("events", "set", "strategy")
"""The one group of what an event sets that is replaced as a whole."""


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Return every setting of a scenario as dicts, lists and single values.

    Of a segment's customers and of what an event sets, all that was written is in, and nothing else; elsewhere what is
    None is left out. The strategy that an event sets is a whole of its own, so what is None in it is left out, too.
    """
    return _data(scenario, (), False)


def dump_scenario(scenario: Scenario) -> str:
    """Return a scenario as YAML text that extends nothing and loads back to an equal scenario."""
    return yaml_text(resolved(scenario))


def yaml_text(data: dict[str, Any]) -> str:
    """Return data as YAML text, in their order; text that YAML would take for something else is put in quotes."""
    return str(
        yaml.dump(
            data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False
        )
    )


def scenario_hash(scenario: Scenario) -> str:
    """Return the sha256 of a resolved scenario in canonical JSON: the order of a file does not matter."""
    canonical = json.dumps(resolved(scenario), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _data(settings: Settings, path: tuple[str, ...], only_written: bool) -> dict[str, Any]:
    only_written = only_written or path in OVERRIDES
    data: dict[str, Any] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if only_written and name not in settings.model_fields_set:
            continue
        if value is None and (not only_written or path == _REPLACED):
            continue
        data[name] = _plain(value, (*path, name), only_written)
    return data


def _plain(value: Any, path: tuple[str, ...], only_written: bool) -> Any:
    if isinstance(value, Settings):
        return _data(value, path, only_written)
    if isinstance(value, tuple):
        return [_plain(item, path, only_written) for item in value]
    return value


class _Dumper(yaml.SafeDumper):
    """Puts text in quotes that YAML 1.1 or 1.2 would take for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Write lines below one another, and in double quotes what YAML would not keep as it is."""
    is_kept = all(character == "\n" or character.isprintable() for character in text)
    style = None if is_kept and "\n" not in text else "|" if is_kept else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)
_Dumper.yaml_implicit_resolvers = {k: list(v) for k, v in yaml.SafeDumper.yaml_implicit_resolvers.items()}
for _tag, _pattern in (("null", NULL), ("bool", TRUTH), ("int", INTEGER), ("float", FLOAT)):
    _Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _pattern, None)
