"""Dwyer's table by year of relationship, read from a log."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clv.cohort_tables import dwyer_retention
from sim.clv.estimators.dwyer import dwyer, retention_table
from sim.clv.estimators.estimator import discounts

NAN = float("nan")


def test_the_retention_rate_is_the_share_that_reaches_the_next_year(make_log):
    end = np.r_[np.full(30, 3), np.full(10, 8), np.full(20, 15), np.full(40, NAN)]
    table = retention_table(make_log(23, np.full(100, -1), end))
    assert table.retention == pytest.approx([60 / 100, 40 / 60])


def test_who_came_before_the_books_is_at_risk_from_the_age_first_seen_only(make_log):
    start = np.r_[np.full(100, -1), np.full(300, -7)]
    end = np.r_[np.full(50, 2), np.full(50, NAN), np.full(300, NAN)]
    table = retention_table(make_log(11, start, end))
    young, old = 50 / 100, 1.0  # months of tenure 1 … 6 only the young were seen in, of 7 … 12 both
    assert table.retention[0] == pytest.approx(young * old)


def test_revenue_and_costs_are_means_of_a_month_by_year(make_log):
    table = retention_table(
        make_log(
            23,
            np.full(40, -1),
            np.full(40, NAN),
            revenue=lambda who, tenure: np.where(tenure <= 12, 20.0, 30.0),
            profit=lambda who, tenure: np.where(tenure <= 12, 5.0, 12.0 + who % 2),
        )
    )
    assert table.revenue == pytest.approx([20, 30])
    assert table.costs == pytest.approx([15, 17.5])


def test_years_in_which_few_were_seen_are_one_row_with_all_later_ones(make_log):
    start = np.r_[np.full(100, -1), np.full(19, -13), np.full(5, -49)]
    end = np.r_[np.full(60, 5), np.full(40, NAN), np.full(24, NAN)]
    end[-1] = 0
    table = retention_table(make_log(11, start, end))
    assert table.retention == pytest.approx([0.4, (1 - 1 / (19 * 12 + 4 * 12 + 1)) ** 12])


def test_an_old_customer_who_leaves_does_not_make_a_year_in_which_everybody_leaves(make_log):
    start = np.r_[np.full(100, -1), -25]
    end = np.r_[np.full(60, 5), np.full(40, NAN), 0]
    table = retention_table(make_log(11, start, end))
    lived = 60 * 6 + 40 * 12 + 1
    assert table.retention == pytest.approx([(1 - 61 / lived) ** 12])


def test_a_firm_with_few_customers_has_one_row(make_log):
    table = retention_table(make_log(30, [-1, -1, -1], [3, NAN, NAN]))
    assert table.retention == pytest.approx([(1 - 1 / (4 + 31 + 31)) ** 12])
    assert (table.revenue - table.costs).tolist() == [10]


def test_a_log_of_some_months_has_one_row(make_log):
    table = retention_table(make_log(4, np.full(100, -1), np.r_[np.full(50, 4), np.full(50, NAN)]))
    assert table.retention == pytest.approx([0.9**12])


def test_everybody_in_a_year_of_relationship_is_worth_the_same(lively):
    values = dwyer(lively, 24, 0.1)
    year = lively.tenure // 12
    for number in range(3):
        assert np.unique(values[year == number]).size == 1
    assert np.unique(values).size >= 3


def test_a_month_ahead_is_the_profit_of_the_year_in_which_it_lies(make_log):
    log = make_log(
        35,
        np.r_[np.full(30, -1), np.full(30, 17)],
        np.full(60, NAN),
        profit=lambda who, tenure: np.where(tenure <= 12, 12.0, np.where(tenure <= 24, 24.0, 36.0)),
    )
    now = discounts(1, 0.1)[0]
    assert dwyer(log, 1, 0.1) == pytest.approx(np.r_[np.full(30, 36 * now), np.full(30, 24 * now)])
    next_month = discounts(2, 0.1)[1]  # one of the twelve stands a month before the third year
    assert dwyer(log, 2, 0.1)[-1] == pytest.approx(24 * now + next_month * (11 * 24 + 36) / 12)


def test_over_whole_years_it_is_the_textbook_table_but_for_when_in_the_year_money_comes(make_log):
    end = np.r_[np.full(30, 5), np.full(10, 11), np.full(20, 20), np.full(40, NAN)]
    log = make_log(35, np.full(100, -1), end)
    newcomers = make_log(35, np.r_[np.full(100, -1), 35], np.r_[end, NAN])
    table = retention_table(log)
    assert table.retention == pytest.approx([0.6, 40 / 60, 1.0])
    yearly = dwyer_retention(1, table.retention[:2], 240, 0.5, 0, 0.0)["clv"].iloc[-1]
    first_of_year = 120 * (1 + 0.6 + 0.4)
    assert yearly == pytest.approx(first_of_year)
    # who leaves within a year pays for part of it, and a newcomer stands anywhere in the first year
    assert 0.6 * first_of_year < dwyer(newcomers, 36, 0.0)[-1] < first_of_year


def test_leaving_is_spread_evenly_over_the_months_of_a_year(make_log):
    log = make_log(11, np.full(100, -1), np.r_[np.full(50, 0), np.full(50, NAN)])
    monthly = 0.5 ** (1 / 12)
    assert retention_table(log).retention == pytest.approx([0.5])
    assert dwyer(log, 6, 0.0) == pytest.approx(np.full(50, 10 * (monthly ** np.arange(6)).sum()))
