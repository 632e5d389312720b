"""Rates and money that a firm reads in its own books."""

import dataclasses

import pytest

from sim.strategy.own_books import (
    last_year,
    loss_rate,
    margin,
    mean_profit,
    newcomers,
    regain_rate,
    remaining_life,
)
from sim.strategy.spending import Spending


def test_rates_are_taken_over_the_last_twelve_months(own_months):
    books = own_months(30, until=6)
    assert [month.month for month in last_year(books)] == list(range(-6, 6))
    assert last_year(books[:3]) == books[:3]


def test_newcomers_are_those_who_were_not_won_back(own_months):
    assert newcomers(own_months(12, joined=20, won_back=5)) == 15.0


def test_the_regain_rate_is_the_part_of_the_lost_who_were_won_back(own_months):
    assert regain_rate(own_months(12, lost=40, won_back=10)) == 0.25
    assert regain_rate(own_months(12, lost=0, won_back=0)) == 0.0


def test_more_cannot_come_back_than_were_lost(own_months):
    assert regain_rate(own_months(12, lost=1, won_back=3)) == 1.0


def test_the_loss_rate_counts_everybody_who_was_there(own_months):
    """980 at the month's end and 20 who left in it: one in fifty."""
    assert loss_rate(own_months(12, customers=980, lost=20)) == pytest.approx(0.02)


def test_if_nobody_left_half_a_customer_did(own_months):
    assert loss_rate(own_months(1, customers=1000, lost=0)) == pytest.approx(0.0005)
    assert loss_rate(own_months(1, customers=0, lost=0)) == 0.5


def test_without_interest_a_customer_stays_for_the_inverse_of_the_loss_rate(own_months):
    assert remaining_life(own_months(12, customers=980, lost=20), 0.0) == pytest.approx(50.0)


def test_interest_shortens_the_life_that_counts(own_months):
    """v = 1.21^(−1/12) = .984240; v / (1 − .98 v) = 27.7686."""
    assert remaining_life(own_months(12, customers=980, lost=20), 0.21) == pytest.approx(27.7686, abs=1e-4)


def test_the_margin_of_a_customer_is_before_all_spending(own_months):
    books = own_months(12, customers=1000, profit=5000.0, spending=Spending(2000.0, 500.0, 500.0))
    assert margin(books) == pytest.approx(8.0)
    assert margin(tuple(dataclasses.replace(month, customers=0) for month in books)) == 0.0


def test_the_mean_profit_is_after_all_spending(own_months):
    assert mean_profit(own_months(6, profit=3.0) + own_months(6, profit=5.0)) == 4.0
