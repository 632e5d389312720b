"""The likelihood of tenures in whole periods."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clv.survival import Tenures
from sim.clv.survival.grouped_likelihood import GroupedLikelihood

lives = st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.integers(0, 40)), min_size=1, max_size=40)


def exponential(parameters, age):
    """Return ln S and its slope of S(t) = exp(−(rate·t)^1.3)."""
    (rate,) = parameters
    return -((rate * age) ** 1.3), np.array([-1.3 * rate**0.3 * age**1.3])


def columns(people):
    durations, observed, entry = map(np.array, zip(*people, strict=True))
    observed[0] = True
    return durations, observed, entry % durations


@given(lives, st.floats(0.01, 0.5))
@settings(deadline=None)
def test_each_tenure_counts_given_that_it_lasted_until_its_entry(people, rate):
    durations, observed, entry = columns(people)
    likelihood = GroupedLikelihood(Tenures.of(durations, observed, entry))

    def survival(t):
        return np.exp(-((rate * t) ** 1.3))

    share = np.where(observed, survival(durations - 1.0) - survival(durations), survival(durations))
    by_hand = np.log(share / survival(entry)).sum()
    value, _ = likelihood.of(*exponential((rate,), likelihood.ages))
    assert value == pytest.approx(by_hand, rel=1e-9, abs=1e-9)


@given(lives, st.floats(0.01, 0.5))
@settings(deadline=None)
def test_slopes_are_those_of_the_value(people, rate):
    likelihood = GroupedLikelihood(Tenures.of(*columns(people)))
    step = 1e-6 * rate
    low, _ = likelihood.of(*exponential((rate - step,), likelihood.ages))
    high, _ = likelihood.of(*exponential((rate + step,), likelihood.ages))
    _, slopes = likelihood.of(*exponential((rate,), likelihood.ages))
    assert slopes[0] == pytest.approx((high - low) / (2 * step), rel=1e-4, abs=1e-2)


def test_what_could_not_have_happened_is_bad_but_finite():
    likelihood = GroupedLikelihood(Tenures.of([3, 5], [True, True]))
    nobody_leaves = np.zeros(likelihood.ages.size)
    value, slopes = likelihood.of(nobody_leaves, np.zeros((2, likelihood.ages.size)))
    assert value == -2000
    assert slopes.tolist() == [0, 0]
