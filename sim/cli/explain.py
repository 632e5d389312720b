"""`tenure explain`: what a key means, or where every value of a file comes from."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import AsJson, Overrides

if TYPE_CHECKING:
    from sim.scenario.reference import Key


def explain(
    what: Annotated[
        str, typer.Argument(metavar="KEY|FILE", help="For example customers.trust.gain, or mine.yaml.")
    ],
    overrides: Overrides = None,
    as_json: AsJson = False,
) -> None:
    """Explain a key, or where every value of a file comes from."""
    from sim.scenario import packaged_scenarios
    from sim.scenario.reference import key_at

    key = key_at(tuple(_steps(what)))
    if key is not None and not os.path.isfile(what):
        _explain_key(key, as_json)
    elif (
        os.path.lexists(what)
        or what.endswith((".yaml", ".yml"))
        or os.sep in what
        or what in packaged_scenarios()
    ):
        _explain_file(what, overrides or [], as_json)
    else:
        _refuse_unknown(what)


def _steps(what: str) -> list[str]:
    return [step for step in re.split(r"[.\[\]]+", what) if step]


def _explain_key(key: Key, as_json: bool) -> None:
    below = sorted(key.group.model_fields) if key.group else []
    rows: dict[str, Any] = {
        "key": key.dotted,
        "meaning": key.meaning,
        "kind": key.kind,
        "unit": key.unit,
        "bounds": key.bounds,
        "default": key.default,
        "required": key.required,
        "keys": below,
    }
    if as_json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    about = (key.group.__doc__ or "").strip().splitlines()[0] if key.group else ""
    rows |= {
        "meaning": "",
        "default": "none, it must be given" if key.required else key.default,
        "required": "",
        "about": about,
        "keys": ", ".join(below),
    }
    print(f"{key.dotted}\n  {key.meaning[:1].upper()}{key.meaning[1:]}")
    for label in ("about", "kind", "unit", "bounds", "default", "keys"):
        if rows[label]:
            print(f"  {label:<8}{rows[label]}")


def _explain_file(file: str, overrides: list[str], as_json: bool) -> None:
    from sim.scenario import load_with_places
    from sim.scenario.origins import origins
    from sim.scenario.problems import visible

    found = origins(load_with_places(file, overrides))
    if as_json:
        rows = [{"key": o.path, "value": o.value, "from": o.origin} for o in found]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    shown = [(visible(o.path), _short(o.value), visible(o.origin)) for o in found]
    widths = [max(len(row[column]) for row in shown) for column in (0, 1)]
    for path, value, origin in shown:
        print(f"{path:<{widths[0]}}  {value:<{widths[1]}}  {origin}")


def _short(value: object) -> str:
    from sim.scenario.problems import visible
    from sim.scenario.tree import shortened

    return shortened(visible(json.dumps(value, ensure_ascii=False)), 40)


def _refuse_unknown(what: str) -> None:
    from sim.cli.terminal import refuse
    from sim.scenario.nearest import nearest
    from sim.scenario.reference import all_keys

    known = [key.dotted for key in all_keys()]
    close = nearest(".".join(_steps(what)), known)
    last = _steps(what)[-1:] or [""]
    same = [
        dotted for dotted in known if dotted.split(".")[-1] == last[0] and not dotted.startswith("events")
    ]
    if same and close not in same:
        close = same[0]
    question = f'did you mean "{close}"? ' if close else ""
    top = ", ".join(dotted for dotted in known if "." not in dotted)
    refuse(f'there is no key and no file "{what}"', f"{question}keys at the top: {top}")
