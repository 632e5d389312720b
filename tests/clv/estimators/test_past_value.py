"""The status quo: everybody goes on."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clv.estimators.estimator import discounts
from sim.clv.estimators.past_value import past_value

NAN = float("nan")


def test_the_mean_of_all_months_lived_goes_on_and_nobody_leaves(make_log):
    log = make_log(
        29, [-1, -40, 20], [NAN, NAN, 25], profit=lambda who, tenure: 10.0 * who + (tenure - 1) % 2
    )
    assert past_value(log, 24, 0.1) == pytest.approx(np.array([0.5, 10.5]) * discounts(24, 0.1).sum())


def test_a_newcomer_is_taken_for_one_in_the_first_year(make_log):
    log = make_log(29, [-1, 29], [NAN, NAN], profit=lambda who, tenure: np.where(tenure <= 12, 1.0, 7.0))
    assert past_value(log, 10, 0.0) == pytest.approx([10 * (12 + 7 * 18) / 30, 10])
