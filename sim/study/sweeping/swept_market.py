"""The market as a sweep runs it: a base scenario, and what is put into it at every point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sim.behaviour.rule import model_version
from sim.scenario.dump import scenario_hash
from sim.scenario.overrides import WrongKeyError, node_at, put_in
from sim.scenario.problems import Problems
from sim.scenario.scenario import Scenario
from sim.scenario.source import Place, Source
from sim.scenario.strategies import LINES
from sim.scenario.tree import Group, Scalar, child, tree_of
from sim.scenario.validation import validated
from sim.study.folder import sha256
from sim.study.sweeping.model import FIRMS, Table, Values
from sim.study.sweeping.run_key import hashed
from sim.study.sweeping.split_shares import rescaled, share_of

KEPT = ("months", "relationships", "customers", "panel", "transitions", "survey")
"""Tables of a run that a sweep can keep as a whole (docs/data-dictionary.md)."""


_SMALLEST = {
    "months": 1,
    "warm_up": 0,
    "followed": 0,
    "market": {"customers": 50},
    "survey": {"months": []},
}
"""A market that is over at once."""


@dataclass(frozen=True)
class SweptMarket:
    """A base scenario that becomes another one at every point.

    root: the tree of the base, with what the sweep holds constant; name: of the sweep's file, for messages; places:
    where the keys of parameters are written, as far as a file says them; keep: tables that are kept as a whole beside
    the outcomes; code: the folder from which strategies of the user's own are imported, None if that is not allowed.
    """

    root: Group
    name: str
    places: Mapping[str, Place] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    code: Path | None = None

    def scenario(self, values: Values, value_places: Mapping[str, Place] | None = None) -> Scenario:
        """Return the scenario at some values of the parameters. Raises ScenarioError with all that is wrong.

        value_places: where the values are written, if not at their keys.
        """
        problems = Problems(self.name)
        places = value_places or {}
        root = self.root
        splits: dict[str, dict[str, Any]] = {}
        for key, value in values.items():
            place = self._place(key)
            try:
                share = share_of(key)
                if share and isinstance(value, int | float):
                    splits.setdefault(share[0], {})[share[1]] = value
                else:
                    root = put_in(root, key, place, tree_of(value, places.get(key, place)))
            except WrongKeyError as error:
                problems.add(error.message, error.place, path=key, help=error.help)
        for split, varied in splits.items():
            keys = {line: f"{split}.{line}" for line in varied}
            try:
                root = self._with_shares(
                    root, split, varied, {line: places.get(k) for line, k in keys.items()}
                )
            except WrongKeyError as error:
                problems.add(error.message, error.place, path=next(iter(keys.values())), help=error.help)
        return validated(root, problems)

    def _with_shares(
        self, root: Group, split: str, varied: Mapping[str, Any], places: Mapping[str, Place | None]
    ) -> Group:
        """Return the tree with some shares of a split put in and the others rescaled."""
        first = self._place(f"{split}.{next(iter(varied))}")
        known = node_at(root, split, first)
        before = {line: _share(child(known, line)) for line in LINES}
        shares = rescaled(before, varied)
        for line, share in shares.items():
            if line in varied or before[line] > 0:
                place = self._place(f"{split}.{line}") if line in varied else first
                value = tree_of(share, places.get(line) or place)
                root = put_in(root, f"{split}.{line}", place, value)
        return root

    def _place(self, key: str) -> Place:
        return self.places.get(key) or Source("parameters", key).place(0, 0, 0, len(key))

    def identity(self, values: Values) -> str:
        """Return the hash of the resolved scenario. Raises ScenarioError if the values make none."""
        return scenario_hash(self.scenario(values))

    def version(self) -> str:
        """Return the hash of all code that decides results, and of which tables are kept.

        That is the source of the model and of the outcomes, and where strategies of the user's own are allowed, every
        Python file of their folder and of the packages in it.
        """
        code = {"model": model_version(), "outcomes": _outcomes_version(), "keep": list(self.keep)}
        own = {"own": _code_in(self.code)} if self.code else {}
        return hashed(code | own)[:16]

    def prepare(self) -> None:
        """Load the compiled month, or compile it: that takes seconds, on a new machine a minute."""
        from sim.market.model import Market

        Market(Scenario.model_validate(_SMALLEST)).run()

    def run(self, values: Values, seed: int, replication: int) -> Mapping[str, Table]:
        """Run one market and return its outcomes, and the tables that are kept."""
        from sim.market.model import Market
        from sim.market.tables import months_table, relationships_table, tables_of
        from sim.study.outcomes import outcomes_of

        scenario = self.scenario(values)
        market = Market(scenario, seed, replication, code=self.code).run()
        tables = (
            tables_of(market)
            if set(self.keep) - {"months", "relationships"}
            else {"months": months_table(market), "relationships": relationships_table(market)}
        )
        return {FIRMS: outcomes_of(tables, scenario).reset_index()} | {
            name: tables[name] for name in self.keep
        }


def _share(node: object) -> float:
    value = node.value if isinstance(node, Scalar) else 0.0
    return float(value) if isinstance(value, int | float) else 0.0


def _code_in(folder: Path) -> dict[str, str]:
    """Return the hashes of Python files by their path in the folder."""
    packages = [file.parent for file in folder.glob("*/__init__.py")]
    files = [*folder.glob("*.py"), *(file for package in packages for file in package.rglob("*.py"))]
    return {file.relative_to(folder).as_posix(): sha256(file) for file in files}


@cache
def _outcomes_version() -> str:
    from sim.study import outcomes

    return sha256(Path(outcomes.__file__))
