"""The shifted beta-geometric law, against what was published for two segments."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from sim.clv.survival import ConstantRetention, ShiftedBetaGeometric

REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241)
"""The other segment of Fader & Hardie (2007)."""

positive = st.floats(0.05, 50.0)


def test_published_parameters_are_returned(survivors):
    law = ShiftedBetaGeometric.fit_counts(survivors)
    assert law.alpha == pytest.approx(0.668, abs=0.0005)
    assert law.beta == pytest.approx(3.806, abs=0.0005)
    assert law.log_likelihood == pytest.approx(-1611.2, abs=0.05)
    assert law.at_bound == ()


def test_held_out_years_are_forecast(survivors):
    law = ShiftedBetaGeometric.fit_counts(survivors)
    assert law.survival(12) == pytest.approx(0.378, abs=0.0005)
    assert 1000 * law.survival([8, 9, 10, 11, 12]) == pytest.approx([468, 445, 427, 409, 394], abs=17)


def test_published_parameters_of_the_regular_segment_are_returned():
    law = ShiftedBetaGeometric.fit_counts(REGULAR)
    assert law.alpha == pytest.approx(0.704, abs=0.0005)
    assert law.beta == pytest.approx(1.182, abs=0.0005)


def test_counts_and_single_tenures_give_the_same(survivors, individuals):
    counted, single = ShiftedBetaGeometric.fit_counts(survivors), ShiftedBetaGeometric.fit(*individuals())
    assert counted == single


@given(positive, positive)
def test_survival_is_a_ratio_of_beta_functions(alpha, beta):
    at = np.arange(40)
    ratio = np.exp(special.betaln(alpha, beta + at) - special.betaln(alpha, beta))
    assert ShiftedBetaGeometric(alpha, beta).survival(at) == pytest.approx(ratio, rel=1e-9)


@given(positive, positive)
def test_retention_rises_by_the_published_formula(alpha, beta):
    at = np.arange(1, 40)
    law = ShiftedBetaGeometric(alpha, beta)
    assert law.retention(at) == pytest.approx((beta + at - 1) / (alpha + beta + at - 1), rel=1e-9)
    assert law.hazard(at) == pytest.approx(alpha / (alpha + beta + at - 1), rel=1e-7)


def test_nobody_leaves_within_a_period():
    law = ShiftedBetaGeometric(0.668, 3.806)
    assert law.survival([1, 1.5, 1.999]).tolist() == [law.survival(1)] * 3


def test_true_parameters_lie_in_their_intervals_also_with_late_entry():
    luck = np.random.default_rng(16)
    whole = ShiftedBetaGeometric(0.9, 8.0).sample(80_000, luck)
    entry = luck.integers(0, 12, 80_000)
    seen = whole > entry
    law = ShiftedBetaGeometric.fit(
        np.minimum(whole, entry + 24)[seen], (whole <= entry + 24)[seen], entry[seen]
    )
    for name, truth in (("alpha", 0.9), ("beta", 8.0)):
        interval = law.interval(name, level=0.99)
        assert interval.low < truth < interval.high


def test_rising_hazard_makes_all_customers_alike_and_says_so():
    rising = (1000, 990, 950, 860, 700, 480, 260)
    law, constant = ShiftedBetaGeometric.fit_counts(rising), ConstantRetention.fit_counts(rising)
    assert law.survival(range(7)) == pytest.approx(constant.survival(range(7)), abs=1e-4)
    assert law.log_likelihood == pytest.approx(constant.log_likelihood, abs=0.01)
    with pytest.raises(ValueError, match="alpha has no interval: the data do not determine"):
        law.interval("alpha")


@pytest.mark.slow
@given(st.floats(1.05, 20.0), positive)
def test_expected_lifetime_is_the_mean_of_1_over_the_chance_to_leave(alpha, beta):
    expected = (alpha + beta - 1) / (alpha - 1)
    assert ShiftedBetaGeometric(alpha, beta).expected_lifetime() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("alpha", [0.668, 1.0])
def test_infinite_lifetime_is_refused_in_words(alpha):
    with pytest.raises(ValueError, match="the expected lifetime without a horizon is infinite"):
        ShiftedBetaGeometric(alpha, 3.806).expected_lifetime()
    assert ShiftedBetaGeometric(alpha, 3.806).expected_lifetime(12) < 12


def test_one_period_does_not_tell_two_parameters():
    with pytest.raises(ValueError, match=r"followed in 1 period\(s\), but must be in at least 2"):
        ShiftedBetaGeometric.fit_counts([1000, 869])


def test_everybody_gone_in_the_one_period_that_each_was_followed_can_be_fitted():
    law = ShiftedBetaGeometric.fit([1, 2, 3], [True, True, True], [0, 1, 2])
    assert law.survival(1) == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize(("alpha", "beta"), [(0.0, 1.0), (1.0, -1.0), (np.nan, 1.0)])
def test_parameters_outside_their_range_are_refused(alpha, beta):
    with pytest.raises(ValueError, match="must be a finite number above 0"):
        ShiftedBetaGeometric(alpha, beta)
