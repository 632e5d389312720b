"""What one unit of money per period is worth as long as a relationship lasts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from sim.clv.survival import BetaDiscreteWeibull, ConstantRetention, ShiftedBetaGeometric, Weibull

discounts = st.floats(0.5, 0.9999)


@given(st.floats(0.0, 0.9999), discounts, st.integers(0, 40))
def test_constant_retention_without_end_is_a_geometric_series_at_any_tenure(rate, v, tenure):
    law = ConstantRetention(rate)
    expected = rate * v / (1 - rate * v)
    if rate > 0 or tenure == 0:
        assert law.annuity(v, tenure) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(st.floats(0.05, 4.0), st.floats(0.1, 30.0), discounts, st.integers(0, 40))
@settings(deadline=None)
def test_sbg_without_end_is_the_hypergeometric_function(alpha, beta, v, tenure):
    expected = float(special.hyp2f1(1, beta + tenure, alpha + beta + tenure, v)) - 1
    assert ShiftedBetaGeometric(alpha, beta).annuity(v, tenure) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("v", [0.9, 0.999, 0.99999])
@pytest.mark.parametrize(
    "law",
    [Weibull(0.3, 5.0), Weibull(1.0, 200.0), Weibull(3.0, 5000.0), BetaDiscreteWeibull(0.26, 1.7, 1.6)],
    ids=repr,
)
def test_sum_without_end_is_the_sum_of_very_many_periods(law, v):
    ahead = np.arange(1, 3_000_000)
    long = np.sum(law.survival(ahead) * v**ahead)
    assert law.annuity(v) == pytest.approx(long, rel=1e-9)


@pytest.mark.parametrize("shape", [0.25, 0.5, 1.0, 3.0])
def test_undiscounted_weibull_without_end_is_near_its_mean_less_half_a_period(shape):
    law = Weibull(shape, 3000.0)
    assert law.annuity(1.0) == pytest.approx(law.expected_lifetime() - 0.5, rel=1e-3)


def test_horizon_cuts_the_sum():
    law = Weibull(0.8, 9.0)
    by_hand = sum(law.survival(3 + k) / law.survival(3) * 0.9**k for k in (1, 2, 3, 4))
    assert law.annuity(0.9, tenure=3, horizon=4) == pytest.approx(by_hand)
    assert law.annuity(0.9, horizon=0) == 0


def test_tenure_at_which_survival_is_too_small_for_a_number_still_has_a_value():
    law = Weibull(2.0, 3.0)
    assert law.survival(200) == 0
    assert law.annuity(0.9, tenure=200, horizon=1) == pytest.approx(
        0.9 * math.exp(-(201**2 - 200**2) / 9), rel=1e-9
    )


@pytest.mark.parametrize(
    ("law", "discount"),
    [
        (ShiftedBetaGeometric(1.0, 4.0), 1.0),
        (ShiftedBetaGeometric(3.0, 4.0), 1.01),
        (BetaDiscreteWeibull(0.5, 2.0, 2.0), 1.0),
        (Weibull(0.9, 10.0), 1.001),
        (Weibull(1.0, 10.0), math.exp(0.1) + 1e-9),
        (ConstantRetention(0.9), 1.2),
    ],
    ids=repr,
)
def test_infinite_value_is_refused(law, discount):
    with pytest.raises(ValueError, match="the value without a horizon is infinite"):
        law.annuity(discount)


@pytest.mark.parametrize(
    ("law", "discount"), [(Weibull(1.1, 10.0), 1.05), (ConstantRetention(0.9), 1.1)], ids=repr
)
def test_negative_discount_rate_has_a_value_if_customers_leave_faster(law, discount):
    ahead = np.arange(1, 5000)
    long = np.sum(np.exp(law.log_survival(ahead) + ahead * math.log(discount)))
    assert law.annuity(discount) == pytest.approx(long)


@pytest.mark.parametrize("horizon", [None, 3])
def test_discount_that_is_not_positive_is_refused(horizon):
    with pytest.raises(ValueError, match="discount is 0, but must be a finite number above 0"):
        Weibull(0.8, 9.0).annuity(0.0, horizon=horizon)
