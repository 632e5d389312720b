"""What each customer costs, by activity and by average, and the whale curve."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.costing import (
    ACTIVITIES,
    WhaleCurve,
    activity_rates,
    average_costs,
    cost_ledger,
    costing_comparison,
    whale_curve,
)

VOLUMES = pd.DataFrame({"orders": [1.0, 9.0], "contacts": [0.0, 5.0], "account": [12.0, 12.0]})
SPENDING = {"orders": 100.0, "contacts": 50.0, "account": 240.0}

money = st.floats(-1e6, 1e6)
profits = st.lists(money, min_size=1, max_size=60)


@st.composite
def books(draw):
    """Draw volumes of drivers and what each activity cost, for customers who all caused some of it."""
    customers = draw(st.integers(1, 20))
    names = draw(st.lists(st.sampled_from(list(ACTIVITIES)), min_size=1, unique=True))
    volume = st.lists(st.floats(0.01, 1e4), min_size=customers, max_size=customers)
    volumes = pd.DataFrame({name: draw(volume) for name in names})
    return volumes, {name: draw(st.floats(0, 1e6)) for name in names}


def test_the_rate_of_an_activity_is_its_cost_by_all_units_of_its_driver():
    assert activity_rates(SPENDING, VOLUMES) == {"orders": 10.0, "contacts": 10.0, "account": 10.0}


def test_each_customer_costs_what_the_customer_causes():
    ledger = cost_ledger(VOLUMES, activity_rates(SPENDING, VOLUMES))
    assert ledger.to_numpy().tolist() == [[10, 0, 120], [90, 50, 120]]
    assert list(ledger.columns) == list(SPENDING)


def test_an_activity_that_nobody_took_and_that_cost_nothing_costs_nothing():
    assert activity_rates({"orders": 0.0}, pd.DataFrame({"orders": [0.0, 0.0]})) == {"orders": 0.0}


def test_average_costing_charges_all_alike_or_by_revenue():
    assert average_costs(90, [10, 20, 60]).tolist() == [30, 30, 30]
    assert average_costs(90, [10, 20, 60], by_revenue=True).tolist() == [10, 20, 60]


def test_the_comparison_shows_the_customer_whose_loss_the_average_hides():
    ledger = cost_ledger(VOLUMES, activity_rates(SPENDING, VOLUMES))
    compared = costing_comparison([200, 230], ledger, [300, 400])
    assert compared["activity_profit"].tolist() == [70, -30]
    assert compared["average_profit"].tolist() == [5, 35]
    assert compared["cross_subsidy"].tolist() == [65, -65]
    assert compared["activity_rank"].tolist() == [1, 2]
    assert compared["average_rank"].tolist() == [2, 1]
    assert compared["hidden_loss"].tolist() == [False, True]


def test_a_loss_is_hidden_if_the_average_shows_none_even_if_it_shows_no_profit():
    ledger = pd.DataFrame({"orders": [0.0, 20.0]})
    assert costing_comparison([30, 10], ledger, [1, 1])["hidden_loss"].tolist() == [False, True]


@given(books())
def test_the_ledger_spends_exactly_what_was_spent(drawn):
    volumes, spending = drawn
    ledger = cost_ledger(volumes, activity_rates(spending, volumes))
    assert ledger.sum().to_numpy() == pytest.approx(list(spending.values()))


@given(books(), st.booleans())
def test_both_costings_share_the_same_total(drawn, by_revenue):
    volumes, spending = drawn
    ledger = cost_ledger(volumes, activity_rates(spending, volumes))
    revenue = volumes.iloc[:, 0]
    compared = costing_comparison(np.zeros(len(volumes)), ledger, revenue, by_revenue=by_revenue)
    assert compared["cross_subsidy"].sum() == pytest.approx(0, abs=1e-6 * (1 + sum(spending.values())))
    assert compared["activity_profit"].sum() == pytest.approx(compared["average_profit"].sum())


@pytest.mark.parametrize(
    ("spending", "volumes", "said"),
    [
        ({"visits": 1.0}, VOLUMES, 'volumes has no column "visits"'),
        ({"orders": -1.0}, VOLUMES, r"spending\[orders\] is -1, but must be a finite number of at least 0"),
        (
            {"orders": 5.0},
            pd.DataFrame({"orders": [0.0]}),
            'volumes of "orders" sum to 0, but must be above 0',
        ),
        ({"orders": 5.0}, pd.DataFrame({"orders": [-1.0]}), "orders is -1, but"),
        ({"orders": 5.0}, pd.DataFrame({"orders": [np.nan]}), 'volumes misses values of "orders"'),
        ({"orders": 5.0}, pd.DataFrame({"orders": []}), "volumes has 0 rows"),
    ],
)
def test_books_that_cannot_be_are_named(spending, volumes, said):
    with pytest.raises(ValueError, match=said):
        activity_rates(spending, volumes)


def test_costs_that_cannot_be_shared_are_named():
    with pytest.raises(ValueError, match="revenue sums to 0, but must be above 0"):
        average_costs(10, [0, 0], by_revenue=True)
    with pytest.raises(ValueError, match=r"ledger has the shape \(2,\), but must be \(1,\)"):
        costing_comparison([1], VOLUMES, [1])


def test_the_whale_curve_rises_to_its_peak_and_falls_to_the_total():
    curve = WhaleCurve.of([-30, 80, 20, 0, 50, -20])
    assert curve.cumulative_profit.tolist() == [0, 80, 130, 150, 150, 130, 100]
    assert (curve.peak, curve.total, curve.earning) == (150, 100, 0.5)
    assert curve.share_earned_by(1 / 3) == pytest.approx(1.3)
    assert curve.earned_by(0.25) == pytest.approx(105)
    table = whale_curve([-30, 80])
    assert table.to_numpy().tolist() == [[0, 0], [0.5, 80], [1, 50]]


def test_who_neither_earns_nor_loses_is_no_loser_and_not_needed_for_the_peak():
    curve = WhaleCurve.of([-30, 80, 20, 0, 50, -20])
    assert (curve.size, curve.losers, curve.losing, curve.earning) == (6, 2, 1 / 3, 0.5)


def test_a_loss_too_small_to_be_seen_in_the_sum_is_one():
    assert WhaleCurve.of([1e9, -1e-9]).losers == 1


def test_several_shares_of_the_best_are_answered_at_once():
    curve = WhaleCurve.of([80, -30])
    assert curve.earned_by([0, 0.5, 0.75, 1]).tolist() == [0, 80, 65, 50]
    assert curve.share_earned_by(np.array([[0.5], [1]])).tolist() == [[1.6], [1]]


@given(profits)
def test_the_whale_curve_conserves_profit(profit):
    curve = WhaleCurve.of(profit)
    assert curve.total == pytest.approx(sum(profit), abs=1e-4)
    assert curve.earned_by(0) == 0
    assert curve.earned_by(1) == curve.total
    assert curve.peak == pytest.approx(sum(x for x in profit if x > 0), abs=1e-4)


@given(profits, st.randoms())
def test_the_whale_curve_is_concave_and_knows_no_order(profit, random):
    curve = WhaleCurve.of(profit).cumulative_profit
    assert np.all(np.diff(curve, 2) <= 1e-4)
    shuffled = list(profit)
    random.shuffle(shuffled)
    assert np.array_equal(WhaleCurve.of(shuffled).cumulative_profit, curve)


@given(profits)
def test_a_cost_of_acquisition_for_all_lowers_the_curve_in_proportion(profit):
    before, after = WhaleCurve.of(profit), WhaleCurve.of(np.asarray(profit) - 10.0)
    lost = before.cumulative_profit - after.cumulative_profit
    assert lost == pytest.approx(10.0 * np.arange(len(profit) + 1), abs=1e-3)


def test_shares_of_a_loss_are_refused():
    with pytest.raises(ValueError, match="the total profit is -1, but must be above 0"):
        WhaleCurve.of([1, -2]).share_earned_by(0.5)
    with pytest.raises(ValueError, match=r"best is 2, but must be in \[0, 1\]"):
        WhaleCurve.of([1, -2]).earned_by(2)
    with pytest.raises(ValueError, match="profit is nan"):
        whale_curve([1, np.nan])
    with pytest.raises(ValueError, match="profit is empty"):
        whale_curve([])
