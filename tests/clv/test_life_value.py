"""What relationships bring that were followed for a while."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.life_value import discounted_months, life_value
from sim.clv.survival import KaplanMeier, StepFunction


@given(
    lives=st.lists(st.tuples(st.integers(1, 40), st.floats(-100, 100)), min_size=1, max_size=40),
    rate=st.floats(0, 0.5),
)
def test_without_censoring_a_life_is_worth_the_mean_profit(lives, rate):
    months, profit = (np.array(column, float) for column in zip(*lives, strict=True))
    survival = KaplanMeier.fit(months, np.ones(months.size, bool))
    assert life_value(survival, months, profit, 40, rate) == pytest.approx(profit.mean(), abs=1e-9)


def test_a_censored_life_is_followed_by_the_survival_of_the_others():
    months, ended = np.array([10.0, 10.0, 20.0, 20.0]), np.array([True, False, True, True])
    survival = KaplanMeier.fit(months, ended)
    assert discounted_months(survival, 40, 0.0) == pytest.approx(10 + (3 / 4) * 10)
    assert life_value(survival, months, 5.0 * months, 40, 0.0) == pytest.approx(5.0 * 17.5)


def test_the_months_of_who_stays_for_ever_are_an_annuity():
    stays = StepFunction.of([1.0, 1.0, 1.0, 1.0])
    v = 1.1 ** (-1 / 12)
    assert discounted_months(stays, 3, 0.10) == pytest.approx(v + v**2 + v**3)


@pytest.mark.parametrize(
    ("months", "profit", "horizon", "rate", "message"),
    [
        ([1, 2], [1.0], 5, 0.1, "profit"),
        ([-1, 2], [1.0, 1.0], 5, 0.1, "months"),
        ([1, 2], [1.0, 1.0], 0, 0.1, "horizon"),
        ([1, 2], [1.0, 1.0], 5, -1.0, "discount_rate"),
    ],
)
def test_bad_arguments_are_refused(months, profit, horizon, rate, message):
    survival = KaplanMeier.fit([1, 2], [True, True])
    with pytest.raises(ValueError, match=message):
        life_value(survival, months, profit, horizon, rate)
