"""E7 and E8: category expertise and knowledge of one firm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.learning import expertise_after, knowledge_after
from sim.scenario.customers import Expertise

share = st.floats(0, 1)


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(Expertise())


def test_use_closes_three_per_cent_of_the_gap_to_the_ceiling(p):
    assert expertise_after(0.2, 0.7, True, p) == pytest.approx(0.215)


def test_a_month_without_use_loses_four_thousandths(p):
    assert expertise_after(0.5, 0.7, False, p) == pytest.approx(0.498)


@given(ceiling=share)
def test_expertise_rests_at_its_ceiling(p, ceiling):
    assert expertise_after(ceiling, ceiling, True, p) == ceiling


@given(expertise=share, ceiling=share, active=st.booleans(), data=st.data())
def test_expertise_never_leaves_the_span_to_its_ceiling(
    rule_parameters, any_settings, expertise, ceiling, active, data
):
    after = expertise_after(expertise, ceiling, active, rule_parameters(data.draw(any_settings(Expertise))))
    low, high = sorted((expertise, ceiling)) if active else (0.0, expertise)
    assert low - 1e-15 <= after <= high + 1e-15


def test_half_of_a_firm_is_known_after_eleven_months(p):
    knowledge = [0.0]
    for _ in range(12):
        knowledge.append(knowledge_after(knowledge[-1], p))
    assert knowledge[1] == pytest.approx(0.06)
    assert abs(knowledge[11] - 0.5) == min(abs(known - 0.5) for known in knowledge)


@given(knowledge=share, data=st.data())
def test_knowledge_grows_up_to_one(rule_parameters, any_settings, knowledge, data):
    p = rule_parameters(data.draw(any_settings(Expertise)))
    assert knowledge <= knowledge_after(knowledge, p) <= 1.0
    assert knowledge_after(1.0, p) == 1.0
