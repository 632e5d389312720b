"""Retention at one rate."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from sim.clv.survival import ConstantRetention, Tenures


def test_likeliest_rate_is_who_stayed_per_period_lived(survivors):
    law = ConstantRetention.fit_counts(survivors)
    assert law.retention_rate == pytest.approx(1 - 509 / 4926)


def test_likeliest_rate_maximises_the_likelihood(late_entries):
    durations, observed, entry = late_entries

    def loss(rate):
        return -np.sum((durations - entry - observed) * math.log(rate) + observed * math.log(1 - rate))

    law = ConstantRetention.fit(durations, observed, entry)
    best = optimize.minimize_scalar(loss, bounds=(0.01, 0.99), method="bounded", options={"xatol": 1e-12})
    assert law.retention_rate == pytest.approx(best.x, abs=1e-6)
    assert law.log_likelihood == pytest.approx(-best.fun)


@given(st.floats(0.0, 0.999))
def test_retention_is_the_same_at_every_tenure(rate):
    law = ConstantRetention(rate)
    assert law.retention([1, 2, 50]) == pytest.approx([rate] * 3)
    assert law.hazard([1, 2, 50]) == pytest.approx([1 - rate] * 3)
    assert law.survival([0, 1, 2]) == pytest.approx([1, rate, rate**2])
    assert law.expected_lifetime() == pytest.approx(1 / (1 - rate))


def test_interval_holds_the_truth_as_often_as_it_says():
    luck = np.random.default_rng(2)
    held = 0
    for _ in range(500):
        whole = ConstantRetention(0.9).sample(100, luck)
        interval = ConstantRetention.fit(np.minimum(whole, 12), whole <= 12).interval("retention_rate", 0.9)
        held += interval.low < 0.9 < interval.high
    assert 0.86 < held / 500 < 0.94


def test_rate_of_0_has_no_interval():
    law = ConstantRetention.fit([1, 1, 1], [True, True, True])
    assert law.retention_rate == 0
    assert law.survival([0, 1]).tolist() == [1, 0]
    with pytest.raises(ValueError, match="retention_rate has no interval"):
        law.interval("retention_rate")


def test_rate_that_is_given_has_the_likelihood_of_the_tenures(survivors):
    tenures, best = Tenures.of_survivors(survivors), ConstantRetention.fit_counts(survivors)
    assert ConstantRetention.given(best.retention_rate, tenures).log_likelihood == best.log_likelihood
    assert ConstantRetention.given(0.8, tenures).log_likelihood < best.log_likelihood


@pytest.mark.parametrize("rate", [1.0, -0.1, math.nan])
def test_rate_outside_its_range_is_refused(rate):
    with pytest.raises(ValueError, match=r"retention_rate is .*, but must be in \[0, 1\)"):
        ConstantRetention(rate)


def test_all_censored_is_refused():
    with pytest.raises(ValueError, match="0 of 2 ends were seen, but must be at least 1: all are censored"):
        ConstantRetention.fit([3, 5], [False, False])
