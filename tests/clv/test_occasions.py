"""From transactions to purchase occasions and their summary: days, refunds, units of time."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.clv.occasions import purchase_occasions
from sim.clv.transactions import rfm_summary


def sales(*rows):
    return pd.DataFrame(rows, columns=["customer_id", "date", "amount"])


def summarised(transactions, end="2024-01-31", unit="day"):
    return rfm_summary(transactions, "customer_id", "date", "amount", end, unit)


def test_the_first_purchase_is_not_a_repeat():
    table = summarised(
        sales((7, "2024-01-01", 10), (7, "2024-01-11", 20), (7, "2024-01-21", 40), (9, "2024-01-30", 5))
    )
    assert list(table.columns) == ["customer_id", "frequency", "recency", "T", "monetary_value"]
    assert table.to_numpy().tolist() == [[7, 2, 20, 30, 30], [9, 0, 0, 1, 0]]


def test_several_purchases_on_a_day_are_one_occasion_with_their_sum():
    table = summarised(
        sales(
            (1, "2024-01-01 09:00", 1),
            (1, "2024-01-05 08:00", 10),
            (1, "2024-01-05 23:59", 5),
            (1, "2024-01-06", 1),
        )
    )
    assert table.loc[0, ["frequency", "recency", "monetary_value"]].tolist() == [2, 5, 8]


def test_weeks_and_months_are_exact_not_rounded():
    days = sales((1, "2024-01-01", 1), (1, "2024-01-11", 1))
    assert summarised(days, unit="week").loc[0, ["recency", "T"]].tolist() == [10 / 7, 30 / 7]
    assert summarised(days, unit="month").loc[0, "T"] == pytest.approx(30 / (365.25 / 12))
    assert summarised(days, unit="W").equals(summarised(days, unit="week"))


def test_the_day_of_the_end_counts_and_what_comes_later_does_not():
    table = summarised(
        sales((1, "2024-01-01", 1), (1, "2024-01-31 22:00", 3), (1, "2024-02-01", 99), (2, "2024-02-01", 1))
    )
    assert table.to_numpy().tolist() == [[1, 1, 30, 30, 3]]


def test_months_as_numbers_are_counted_as_they_are():
    table = rfm_summary(
        sales((4, 3, 1.0), (4, 5, 2.0), (4, 5, 2.0)), "customer_id", "date", "amount", 11, "month"
    )
    assert table.to_numpy().tolist() == [[4, 1, 2, 8, 4]]


def test_without_amounts_there_is_no_monetary_value():
    table = rfm_summary(sales((1, "2024-01-01", -1)), "customer_id", "date", None, "2024-01-31", "day")
    assert list(table.columns) == ["customer_id", "frequency", "recency", "T"]


def test_dates_of_any_form_and_order_give_the_same():
    text = sales(("b", "2024-01-09", 2), ("a", "2024-01-02", 1), ("b", "2024-01-01", 3))
    plain = text.assign(
        date=[datetime.date(2024, 1, 9), datetime.date(2024, 1, 2), datetime.date(2024, 1, 1)]
    )
    zoned = text.assign(date=pd.to_datetime(text["date"]).dt.tz_localize("Asia/Shanghai"))
    assert summarised(text)["customer_id"].tolist() == ["a", "b"]
    for other in (plain, zoned, text.iloc[::-1], text.astype({"customer_id": "category"})):
        assert np.array_equal(
            summarised(other).drop(columns="customer_id"), summarised(text).drop(columns="customer_id")
        )


def test_a_refund_is_set_off_against_the_last_purchase_and_is_not_one():
    table = summarised(sales((1, "2024-01-01", 5), (1, "2024-01-10", 30), (1, "2024-01-20", -10)))
    assert table.loc[0, ["frequency", "recency", "monetary_value"]].tolist() == [1, 9, 20]


def test_a_refund_on_the_day_of_a_purchase_is_set_off_against_it():
    table = summarised(sales((1, "2024-01-01", 5), (1, "2024-01-10", -10), (1, "2024-01-10", 30)))
    assert table.loc[0, ["frequency", "monetary_value"]].tolist() == [1, 20]


def test_a_purchase_refunded_as_a_whole_does_not_count_but_a_gift_does():
    bought = purchase_occasions(
        sales(
            (1, "2024-01-01", 0),
            (1, "2024-01-10", 0.3),
            (1, "2024-01-11", -0.1),
            (1, "2024-01-12", -0.2),
            (1, "2024-01-15", 0),
        ),
        "customer_id",
        "date",
        "amount",
        "2024-01-31",
        "day",
    )
    assert np.diff(bought.time).tolist() == [14]
    assert (bought.refunds.number, bought.refunds.cancelled, bought.refunds.unmatched) == (2, 1, 0)


def test_what_is_refunded_beyond_the_purchase_is_told():
    bought = purchase_occasions(
        sales((1, "2024-01-01", -7), (1, "2024-01-02", 10), (1, "2024-01-03", -15), (2, "2024-01-01", 1)),
        "customer_id",
        "date",
        "amount",
        "2024-01-31",
        "day",
    )
    assert bought.customers.tolist() == [2]
    assert bought.refunds == (2, 22.0, 1, 12.0)


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 30), st.integers(-20, 60).map(float)),
        min_size=1,
        max_size=40,
    )
)
def test_money_is_conserved_by_netting(rows):
    transactions = sales(*rows)
    assume((transactions["amount"] >= 0).any())
    try:
        bought = purchase_occasions(transactions, "customer_id", "date", "amount", 30, "day")
    except ValueError:
        return
    assert bought.amount.min() >= 0
    assert bought.amount.sum() == pytest.approx(transactions["amount"].sum() + bought.refunds.unmatched)
    assert len(set(zip(bought.customer, bought.time, strict=True))) == bought.time.size


@pytest.mark.parametrize(
    ("transactions", "end", "unit", "said"),
    [
        (
            sales((1, "2024-01-01", 1)),
            "2024-01-31",
            "fortnight",
            'time_unit is "fortnight", but must be one of day',
        ),
        (sales((1, "2024-01-01", 1)).drop(columns="date"), "2024-01-31", "day", 'has no column "date"'),
        (sales((1, None, 1)), "2024-01-31", "day", 'misses values of "date"'),
        (sales((1, "2024-01-01", None)), "2024-01-31", "day", 'misses values of "amount"'),
        (sales((1, "2024-01-01", np.inf)), "2024-01-31", "day", "amount is inf, but must be a finite number"),
        (sales((1, "soon", 1)), "2024-01-31", "day", "date holds what is not a date"),
        (sales((1, "2024-01-01", 1)), None, "day", "observation_period_end is missing"),
        (
            sales((1, 4, 1)),
            "2024-01-31",
            "day",
            "observation_period_end is '2024-01-31', but must be a finite number",
        ),
        (sales((1, "2024-03-01", 1)), "2024-01-31", "day", "there are 0 purchases up to 2024-01-31"),
        (sales((1, "2024-01-01", -1)), "2024-01-31", "day", "there are 0 purchases"),
        (
            sales((1, "2024-01-01", 1), (1, "2024-01-02", -1)),
            "2024-01-31",
            "day",
            "all 1 purchases were refunded",
        ),
        (sales(), "2024-01-31", "day", "transactions has 0 rows"),
    ],
)
def test_transactions_that_cannot_be_are_named(transactions, end, unit, said):
    with pytest.raises(ValueError, match=said):
        summarised(transactions, end, unit)
