from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clv.survival import KaplanMeier, Weibull

SURVIVORS = (1000, 869, 743, 653, 593, 551, 517, 491)
"""Of 1,000 customers, after 0 … 7 years (Fader & Hardie 2007)."""


def individuals(survivors=SURVIVORS):
    periods = range(1, len(survivors))
    left = np.repeat(periods, [survivors[t - 1] - survivors[t] for t in periods])
    durations = np.concatenate([left, np.full(survivors[-1], len(survivors) - 1)])
    return durations, np.arange(durations.size) < left.size


lives = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=60)


class TestWeibull:
    def test_published_grouped_maximum_likelihood_is_returned(self):
        law = Weibull.fit(*individuals())
        assert law.parameters["shape"] == pytest.approx(0.7688, abs=5e-5)
        assert law.parameters["scale"] == pytest.approx(10.6225, abs=5e-5)
        assert law.survival(12) == pytest.approx(0.334, abs=0.001)

    def test_maximum_is_one(self):
        durations, observed = individuals()
        law = Weibull.fit(durations, observed)
        for shape, scale in ((1.02, 1), (0.98, 1), (1, 1.02), (1, 0.98)):
            other = Weibull(law.parameters["shape"] * shape, law.parameters["scale"] * scale, 0.0, np.eye(2))
            deaths = -np.diff(other.survival(np.arange(8)))
            likelihood = np.sum(np.bincount(durations[observed], minlength=8)[1:] * np.log(deaths))
            likelihood += np.count_nonzero(~observed) * np.log(other.survival(7))
            assert likelihood < law.log_likelihood

    def test_true_parameters_lie_in_their_intervals(self):
        luck = np.random.default_rng(4)
        whole = np.ceil(20 * luck.weibull(1.3, 20_000))
        followed = luck.integers(1, 40, 20_000)
        law = Weibull.fit(np.minimum(whole, followed), whole <= followed)
        for name, truth in (("shape", 1.3), ("scale", 20.0)):
            interval = law.interval(name, level=0.99)
            assert interval.low < truth < interval.high
            assert interval.estimate == law.parameters[name]

    def test_wider_level_gives_wider_interval(self):
        law = Weibull.fit(*individuals())
        narrow, wide = law.interval("shape", 0.5), law.interval("shape", 0.95)
        assert wide.low < narrow.low < narrow.high < wide.high

    def test_median_is_where_half_remain(self):
        law = Weibull.fit(*individuals())
        assert law.survival(law.median()) == pytest.approx(0.5)

    def test_million_durations_cost_as_much_as_their_counts(self):
        durations, observed = individuals(tuple(1000 * n for n in SURVIVORS))
        began = time.process_time()
        law = Weibull.fit(durations, observed)
        assert time.process_time() - began < 1.0
        assert law.parameters["shape"] == pytest.approx(0.7688, abs=5e-5)

    @pytest.mark.parametrize(
        ("durations", "observed", "message"),
        [
            ([1.5, 2], [True, True], "1.5, but must be a whole number"),
            ([0, 2], [True, True], "0 where the end was seen, but must be at least 1"),
            ([3, 3, 5], [True, True, False], "1 different period.s., but must fall into at least 2"),
            ([3, 5], [False, False], "0 different period.s."),
            ([-1, 2], [True, True], "-1, but must be a finite number of at least 0"),
            ([], [], "0 durations"),
            ([1, 2], [True], "the same"),
        ],
    )
    def test_what_cannot_be_fitted_is_named(self, durations, observed, message):
        with pytest.raises(ValueError, match=message):
            Weibull.fit(durations, observed)

    def test_unknown_parameter_lists_the_valid_ones(self):
        with pytest.raises(ValueError, match='unknown parameter "slope"; valid here: shape, scale'):
            Weibull.fit(*individuals()).interval("slope")


class TestKaplanMeier:
    def test_textbook_example_by_hand(self):
        curve = KaplanMeier.fit([1, 2, 2, 3, 5, 5], [True, True, False, True, False, False])
        assert curve.survival([0, 1, 2, 3, 9]) == pytest.approx([1, 5 / 6, 2 / 3, 4 / 9, 4 / 9])
        assert curve.at_risk([0, 1, 2, 3, 5, 6]).tolist() == [6, 6, 5, 3, 2, 0]
        assert curve.median() == 3

    def test_without_censoring_it_is_the_share_that_is_left(self):
        durations, _ = individuals()
        curve = KaplanMeier.fit(durations, np.ones(durations.size, bool))
        assert curve.survival([1, 3]) == pytest.approx([0.869, 0.653])

    def test_nobody_left_means_everybody_stays(self):
        curve = KaplanMeier.fit([3, 4, 5], [False, False, False])
        assert curve.survival([0, 3, 5]).tolist() == [1, 1, 1]
        assert curve.median() == np.inf
        assert np.isnan(curve.band([4])).all()

    def test_everybody_gone_at_once(self):
        curve = KaplanMeier.fit([2, 2], [True, True])
        assert curve.survival([1, 2]).tolist() == [1, 0]
        assert curve.median() == 2

    def test_band_holds_the_curve(self):
        curve = KaplanMeier.fit(*individuals())
        low, high = curve.band(range(1, 8))
        assert np.all(low < curve.survival(range(1, 8)))
        assert np.all(curve.survival(range(1, 8)) < high)
        interval = curve.interval("median")
        assert interval.low <= interval.estimate <= interval.high

    def test_level_outside_its_range_is_named(self):
        with pytest.raises(ValueError, match="level is 95, but must be between 0 and 1"):
            KaplanMeier.fit(*individuals()).band([1], level=95)

    @given(lives)
    @settings(max_examples=50, deadline=None)
    def test_survival_starts_at_one_and_never_rises(self, people):
        durations, observed = zip(*people, strict=True)
        survival = KaplanMeier.fit(durations, observed).survival(range(32))
        assert survival[0] == 1
        assert np.all(np.diff(survival) <= 1e-12)
        assert np.all((survival >= 0) & (survival <= 1))
