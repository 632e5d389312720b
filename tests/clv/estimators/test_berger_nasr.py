"""Berger and Nasr's first case, from a log."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.closed_form import berger_nasr_clv
from sim.clv.estimators.berger_nasr import berger_nasr

NAN = float("nan")


@given(d=st.floats(-0.2, 0.6), horizon=st.integers(1, 60), gone=st.integers(1, 19), programme=st.floats(0, 5))
def test_it_is_the_published_formula_with_the_first_contribution_at_the_end_of_the_month(
    make_log, d, horizon, gone, programme
):
    log = make_log(3, np.full(20, -1), np.r_[np.full(gone, 3), np.full(20 - gone, NAN)], programme=programme)
    r, v = 1 - gone / 80, (1 + d) ** (-1 / 12)
    contributions = v * berger_nasr_clv(10 + programme, 0, r, d, (horizon - 1) / 12, 12)
    costs = berger_nasr_clv(0, programme, r, d, horizon / 12, 12)
    assert berger_nasr(log, horizon, d) == pytest.approx(np.full(20 - gone, contributions + costs))


def test_retention_is_the_likeliest_rate_of_all_months_seen(make_log):
    log = make_log(9, [-1, -1, -30, 4], [2, NAN, NAN, 8])
    months, ends = 3 + 10 + 10 + 4, 2
    r = 1 - ends / months
    assert berger_nasr(log, 2, 0.0) == pytest.approx(np.full(2, 10 * (1 + r)))


def test_where_nobody_has_left_yet_everybody_stays(make_log):
    assert berger_nasr(make_log(5, [-1, 2], [NAN, NAN]), 7, 0.0) == pytest.approx([70, 70])


def test_everybody_brings_the_own_contribution_and_costs_the_mean(make_log):
    log = make_log(
        1,
        [-1, -1],
        [NAN, NAN],
        programme=lambda who, tenure: 2.0 * who,
        profit=lambda who, tenure: np.where(who == 0, 5.0, 9.0),
    )
    half = 1.21 ** (-0.5 / 12)
    v = half**2
    assert berger_nasr(log, 1, 0.21) == pytest.approx([5 * v - 1 * half, 11 * v - 1 * half])
