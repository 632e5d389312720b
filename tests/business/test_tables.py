"""Cohorts, groups, moves, periods and the hold-out: small cases counted by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.business.cohorts import cohorts_table
from sim.business.customers import classes
from sim.business.grouping import migration
from sim.business.holdout import HoldOut, hold_out
from sim.business.periods import MOST, PERIODS, first_days, period_for, period_numbers
from sim.business.purchases import Purchases
from sim.business.terms import Terms

DAYS = st.integers(-60_000, 60_000)


@given(DAYS, st.sampled_from(PERIODS))
def test_a_day_lies_in_the_period_that_begins_on_or_before_it(day, period):
    number = int(period_numbers(np.array([day]), period)[0])
    start, end = first_days([number, number + 1], period)
    assert start <= day < end
    assert period_numbers(np.array([start, end - 1]), period).tolist() == [number, number]


def test_weeks_begin_on_monday():
    start = first_days(period_numbers(np.array([19_737]), "week"), "week")  # 2024-01-15 is day 19,737
    assert np.datetime64("2024-01-15").astype("datetime64[D]").astype(int) == 19_737
    assert start.tolist() == [19_737]


@given(DAYS, st.integers(0, 20_000))
def test_periods_are_few_enough_to_be_read_but_for_many_years(first, length):
    period = period_for(first, first + length)
    count = int(np.ptp(period_numbers(np.array([first, first + length]), period))) + 1
    assert count <= MOST or period == "year"


def test_cohorts_count_who_buys_again_and_who_is_seen_again(made):
    purchases = Purchases.of(
        made(
            ("A", "2024-01-05", 1.0),
            ("A", "2024-01-20", 2.0),
            ("A", "2024-03-05", 4.0),
            ("A", "2024-05-10", 8.0),
            ("B", "2024-01-31", 16.0),
            ("B", "2024-02-01", 32.0),
            ("C", "2024-02-29", 64.0),
        ),
        date(2024, 5, 20),
        "week",
    )
    monthly = table_of(purchases, "month")
    assert monthly[("2024-01", 0)] == (2, 2, 2, 19.0, True)
    assert monthly[("2024-01", 1)] == (2, 1, 2, 32.0, True)
    assert monthly[("2024-01", 2)] == (2, 1, 1, 4.0, True)
    assert monthly[("2024-01", 3)] == (2, 0, 1, 0.0, True)
    assert monthly[("2024-01", 4)] == (2, 1, 1, 8.0, False)
    assert monthly[("2024-02", 1)] == (1, 0, 0, 0.0, True)
    assert ("2024-03", 0) not in monthly
    assert ("2024-02", 4) not in monthly


def table_of(purchases, period):
    """Return the cells of the cohorts table for one kind of period: size, buyers, seen again, revenue, complete."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.business.cohorts.period_for", lambda *_: period)
        table = cohorts_table(purchases)
    columns = ["size", "buyers", "seen_again", "revenue", "complete"]
    return {
        (f"{row['cohort']:%Y-%m}", row["age"]): tuple(row[name] for name in columns)
        for row in table.to_dict("records")
    }


def test_cohorts_add_up_to_all_customers_and_all_revenue(cdnow):
    purchases = Purchases.of(cdnow, date(1997, 9, 30), "week")
    table = cohorts_table(purchases)
    assert table[table["age"] == 0]["size"].sum() == purchases.customers
    assert (table[table["age"] == 0]["share"] == 1).all()
    assert table["revenue"].sum() == pytest.approx(purchases.amount.sum())
    assert (table["seen_again"] >= table["buyers"]).all()
    assert not (table.groupby("cohort")["seen_again"].diff() > 0).any()


def test_moves_between_two_years_count_everybody_who_bought_in_either(made):
    found = migration(
        Purchases.of(
            made(
                ("old", "2020-01-01", 9.0),
                ("A", "2022-06-01", 80.0),
                ("A", "2023-06-01", 1.0),
                ("B", "2022-07-01", 20.0),
                ("N", "2023-08-01", 99.0),
                ("old", "2023-12-31", 50.0),
            ),
            date(2023, 12, 31),
            "week",
        )
    )
    assert found is not None
    moves = {(row["before"], row["after"]): row["customers"] for row in found.table.to_dict("records")}
    assert moves == {("A", "C"): 1, ("B", "left"): 1, ("new", "A"): 2}
    assert found.table["revenue_before"].sum() == 100.0
    assert found.table["revenue_after"].sum() == 150.0
    assert [str(np.datetime64(day, "D")) for day in found.spans] == ["2021-12-31", "2022-12-31", "2023-12-31"]


def test_less_than_two_years_are_halved(cdnow):
    found = migration(Purchases.of(cdnow, date(1997, 9, 30), "week"))
    assert found is not None
    assert found.spans[2] - found.spans[1] == found.spans[1] - found.spans[0] == 136


def test_nobody_moves_where_one_half_has_no_revenue(made):
    assert migration(Purchases.of(made(("A", "2024-01-01", 5.0)), date(2024, 12, 31), "week")) is None


def test_who_brings_nothing_known_has_no_class():
    assert classes(np.array([10.0, np.nan, 0.0])).tolist() == ["A", np.nan, "C"]
    assert classes(np.array([0.0, 0.0])).tolist() == [np.nan, np.nan]


def test_the_hold_out_counts_what_came_of_customers_known_before(made):
    rows = [(str(n), f"2023-0{m}-{n % 9 + 1:02}", 10.0 + n) for n in range(40) for m in range(1, 3 + n % 5)]
    late = [("3", "2023-11-01", 7.0), ("3", "2023-12-01", 8.0), ("new", "2023-11-05", 5.0)]
    transactions, terms = made(*rows, *late), Terms(until=date(2023, 12, 31), horizon=3)
    found = hold_out(transactions, Purchases.of(transactions, terms.until, "week"), terms)
    assert isinstance(found, HoldOut)
    assert (found.summary["from"], found.summary["until"]) == ("2023-10-02", "2023-12-31")
    assert (found.summary["customers"], found.summary["actual_purchases"]) == (40, 2)
    assert found.summary["actual_revenue"] == 15.0
    assert found.table["customers"].sum() == 40
    assert found.table.set_index("frequency")["actual_purchases"].to_dict() == {1: 0, 2: 0, 3: 0, 4: 2, 5: 0}


def test_a_purchase_refunded_after_the_cut_is_no_reason_to_lose_a_customer(made):
    rows = [(str(n), f"2023-0{m}-{n % 9 + 1:02}", 10.0 + n) for n in range(30) for m in range(1, 3 + n % 5)]
    gone = [("gone", "2023-02-01", 5.0), ("gone", "2023-11-01", -5.0)]
    transactions, terms = made(*rows, *gone), Terms(until=date(2023, 12, 31), horizon=3)
    found = hold_out(transactions, Purchases.of(transactions, terms.until, "week"), terms)
    assert isinstance(found, HoldOut)
    assert found.summary["customers"] == 31


def test_a_hold_out_that_cannot_be_says_why(made):
    short = made(("A", "2024-01-01", 1.0), ("A", "2024-01-09", 1.0))
    assert "too short" in str(hold_out(short, Purchases.of(short, None, "week"), Terms()))
    nobody = made(("A", "2024-01-01", 1.0), ("A", "2024-12-01", 1.0), ("B", "2024-01-03", 2.0))
    assert "Nobody bought on a second day" in str(
        hold_out(nobody, Purchases.of(nobody, None, "week"), Terms())
    )
