"""The simple forecast: discounted months that customers of a stage are expected to stay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.clv.forecast import remaining_life_by_stage

V = 1.10 ** (-1 / 12)
count = arrays.arrays(float, (2, 5), elements=st.integers(0, 10_000).map(float))


def test_a_stage_that_loses_a_tenth_every_month_is_worth_the_sum_of_its_discounted_months():
    months = np.arange(1, 3000)
    expected = np.sum(0.9 ** (months - 1) * V**months)
    assert remaining_life_by_stage(np.array([100.0]), np.array([10.0]), V) == pytest.approx([expected])


def test_without_discount_a_loss_of_one_in_twenty_means_twenty_months():
    assert remaining_life_by_stage(np.array([100.0]), np.array([5.0]), 1.0) == pytest.approx([20.0])


def test_customers_who_all_leave_pay_once_more():
    assert remaining_life_by_stage(np.array([10.0]), np.array([10.0]), V) == pytest.approx([V])


def test_a_stage_without_customers_takes_the_rate_of_all_stages():
    life = remaining_life_by_stage(np.array([60.0, 40.0, 0.0]), np.array([4.0, 6.0, 0.0]), V)
    assert life[2] == pytest.approx(remaining_life_by_stage(np.array([100.0]), np.array([10.0]), V)[0])


def test_stages_that_never_lost_anybody_are_worth_much_and_not_infinity():
    life = remaining_life_by_stage(np.array([50.0]), np.array([0.0]), 1.0)
    assert life == pytest.approx([1e6], rel=1e-9)


def test_nobody_at_all_gives_a_finite_number():
    assert np.isfinite(remaining_life_by_stage(np.zeros((3, 5)), np.zeros((3, 5)), V)).all()


def test_firms_are_forecast_apart():
    exposure, losses = np.array([[100.0, 50.0], [10.0, 0.0]]), np.array([[10.0, 1.0], [5.0, 0.0]])
    both = remaining_life_by_stage(exposure, losses, V)
    assert both.tolist() == [remaining_life_by_stage(exposure[f], losses[f], V).tolist() for f in (0, 1)]


@given(exposure=count, losses=count, discount=st.floats(0.5, 1))
def test_a_remaining_life_is_positive_and_bounded_by_a_perpetuity(exposure, losses, discount):
    life = remaining_life_by_stage(exposure, np.minimum(losses, exposure), discount)
    assert (life >= discount * (1 - 1e-12)).all()
    assert (life <= 1e6 * (1 + 1e-6)).all()
    if discount < 1:
        assert (life <= discount / (1 - discount) * (1 + 1e-9)).all()


@given(exposure=st.integers(1, 1000), a=st.integers(0, 1000), b=st.integers(0, 1000))
def test_more_losses_never_mean_a_longer_life(exposure, a, b):
    few, many = sorted((min(a, exposure), min(b, exposure)))
    lives = [
        remaining_life_by_stage(np.array([exposure * 1.0]), np.array([lost * 1.0]), V) for lost in (few, many)
    ]
    assert lives[1] <= lives[0]
