"""E13: share of wallet, spending and cross-buying."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.wallet import buys_further_product, logistic, share_of_wallet_after, wallet
from sim.scenario.conduct import ShareOfWallet
from sim.scenario.customers import Wallet

share = st.floats(0, 1)
utility = st.floats(-60, 60)
luck = st.floats(0, 1, exclude_min=True, exclude_max=True)


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(ShareOfWallet())


@given(x=st.floats(-700, 700))
def test_the_logistic_of_a_number_and_its_opposite_sum_to_one(x):
    assert logistic(x) + logistic(-x) == pytest.approx(1.0)
    assert logistic(x) == pytest.approx(1 / (1 + math.exp(-x)) if x > -700 else 0.0)


@given(x=st.floats(allow_nan=False))
def test_the_logistic_never_overflows(x):
    assert 0.0 <= logistic(x) <= 1.0


@given(share=share, value=utility, bonds=st.floats(0, 5))
def test_share_of_wallet_follows_the_equation(p, share, value, bonds):
    target = 1 / (1 + math.exp(-(0.55 * (value + 0.5 * bonds) + 0.6)))
    expected = share + 0.12 * (target - share)
    assert share_of_wallet_after(share, value, bonds, p) == pytest.approx(expected, rel=1e-12)


@given(value=utility, bonds=st.floats(0, 5))
def test_share_of_wallet_rests_at_its_target(p, value, bonds):
    target = logistic(0.55 * (value + 0.5 * bonds) + 0.6)
    assert share_of_wallet_after(target, value, bonds, p) == pytest.approx(target)


@given(share=share, value=utility, bonds=st.floats(0, 50), data=st.data())
def test_share_of_wallet_lies_between_zero_and_one(rule_parameters, any_settings, share, value, bonds, data):
    p = rule_parameters(data.draw(any_settings(ShareOfWallet)))
    assert 0.0 <= share_of_wallet_after(share, value, bonds, p) <= 1.0


@given(share=share, a=utility, b=utility, bonds=st.floats(0, 5))
def test_a_better_relationship_never_gets_a_smaller_share(p, share, a, b, bonds):
    low, high = sorted((a, b))
    assert share_of_wallet_after(share, low, bonds, p) <= share_of_wallet_after(share, high, bonds, p)


@pytest.mark.parametrize(("products", "part"), [(1, 0.70), (2, 0.80), (5, 1.10)])
def test_the_wallet_grows_by_a_tenth_of_category_spending_with_each_product(rule_parameters, products, part):
    assert wallet(100.0, products, 1.0, rule_parameters(Wallet())) == pytest.approx(100 * part)


@given(demand=st.floats(0, 100))
def test_the_wallet_grows_with_demand(rule_parameters, demand):
    assert wallet(100.0, 1, demand, rule_parameters(Wallet())) == pytest.approx(70 * demand)


@given(luck=luck, satisfaction=share, trust=share, owned=share, products=st.integers(1, 8))
def test_who_trusts_and_concentrates_spending_may_buy_a_further_product(
    p, luck, satisfaction, trust, owned, products
):
    ready = trust >= 0.30 and owned >= 0.40 and products < 5
    expected = ready and luck < 0.035 * (0.5 * satisfaction + 0.5 * trust)
    assert buys_further_product(luck, satisfaction, trust, owned, products, p) == expected


def test_nobody_holds_more_than_five_products(p):
    assert buys_further_product(1e-9, 1.0, 1.0, 1.0, 4, p)
    assert not buys_further_product(1e-9, 1.0, 1.0, 1.0, 5, p)
