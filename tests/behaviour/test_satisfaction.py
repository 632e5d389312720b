"""E3, E4 and E5: disconfirmation, satisfaction and expectation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.satisfaction import (
    disconfirmation,
    encounter_satisfaction,
    expectation_after,
    newest_weight,
    satisfaction_level,
)
from sim.scenario.customers import Satisfaction

share = st.floats(0, 1)


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(Satisfaction())


@given(performance=share, expectation=share)
def test_a_disappointment_counts_twice_a_delight_once(p, performance, expectation):
    surprise = performance - expectation
    expected = surprise if surprise >= 0 else 2 * surprise
    assert disconfirmation(performance, expectation, p) == pytest.approx(expected, abs=1e-15)


@given(level=share)
def test_what_was_expected_neither_delights_nor_disappoints(p, level):
    assert disconfirmation(level, level, p) == 0.0


@pytest.mark.parametrize(
    ("performance", "expectation", "satisfaction"),
    [(0.7, 0.6, 0.76), (0.5, 0.6, 0.38), (0.64, 0.64, 0.64), (1.0, 0.2, 1.0), (0.1, 0.9, 0.0)],
)
def test_satisfaction_with_an_encounter_is_performance_and_six_tenths_of_disconfirmation(
    p, performance, expectation, satisfaction
):
    assert encounter_satisfaction(performance, expectation, p) == pytest.approx(satisfaction)


@given(performance=share, expectation=share, data=st.data())
def test_satisfaction_with_an_encounter_lies_between_zero_and_one(
    rule_parameters, any_settings, performance, expectation, data
):
    p = rule_parameters(data.draw(any_settings(Satisfaction)))
    assert 0.0 <= encounter_satisfaction(performance, expectation, p) <= 1.0


@given(level=share)
def test_meeting_expectations_satisfies_by_just_as_much(p, level):
    assert encounter_satisfaction(level, level, p) == level


@given(a=share, b=share, expectation=share)
def test_better_performance_never_satisfies_less(p, a, b, expectation):
    low, high = sorted((a, b))
    assert encounter_satisfaction(low, expectation, p) <= encounter_satisfaction(high, expectation, p)


@given(performance=share, a=share, b=share)
def test_higher_expectations_never_satisfy_more(p, performance, a, b):
    low, high = sorted((a, b))
    assert encounter_satisfaction(performance, high, p) <= encounter_satisfaction(performance, low, p)


def test_the_first_encounter_weighs_a_half_and_the_second_a_third(p):
    assert newest_weight(1, p) == 0.5
    assert newest_weight(2, p) == pytest.approx(1 / 3)


def test_the_weight_of_the_newest_encounter_falls_to_eight_per_cent_after_eleven(p):
    weights = [newest_weight(uses, p) for uses in range(1, 40)]
    assert weights == sorted(weights, reverse=True)
    assert weights[10] == pytest.approx(1 / 12)
    assert set(weights[11:]) == {0.08}


@given(uses=st.integers(0, 3000), data=st.data())
def test_the_weight_of_the_newest_encounter_is_a_share(rule_parameters, any_settings, uses, data):
    assert 0.0 < newest_weight(uses, rule_parameters(data.draw(any_settings(Satisfaction)))) <= 1.0


@pytest.mark.parametrize(
    ("expectation", "performance", "best", "after"),
    [(0.6, 0.8, 0.5, 0.62), (0.6, 0.4, 0.5, 0.58), (0.6, 0.6, 0.7, 0.602), (0.5, 0.7, 0.9, 0.528)],
)
def test_expectation_follows_performance_by_a_tenth_and_the_best_belief_by_a_fiftieth(
    p, expectation, performance, best, after
):
    assert expectation_after(expectation, performance, best, p) == pytest.approx(after)


@given(level=share, best=share)
def test_an_expectation_that_is_met_stays_unless_another_firm_seems_better(p, level, best):
    after = expectation_after(level, level, best, p)
    assert after == level if best <= level else after >= level


@given(expectation=share, performance=share, best=share)
def test_an_expectation_lies_between_zero_and_one(p, expectation, performance, best):
    assert 0.0 <= expectation_after(expectation, performance, best, p) <= 1.0 + 1e-15


def test_an_expectation_lies_between_zero_and_one_at_the_bounds_of_the_settings(rule_parameters):
    p = rule_parameters(Satisfaction(adaptation=0.5, rising=0.5))
    assert 0.0 <= expectation_after(0.0, 1.0, 1.0, p) <= 1.0


def test_settings_that_would_take_an_expectation_beyond_one_are_refused():
    with pytest.raises(ValueError, match="adaptation and rising sum to 2"):
        Satisfaction(adaptation=1.0, rising=1.0)


@pytest.mark.parametrize(
    ("satisfaction", "level"),
    [
        (0.0, 1),
        (0.2, 1),
        (0.28, 1),
        (0.29, 2),
        (0.45, 3),
        (0.5, 4),
        (0.62, 5),
        (0.64, 6),
        (0.79, 7),
        (1.0, 7),
    ],
)
def test_satisfaction_is_cut_into_seven_levels(p, satisfaction, level):
    assert satisfaction_level(satisfaction, p) == level


def test_the_seven_levels_are_equal_bands_between_twenty_and_eighty_per_cent(p):
    values = 0.2 + 0.6 * (np.arange(7000) + 0.5) / 7000
    levels = [satisfaction_level(value, p) for value in values]
    assert np.bincount(levels).tolist() == [0, *[1000] * 7]


@given(satisfaction=share, data=st.data())
def test_there_are_seven_levels_whatever_the_settings(rule_parameters, any_settings, satisfaction, data):
    p = rule_parameters(data.draw(any_settings(Satisfaction)))
    assert satisfaction_level(satisfaction, p) in range(1, 8)


@given(a=share, b=share)
def test_more_satisfaction_is_never_a_lower_level(p, a, b):
    low, high = sorted((a, b))
    assert satisfaction_level(low, p) <= satisfaction_level(high, p)
