"""The published facts about strategy hold in experiments on the baseline, and fail without what makes them."""

import pytest

from sim.evidence import spending, strategy, targeting  # noqa: F401  declare the facts
from sim.evidence.fact import FACTS
from sim.evidence.strategy import EXPERIMENTS

STRATEGY_FACTS = ("F14", "F17", "F18", "F19", "F20", "F20b", "F21")


@pytest.mark.slow
@pytest.mark.parametrize("name", STRATEGY_FACTS)
def test_a_fact_of_strategy_holds_in_its_experiment(name):
    verdict = FACTS[name](EXPERIMENTS[name].tables())
    assert verdict.holds, dict(verdict.figures)


@pytest.mark.slow
@pytest.mark.parametrize("name", STRATEGY_FACTS)
def test_a_fact_of_strategy_fails_without_its_mechanism(name):
    fact = FACTS[name]
    verdict = fact(EXPERIMENTS[name].tables(fact.broken_by))
    assert not verdict.holds, dict(verdict.figures)


@pytest.mark.slow
def test_a_programme_that_binds_like_all_else_together_would_lower_churn_by_more_than_two_points():
    verdict = FACTS["F19"](EXPERIMENTS["F19"].tables({"customers.switching_costs.financial": 5.0}))
    assert not verdict.holds
    assert verdict.figures["high"] < -2.0, dict(verdict.figures)
