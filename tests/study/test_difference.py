"""Differences have the intervals that textbooks give."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.study.difference import Chance, Difference

FIRST = np.array([3.1, 4.7, 2.2, 5.9, 4.4, 3.8])
OTHER = np.array([3.9, 5.1, 3.3, 6.0, 5.6, 4.1])


def test_paired_interval_is_the_one_of_scipy():
    theirs = stats.ttest_rel(OTHER, FIRST).confidence_interval(0.95)
    ours = Difference.of(OTHER - FIRST)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))
    assert ours.mean == pytest.approx(OTHER.mean() - FIRST.mean())
    assert ours.width == pytest.approx(theirs.high - theirs.low)


def test_paired_differences_that_scatter_around_nothing_have_an_interval_around_nothing():
    difference = Difference.of([1.0, -1.0, 2.0, -2.0])
    assert difference.mean == 0.0
    assert difference.high == pytest.approx(3.182446 * np.sqrt(10.0 / 3.0) / 2.0)
    assert difference.low == -difference.high


def test_interval_of_independent_runs_is_welchs():
    theirs = stats.ttest_ind(OTHER, FIRST, equal_var=False).confidence_interval(0.95)
    ours = Difference.unpaired(FIRST, OTHER)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


def test_one_replication_has_a_mean_and_no_interval():
    assert Difference.of([2.5])[0] == 2.5
    assert all(math.isnan(end) for end in Difference.of([2.5])[1:])
    assert all(math.isnan(end) for end in Difference.unpaired([1.0], [2.0])[1:])


def test_nothing_has_no_mean():
    assert all(math.isnan(number) for number in (*Difference.of([]), *Difference.unpaired([], [1.0, 2.0])))


def test_equal_runs_differ_by_exactly_nothing():
    assert Difference.between(FIRST, FIRST, paired=True) == (0.0, 0.0, 0.0)
    assert Difference.unpaired([1.0, 1.0], [1.0, 1.0]) == (0.0, 0.0, 0.0)


def test_a_seed_without_a_value_is_left_out_and_an_infinite_one_leaves_no_mean():
    some = np.array([1.0, np.nan, 3.0])
    assert Difference.between(np.zeros(3), some, paired=True) == Difference.of([1.0, 3.0])
    assert math.isnan(Difference.between(np.zeros(2), np.array([1.0, np.inf]), paired=True).mean)


@pytest.mark.parametrize(
    ("values", "sign"), [([1.0, 1.1, 0.9], 1), ([-1.0, -1.1, -0.9], -1), ([1, -1, 0], 0)]
)
def test_sign_is_known_where_the_whole_interval_lies_on_one_side(values, sign):
    assert Difference.of(values).sign == sign


def test_share_of_seeds_has_the_exact_interval():
    chance = Chance.of([True] * 37 + [False] * 3)
    theirs = stats.binomtest(37, 40).proportion_ci(0.95)
    assert (chance.hits, chance.seeds, chance.share) == (37, 40, 0.925)
    assert (chance.low, chance.high) == pytest.approx((theirs.low, theirs.high))
    assert Chance.of([])[2:] == (0.0, 1.0)
