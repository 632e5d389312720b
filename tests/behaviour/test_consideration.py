"""E11: whether a customer looks around."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.consideration import looks_around, looks_for_a_firm, of_own_accord
from sim.scenario.conduct import Consideration

share = st.floats(0, 1)
triggers = st.tuples(st.booleans(), st.booleans(), st.booleans())
cost = st.floats(0, 100, exclude_min=True)
BASE = 0.036


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(Consideration(base=BASE))


@given(satisfaction=share, triggers=triggers)
def test_the_chance_to_look_around_follows_the_equation(p, satisfaction, triggers):
    contacted, won_back, recommended = triggers
    k = BASE + 0.23 / (1 + math.exp(-(0.42 - satisfaction) / 0.04))
    expected = 1 - (1 - k) * (1 - 0.15 * contacted) * (1 - 0.30 * won_back) * (1 - 0.05 * recommended)
    assert looks_around(satisfaction, *triggers, 1.0, p) == pytest.approx(expected, rel=1e-12)


def test_the_satisfied_hardly_look_around_and_the_dissatisfied_one_month_in_four(p):
    assert looks_around(0.90, False, False, False, 1.0, p) == pytest.approx(BASE, abs=1e-5)
    assert looks_around(0.42, False, False, False, 1.0, p) == pytest.approx(BASE + 0.115)
    assert looks_around(0.10, False, False, False, 1.0, p) == pytest.approx(BASE + 0.23, abs=1e-3)


@given(a=share, b=share, triggers=triggers)
def test_the_more_satisfied_never_look_around_more(p, a, b, triggers):
    low, high = sorted((a, b))
    assert looks_around(high, *triggers, 1.0, p) <= looks_around(low, *triggers, 1.0, p)


@given(satisfaction=share)
def test_every_trigger_makes_looking_around_more_likely(p, satisfaction):
    for others in itertools.product((False, True), repeat=2):
        for place in range(3):
            without, with_it = ([*others[:place], it, *others[place:]] for it in (False, True))
            assert looks_around(satisfaction, *without, 1.0, p) < looks_around(satisfaction, *with_it, 1.0, p)


@given(satisfaction=share, triggers=triggers, cost=cost, data=st.data())
def test_the_chance_to_look_around_is_a_share_whatever_the_settings(
    rule_parameters, any_settings, satisfaction, triggers, cost, data
):
    p = rule_parameters(data.draw(any_settings(Consideration)))
    assert 0.0 <= looks_around(satisfaction, *triggers, cost, p) <= 1.0
    assert 0.0 <= looks_for_a_firm(*triggers[:2], cost, p) <= 1.0


@pytest.mark.parametrize(
    ("contacted", "recommended", "chance"),
    [(False, False, 0.04), (False, True, 0.5), (True, False, 1.0), (True, True, 1.0)],
)
def test_the_unattached_look_for_a_firm_when_asked(p, contacted, recommended, chance):
    assert looks_for_a_firm(contacted, recommended, 1.0, p) == chance


@given(chance=share)
def test_at_todays_costs_of_search_the_chance_is_what_it_was_to_the_bit(chance):
    assert of_own_accord(chance, 1.0) == chance


@given(chance=share)
def test_at_half_the_cost_one_looks_around_in_a_month_as_often_as_before_in_two(chance):
    assert of_own_accord(chance, 0.5) == pytest.approx(1 - (1 - chance) ** 2, abs=1e-15)


@given(chance=share, a=cost, b=cost)
def test_the_cheaper_it_is_the_more_one_looks_around(chance, a, b):
    low, high = sorted((a, b))
    assert of_own_accord(chance, low) >= of_own_accord(chance, high) - 1e-15  # a rounding of 1 − (1 − k)


@given(cost=cost)
def test_search_costs_bear_on_no_trigger(p, cost):
    for contacted, recommended in ((True, False), (False, True), (True, True)):
        asked = looks_for_a_firm(contacted, recommended, cost, p)
        assert asked == looks_for_a_firm(contacted, recommended, 1.0, p)
    of_dissatisfaction = looks_around(0.1, False, False, False, cost, p) - of_own_accord(BASE, cost)
    assert of_dissatisfaction == pytest.approx(min(0.23, 1 - of_own_accord(BASE, cost)), abs=1e-3)
