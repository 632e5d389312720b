"""Tenures as counts by age."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.survival import Tenures

lives = st.lists(st.tuples(st.integers(1, 30), st.booleans(), st.integers(0, 40)), min_size=1, max_size=60)


def columns(people):
    """Return durations, observed and entry, each entry below its duration."""
    durations, observed, entry = map(np.array, zip(*people, strict=True))
    return durations, observed, entry % durations


def test_each_tenure_is_counted_at_the_ages_where_something_happened():
    tenures = Tenures.of([2, 5, 5, 3], [True, False, True, True], [0, 1, 0, 1])
    assert tenures.ages.tolist() == [0, 1, 2, 3, 5]
    assert tenures.ended.tolist() == [0, 0, 1, 1, 1]
    assert tenures.lasting.tolist() == [0, 0, 0, 0, 1]
    assert tenures.entering.tolist() == [2, 2, 0, 0, 0]


def test_nobody_is_at_risk_before_coming_under_observation():
    tenures = Tenures.of([2, 5, 6], [True, True, True], [0, 1, 3])
    assert tenures.at_risk([0, 1, 2, 3, 4, 5, 6, 7]).tolist() == [1, 1, 2, 1, 2, 2, 1, 0]


@given(lives)
def test_at_risk_is_who_entered_before_and_lasted_until_then(people):
    durations, observed, entry = columns(people)
    at = np.arange(1, 33)
    by_hand = [np.count_nonzero((entry < t) & (durations >= t)) for t in at]
    assert Tenures.of(durations, observed, entry).at_risk(at).tolist() == by_hand


@given(lives)
def test_exposure_is_the_time_lived_under_observation(people):
    durations, observed, entry = columns(people)
    tenures = Tenures.of(durations, observed, entry)
    assert tenures.exposure == (durations - entry).sum()
    assert tenures.exposure == tenures.at_risk(np.arange(1, 31)).sum()


@given(lives)
def test_entry_of_0_is_the_same_as_no_entry(people):
    durations, observed, _ = columns(people)
    with_entry, without = Tenures.of(durations, observed, 0), Tenures.of(durations, observed)
    for name in ("ages", "ended", "lasting", "entering"):
        assert np.array_equal(getattr(with_entry, name), getattr(without, name))


@given(lives, st.integers(1, 30))
def test_following_until_an_age_censors_who_lasts_longer_and_drops_who_enters_later(people, age):
    durations, observed, entry = columns(people)
    early = entry < age
    if not early.any():
        with pytest.raises(ValueError, match="nobody came under observation"):
            Tenures.of(durations, observed, entry).until(age)
        return
    cut = Tenures.of(durations, observed, entry).until(age)
    again = Tenures.of(
        np.minimum(durations, age)[early], (observed & (durations <= age))[early], entry[early]
    )
    at = np.arange(1, 33)
    assert cut.at_risk(at).tolist() == again.at_risk(at).tolist()
    assert (cut.count, cut.ends, cut.exposure) == (again.count, again.ends, again.exposure)


def test_survivors_become_the_counts_of_their_tenures(survivors, individuals):
    counted, single = Tenures.of_survivors(survivors), Tenures.of(*individuals())
    at = np.arange(9)
    assert counted.at_risk(at).tolist() == single.at_risk(at).tolist() == [1000, *survivors[:-1], 0]
    assert (counted.ends, counted.exposure, counted.longest) == (single.ends, single.exposure, 7)


def test_tenure_that_has_just_begun_is_allowed_and_tells_nothing():
    tenures = Tenures.of([0, 3], [False, True], [0, 0])
    assert tenures.at_risk([0, 1]).tolist() == [2, 1]


@pytest.mark.parametrize(
    ("durations", "observed", "entry", "message"),
    [
        ([], [], None, "durations is empty"),
        ([-1, 2], [True, True], None, "durations is -1, but must be a finite number of at least 0"),
        ([np.nan, 2], [True, True], None, "durations is nan"),
        ([np.inf, 2], [True, True], None, "durations is inf"),
        ([1, 2], [True], None, r"durations are \(2,\) and observed \(1,\), but both must be the same"),
        ([1, 2], [True, np.nan], None, "observed is nan, but must be true or false"),
        ([1, 2], [1, 2], None, "observed is 2, but must be true or false"),
        ([1, 2], ["yes", "no"], None, "observed is yes, but must be true or false"),
        ([3, 4], [True, True], [1, 4], "entry is 4 where the duration is 4, but must be less than it"),
        ([3, 4], [True, True], [1, -1], "entry is -1"),
        ([3, 4], [True, True], [1], r"entry has the shape \(1,\), but must be \(2,\)"),
    ],
)
def test_what_cannot_be_a_tenure_is_named(durations, observed, entry, message):
    with pytest.raises(ValueError, match=message):
        Tenures.of(durations, observed, entry)


@pytest.mark.parametrize(
    ("survivors", "message"),
    [
        ([100, 80, 81], "survivors are 81 after 80, but must never rise"),
        ([0, 0], "the first of survivors is 0"),
        ([100], "survivors has 1 number, but must have at least 2"),
        ([100, 86.9], "a number of survivors is 86.9, but must be a whole number"),
        ([100, -1], "survivors is -1"),
        ([100, np.nan], "survivors is nan"),
    ],
)
def test_survivors_that_cannot_be_are_named(survivors, message):
    with pytest.raises(ValueError, match=message):
        Tenures.of_survivors(survivors)
