"""Policies that differ in whom they give the targeted programme to, and in nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.strategies import Split, StrategySettings
from sim.strategy.fixed import Fixed
from sim.strategy.policies import strategy_of

RULES = {"churn_risk": "risk", "uplift": "uplift", "value_uplift": "value_uplift", "optimised": None}


@pytest.mark.parametrize("kind", RULES)
@settings(max_examples=15)
@given(data=st.data())
def test_they_spend_to_the_last_bit_what_a_fixed_strategy_spends(kind, data, settings_of, any_views):
    chosen = data.draw(settings_of(kind))
    policy, fixed = strategy_of(chosen), Fixed(chosen)
    for view in data.draw(any_views(2)):
        assert policy.decide(view) == fixed.decide(view)


@pytest.mark.parametrize(("kind", "rule"), RULES.items())
def test_each_has_its_rule(kind, rule):
    settings = StrategySettings(kind=kind, budget=1.0, split=Split(acquisition=1.0))
    assert strategy_of(settings).targeting_rule == rule
