"""The fixed strategy: a budget and its split, or rates per head."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.strategies import LINES, PerHead, Split, StrategySettings
from sim.strategy.fixed import Fixed
from sim.strategy.policies import strategy_of
from sim.strategy.view import View

people = st.integers(0, 10_000)
views = st.builds(
    View, month=st.integers(-12, 200), customers=people, non_customers=people, lately_lost=people
)
rate = st.floats(0, 100)


def money(decision):
    return dataclasses.asdict(decision.spending)


def test_every_line_reaches_the_people_it_is_for():
    view = View(month=0, customers=300, non_customers=700, lately_lost=20)
    reached = {line: view.heads(line) for line in LINES}
    assert reached == {
        "acquisition": 700, "functional": 300, "technical": 300, "loyalty_programme": 300, "winback": 20,
    }  # fmt: skip


def test_rates_per_head_are_multiplied_by_the_heads_that_they_reach():
    strategy = Fixed(StrategySettings(per_head=PerHead(acquisition=2.0, winback=4.0)))
    view = View(month=0, customers=7950, non_customers=12050, lately_lost=1950)
    assert money(strategy.decide(view)) == {
        "acquisition": 24_100.0, "functional": 15_900.0, "technical": 15_900.0, "loyalty_programme": 15_900.0,
        "winback": 7_800.0,
    }  # fmt: skip


def test_a_budget_is_split_by_its_shares():
    split = Split(acquisition=0.3, functional=0.2, technical=0.2, loyalty_programme=0.2, winback=0.1)
    strategy = Fixed(StrategySettings(budget=80_000.0, split=split))
    view = View(month=0, customers=1, non_customers=1, lately_lost=1)
    assert money(strategy.decide(view)) == pytest.approx(
        {
            "acquisition": 24e3,
            "functional": 16e3,
            "technical": 16e3,
            "loyalty_programme": 16e3,
            "winback": 8e3,
        }
    )


@given(data=st.data(), budget=st.floats(0, 1e9), view=views)
def test_spending_stays_within_the_budget(any_split, data, budget, view):
    decision = Fixed(StrategySettings(budget=budget, split=data.draw(any_split))).decide(view)
    assert sum(money(decision).values()) <= budget * (1 + 1e-9)


@given(data=st.data(), budget=st.floats(0, 1e9), rates=st.lists(rate, min_size=5, max_size=5), view=views)
def test_a_line_that_reaches_nobody_spends_nothing(any_split, data, budget, rates, view):
    split = data.draw(any_split)
    per_head = PerHead(**dict(zip(LINES, rates, strict=True)))
    for settings in (StrategySettings(budget=budget, split=split), StrategySettings(per_head=per_head)):
        for line, spent in money(Fixed(settings).decide(view)).items():
            assert spent >= 0.0
            assert view.heads(line) > 0 or spent == 0.0


@given(view=views)
def test_a_strategy_without_figures_spends_the_rates_of_the_market_s_defaults(view):
    assert Fixed(StrategySettings()).decide(view) == Fixed(StrategySettings(per_head=PerHead())).decide(view)


def test_the_settings_name_the_strategy():
    assert isinstance(strategy_of(StrategySettings()), Fixed)


@given(view=views)
def test_a_fixed_strategy_keeps_the_scenario_s_price(view):
    assert Fixed(StrategySettings()).decide(view).price is None
