"""The product-limit estimate, also with left truncation."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.clv.survival import KaplanMeier

lives = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=60)
times = st.lists(st.tuples(st.floats(0.01, 30.0), st.booleans()), min_size=1, max_size=60)

LIFELINES = (
    0.6923076923076924,
    0.6057692307692308,
    0.4522332506203475,
    0.3503467079904670,
    0.01493621079036022,
)
"""lifelines 0.30.3 for the late entries, after 1, 3, 5, 10 and 28 periods."""


def test_textbook_example_by_hand():
    curve = KaplanMeier.fit([1, 2, 2, 3, 5, 5], [True, True, False, True, False, False])
    assert curve.survival([0, 1, 2, 3, 9]) == pytest.approx([1, 5 / 6, 2 / 3, 4 / 9, 4 / 9])
    assert curve.at_risk([0, 1, 2, 3, 5, 6]).tolist() == [6, 6, 5, 3, 2, 0]
    assert curve.median() == 3


def test_late_entry_by_hand():
    curve = KaplanMeier.fit([2, 3, 4, 5], [True, True, True, True], [0, 0, 2, 0])
    assert curve.survival([1, 2, 3, 4, 5]) == pytest.approx([1, 2 / 3, 4 / 9, 2 / 9, 0])


def test_late_entries_are_what_lifelines_returned(late_entries):
    curve = KaplanMeier.fit(*late_entries)
    assert curve.survival([1, 3, 5, 10, 28]) == pytest.approx(LIFELINES, abs=1e-12)


def test_band_with_late_entries_is_what_lifelines_returned(late_entries):
    low, high = KaplanMeier.fit(*late_entries).band([5, 15])
    assert low == pytest.approx([0.250276, 0.127067], abs=5e-7)
    assert high == pytest.approx([0.634690, 0.363457], abs=5e-7)


def test_ignoring_late_entry_promises_too_much(late_entries):
    durations, observed, entry = late_entries
    at = np.arange(1, 28)
    ignored = KaplanMeier.fit(durations, observed).survival(at)
    assert np.all(ignored > KaplanMeier.fit(durations, observed, entry).survival(at))


@given(times)
@settings(max_examples=50, deadline=None)
def test_curve_and_band_are_those_of_scipy_for_any_time(people):
    durations, observed = map(np.array, zip(*people, strict=True))
    curve = KaplanMeier.fit(durations, observed)
    oracle = stats.ecdf(stats.CensoredData(uncensored=durations[observed], right=durations[~observed])).sf
    assert curve.survival(durations) == pytest.approx(oracle.evaluate(durations), abs=1e-12)
    if observed.any():
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            ends = oracle.confidence_interval(0.9, method="log-log")
        low, high = curve.band(durations, 0.9)
        has_left = (curve.survival(durations) > 0) & (curve.survival(durations) < 1)
        assert low[has_left] == pytest.approx(ends.low.evaluate(durations)[has_left], abs=1e-9)
        assert high[has_left] == pytest.approx(ends.high.evaluate(durations)[has_left], abs=1e-9)


def test_without_censoring_it_is_the_share_that_is_left(survivors, individuals):
    durations, _ = individuals()
    curve = KaplanMeier.fit(durations, np.ones(durations.size, bool))
    assert curve.survival([1, 3]) == pytest.approx([0.869, 0.653])


def test_counts_give_the_shares_that_are_left(survivors):
    curve = KaplanMeier.fit_counts(survivors)
    assert curve.survival(np.arange(8)) == pytest.approx(np.array(survivors) / 1000)
    assert curve.retention(np.arange(1, 8)) == pytest.approx(np.array(survivors[1:]) / survivors[:-1])
    assert curve.hazard([1, 7]) == pytest.approx([131 / 1000, 26 / 517])


def test_nobody_left_means_everybody_stays():
    curve = KaplanMeier.fit([3, 4, 5], [False, False, False])
    assert curve.survival([0, 3, 5]).tolist() == [1, 1, 1]
    assert curve.median() == np.inf
    assert np.isnan(curve.band([4])).all()
    assert curve.interval("median") == (np.inf, np.inf, np.inf)
    assert curve.log_likelihood == 0


def test_everybody_gone_at_once():
    curve = KaplanMeier.fit([2, 2], [True, True])
    assert curve.survival([1, 2]).tolist() == [1, 0]
    assert curve.median() == 2
    assert np.isnan(curve.band([2])).all()


def test_band_holds_the_curve(individuals):
    curve = KaplanMeier.fit(*individuals())
    low, high = curve.band(range(1, 8))
    assert np.all(low < curve.survival(range(1, 8)))
    assert np.all(curve.survival(range(1, 8)) < high)
    interval = curve.interval("median")
    assert interval.low <= interval.estimate <= interval.high


def test_band_holds_the_truth_as_often_as_it_says():
    luck = np.random.default_rng(9)
    held = 0
    for _ in range(400):
        whole, entry = np.ceil(luck.exponential(10.0, 300)), luck.integers(0, 4, 300)
        until = entry + luck.integers(1, 30, 300)
        seen = whole > entry
        curve = KaplanMeier.fit(np.minimum(whole, until)[seen], (whole <= until)[seen], entry[seen])
        low, high = curve.band([8.0], 0.9)
        held += bool(low[0] < np.exp(-0.8) < high[0])
    assert 0.86 < held / 400 < 0.94


def test_level_outside_its_range_is_named(individuals):
    curve = KaplanMeier.fit(*individuals())
    with pytest.raises(ValueError, match=r"level is 95, but must be in \(0, 1\)"):
        curve.band([1], level=95)
    with pytest.raises(ValueError, match="level is 0"):
        curve.interval("median", level=0)


def test_unknown_parameter_lists_the_valid_one(individuals):
    with pytest.raises(ValueError, match='unknown parameter "shape"; valid here: median'):
        KaplanMeier.fit(*individuals()).interval("shape")


def test_curve_that_falls_to_0_before_others_come_under_observation_is_refused():
    with pytest.raises(ValueError, match="all 1 who were followed at the age of 2 left"):
        KaplanMeier.fit([2, 9, 9], [True, True, False], [0, 3, 4])


@given(lives)
@settings(max_examples=50, deadline=None)
def test_survival_starts_at_one_and_never_rises(people):
    durations, observed = zip(*people, strict=True)
    survival = KaplanMeier.fit(durations, observed).survival(range(32))
    assert survival[0] == 1
    assert np.all(np.diff(survival) <= 1e-12)
    assert np.all((survival >= 0) & (survival <= 1))
