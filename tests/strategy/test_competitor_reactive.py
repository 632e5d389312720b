"""The follower: answers price and advertising of its strongest rival some months later."""

import pytest

from sim.scenario.strategies import PerHead, Split, StrategySettings
from sim.strategy.competitor_reactive import CompetitorReactive
from sim.strategy.view import Rival, View

SPLIT = Split(acquisition=0.4, functional=0.3, technical=0.2, loyalty_programme=0.1)
CALM = (Rival(1.0, 0.5), Rival(1.1, 0.2))
ATTACK = (Rival(0.9, 0.5), Rival(1.1, 1.5))


def strategy(**reaction):
    settings = {"kind": "competitor_reactive", "budget": 1000.0, "split": SPLIT, "reaction": reaction}
    return CompetitorReactive(StrategySettings.model_validate(settings))


def decide(policy, rivals_by_month, first=0):
    """Let a policy live some months, and return what it decides: 100 customers, 400 others."""
    return [
        policy.decide(View(month, 100, 400, 10, rivals=rivals))
        for month, rivals in enumerate(rivals_by_month, first)
    ]


def test_a_price_cut_is_answered_when_the_lag_has_passed():
    decisions = decide(strategy(match="price", lag=2), [CALM] * 3 + [ATTACK] * 4)
    assert [decision.price for decision in decisions] == [None, None, 1.0, 1.0, 1.0, 0.9, 0.9]


def test_more_advertising_is_answered_when_the_lag_has_passed():
    """400 non-customers at .5 and at 1.5: 200 and 600 of the budget."""
    decisions = decide(strategy(match="acquisition", lag=2), [CALM] * 3 + [ATTACK] * 4)
    spent = [decision.spending.acquisition for decision in decisions]
    assert spent == pytest.approx([400, 400, 200, 200, 200, 600, 600])
    assert {decision.price for decision in decisions} == {None}


def test_without_a_lag_it_answers_what_it_sees():
    decisions = decide(strategy(lag=0), [CALM, ATTACK, CALM])
    assert [decision.price for decision in decisions] == [1.0, 0.9, 1.0]
    assert [decision.spending.acquisition for decision in decisions] == pytest.approx([200, 600, 200])


@pytest.mark.parametrize("lag", [0, 1, 5, 24])
def test_the_lag_is_as_long_as_it_says(lag):
    decisions = decide(strategy(lag=lag), [CALM] * 30 + [ATTACK] * 30, first=-12)
    answered = next(number for number, decision in enumerate(decisions) if decision.price == 0.9)
    assert answered == 30 + lag


def test_it_follows_up_as_well_as_down():
    decisions = decide(strategy(match="price", lag=1), [ATTACK, (Rival(1.2, 0.0),), CALM])
    assert [decision.price for decision in decisions] == [None, 0.9, 1.2]


def test_it_does_not_follow_below_its_lowest_price():
    decisions = decide(strategy(lag=0, lowest_price=0.95), [ATTACK])
    assert decisions[0].price == 0.95


def test_who_matches_prices_only_keeps_the_scenario_s_split():
    calm, attacked = decide(strategy(match="price", lag=0), [CALM, ATTACK])
    assert calm.spending == attacked.spending
    assert calm.spending.acquisition == 400.0


def test_the_other_lines_pay_in_their_proportions():
    """Two fifths are left for three lines that had 3, 2 and 1 tenths."""
    (decision,) = decide(strategy(lag=0), [ATTACK])
    spent = decision.spending
    assert [spent.functional, spent.technical, spent.loyalty_programme] == pytest.approx(
        [200, 400 / 3, 200 / 3]
    )
    assert spent.total == pytest.approx(1000.0)


def test_it_never_spends_more_than_its_budget():
    (decision,) = decide(strategy(lag=0), [(Rival(1.0, 1e6),)])
    assert decision.spending.acquisition == pytest.approx(1000.0)
    assert not decision.spending.over(1000.0)


def test_profit_that_the_split_leaves_over_is_not_spent_on_an_answer():
    settings = StrategySettings(kind="competitor_reactive", budget=1000.0, split=Split(technical=0.5))
    policy = CompetitorReactive(settings)
    spent = [decision.spending for decision in decide(policy, [ATTACK] * 4)]
    assert (spent[-1].acquisition, spent[-1].technical) == (500.0, 0.0)


def test_it_matches_the_money_for_each_non_customer():
    """Rates per head come to 400 × 1 + 100 × 6 = 1000; half as much for each non-customer is 200."""
    policy = CompetitorReactive(StrategySettings(kind="competitor_reactive", per_head=PerHead()))
    assert decide(policy, [CALM] * 3)[-1].spending.acquisition == pytest.approx(200.0)


def test_without_rivals_it_does_as_the_scenario_says():
    decisions = decide(strategy(lag=0), [()] * 3)
    assert {decision.price for decision in decisions} == {None}
    assert {decision.spending.acquisition for decision in decisions} == {400.0}


def test_it_remembers_no_longer_than_its_lag():
    policy = strategy(lag=3)
    decide(policy, [CALM] * 50)
    assert len(policy.sights) == 4


@pytest.mark.parametrize("rest", [1e-300, 1e-12, 1e-9])
def test_lines_with_next_to_nothing_do_not_burst_the_budget(rest):
    settings = {
        "kind": "competitor_reactive",
        "budget": 1000.0,
        "split": {"acquisition": 1 - 1e-12, "winback": rest},
    }
    policy = CompetitorReactive(StrategySettings.model_validate(settings | {"reaction": {"lag": 0}}))
    (decision,) = decide(policy, [CALM])
    assert decision.spending.winback == pytest.approx(800.0)
    assert not decision.spending.over(1000.0)
