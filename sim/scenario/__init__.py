"""What a run is told: typed settings, and the YAML files that they come from."""

from sim.scenario.customers import Customers
from sim.scenario.dump import dump_scenario, resolved, scenario_hash
from sim.scenario.firms import Event, FirmSettings
from sim.scenario.loader import LoadedScenario, load_scenario, load_with_places
from sim.scenario.market import MarketSettings
from sim.scenario.packaged import packaged_scenarios
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.scenario import Scenario, Segment
from sim.scenario.strategies import LINES, StrategySettings
from sim.scenario.survey import Survey

__all__ = [
    "LINES",
    "Customers",
    "Event",
    "FirmSettings",
    "LoadedScenario",
    "MarketSettings",
    "Problem",
    "Scenario",
    "ScenarioError",
    "Segment",
    "StrategySettings",
    "Survey",
    "dump_scenario",
    "load_scenario",
    "load_with_places",
    "packaged_scenarios",
    "resolved",
    "scenario_hash",
]
