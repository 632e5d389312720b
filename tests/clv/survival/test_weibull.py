"""The Weibull law, most likely for counts by whole period."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from sim.clv.survival import KaplanMeier, Weibull

shapes, scales = st.floats(0.3, 5.0), st.floats(0.5, 60.0)


def test_published_grouped_maximum_likelihood_is_returned(survivors):
    law = Weibull.fit_counts(survivors)
    assert law.parameters["shape"] == pytest.approx(0.7688, abs=5e-5)
    assert law.parameters["scale"] == pytest.approx(10.6225, abs=5e-5)
    assert law.survival(12) == pytest.approx(0.334, abs=0.001)


def test_maximum_is_one(individuals):
    durations, observed = individuals()
    law = Weibull.fit(durations, observed)
    for shape, scale in ((1.02, 1), (0.98, 1), (1, 1.02), (1, 0.98)):
        other = Weibull(law.shape * shape, law.scale * scale)
        deaths = -np.diff(other.survival(np.arange(8)))
        likelihood = np.sum(np.bincount(durations[observed], minlength=8)[1:] * np.log(deaths))
        likelihood += np.count_nonzero(~observed) * np.log(other.survival(7))
        assert likelihood < law.log_likelihood


def test_late_entries_are_what_lifelines_returned(late_entries):
    law = Weibull.fit(*late_entries)
    assert law.shape == pytest.approx(0.91615, abs=5e-6)
    assert law.scale == pytest.approx(9.33645, abs=5e-5)
    assert law.log_likelihood == pytest.approx(-198.710248494, abs=1e-8)


def test_without_entry_it_is_what_lifelines_returned(late_entries):
    law = Weibull.fit(*late_entries[:2])
    assert law.shape == pytest.approx(1.54278, abs=5e-6)
    assert law.scale == pytest.approx(15.37085, abs=5e-5)
    assert law.log_likelihood == pytest.approx(-217.551681287, abs=1e-8)


def test_late_entry_is_allowed_for_and_ignoring_it_promises_too_much():
    luck = np.random.default_rng(3)
    whole, entry = np.ceil(Weibull(0.7, 20.0).sample(60_000, luck)), luck.integers(0, 30, 60_000)
    seen = whole > entry
    until = np.minimum(whole, entry + 24)[seen]
    law = Weibull.fit(until, (whole <= entry + 24)[seen], entry[seen])
    for name, truth in (("shape", 0.7), ("scale", 20.0)):
        interval = law.interval(name, level=0.99)
        assert interval.low < truth < interval.high
    assert Weibull.fit(until, (whole <= entry + 24)[seen]).survival(24) > 1.3 * law.survival(24)


def test_true_parameters_lie_in_their_intervals():
    luck = np.random.default_rng(4)
    whole = np.ceil(20 * luck.weibull(1.3, 20_000))
    followed = luck.integers(1, 40, 20_000)
    law = Weibull.fit(np.minimum(whole, followed), whole <= followed)
    for name, truth in (("shape", 1.3), ("scale", 20.0)):
        interval = law.interval(name, level=0.99)
        assert interval.low < truth < interval.high
        assert interval.estimate == law.parameters[name]


def test_intervals_hold_the_truth_as_often_as_they_say():
    luck = np.random.default_rng(8)
    held = 0
    for _ in range(150):
        whole = np.ceil(Weibull(0.8, 12.0).sample(300, luck))
        interval = Weibull.fit(np.minimum(whole, 24), whole <= 24).interval("shape", level=0.9)
        held += interval.low < 0.8 < interval.high
    assert 0.84 < held / 150 < 0.96


def test_wider_level_gives_wider_interval(survivors):
    law = Weibull.fit_counts(survivors)
    narrow, wide = law.interval("shape", 0.5), law.interval("shape", 0.95)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_least_squares_is_the_line_through_the_kaplan_meier_points(survivors):
    law = Weibull.fit_counts(survivors, method="least_squares")
    at = np.arange(1, 8)
    height = np.log(-np.log(KaplanMeier.fit_counts(survivors).survival(at)))
    slope = np.cov(np.log(at), height)[0, 1] / np.var(np.log(at), ddof=1)
    assert law.shape == pytest.approx(slope)
    assert law.shape * math.log(law.scale) == pytest.approx(slope * np.log(at).mean() - height.mean())


def test_least_squares_returns_a_weibull_curve_exactly():
    left = 10**12 * Weibull(0.8, 6.0).survival(np.arange(12))
    law = Weibull.fit_counts(np.round(left), method="least_squares")
    assert (law.shape, law.scale) == (pytest.approx(0.8, abs=1e-9), pytest.approx(6.0, abs=1e-8))


def test_least_squares_is_less_likely_and_has_no_interval(survivors):
    law = Weibull.fit_counts(survivors, method="least_squares")
    assert law.log_likelihood < Weibull.fit_counts(survivors).log_likelihood
    with pytest.raises(ValueError, match="shape has no interval"):
        law.interval("shape")


def test_location_moves_the_curve(survivors):
    moved = Weibull.fit_counts([survivors[0]] * 3 + list(survivors[1:]), location=2.0)
    law = Weibull.fit_counts(survivors)
    assert (moved.shape, moved.scale) == (pytest.approx(law.shape), pytest.approx(law.scale))
    assert moved.survival([0, 2, 3]) == pytest.approx([1.0, 1.0, law.survival(1)])
    assert moved.median() == pytest.approx(law.median() + 2)
    assert moved.expected_lifetime() == pytest.approx(law.expected_lifetime() + 2)


def test_median_is_where_half_remain(survivors):
    law = Weibull.fit_counts(survivors)
    assert law.survival(law.median()) == pytest.approx(0.5)


@given(shapes, scales, st.floats(0.5, 40.0))
def test_hazard_is_the_slope_of_minus_log_survival(shape, scale, t):
    law, step = Weibull(shape, scale), 1e-5 * t
    slope = (law.log_survival(t - step) - law.log_survival(t + step)) / (2 * step)
    assert law.hazard(t) == pytest.approx(slope, rel=1e-4)


@given(st.floats(0.5, 5.0), scales, st.floats(0.1, 100.0))
def test_expected_lifetime_within_a_horizon_is_the_area_under_the_curve(shape, scale, horizon):
    law = Weibull(shape, scale, location=1.0)
    area = integrate.quad(law.survival, 0, horizon, points=[min(1.0, horizon / 2)], limit=200)[0]
    assert law.expected_lifetime(horizon) == pytest.approx(area, rel=1e-5)


def test_ends_that_stop_for_all_at_once_are_not_taken_for_a_law():
    with pytest.raises(ValueError, match=r"no maximum|no interval"):
        Weibull.fit([1, 2, 2, 2], [True, True, True, True]).interval("shape")


@pytest.mark.parametrize(
    ("durations", "observed", "message"),
    [
        ([1.5, 2], [True, True], "1.5, but must be a whole number"),
        ([0, 2], [True, True], "0 where the end was seen, but must be at least 1"),
        ([3, 3, 5], [True, True, False], "1 different period.s., but must fall into at least 2"),
        ([3, 5], [False, False], "0 of 2 ends were seen"),
        ([-1, 2], [True, True], "-1, but must be a finite number of at least 0"),
        ([], [], "durations is empty"),
        ([1, 2], [True], "the same"),
    ],
)
def test_what_cannot_be_fitted_is_named(durations, observed, message):
    with pytest.raises(ValueError, match=message):
        Weibull.fit(durations, observed)


def test_entry_within_a_period_is_named():
    with pytest.raises(ValueError, match=r"an entry is 0\.5, but must be a whole number"):
        Weibull.fit([1, 2], [True, True], [0.5, 0])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "moments"}, 'method is "moments", but must be one of mle, least_squares'),
        ({"location": -1.0}, "location is -1"),
        ({"location": 1.0}, "location is 1, but must be below 1, by which somebody had left"),
    ],
)
def test_option_outside_its_range_is_named(survivors, options, message):
    with pytest.raises(ValueError, match=message):
        Weibull.fit_counts(survivors, **options)


def test_unknown_parameter_lists_the_valid_ones(survivors):
    with pytest.raises(ValueError, match='unknown parameter "slope"; valid here: shape, scale'):
        Weibull.fit_counts(survivors).interval("slope")


def test_hazard_where_it_may_be_infinite_is_refused():
    with pytest.raises(ValueError, match="t is 0, but must be above 0"):
        Weibull(0.8, 10.0).hazard([0, 1])


@pytest.mark.parametrize(("shape", "scale"), [(0.0, 1.0), (1.0, -1.0), (math.nan, 1.0), (1.0, math.inf)])
def test_parameters_outside_their_range_are_refused(shape, scale):
    with pytest.raises(ValueError, match="must be a finite number above 0"):
        Weibull(shape, scale)
