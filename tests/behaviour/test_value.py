"""E10 and E10b: value relative to the best alternative, and moving standards of comparison."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.value import comparison_utility, outside_utility, own_utility, price_burden, rival_utility
from sim.scenario.customers import Customers, Value

share = st.floats(0, 1)
sensitivity = st.floats(0.5, 30)
price = st.floats(0.5, 2)
taste = st.floats(-3, 3)
months = st.integers(0, 400)


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(Customers())


@pytest.fixture(scope="session")
def comparing(rule_parameters):
    return rule_parameters(Customers(value=Value(expectation=2.0, fairness=2.0)))


@given(satisfaction=share, trust=share, sensitivity=sensitivity, price=price, taste=taste)
def test_the_utility_of_the_own_firm_follows_the_equation(p, satisfaction, trust, sensitivity, price, taste):
    expected = 8 * satisfaction + trust - sensitivity * (1 - 0.4 * satisfaction) * (price - 1) + taste
    assert own_utility(satisfaction, trust, sensitivity, price, taste, p) == pytest.approx(
        expected, abs=1e-12
    )


@given(belief=share, sensitivity=sensitivity, price=price, taste=taste)
def test_the_utility_of_another_firm_follows_the_equation(p, belief, sensitivity, price, taste):
    expected = 8 * belief - sensitivity * (price - 1) + taste
    assert rival_utility(belief, sensitivity, price, taste, p) == pytest.approx(expected, abs=1e-12)


def test_the_outside_option_is_worth_a_satisfaction_of_sixty_four_per_cent_and_a_bonus(p):
    assert outside_utility(p) == pytest.approx(8 * 0.64 + 0.3)


@given(satisfaction=share, sensitivity=sensitivity)
def test_the_list_price_burdens_nobody(p, satisfaction, sensitivity):
    assert price_burden(sensitivity, satisfaction, 1.0, p) == 0.0


@given(a=share, b=share, sensitivity=sensitivity, price=st.floats(1, 2))
def test_the_satisfied_mind_a_high_price_less(p, a, b, sensitivity, price):
    low, high = sorted((a, b))
    assert price_burden(sensitivity, high, price, p) <= price_burden(sensitivity, low, price, p)


@given(satisfaction=share, a=price, b=price, sensitivity=sensitivity, taste=taste)
def test_a_higher_price_never_raises_utility(p, satisfaction, a, b, sensitivity, taste):
    low, high = sorted((a, b))
    assert own_utility(satisfaction, 0.5, sensitivity, high, taste, p) <= own_utility(
        satisfaction, 0.5, sensitivity, low, taste, p
    )
    assert rival_utility(satisfaction, sensitivity, high, taste, p) <= rival_utility(
        satisfaction, sensitivity, low, taste, p
    )


@given(a=share, b=share, sensitivity=sensitivity, price=st.floats(1, 2))
def test_more_satisfaction_never_lowers_utility(p, a, b, sensitivity, price):
    low, high = sorted((a, b))
    assert own_utility(low, 0.5, sensitivity, price, 0.0, p) <= own_utility(
        high, 0.5, sensitivity, price, 0.0, p
    )


@given(satisfaction=share, expectation=share, trust=share, tenure=months, price=price, deal=st.floats(0, 2))
def test_comparison_follows_the_equation(comparing, satisfaction, expectation, trust, tenure, price, deal):
    expected = 2 * math.exp(-tenure / 12) * (satisfaction - expectation)
    expected += 2 * trust * (1 - math.exp(-tenure / 18)) * (satisfaction / price - deal)
    got = comparison_utility(satisfaction, expectation, trust, tenure, price, deal, comparing)
    assert got == pytest.approx(expected, abs=1e-12)


@given(satisfaction=share, expectation=share, trust=share, tenure=months, price=price, deal=st.floats(0, 2))
def test_without_weights_comparison_adds_nothing(p, satisfaction, expectation, trust, tenure, price, deal):
    assert comparison_utility(satisfaction, expectation, trust, tenure, price, deal, p) == 0.0


def test_early_on_one_compares_with_expectations_and_later_with_neighbours(comparing):
    def effect_of_expectation(tenure):
        high, low = (comparison_utility(0.6, e, 0.6, tenure, 1.0, 0.6, comparing) for e in (0.5, 0.7))
        return high - low

    def effect_of_neighbours(tenure):
        high, low = (comparison_utility(0.6, 0.6, 0.6, tenure, 1.0, d, comparing) for d in (0.5, 0.7))
        return high - low

    assert effect_of_expectation(1) > effect_of_neighbours(1)
    assert effect_of_expectation(48) < effect_of_neighbours(48)


@given(satisfaction=share, tenure=months, deal=st.floats(0, 2))
def test_who_does_not_trust_does_not_ask_for_fairness(comparing, satisfaction, tenure, deal):
    assert comparison_utility(satisfaction, satisfaction, 0.0, tenure, 1.0, deal, comparing) == 0.0
