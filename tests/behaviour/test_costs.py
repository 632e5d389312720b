"""E16: cost to serve, by activity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.costs import cost_to_serve, expected_contacts
from sim.scenario.market import Costs

share = st.floats(0, 1)
need = st.floats(0, 100)


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(Costs())


@given(need=need, knowledge=share, incident=st.booleans())
def test_service_contacts_follow_the_equation(p, need, knowledge, incident):
    expected = 0.35 * need * (1 - 0.5 * knowledge) + 0.8 * incident
    assert expected_contacts(need, knowledge, incident, p) == pytest.approx(expected, abs=1e-15)


@given(need=need, knowledge=share)
def test_without_learning_knowledge_saves_nothing(rule_parameters, need, knowledge):
    no_learning = rule_parameters(Costs(learning=0.0))
    assert expected_contacts(need, knowledge, False, no_learning) == expected_contacts(
        need, 0.0, False, no_learning
    )


@given(need=need, a=share, b=share, incident=st.booleans(), data=st.data())
def test_knowledge_never_causes_contacts(rule_parameters, any_settings, need, a, b, incident, data):
    p = rule_parameters(data.draw(any_settings(Costs)))
    low, high = sorted((a, b))
    assert 0.0 <= expected_contacts(need, high, incident, p) <= expected_contacts(need, low, incident, p)


def test_orders_cost_two_contacts_eight_and_the_account_two(p):
    assert cost_to_serve(0, 0, p) == 2.0
    assert cost_to_serve(3, 0, p) == 8.0
    assert cost_to_serve(3, 2, p) == 24.0
