"""Money in proportion to the customer value that it is for."""

import dataclasses

import pytest

from sim.scenario.strategies import LINES, Split, StrategySettings
from sim.strategy.clv_proportional import ClvProportional
from sim.strategy.policy import shares_of
from sim.strategy.view import View

SPLIT = Split(acquisition=0.4, functional=0.1, technical=0.2, loyalty_programme=0.1, winback=0.2)


def strategy(split=SPLIT, **keys):
    return ClvProportional(StrategySettings(kind="clv_proportional", budget=1000.0, split=split, **keys))


@pytest.fixture
def view(own_months, seen):
    """20 join a month, 2 of them won back, 20 are lost; three customers, of whom the first joined a year ago."""
    customers = seen(3, tenure=[12, 13, 60], lifetime_value=[50, 100, 150], risk=[0.1, 0.2, 0.4])
    return View(
        12, 3, 4000, lately_lost=100, own=own_months(12, 12, joined=20, won_back=2, lost=20), customers_seen=customers
    )  # fmt: skip


def test_the_value_at_stake_until_the_next_review_is_what_the_formulas_say(view):
    """Won: 18 × 6 × 50. Kept: .1 × 50 + .2 × 100 + .4 × 150. Regained: 100 (1 − .9^½) × 100."""
    assert strategy().stakes(view) == pytest.approx((5400.0, 85.0, 513.167), abs=1e-3)


def test_stakes_are_for_as_many_months_as_the_chance_to_leave_is_for(view):
    """Three months instead of six: half the newcomers, and 100 (1 − .9^¼) × 100."""
    stakes = strategy().stakes(dataclasses.replace(view, looks_ahead=3))
    assert stakes == pytest.approx((2700.0, 85.0, 259.963), abs=1e-3)


def test_customers_who_lose_money_are_not_worth_keeping(view, seen):
    customers = seen(2, tenure=24, lifetime_value=[-1000.0, 100.0], risk=0.5)
    assert strategy().stakes(dataclasses.replace(view, customers_seen=customers)) == (0.0, 50.0, 0.0)


def test_a_review_goes_half_way_to_the_proportional_split(view, seen):
    """Stakes of 18 × 6 × 1 = 108 to win and 324 to keep, nothing to regain: a quarter to three quarters."""
    view = dataclasses.replace(view, lately_lost=0, customers_seen=seen(324, lifetime_value=1.0, risk=1.0))
    shares = strategy().review(view, shares_of(SPLIT))
    assert shares["acquisition"] == pytest.approx((0.4 + 0.25) / 2)
    assert shares["winback"] == pytest.approx((0.2 + 0.0) / 2)
    assert shares["functional"] == pytest.approx((0.1 + 0.75 * 0.25) / 2)
    assert shares["technical"] == pytest.approx((0.2 + 0.75 * 0.5) / 2)


def test_reviews_lead_to_the_proportional_split(view, seen):
    view = dataclasses.replace(view, lately_lost=0, customers_seen=seen(324, lifetime_value=1.0, risk=1.0))
    policy = strategy(policy_period=1)
    view = dataclasses.replace(view, looks_ahead=6)
    for month in range(60):
        policy.decide(dataclasses.replace(view, month=month))
    assert policy.shares["acquisition"] == pytest.approx(0.25)


def test_when_the_value_at_risk_doubles_money_moves_to_keeping(view, seen):
    def kept(risk):
        customers = seen(1000, tenure=24, lifetime_value=100.0, risk=risk)
        shares = strategy().review(dataclasses.replace(view, customers_seen=customers), shares_of(SPLIT))
        return shares["functional"] + shares["technical"] + shares["loyalty_programme"]

    assert kept(0.1) < kept(0.2) < kept(0.4)


def test_when_newcomers_are_worth_more_money_moves_to_acquisition(view, seen):
    def won(newcomer):
        customers = seen(100, tenure=[6] * 10 + [60] * 90, lifetime_value=[newcomer] * 10 + [100.0] * 90)
        return strategy().review(dataclasses.replace(view, customers_seen=customers), shares_of(SPLIT))[
            "acquisition"
        ]

    assert won(10.0) < won(50.0) < won(200.0)


def test_when_more_of_the_lost_come_back_money_moves_to_winback(view, own_months):
    def regained(won_back):
        books = own_months(12, 12, joined=20, won_back=won_back, lost=20)
        return strategy().review(dataclasses.replace(view, own=books), shares_of(SPLIT))["winback"]

    assert regained(1) < regained(4) < regained(10)


def test_lines_that_keep_customers_share_equally_if_the_scenario_gives_them_nothing(view):
    shares = strategy(Split(acquisition=1.0)).review(view, shares_of(Split(acquisition=1.0)))
    assert shares["functional"] == shares["technical"] == shares["loyalty_programme"] > 0.0


def test_the_profit_that_the_scenario_leaves_over_stays(view):
    split = Split(acquisition=0.2, functional=0.1, technical=0.1, winback=0.1)
    shares = strategy(split).review(view, shares_of(split))
    assert sum(shares.values()) == pytest.approx(0.5)
    assert shares["loyalty_programme"] == 0.0


@pytest.mark.parametrize("worth", [0.0, -50.0])
def test_if_nobody_is_worth_anything_the_shares_stay(view, seen, worth):
    view = dataclasses.replace(view, customers_seen=seen(5, lifetime_value=worth))
    assert strategy().review(view, shares_of(SPLIT)) == shares_of(SPLIT)


def test_a_later_review_that_tells_nothing_keeps_what_the_last_one_said(view, seen):
    policy = strategy()
    learnt = policy.decide(view).spending
    blind = dataclasses.replace(view, month=18, customers_seen=seen(5, lifetime_value=0.0))
    assert policy.decide(blind).spending == learnt
    assert {line: getattr(learnt, line) / 1000.0 for line in LINES} != pytest.approx(shares_of(SPLIT))
