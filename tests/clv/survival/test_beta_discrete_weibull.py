"""The beta-discrete-Weibull law."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.survival import BetaDiscreteWeibull, ShiftedBetaGeometric

positive = st.floats(0.05, 50.0)


def test_published_parameters_of_the_first_five_points_are_returned(survivors):
    law = BetaDiscreteWeibull.fit_counts(survivors[:5])
    assert law.gamma == pytest.approx(0.2593, abs=5e-5)
    assert law.delta == pytest.approx(1.7226, abs=5e-5)
    assert law.c == pytest.approx(1.5844, abs=5e-5)


@given(positive, positive)
def test_it_is_the_sbg_law_if_time_has_the_power_1(gamma, delta):
    at = np.arange(60)
    same = ShiftedBetaGeometric(gamma, delta).log_survival(at)
    assert BetaDiscreteWeibull(gamma, delta, 1.0).log_survival(at) == pytest.approx(same, rel=1e-12)


def test_it_is_at_least_as_likely_as_the_sbg_law(survivors, late_entries):
    for data in (survivors, survivors[:5]):
        special = ShiftedBetaGeometric.fit_counts(data).log_likelihood
        assert BetaDiscreteWeibull.fit_counts(data).log_likelihood >= special
    special = ShiftedBetaGeometric.fit(*late_entries).log_likelihood
    assert BetaDiscreteWeibull.fit(*late_entries).log_likelihood >= special


def test_hazard_of_all_rises_and_then_falls_when_each_ones_rises():
    hazard = BetaDiscreteWeibull(0.2593, 1.7226, 1.5844).hazard(np.arange(1, 30))
    peak = int(np.argmax(hazard))
    assert 0 < peak < 10
    assert np.all(np.diff(hazard[: peak + 1]) > 0)
    assert np.all(np.diff(hazard[peak:]) < 0)


def test_true_parameters_lie_in_their_intervals():
    luck = np.random.default_rng(7)
    whole = BetaDiscreteWeibull(0.8, 5.0, 1.4).sample(100_000, luck)
    law = BetaDiscreteWeibull.fit(np.minimum(whole, 36), whole <= 36)
    for name, truth in (("gamma", 0.8), ("delta", 5.0), ("c", 1.4)):
        interval = law.interval(name, level=0.99)
        assert interval.low < truth < interval.high


@pytest.mark.parametrize(("gamma", "c"), [(0.5, 1.9), (2.0, 0.5)])
def test_infinite_lifetime_is_refused_in_words(gamma, c):
    with pytest.raises(ValueError, match="the expected lifetime without a horizon is infinite"):
        BetaDiscreteWeibull(gamma, 3.0, c).expected_lifetime()


def test_lifetime_of_a_heavy_tail_is_what_a_long_sum_comes_to():
    law = BetaDiscreteWeibull(3.0, 20.0, 0.8)
    long = law.survival(np.arange(2_000_000)).sum()
    assert law.expected_lifetime() == pytest.approx(long, rel=1e-6)


def test_two_periods_do_not_tell_three_parameters():
    with pytest.raises(ValueError, match=r"followed in 2 period\(s\), but must be in at least 3"):
        BetaDiscreteWeibull.fit_counts([1000, 869, 743])


def test_few_customers_are_fitted_without_a_failure():
    luck = np.random.default_rng(11)
    for _ in range(10):
        durations = luck.integers(1, 30, 12)
        durations[:3] = 3, 12, 25
        law = BetaDiscreteWeibull.fit(durations, np.arange(12) % 3 == 0)
        survival = law.survival(np.arange(200))
        assert survival[0] == 1
        assert np.all(np.diff(survival) <= 0)
