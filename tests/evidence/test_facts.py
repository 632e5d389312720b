"""The published facts hold in the baseline with its defaults, and fail without the mechanism that makes them."""

import numpy as np
import pytest

from sim.evidence import lifetimes, loyalty, values  # noqa: F401  declare the facts
from sim.evidence.fact import FACTS
from sim.scenario import load_scenario
from sim.study.replications import simulate

pytestmark = pytest.mark.slow

SEEDS = (1, 2, 3, 4, 5)
MARKET_FACTS = ("F0", "F1", "F2", "F5", "F6", "F8", "F22", "F24")
FOLLOWED = {"followed": 4000}
"""More followed customers than usual: F8 needs a thousand customer-months for each level."""


@pytest.fixture(scope="module", params=SEEDS)
def baseline_tables(request):
    scenario = load_scenario("scenarios/baseline.yaml", FOLLOWED)
    return simulate(scenario, replications=1, seed=request.param).tables


@pytest.mark.parametrize("name", MARKET_FACTS)
def test_a_fact_holds_in_the_baseline(name, baseline_tables):
    verdict = FACTS[name](baseline_tables)
    assert verdict.holds, dict(verdict.figures)


@pytest.mark.parametrize("name", MARKET_FACTS)
def test_a_fact_fails_without_its_mechanism(name):
    fact = FACTS[name]
    scenario = load_scenario("scenarios/baseline.yaml", FOLLOWED | dict(fact.broken_by))
    verdict = fact(simulate(scenario, replications=1, seed=1).tables)
    assert not verdict.holds, dict(verdict.figures)


def test_f22_is_destroyed_if_profits_are_dealt_out_to_other_relationships(baseline_tables):
    """A placebo: lengths and profits stay as they are, but whose they are is shuffled."""
    relationships = baseline_tables["relationships"]
    shuffled = np.random.default_rng(1).permutation(relationships["profit"].to_numpy())
    verdict = FACTS["F22"]({"relationships": relationships.assign(profit=shuffled)})
    assert not verdict.holds
    assert abs(verdict.figures["correlation"]) < 0.05, dict(verdict.figures)
