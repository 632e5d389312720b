"""E14 and the quality stock: diminishing returns of spending."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.market import Response
from sim.strategy.response import contact_chance, programme_effect, quality_after, winback_chance

money = st.floats(0, 1e6)
share = st.floats(0, 1)
P = Response()


@given(spent=money)
def test_the_chance_to_reach_a_non_customer_follows_the_equation(spent):
    assert contact_chance(spent, P) == pytest.approx(0.12 * (1 - math.exp(-0.45 * spent)), abs=1e-15)


@given(spent=money)
def test_the_chance_to_reach_a_lost_customer_follows_the_equation(spent):
    assert winback_chance(spent, P) == pytest.approx(0.25 * (1 - math.exp(-0.25 * spent)), abs=1e-15)


@given(spent=money)
def test_the_effect_of_a_programme_follows_the_equation(spent):
    assert programme_effect(spent, P) == pytest.approx(1 - math.exp(-0.35 * spent), abs=1e-15)


def test_nothing_spent_reaches_nobody():
    assert contact_chance(0.0, P) == winback_chance(0.0, P) == programme_effect(0.0, P) == 0.0


@given(a=money, b=money, data=st.data())
def test_more_money_never_has_less_effect_and_chances_are_shares(any_settings, a, b, data):
    p = data.draw(any_settings(Response))
    low, high = sorted((a, b))
    for effect in (contact_chance, winback_chance, programme_effect):
        assert 0.0 <= effect(low, p) <= effect(high, p) <= 1.0


@given(spent=st.floats(0, 20))
def test_the_second_unit_of_money_does_less_than_the_first(spent):
    for effect in (contact_chance, winback_chance, programme_effect):
        assert effect(spent + 2, P) - effect(spent + 1, P) < effect(spent + 1, P) - effect(spent, P)


@pytest.mark.parametrize(("spent", "held"), [(0.0, 0.57), (2.0, 0.64), (4.0, 0.69), (1e3, 0.815)])
def test_spending_holds_the_quality_that_the_model_description_says(spent, held):
    quality = 0.5
    for _ in range(600):
        quality = quality_after(quality, spent, P)
    assert quality == pytest.approx(held, abs=5e-4)


def test_quality_closes_a_twentieth_of_its_gap_in_a_month():
    assert quality_after(0.77, 0.0, P) == pytest.approx(0.76)


@given(quality=share, spent=money, data=st.data())
def test_quality_lies_between_zero_and_one(any_settings, quality, spent, data):
    assert 0.0 <= quality_after(quality, spent, data.draw(any_settings(Response))) <= 1.0
