"""E9: switching costs of three kinds."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.bonds import (
    financial_cost,
    points_after,
    procedural_cost,
    relational_cost,
    social_bond,
    structural_bond,
)
from sim.scenario.customers import SwitchingCosts

share = st.floats(0, 1)
points = st.floats(0, 1e5)
months = st.integers(0, 1200)
products = st.integers(1, 20)


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(SwitchingCosts())


@given(knowledge=share, expertise=share)
def test_procedural_costs_follow_the_equation(p, knowledge, expertise):
    assert procedural_cost(knowledge, expertise, p) == pytest.approx(0.55 * knowledge * (1 - 0.5 * expertise))


@given(spent=st.floats(0, 20), points=points, products=products)
def test_financial_costs_follow_the_equation(p, spent, points, products):
    effect = 1 - math.exp(-0.35 * spent)
    expected = 0.60 * effect * (1 - math.exp(-points / 60)) + 0.12 * (products - 1)
    assert financial_cost(effect, points, products, p) == pytest.approx(expected, abs=1e-15)


@given(trust=share, tenure=months)
def test_relational_costs_follow_the_equation(p, trust, tenure):
    expected = 0.65 * trust * (1 - math.exp(-tenure / 18))
    assert relational_cost(trust, tenure, p) == pytest.approx(expected, abs=1e-15)


@given(effect=share, tenure=months, knowledge=share)
def test_social_and_structural_bonds_follow_the_equation(p, effect, tenure, knowledge):
    assert social_bond(effect, tenure, p) == pytest.approx(
        0.4 * effect * (1 - math.exp(-tenure / 18)), abs=1e-15
    )
    assert structural_bond(effect, knowledge, p) == pytest.approx(0.4 * effect * knowledge, abs=1e-15)


def test_bonds_need_a_programme_and_time_or_use(p):
    assert social_bond(0.0, 60, p) == structural_bond(0.0, 1.0, p) == 0.0
    assert social_bond(1.0, 0, p) == structural_bond(1.0, 0.0, p) == 0.0


def test_a_new_customer_has_no_switching_costs(p):
    assert procedural_cost(0.0, 0.5, p) == 0.0
    assert financial_cost(0.5, 0.0, 1, p) == 0.0
    assert relational_cost(0.15, 0, p) == 0.0


def test_the_switching_costs_of_a_mature_customer_are_about_one_point_two(p):
    knowledge, expertise, trust, tenure, products = 0.97, 0.5, 0.65, 60, 2
    programme = 1 - math.exp(-0.35 * 2)
    spending = 0.65 * 100 * (0.60 + 0.10 * products)
    total = (
        procedural_cost(knowledge, expertise, p)
        + financial_cost(programme, spending * 0.05 / 0.02, products, p)
        + relational_cost(trust, tenure, p)
    )
    assert total == pytest.approx(1.2, abs=0.05)


@given(
    data=st.data(), knowledge=share, expertise=share, effect=share, points=points, products=products, trust=share,
    tenure=months,
)  # fmt: skip
def test_switching_costs_are_never_negative(
    rule_parameters, any_settings, data, knowledge, expertise, effect, points, products, trust, tenure
):
    p = rule_parameters(data.draw(any_settings(SwitchingCosts)))
    assert procedural_cost(knowledge, expertise, p) >= 0.0
    assert financial_cost(effect, points, products, p) >= 0.0
    assert relational_cost(trust, tenure, p) >= 0.0


@given(a=share, b=share, other=share)
def test_knowledge_binds_and_expertise_frees(p, a, b, other):
    low, high = sorted((a, b))
    assert procedural_cost(low, other, p) <= procedural_cost(high, other, p)
    assert procedural_cost(other, high, p) <= procedural_cost(other, low, p)


@given(effect=share, a=points, b=points, products=products)
def test_points_and_products_bind(p, effect, a, b, products):
    low, high = sorted((a, b))
    assert financial_cost(effect, low, products, p) <= financial_cost(effect, high, products, p)
    assert financial_cost(effect, low, products, p) < financial_cost(effect, low, products + 1, p)


@given(trust=share, a=months, b=months)
def test_time_binds(p, trust, a, b):
    low, high = sorted((a, b))
    assert relational_cost(trust, low, p) <= relational_cost(trust, high, p)


@given(scale=st.floats(0, 5), knowledge=share, points=points, trust=share, tenure=months)
def test_one_scale_multiplies_all_switching_costs(
    rule_parameters, p, scale, knowledge, points, trust, tenure
):
    scaled = rule_parameters(SwitchingCosts(scale=scale))
    assert procedural_cost(knowledge, 0.4, scaled) == pytest.approx(
        scale * procedural_cost(knowledge, 0.4, p)
    )
    assert financial_cost(0.5, points, 3, scaled) == pytest.approx(scale * financial_cost(0.5, points, 3, p))
    assert relational_cost(trust, tenure, scaled) == pytest.approx(scale * relational_cost(trust, tenure, p))


def test_a_twentieth_of_spending_becomes_points_and_a_fiftieth_of_points_expires(p):
    assert points_after(100.0, 0.0, p) == pytest.approx(98.0)
    assert points_after(100.0, 60.0, p) == pytest.approx(101.0)


@given(amount=st.floats(0, 1e4))
def test_points_rest_where_as_many_expire_as_are_earned(p, amount):
    assert points_after(2.5 * amount, amount, p) == pytest.approx(2.5 * amount)
