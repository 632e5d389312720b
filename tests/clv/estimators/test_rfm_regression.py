"""Regression on what customers brought after an earlier day."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clv.estimators.estimator import discounts
from sim.clv.estimators.rfm_regression import rfm_regression
from sim.clv.firm_log import FirmLog

NAN = float("nan")
SPENDS = np.linspace(5, 50, 40)


def steady(make_log, month=11, never=0, **columns):
    """Return a log in which everybody spends the own amount every month and leaves three tenths as profit."""
    size = SPENDS.size + never
    amounts = np.append(SPENDS, np.zeros(never))
    return make_log(
        month,
        np.full(size, -1),
        np.full(size, NAN),
        orders=lambda who, tenure: (amounts[who] > 0).astype(int),
        revenue=lambda who, tenure: amounts[who],
        profit=lambda who, tenure: np.where(amounts[who] > 0, 0.3 * amounts[who], -2.0),
        **columns,
    )


def test_where_everybody_goes_on_as_before_it_finds_what_they_bring(make_log):
    values = rfm_regression(steady(make_log), 6, 0.1)
    assert values == pytest.approx(0.3 * SPENDS * discounts(6, 0.1).sum())


def test_a_horizon_beyond_what_was_seen_is_reached_by_the_ratio_of_annuities(make_log):
    values = rfm_regression(steady(make_log), 36, 0.1)
    assert values == pytest.approx(0.3 * SPENDS * discounts(36, 0.1).sum())


def test_who_has_not_bought_yet_gets_the_mean_of_those_who_then_had_not(make_log):
    values = rfm_regression(steady(make_log, never=3), 6, 0.0)
    assert values[-3:] == pytest.approx(np.full(3, -12.0))
    assert values[:-3] == pytest.approx(0.3 * SPENDS * 6)


def test_a_newcomer_gets_the_mean_of_all_where_everybody_had_bought(make_log):
    log = make_log(
        11,
        np.r_[np.full(40, -1), 11],
        np.full(41, NAN),
        revenue=lambda who, tenure: SPENDS[who % 40],
        profit=lambda who, tenure: 0.3 * SPENDS[who % 40],
    )
    assert rfm_regression(log, 6, 0.0)[-1] == pytest.approx(0.3 * SPENDS.mean() * 6)


def test_who_left_brought_nothing_more(make_log):
    half = make_log(11, np.full(200, -1), np.where(np.arange(200) < 100, 8, NAN))
    assert rfm_regression(half, 6, 0.0) == pytest.approx(np.full(100, 10 * (6 + 3) / 2))


def test_silence_and_few_purchases_tell_who_will_bring_less(lively):
    values, known = rfm_regression(lively, 12, 0.1), lively.rfm()
    bought = known["frequency"] > 0
    assert np.corrcoef(values[bought], known.loc[bought, "frequency"])[0, 1] > 0.5
    assert np.corrcoef(values[bought], known.loc[bought, "since_last_purchase"])[0, 1] < -0.2


def test_purchases_of_before_the_months_compared_make_no_difference(make_log):
    plain = steady(make_log)
    early = plain.activity["month"] < 6
    changed = plain.activity.assign(orders=plain.activity["orders"].where(~early, 9))
    again = FirmLog(plain.month, plain.relationships, changed)
    assert rfm_regression(again, 6, 0.1) == pytest.approx(rfm_regression(plain, 6, 0.1))


@pytest.mark.parametrize(
    ("month", "size", "said"),
    [
        (0, 40, "the log has 1 month, but must have at least 2 to learn what follows"),
        (11, 19, "19 customers of month 5 had bought for money, but must be at least 20"),
    ],
)
def test_a_log_that_tells_too_little_says_so(make_log, month, size, said):
    with pytest.raises(ValueError, match=said):
        rfm_regression(make_log(month, np.full(size, -1), np.full(size, NAN)), 12, 0.1)
