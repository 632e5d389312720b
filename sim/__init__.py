"""Tenure: simulate customer relationships before you bet the budget.

from sim import Market, load_scenario, simulate, compare
result = simulate(load_scenario("scenarios/baseline.yaml"), replications=20, seed=1)
result.months, result.relationships, result.customers      # pandas DataFrames
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.market.faces import Customer
    from sim.market.firm import Firm
    from sim.market.model import Market
    from sim.scenario import Scenario, ScenarioError, load_scenario
    from sim.study.comparing.comparison import Comparison, compare
    from sim.study.replications import Result, simulate
    from sim.study.sweeping.store import Store
    from sim.study.sweeping.sweep import SweepResult, run_sweep
    from sim.study.sweeping.sweep_definition import Sweep
    from sim.study.sweeping.sweep_file import load_sweep

__all__ = [
    "Comparison",
    "Customer",
    "Firm",
    "Market",
    "Result",
    "Scenario",
    "ScenarioError",
    "Store",
    "Sweep",
    "SweepResult",
    "compare",
    "load_scenario",
    "load_sweep",
    "run_sweep",
    "simulate",
]

_HOMES = {
    "Comparison": "sim.study.comparing.comparison",
    "Customer": "sim.market.faces",
    "Firm": "sim.market.firm",
    "Market": "sim.market.model",
    "Result": "sim.study.replications",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.scenario",
    "Store": "sim.study.sweeping.store",
    "Sweep": "sim.study.sweeping.sweep_definition",
    "SweepResult": "sim.study.sweeping.sweep",
    "compare": "sim.study.comparing.comparison",
    "load_scenario": "sim.scenario",
    "load_sweep": "sim.study.sweeping.sweep_file",
    "run_sweep": "sim.study.sweeping.sweep",
    "simulate": "sim.study.replications",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command line answers at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
