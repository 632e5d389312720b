"""What the tests of several rooms share: small scenarios, any valid settings, parameters as the rules take them."""

from __future__ import annotations

import os

# Threads that compete for two cores make small fits forty times slower; they have to be told before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, get_args, get_origin

import annotated_types
import numba
import pandas as pd
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.market.parameters import records_of
from sim.scenario.scenario import Scenario
from sim.scenario.setting import Settings, merged
from sim.study.sensitivity.material import Material
from sim.study.sweeping.designs import Design
from sim.study.sweeping.distributions import Distribution
from sim.study.sweeping.model import FunctionModel
from sim.study.sweeping.parameters import Parameter
from sim.study.sweeping.plan import Plan
from sim.study.sweeping.sweep_definition import Sweep

# A rule may be compiled when it is first called, and machines of continuous integration are busy.
settings.register_profile("tenure", deadline=None)
settings.load_profile("tenure")

LARGE = 1000.0
"""The largest value tried for a setting that has no upper bound."""
SMALL = 0.01
"""The smallest value tried for a setting that must be above zero."""


ACQUISITION = {"Ann": 2.0, "Bob": 1.2, "Cid": 0.8, "Dot": 1.0}
"""Spending on acquisition of the model's firms, money per non-customer and month."""

Changes = dict[str, Any]


@pytest.fixture(scope="session")
def small() -> Callable[..., Scenario]:
    """Return a function that makes a scenario of a small market.

    Its firms spend the rates per head of the model description. changes: settings to merge in; firms: settings to
    merge into a firm, by name.
    """

    def small(
        changes: Changes | None = None, firms: dict[str, Changes] | None = None, count: int = 3
    ) -> Scenario:
        names = list(ACQUISITION)[:count]
        offers = [
            {
                "name": name,
                "strategy": {
                    "per_head": {
                        "acquisition": ACQUISITION[name],
                        "winback": 4.0 if name == "Ann" else 0.0,
                    }
                },
            }
            for name in names
        ]
        for offer in offers:
            own = (firms or {}).get(offer["name"], {})
            strategy = own.get("strategy", offer["strategy"])
            offer.update(merged(offer, own) | {"strategy": strategy})
        basis: Changes = {
            "months": 24,
            "warm_up": 6,
            "market": {"customers": 500},
            "followed": 40,
            "survey": {"months": []},
            "firms": offers,
        }
        return Scenario.model_validate(merged(basis, changes or {}))

    return small


@pytest.fixture(scope="session")
def material() -> Callable[..., Material]:
    """Return a function that lives a sweep of a function in memory and returns what the analyses read.

    function: of values by key, seed and replication to outcomes by name, of a firm "Ann"; design: kind and more;
    parameters: key → values or distribution, uncertainties and levers apart; failing: numbers of runs that failed.
    """

    def material(
        function: Callable[..., dict[str, float]],
        design: dict[str, Any],
        uncertainties: dict[str, Any] | None = None,
        levers: dict[str, Any] | None = None,
        replications: int = 1,
        base: dict[str, Any] | None = None,
        failing: tuple[int, ...] = (),
        name: str = "tried",
    ) -> Material:
        sweep = function_sweep(function, design, uncertainties, levers, replications, base, name)
        plan = Plan.of(sweep).table()
        keys = [p.key for p in sweep.parameters]
        rows = [
            {
                "run_key": row["run_key"],
                "firm": "Ann",
                **function({key: row[key] for key in keys}, 1, row["replication"]),
            }
            for row in plan.to_dict("records")
        ]
        firms = pd.DataFrame(rows).drop(index=list(failing)).drop_duplicates("run_key")
        return Material(dict(json.loads(json.dumps(sweep.described()))), plan, firms)

    return material


def function_sweep(
    function: Callable[..., dict[str, float]],
    design: dict[str, Any],
    uncertainties: dict[str, Any] | None,
    levers: dict[str, Any] | None,
    replications: int,
    base: dict[str, Any] | None,
    name: str,
) -> Sweep:
    """Return a sweep of a function: a list of values is scanned, a dict of one kind and its arguments is drawn."""
    parameters = []
    for role, group in (("uncertainty", uncertainties or {}), ("lever", levers or {})):
        for key, told in group.items():
            if isinstance(told, dict):
                ((kind, arguments),) = told.items()
                parameters.append(Parameter(key, role, distribution=Distribution(kind, tuple(arguments))))
            else:
                parameters.append(Parameter(key, role, values=tuple(told)))
    outcomes = tuple(function({p.key: p.ends()[0] for p in parameters}, 1, 0))
    return Sweep(
        name=name, parameters=tuple(parameters), outcomes=outcomes, model=FunctionModel(function),
        design=Design(**design), replications=replications, firm="Ann", base=base or {}, base_name="none",
    )  # fmt: skip


@pytest.fixture(scope="session")
def rule_parameters() -> Callable[[Settings], Any]:
    """Return a function from settings to the `p` of a rule: a record, or the settings where nothing is compiled."""

    def rule_parameters(chosen: Settings) -> Any:
        return chosen if numba.config.DISABLE_JIT else records_of(chosen)[0]

    return rule_parameters


@pytest.fixture(scope="session")
def any_settings() -> Callable[..., st.SearchStrategy[Any]]:
    """Return a function from a class of settings to a strategy for valid ones, often at their bounds."""
    return _any_settings


@cache
def _any_settings(kind: type[Settings], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    fields = {
        name: fixed[name] if name in fixed else _any_value(field) for name, field in kind.model_fields.items()
    }
    return (
        st.fixed_dictionaries(fields).filter(lambda values: _is_valid(kind, values)).map(lambda v: kind(**v))
    )


def _is_valid(kind: type[Settings], values: dict[str, Any]) -> bool:
    try:
        kind(**values)
    except ValidationError:
        return False
    return True


def _any_value(field: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for one field: its default, its bounds, or anything between them."""
    kind = field.annotation
    if isinstance(kind, type) and issubclass(kind, Settings):
        return _any_settings(kind)
    default = st.just(field.get_default(call_default_factory=True))
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if kind is bool:
        return st.booleans()
    if kind not in (int, float):
        return default
    low, high = -LARGE, LARGE
    for bound in field.metadata:
        low = bound.ge if isinstance(bound, annotated_types.Ge) else low
        low = bound.gt + SMALL if isinstance(bound, annotated_types.Gt) else low
        high = bound.le if isinstance(bound, annotated_types.Le) else high
        high = bound.lt - SMALL if isinstance(bound, annotated_types.Lt) else high
    if kind is int:
        return default | st.sampled_from([int(low), int(high)]) | st.integers(int(low), int(high))
    return default | st.sampled_from([float(low), float(high)]) | st.floats(low, high)
