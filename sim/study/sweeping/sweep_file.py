"""From a file to a sweep: read, checked against the schema of scenarios, and nothing run before all of it is right."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.dump import dump_scenario
from sim.scenario.loader import LoadedScenario, load_with_places
from sim.scenario.nearest import did_you_mean
from sim.scenario.overrides import Overrides, WrongKeyError, put_in, steps_of, with_overrides
from sim.scenario.packaged import packaged_scenarios, packaged_sweeps, shown
from sim.scenario.problems import Problems, ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.source import UnreadableError, read_source
from sim.scenario.tree import Group, Scalar, child, find, key_place, plain, shown_path
from sim.scenario.wording import worded
from sim.scenario.yaml_reader import read_yaml
from sim.study.sweeping.sweep_checks import check_design, check_names
from sim.study.sweeping.sweep_definition import Sweep
from sim.study.sweeping.sweep_settings import DesignSettings, SweepSettings
from sim.study.sweeping.swept_keys import Swept, read_swept
from sim.study.sweeping.swept_market import SweptMarket

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a group of keys",
    "model_type": "a group of keys",
    "model_attributes_type": "a group of keys",
}


def load_sweep(
    path: str | os.PathLike[str],
    overrides: Overrides = (),
    *,
    replications: int | None = None,
    seed: int | None = None,
    code: Path | None = None,
) -> Sweep:
    """Return the sweep in a YAML file, or a packaged one by its bare name.

    overrides: settings of the base scenario beside the file, held at all points: `{"months": 60}`; replications, seed:
    instead of those of the file; code: the folder from which strategies of the user's own are imported.
    Raises ScenarioError, whose text shows everything that is wrong, each with file, line and help.
    """
    file, name = _found(os.fspath(path))
    problems = Problems(name)
    root = _root(file, name, problems)
    _check_kind(root, name, problems)
    settings = _settings(root, problems)
    base = _base(root, settings, file, problems)
    swept = read_swept(root, problems)
    market = SweptMarket(
        _with_constants(base, root, swept, overrides, problems),
        name,
        swept.places,
        settings.keep,
        code,
    )
    scenario = _checked(market, base.root, swept, problems)
    check_names(root, settings, scenario or base.scenario, problems)
    design = settings.design.design(settings.seed if seed is None else seed)
    check_design(root, design, swept, problems)
    if problems or scenario is None:
        raise problems.error()
    return Sweep(
        name=Path(name).stem,
        parameters=swept.parameters,
        outcomes=settings.outcomes,
        model=market,
        design=design,
        replications=settings.replications if replications is None else replications,
        seed=settings.seed if seed is None else seed,
        firm=settings.firm or scenario.firms[0].name,
        base={p.key: _value_in(scenario, p.key) for p in swept.parameters},
        constants={key: plain(node) for key, (_, node) in swept.constants.items()},
        keep=settings.keep,
        text=file.read_text("utf-8-sig"),
        base_name=Path(settings.base).stem,
        base_text=dump_scenario(scenario),
    )


def scenarios_at_the_ends(sweep: Sweep) -> Iterator[Scenario]:
    """Yield the base, and the scenario at every value of every list and choice, one parameter varied at a time."""
    if isinstance(sweep.model, SweptMarket):
        yield sweep.model.scenario({})
        for parameter in sweep.parameters:
            for value in parameter.ends():
                yield sweep.model.scenario({parameter.key: value})


def _found(path: str) -> tuple[Path, str]:
    """Return the file that a path or a packaged name means, and the name to call it by."""
    packaged = packaged_sweeps()
    if path in packaged and not os.path.isfile(path):
        return packaged[path], shown(packaged[path])
    if not os.path.lexists(path):
        help = did_you_mean(Path(path).stem, packaged, "packaged sweeps")
        Problems(path).stop(f'there is no file "{path}"', help=help)
    return Path(path), path


def _root(file: Path, name: str, problems: Problems) -> Group:
    """Return the tree of the file, without what is no key of a sweep, which is noted."""
    try:
        node = read_yaml(read_source(file, name), problems)
    except UnreadableError as error:
        problems.stop(error.message, error.place, help=error.help)
    if node is None or (isinstance(node, Scalar) and node.value is None):
        problems.stop(
            "the file is empty", file=name, help="a sweep has at least a base and something to vary"
        )
    if not isinstance(node, Group):
        problems.stop("the file holds no keys and values, but a sweep is", node.place)
    return node


def _check_kind(root: Group, name: str, problems: Problems) -> None:
    """Raise ScenarioError if the file is a scenario: its every key would be told as unknown."""
    of_scenarios = [key for key in root.entries if key in Scenario.model_fields]
    if of_scenarios and not root.entries.keys() & {"base", "uncertainties", "levers", "constants"}:
        problems.stop(
            "this is a scenario, not a sweep",
            root.entries[of_scenarios[0]].place,
            help=f"tenure run {name} runs it; a sweep names it, as in base: {Path(name).name}, and says what to vary",
        )


def _settings(root: Group, problems: Problems) -> SweepSettings:
    """Return the settings of the sweep; what is wrong is noted and replaced by its default."""
    rest: Group = root
    for _ in range(3):
        try:
            return SweepSettings.model_validate(plain(rest))
        except ValidationError as error:
            details = error.errors(include_url=False)
        wrong = set()
        for detail in details:
            path = tuple(step for step in detail["loc"])
            _note(root, detail, path, problems)
            wrong.add(str(path[0]))
        if "base" in wrong:
            raise problems.error()
        rest = Group(rest.place, {key: entry for key, entry in rest.entries.items() if key not in wrong})
    raise problems.error()


def _note(root: Group, detail: ErrorDetails, path: tuple[str | int, ...], problems: Problems) -> None:
    """Note what pydantic found about the sweep's own keys."""
    node, kind, word = find(root, path), detail["type"], str(path[-1])
    place = key_place(root, path) or (node.place if node else key_place(root, path[:-1]))
    if isinstance(node, Scalar) and kind != "extra_forbidden" and node.place.length > 0:
        place = node.place
    settings: type[SweepSettings] | type[DesignSettings] = SweepSettings if len(path) == 1 else DesignSettings
    field = settings.model_fields.get(word)
    help = (field.description or "") if field else ""
    if kind == "extra_forbidden":
        message, help = f'unknown key "{word}"', did_you_mean(word, settings.model_fields, "valid here")
    elif kind == "missing":
        message = f'the sweep has no "{word}"'
    elif kind in _EXPECTED:
        written = f'"{node.value}"' if isinstance(node, Scalar) and isinstance(node.value, str) else ""
        written = written or (node.written or "empty" if isinstance(node, Scalar) else "a list or a group")
        message = f"{word} is {written}, but must be {_EXPECTED[kind]}"
    elif kind == "literal_error":
        value = str(node.value) if isinstance(node, Scalar) else "no text"
        choices = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        message, help = (
            f'{word} is "{value}", but must be one of those',
            did_you_mean(value, choices, "valid here"),
        )
    else:
        message, more = worded(detail, path, node)
        help = help or more
    problems.add(message, place, path=shown_path(root, path), help=help)


def _base(root: Group, settings: SweepSettings, file: Path, problems: Problems) -> LoadedScenario:
    """Return the base scenario. Raises ScenarioError if it is not there or is wrong itself."""
    beside = file.parent / settings.base
    packaged = packaged_scenarios()
    if not beside.is_file() and settings.base not in packaged:
        node = child(root, "base")
        help = did_you_mean(settings.base, packaged, "packaged scenarios")
        problems.stop(f'there is no file "{settings.base}"', node.place if node else None, help=help)
    return load_with_places(os.path.normpath(beside) if beside.is_file() else settings.base)


def _with_constants(
    base: LoadedScenario, root: Group, swept: Swept, overrides: Overrides, problems: Problems
) -> Group:
    """Return the tree of the base with what the sweep holds constant."""
    tree = base.root
    for key, (place, node) in swept.constants.items():
        try:
            tree = put_in(tree, key, place, node)
        except WrongKeyError as error:
            problems.add(error.message, error.place, path=key, help=error.help)
    return with_overrides(tree, overrides, problems)


def _checked(market: SweptMarket, root: Group, swept: Swept, problems: Problems) -> Scenario | None:
    """Return the base with the constants, and note what is wrong there and at the ends of every parameter.

    root: the base without the constants, at which parameters are tried where the constants are wrong.
    """
    scenario = None
    try:
        scenario = market.scenario({})
    except ScenarioError as error:
        problems.take_over(error)
        market = replace(market, root=root)
    for key, ends in swept.ends.items():
        for value, place in ends:
            try:
                market.scenario({key: value}, {key: place})
            except ScenarioError as error:
                problems.take_over(error)
    return scenario


def _value_in(scenario: Scenario, key: str) -> Any:
    """Return the value of a dotted key in a scenario, or None if it is a group or absent."""
    value: Any = scenario
    for step in steps_of(key):
        if isinstance(value, tuple):
            named = [item for item in value if getattr(item, "name", None) == step]
            value = (
                named[0]
                if named
                else value[int(step)]
                if step.isdecimal() and int(step) < len(value)
                else None
            )
        else:
            value = getattr(value, step, None)
    return value if isinstance(value, str | int | float) else None
