"""The fixed strategy: a budget and its split, or rates per head."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.firms import LINES, FixedStrategy, PerHead, Split
from sim.strategy.fixed import Fixed, heads_reached, strategy_of
from sim.strategy.spending import View

people = st.integers(0, 10_000)
views = st.builds(
    View, month=st.integers(-12, 200), customers=people, non_customers=people, lately_lost=people
)
rate = st.floats(0, 100)


@st.composite
def splits(draw):
    """Draw five shares that sum to at most one."""
    cuts = sorted(draw(st.lists(st.floats(0, 1), min_size=5, max_size=5)))
    shares = [b - a for a, b in zip([0.0, *cuts], cuts, strict=False)]
    return Split(**dict(zip(LINES, draw(st.permutations(shares)), strict=True)))


def money(spending):
    return dataclasses.asdict(spending)


def test_every_line_reaches_the_people_it_is_for():
    view = View(month=0, customers=300, non_customers=700, lately_lost=20)
    reached = {line: heads_reached(line, view) for line in LINES}
    assert reached == {
        "acquisition": 700, "functional": 300, "technical": 300, "loyalty_programme": 300, "winback": 20,
    }  # fmt: skip


def test_rates_per_head_are_multiplied_by_the_heads_that_they_reach():
    strategy = Fixed(FixedStrategy(per_head=PerHead(acquisition=2.0, winback=4.0)))
    view = View(month=0, customers=7950, non_customers=12050, lately_lost=1950)
    assert money(strategy.decide(view)) == {
        "acquisition": 24_100.0, "functional": 15_900.0, "technical": 15_900.0, "loyalty_programme": 15_900.0,
        "winback": 7_800.0,
    }  # fmt: skip


def test_a_budget_is_split_by_its_shares():
    split = Split(acquisition=0.3, functional=0.2, technical=0.2, loyalty_programme=0.2, winback=0.1)
    strategy = Fixed(FixedStrategy(budget=80_000.0, split=split))
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


@given(budget=st.floats(0, 1e9), split=splits(), view=views)
def test_spending_stays_within_the_budget(budget, split, view):
    spending = Fixed(FixedStrategy(budget=budget, split=split)).decide(view)
    assert sum(money(spending).values()) <= budget * (1 + 1e-9)


@given(budget=st.floats(0, 1e9), split=splits(), rates=st.lists(rate, min_size=5, max_size=5), view=views)
def test_a_line_that_reaches_nobody_spends_nothing(budget, split, rates, view):
    per_head = PerHead(**dict(zip(LINES, rates, strict=True)))
    for settings in (FixedStrategy(budget=budget, split=split), FixedStrategy(per_head=per_head)):
        for line, spent in money(Fixed(settings).decide(view)).items():
            assert spent >= 0.0
            assert heads_reached(line, view) > 0 or spent == 0.0


@given(view=views)
def test_a_strategy_without_figures_spends_the_rates_of_the_market_s_defaults(view):
    assert Fixed(FixedStrategy()).decide(view) == Fixed(FixedStrategy(per_head=PerHead())).decide(view)


def test_the_settings_name_the_strategy():
    assert isinstance(strategy_of(FixedStrategy()), Fixed)
