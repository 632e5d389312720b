"""Survival as steps: what was seen and no more."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clv.survival import KaplanMeier, StepFunction

ENDS_ABOVE = StepFunction.of([1.0, 0.8, 0.5])
ENDS_AT_0 = StepFunction.of([1.0, 0.8, 0.5, 0.0])


def test_steps_are_flat_between_periods():
    assert ENDS_ABOVE.survival([0, 0.9, 1, 1.9, 2]).tolist() == [1, 1, 0.8, 0.8, 0.5]


def test_retention_and_hazard_are_those_of_each_period():
    assert ENDS_AT_0.retention([1, 2, 3]) == pytest.approx([0.8, 0.625, 0])
    assert ENDS_AT_0.hazard([1, 2, 3]) == pytest.approx([0.2, 0.375, 1])


def test_expected_lifetime_is_the_area_under_the_steps():
    assert ENDS_AT_0.expected_lifetime() == pytest.approx(2.3)
    assert ENDS_AT_0.expected_lifetime(50) == pytest.approx(2.3)
    assert ENDS_AT_0.expected_lifetime(1.5) == pytest.approx(1.4)
    assert ENDS_ABOVE.expected_lifetime(2) == pytest.approx(1.8)


def test_annuity_is_the_sum_over_the_periods_ahead():
    assert ENDS_AT_0.annuity(0.9) == pytest.approx(0.8 * 0.9 + 0.5 * 0.81)
    assert ENDS_AT_0.annuity(0.9, tenure=1) == pytest.approx(0.5 / 0.8 * 0.9)
    assert ENDS_AT_0.annuity(0.9, horizon=1) == pytest.approx(0.72)
    assert ENDS_ABOVE.annuity(0.9, horizon=2) == pytest.approx(0.8 * 0.9 + 0.5 * 0.81)


@pytest.mark.parametrize("ask", [lambda curve: curve.expected_lifetime(), lambda curve: curve.annuity(0.9)])
def test_curve_that_ends_above_0_does_not_say_what_comes_after(ask):
    with pytest.raises(
        ValueError, match="what comes after is not known: the step function ends at 2 periods"
    ):
        ask(ENDS_ABOVE)
    with pytest.raises(ValueError, match=r"survival until 3 is not known"):
        ENDS_ABOVE.expected_lifetime(3)
    with pytest.raises(ValueError, match=r"survival until 3 is not known"):
        ENDS_ABOVE.annuity(0.9, tenure=1, horizon=2)


def test_sample_has_the_shares_of_the_steps():
    durations = ENDS_AT_0.sample(100_000, np.random.default_rng(1))
    assert [(durations > t).mean() for t in (1, 2)] == pytest.approx([0.8, 0.5], abs=0.005)
    assert set(durations) == {1, 2, 3}


def test_sample_of_a_curve_that_ends_above_0_is_refused():
    with pytest.raises(ValueError, match="is not known"):
        ENDS_ABOVE.sample(10, np.random.default_rng(1))


def test_retention_after_the_longest_duration_is_refused():
    with pytest.raises(ValueError, match="t is 3, but must be at most 2: nobody was followed for longer"):
        ENDS_ABOVE.retention([1, 3])


def test_retention_of_nobody_is_refused():
    curve = KaplanMeier.fit([1.0, 1.0, 3.0], [True, True, True])
    assert curve.retention(3) == 0
    with pytest.raises(ValueError, match="retention at t = 3 has no value: nobody reaches 2"):
        StepFunction.of([1.0, 0.5, 0.0, 0.0]).retention(3)


def test_tenure_that_nobody_reaches_is_refused():
    with pytest.raises(ValueError, match="tenure is 3, but must be one that somebody reaches"):
        ENDS_AT_0.annuity(0.9, tenure=3)


@pytest.mark.parametrize(
    ("survival", "message"),
    [
        ([0.9, 0.8], "survival starts at 0.9, but must be 1 after 0 periods"),
        ([1.0, 0.8, 0.81], "survival is 0.81 after 0.8, but must never rise"),
        ([1.0, -0.1], r"survival is -0.1, but must be in \[0, 1\]"),
        ([1.0, np.nan], "survival is nan"),
        ([], "survival is empty"),
    ],
)
def test_shares_that_are_not_survival_are_named(survival, message):
    with pytest.raises(ValueError, match=message):
        StepFunction.of(survival)
