"""E6: trust is slowly won and quickly lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.trust import trust_after, trust_at_joining
from sim.scenario.customers import Trust

share = st.floats(0, 1)


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(Trust())


@pytest.mark.parametrize(
    ("trust", "encounter", "after"),
    [
        (0.0, 1.0, 0.07),
        (0.5, 0.9, 0.528),
        (0.5, 0.1, 0.416),
        (1.0, 0.0, 0.79),
        (1.0, 1.0, 1.0),
        (0.0, 0.0, 0.0),
    ],
)
def test_trust_follows_the_equation(p, trust, encounter, after):
    assert trust_after(trust, encounter, p) == pytest.approx(after)


@given(distance=st.floats(0.01, 0.5))
def test_at_medium_trust_a_loss_is_three_times_a_gain(p, distance):
    gain = trust_after(0.5, 0.5 + distance, p) - 0.5
    loss = 0.5 - trust_after(0.5, 0.5 - distance, p)
    assert loss / gain == pytest.approx(3.0)


@given(trust=share)
def test_a_middling_encounter_leaves_trust_alone(p, trust):
    assert trust_after(trust, 0.5, p) == trust


@given(trust=share, encounter=share, data=st.data())
def test_trust_lies_between_zero_and_one_whatever_the_settings(
    rule_parameters, any_settings, trust, encounter, data
):
    p = rule_parameters(data.draw(any_settings(Trust)))
    assert -1e-15 <= trust_after(trust, encounter, p) <= 1.0 + 1e-15


@given(trust=share, a=share, b=share)
def test_a_better_encounter_never_leads_to_less_trust(p, trust, a, b):
    low, high = sorted((a, b))
    assert trust_after(trust, low, p) <= trust_after(trust, high, p)


@given(a=share, b=share, encounter=share)
def test_who_trusted_more_trusts_more_afterwards(p, a, b, encounter):
    low, high = sorted((a, b))
    assert trust_after(low, encounter, p) <= trust_after(high, encounter, p) + 1e-15


def test_a_new_customer_trusts_by_a_tenth_and_by_twelve_points_more_if_referred(p):
    assert trust_at_joining(False, 0.9, False, p) == pytest.approx(0.10)
    assert trust_at_joining(False, 0.9, True, p) == pytest.approx(0.22)


@given(old=share)
def test_half_of_the_old_trust_comes_back(p, old):
    assert trust_at_joining(True, old, False, p) == old / 2


@given(returning=st.booleans(), old=share, recommended=st.booleans(), data=st.data())
def test_trust_at_joining_lies_between_zero_and_one(
    rule_parameters, any_settings, returning, old, recommended, data
):
    p = rule_parameters(data.draw(any_settings(Trust)))
    assert 0.0 <= trust_at_joining(returning, old, recommended, p) <= 1.0
