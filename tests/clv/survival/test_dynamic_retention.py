"""Lifetime value when the chance to stay changes with tenure."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from sim.clv.closed_form import constant_retention_clv
from sim.clv.survival import (
    BetaDiscreteWeibull,
    ConstantRetention,
    KaplanMeier,
    ShiftedBetaGeometric,
    Weibull,
    discounted_expected_residual_lifetime,
    dynamic_retention_clv,
    residual_clv,
)

CONVENTIONS = ("now", "after_renewal", "period_end")
conventions = st.sampled_from(CONVENTIONS)
horizons = st.none() | st.integers(0, 80)
SBG = ShiftedBetaGeometric(0.668, 3.806)
LAWS = (SBG, Weibull(0.7688, 10.6225), Weibull(1.8, 12.0), BetaDiscreteWeibull(0.2593, 1.7226, 1.5844))


def test_published_values_are_returned(survivors):
    weibull, constant = Weibull.fit_counts(survivors), ConstantRetention.fit_counts(survivors)
    assert dynamic_retention_clv(100, weibull, 0.1, None) == pytest.approx(561.66, abs=0.005)
    assert dynamic_retention_clv(100, constant, 0.1, None) == pytest.approx(540.99, abs=0.005)


@given(st.floats(-1e4, 1e4), st.floats(0.0, 0.999), st.floats(0.0, 2.0), conventions, horizons)
def test_constant_retention_gives_the_closed_form(margin, rate, discount_rate, first_payment, horizon):
    dynamic = dynamic_retention_clv(margin, ConstantRetention(rate), discount_rate, horizon, first_payment)
    closed = constant_retention_clv(margin, rate, discount_rate, first_payment, periods=horizon)
    assert dynamic == pytest.approx(closed, rel=1e-9, abs=1e-9)


@given(st.floats(0.0, 0.99), st.floats(0.001, 2.0), conventions, horizons, st.integers(0, 50))
def test_constant_retention_makes_tenure_worthless(rate, discount_rate, first_payment, horizon, tenure):
    law = ConstantRetention(max(rate, 0.01))
    old, new = (residual_clv(10.0, law, discount_rate, horizon, n, first_payment) for n in (tenure, 0))
    assert old == pytest.approx(new, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("law", LAWS, ids=repr)
@pytest.mark.parametrize("first_payment", CONVENTIONS)
@pytest.mark.parametrize("horizon", [None, 0, 1, 36])
def test_value_at_a_tenure_of_0_is_that_of_a_new_customer(law, first_payment, horizon):
    new = dynamic_retention_clv(100, law, 0.02, horizon, first_payment)
    assert residual_clv(100, law, 0.02, horizon, 0, first_payment) == pytest.approx(new, rel=1e-12)


@pytest.mark.parametrize("law", LAWS, ids=repr)
def test_residual_value_is_the_written_sum(law):
    n, ahead, v = 5, np.arange(1, 25), 1 / 1.02
    stays = law.survival(n + ahead) / law.survival(n)
    begins = law.survival(n + ahead - 1) / law.survival(n)
    assert residual_clv(3.0, law, 0.02, 24, n) == pytest.approx(3 * np.sum(stays * v**ahead))
    assert residual_clv(3.0, law, 0.02, 24, n, "period_end") == pytest.approx(3 * np.sum(begins * v**ahead))
    assert residual_clv(3.0, law, 0.02, 24, n, "now") == pytest.approx(3 + 3 * np.sum(stays * v**ahead))


@pytest.mark.parametrize("law", LAWS, ids=repr)
@pytest.mark.parametrize("horizon", [None, 24])
def test_many_customers_are_worth_what_each_is_alone(law, horizon):
    margins, tenures = np.array([1.0, -2.0, 3.0, 4.0]), np.array([7, 0, 31, 7])
    together = residual_clv(margins, law, 0.02, horizon, tenures, "period_end")
    alone = [
        residual_clv(float(m), law, 0.02, horizon, int(n), "period_end")
        for m, n in zip(margins, tenures, strict=True)
    ]
    assert together == pytest.approx(alone, rel=1e-9)


@pytest.mark.parametrize("first_payment", CONVENTIONS)
def test_margin_for_each_payment_that_is_the_same_is_one_margin(first_payment):
    payments = 13 if first_payment == "now" else 12
    path = dynamic_retention_clv(np.full(payments, 7.0), SBG, 0.05, 12, first_payment)
    assert path == pytest.approx(dynamic_retention_clv(7.0, SBG, 0.05, 12, first_payment))


def test_margin_for_each_payment_is_paid_in_its_turn():
    value = dynamic_retention_clv([0, 0, 10], [1.0, 0.8, 0.5, 0.2], 0.1, 3, "period_end")
    assert value == pytest.approx(10 * 0.5 / 1.1**3)


def test_shares_that_are_given_serve_like_a_model(survivors):
    shares, curve = np.array(survivors) / survivors[0], KaplanMeier.fit_counts(survivors)
    for first_payment in CONVENTIONS:
        given_shares = dynamic_retention_clv(100, shares, 0.1, 7, first_payment)
        assert given_shares == pytest.approx(dynamic_retention_clv(100, curve, 0.1, 7, first_payment))
    assert residual_clv(1.0, shares, 0.1, 3, [0, 4]) == pytest.approx(
        residual_clv(1.0, curve, 0.1, 3, [0, 4])
    )


def test_shares_that_reach_0_have_a_value_for_ever():
    assert dynamic_retention_clv(10, [1.0, 0.5, 0.0], 0.25, None) == pytest.approx(10 + 5 / 1.25)


def test_payment_at_the_end_of_a_period_needs_no_survival_at_its_end():
    assert dynamic_retention_clv(10, [1.0, 0.5], 0.25, 2, "period_end") == pytest.approx(
        10 / 1.25 + 5 / 1.25**2
    )
    assert dynamic_retention_clv([10, 10], [1.0, 0.5], 0.25, 2, "period_end") == pytest.approx(11.2)


@pytest.mark.parametrize("margin", [10, [10, 10, 10, 10]])
def test_horizon_after_the_end_of_a_step_function_is_refused(margin):
    with pytest.raises(ValueError, match="known"):
        dynamic_retention_clv(margin, [1.0, 0.8, 0.5], 0.1, 3)


def test_step_function_that_ends_above_0_has_no_value_for_ever(survivors):
    with pytest.raises(ValueError, match="what comes after is not known"):
        dynamic_retention_clv(10, KaplanMeier.fit_counts(survivors), 0.1, None)
    with pytest.raises(ValueError, match="what comes after is not known"):
        residual_clv(10, KaplanMeier.fit_counts(survivors), 0.1, None, [0, 3])


@given(st.integers(0, 30), st.floats(0.01, 0.5))
@settings(deadline=None)
def test_who_has_stayed_longer_is_worth_more_if_the_hazard_falls_and_less_if_it_rises(tenure, discount_rate):
    falls, rises = Weibull(0.7, 10.0), Weibull(1.6, 10.0)
    for horizon in (None, 24):
        value = residual_clv(1.0, falls, discount_rate, horizon, [tenure, tenure + 1])
        assert value[0] < value[1]
        value = residual_clv(1.0, rises, discount_rate, horizon, [tenure, tenure + 1])
        assert value[0] > value[1]


def test_twenty_thousand_customers_cost_little():
    tenures = np.random.default_rng(1).integers(0, 400, 20_000)
    began = time.process_time()
    residual_clv(1.0, SBG, 0.005, 60, tenures, "period_end")
    residual_clv(1.0, SBG, 0.005, None, tenures)
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("discount_rate", [0.01, 0.1, 0.25])
def test_residual_lifetime_is_the_published_formula(discount_rate):
    renewal, (alpha, beta) = np.arange(1, 30), (0.668, 3.806)
    v = 1 / (1 + discount_rate)
    formula = (beta + renewal - 1) / (alpha + beta + renewal - 1)
    formula *= special.hyp2f1(1, beta + renewal, alpha + beta + renewal, v)
    assert discounted_expected_residual_lifetime(SBG, renewal, discount_rate) == pytest.approx(
        formula, rel=1e-9
    )


def test_residual_lifetime_is_the_summed_series():
    ahead = np.arange(2000)
    for renewal in (1, 2, 7):
        series = np.sum(SBG.survival(renewal + ahead) / SBG.survival(renewal - 1) / 1.1**ahead)
        assert discounted_expected_residual_lifetime(SBG, renewal, 0.1) == pytest.approx(series, rel=1e-12)


def test_residual_lifetime_without_discount_is_the_mean_of_what_is_left():
    law = ShiftedBetaGeometric(2.5, 4.0)
    assert discounted_expected_residual_lifetime(law, 1, 0.0) == pytest.approx(law.expected_lifetime() - 1)


@pytest.mark.parametrize(
    ("renewal", "discount_rate", "message"),
    [
        (0, 0.1, "n is 0, but must be a whole number of at least 1"),
        (1.5, 0.1, "must be a whole number"),
        (1, 0.0, "is infinite"),
        (1, -1.0, "discount_rate is -1"),
    ],
)
def test_residual_lifetime_outside_its_range_is_named(renewal, discount_rate, message):
    with pytest.raises(ValueError, match=message):
        discounted_expected_residual_lifetime(SBG, renewal, discount_rate)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"margin": np.nan}, "margin is nan"),
        ({"discount_rate": -1.0}, "discount_rate is -1"),
        ({"discount_rate": 0.0}, "the value without a horizon is infinite"),
        ({"horizon": -1}, "horizon is -1"),
        ({"horizon": 2.5}, "horizon is 2.5"),
        (
            {"first_payment": "later"},
            'first_payment is "later", but must be one of now, after_renewal, period_end',
        ),
        ({"margin": [1.0, 2.0]}, "horizon is None, but must be a whole number if there is a margin for each"),
        ({"margin": [1.0, 2.0], "horizon": 2}, r"margin has the shape \(2,\), but must be \(3,\)"),
        ({"survival": [0.5, 0.4]}, "survival starts at 0.5"),
    ],
)
def test_argument_outside_its_range_is_named(change, message):
    arguments = {
        "margin": 1.0,
        "survival": SBG,
        "discount_rate": 0.1,
        "horizon": None,
        "first_payment": "now",
    }
    with pytest.raises(ValueError, match=message):
        dynamic_retention_clv(**arguments | change)


@pytest.mark.parametrize(
    ("margin", "tenure", "message"),
    [
        (1.0, [1, 2.5], "tenure is 2.5, but must be a whole number of periods"),
        (1.0, -1, "tenure is -1"),
        (1.0, [], "tenure is empty"),
        ([1.0, 2.0], [1, 2, 3], r"margin is \(2,\) and tenure \(3,\), but both must be the same"),
    ],
)
def test_tenure_outside_its_range_is_named(margin, tenure, message):
    with pytest.raises(ValueError, match=message):
        residual_clv(margin, SBG, 0.1, 12, tenure)
