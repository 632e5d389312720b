"""Material: what a sweep's folder gives to the analyses, one outcome at every planned point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.clv.checks import Array
from sim.scenario.nearest import did_you_mean
from sim.study.outcomes import OUTCOMES
from sim.study.sensitivity.box import Mask
from sim.study.sensitivity.crossing import Crossing, crossing_of
from sim.study.sensitivity.labels import labels
from sim.study.sensitivity.resampling import Numbers
from sim.study.sensitivity.response import Response, response_of
from sim.study.sweeping.model import FIRMS
from sim.study.sweeping.store import Store
from sim.study.sweeping.sweep_definition import firm_and_name

MADE = 0.5
"""Part of the points that must have a replication before it is used: of a sweep that goes on, the last one may not."""
SALTELLI, MORRIS, ONE_AT_A_TIME = "sobol", "morris", "one_at_a_time"


class OutcomeError(ValueError):
    """There is no such outcome in the sweep's results; the message names those that there are."""


@dataclass(frozen=True)
class Material:
    """A sweep's plan and results.

    manifest: as the store tells it; plan: a row for each planned run; firms: a row for each run that is done and firm,
    a column for each outcome.
    """

    manifest: dict[str, Any]
    plan: pd.DataFrame
    firms: pd.DataFrame

    @classmethod
    def of(cls, store: Store) -> Material:
        """Return what a folder holds. Raises StoreError if it is no sweep's."""
        return cls(store.manifest, store.plan(), store.table(FIRMS))

    @property
    def kind(self) -> str:
        """Kind of the design."""
        return str(self.manifest["design"]["kind"])

    @property
    def focus(self) -> str:
        """The firm in focus."""
        return str(self.manifest["firm"])

    @cached_property
    def parameters(self) -> list[str]:
        """Keys of all parameters, uncertainties first."""
        return [str(p["key"]) for p in self.manifest["parameters"]]

    @cached_property
    def levers(self) -> list[str]:
        """Keys of the levers."""
        return [str(p["key"]) for p in self.manifest["parameters"] if p["role"] == "lever"]

    @cached_property
    def drawn(self) -> list[str]:
        """Keys of the parameters with a distribution, the axes of a sample in their order."""
        if self.kind not in (SALTELLI, MORRIS, "latin_hypercube"):
            return []
        return [p["key"] for p in self.manifest["parameters"] if "distribution" in p]

    @cached_property
    def labels(self) -> dict[str, str]:
        """Short names of all parameters by key."""
        return labels(self.parameters, self.focus)

    @property
    def rows(self) -> int:
        """Rows of a sample that were drawn together: a Saltelli block, or a trajectory."""
        axes = len(self.drawn)
        if self.kind == SALTELLI:
            return (2 if self.manifest["design"]["second_order"] else 1) * axes + 2
        return axes + 1 if self.kind == MORRIS else 1

    @cached_property
    def combination(self) -> Numbers:
        """Number of the combination of scanned values of each point, (points,)."""
        return self._of_points("combination")

    @property
    def combinations(self) -> int:
        """Number of combinations of scanned values."""
        return int(self.combination.max()) + 1

    @cached_property
    def sample(self) -> Numbers:
        """Number of the row of the sample of each point, (points,)."""
        return self._of_points("sample")

    def _of_points(self, column: str) -> Numbers:
        return np.asarray(self.plan.drop_duplicates("point").sort_values("point")[column], np.intp)

    def response(self, outcome: str) -> Response:
        """Return an outcome, as `profit` or `Challenger.profit`, at all points, in the replications that most have.

        Raises OutcomeError if there is no such outcome.
        """
        firm, name = firm_and_name(outcome, self.focus)
        if "firm" not in self.firms or name not in self.firms or not (self.firms["firm"] == firm).any():
            there = [str(column) for column in self.firms if column not in ("run_key", "firm")]
            if not there:
                raise OutcomeError(f'there is no outcome "{outcome}" in the results: no run is done')
            firms = [str(one) for one in self.firms["firm"].unique()]
            known = did_you_mean(firm, firms, "firms")
            if name not in there:
                known = did_you_mean(name, there, "outcomes")
            raise OutcomeError(f'there is no outcome "{outcome}" in the results; {known}')
        values = self.firms[self.firms["firm"] == firm].set_index("run_key")[name]
        table = self.plan.assign(**{"": self.plan["run_key"].map(values).astype(float)})
        found = response_of(table, self.parameters, "", sampled=bool(self.drawn))
        block = self.sample // self.rows if self.drawn else None
        return Response(found.points, _mostly_made(found.values), found.sampled, block)

    def over_combinations(self, response: Response) -> Response:
        """Return a response at the rows of the sample, each the mean over all combinations of the scanned values."""
        order = np.lexsort((self.sample, self.combination))
        count = int(self.combination.max()) + 1
        values: Array = response.values[order].reshape(count, -1, response.replications).mean(axis=0)
        first = order[: len(order) // count]
        block = None if response.block is None else response.block[first]
        return Response(response.points[self.drawn].iloc[first].reset_index(drop=True), values, True, block)

    def crossing(self, response: Response) -> Crossing:
        """Return a response as settings of the levers × futures. Raises ValueError if that cannot be.

        The base is the setting of the base scenario if it is among them, otherwise the first one.
        """
        crossing = crossing_of(response, self.levers, self.sample if self.drawn else None)
        base = self.manifest["base_values"]
        same = np.ones(len(crossing.settings), bool)
        for key in self.levers:
            same &= (crossing.settings[key] == base.get(key)).to_numpy(bool)
        return replace(crossing, base=int(same.argmax()) if same.any() else 0)

    def drawn_alone(self, crossing: Crossing) -> Mask:
        """Return which futures may be taken as drawn one by one, (futures,): of a Saltelli block its A and its B."""
        if self.kind != SALTELLI or crossing.sample is None:
            return np.ones(len(crossing.futures), bool)
        return np.isin(crossing.sample % self.rows, (0, self.rows - 1))

    def more_is_better(self, outcome: str) -> bool:
        """Return whether the firm in focus would rather have more of an outcome: of a rival's it would have less."""
        firm, name = firm_and_name(outcome, self.focus)
        better = OUTCOMES[name].more_is_better if name in OUTCOMES else True
        return better == (firm == self.focus)


def _mostly_made(values: Array) -> Array:
    """Return the replications, columns of values, that most points have: a sweep makes one after the other."""
    made = np.isfinite(values).mean(axis=0)
    return values[:, made >= MADE] if (made >= MADE).any() else values[:, made == made.max()]
