"""Ratios of beta functions that keep their digits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.survival.beta_mixture import digamma_rise, log_mixture, log_rise, mixture_slopes

positive = st.floats(0.01, 1e6)


@given(positive, st.integers(0, 60))
def test_rise_over_whole_steps_is_a_product(a, steps):
    product = sum(math.log(a + i) for i in range(steps))
    assert log_rise(a, steps) == pytest.approx(product, rel=1e-9, abs=1e-12)


@given(positive, st.integers(0, 60))
def test_rise_of_the_digamma_function_over_whole_steps_is_a_sum(a, steps):
    total = sum(1 / (a + i) for i in range(steps))
    assert digamma_rise(a, steps) == pytest.approx(total, rel=1e-9, abs=1e-15)


@given(positive, positive, st.integers(0, 60))
def test_mixture_at_whole_ages_is_the_product_of_retention(gamma, delta, age):
    product = -sum(math.log1p(gamma / (delta + i)) for i in range(age))
    assert log_mixture(gamma, delta, np.array([float(age)]))[0] == pytest.approx(product, rel=1e-8)


@given(st.floats(0.1, 500.0), st.floats(0.1, 500.0), st.floats(0.1, 1e4))
def test_slopes_are_those_of_the_mixture(gamma, delta, x):
    slopes = mixture_slopes(gamma, delta, np.array([x]))
    point, step = np.array([gamma, delta, x]), 1e-5
    for place, slope in enumerate(slopes):
        ends = [point * (1 + sign * step * (np.arange(3) == place)) for sign in (1, -1)]
        high, low = (log_mixture(g, d, np.array([y]))[0] for g, d, y in ends)
        assert slope[0] == pytest.approx((high - low) / (2 * step * point[place]), rel=1e-4, abs=1e-7)


def test_very_late_ages_keep_the_power_of_the_tail():
    at = np.array([1e9, 1e12])
    log = log_mixture(0.668, 3.806, at)
    assert (log[1] - log[0]) / math.log(1e3) == pytest.approx(-0.668, rel=1e-8)
