"""E11: whether a customer looks around."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.consideration import looks_around, looks_for_a_firm
from sim.scenario.conduct import Consideration

share = st.floats(0, 1)
triggers = st.tuples(st.booleans(), st.booleans(), st.booleans())
BASE = 0.036


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(Consideration(base=BASE))


@given(satisfaction=share, triggers=triggers)
def test_the_chance_to_look_around_follows_the_equation(p, satisfaction, triggers):
    contacted, won_back, recommended = triggers
    k = BASE + 0.23 / (1 + math.exp(-(0.42 - satisfaction) / 0.04))
    expected = 1 - (1 - k) * (1 - 0.15 * contacted) * (1 - 0.30 * won_back) * (1 - 0.05 * recommended)
    assert looks_around(satisfaction, *triggers, p) == pytest.approx(expected, rel=1e-12)


def test_the_satisfied_hardly_look_around_and_the_dissatisfied_one_month_in_four(p):
    assert looks_around(0.90, False, False, False, p) == pytest.approx(BASE, abs=1e-5)
    assert looks_around(0.42, False, False, False, p) == pytest.approx(BASE + 0.115)
    assert looks_around(0.10, False, False, False, p) == pytest.approx(BASE + 0.23, abs=1e-3)


@given(a=share, b=share, triggers=triggers)
def test_the_more_satisfied_never_look_around_more(p, a, b, triggers):
    low, high = sorted((a, b))
    assert looks_around(high, *triggers, p) <= looks_around(low, *triggers, p)


@given(satisfaction=share)
def test_every_trigger_makes_looking_around_more_likely(p, satisfaction):
    for others in itertools.product((False, True), repeat=2):
        for place in range(3):
            without, with_it = ([*others[:place], it, *others[place:]] for it in (False, True))
            assert looks_around(satisfaction, *without, p) < looks_around(satisfaction, *with_it, p)


@given(satisfaction=share, triggers=triggers, data=st.data())
def test_the_chance_to_look_around_is_a_share_whatever_the_settings(
    rule_parameters, any_settings, satisfaction, triggers, data
):
    p = rule_parameters(data.draw(any_settings(Consideration)))
    assert 0.0 <= looks_around(satisfaction, *triggers, p) <= 1.0


@pytest.mark.parametrize(
    ("contacted", "recommended", "chance"),
    [(False, False, 0.04), (False, True, 0.5), (True, False, 1.0), (True, True, 1.0)],
)
def test_the_unattached_look_for_a_firm_when_asked(p, contacted, recommended, chance):
    assert looks_for_a_firm(contacted, recommended, p) == chance
