"""The log of a firm: what it takes, what it refuses, and what it knows of each customer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.firm_log import FirmLog

ROWS = (
    # relationship, month, tenure, stage, orders, contacts, revenue, programme, profit
    (3, 0, 4, "stability", 2, 0, 40.0, 1.0, 20.0),
    (3, 1, 5, "decline", 0, 1, 0.0, 1.0, -6.0),
    (5, 0, 1, "examination", 1, 0, 10.0, 1.0, 4.0),
    (5, 1, 2, "none", 1, 0, 30.0, 1.0, 8.0),
    (8, 1, 1, "examination", 0, 0, 0.0, 1.0, -2.0),
    (8, 2, 2, "formation", 1, 0, 16.0, 1.0, 5.0),
    (3, 2, 6, "decline", 1, 0, 20.0, 1.0, 7.0),
)
NAMES = [
    "relationship_id", "month", "tenure", "stage", "orders", "contacts", "revenue", "programme", "profit",
]  # fmt: skip


def activity(rows=ROWS):
    return pd.DataFrame(rows, columns=NAMES).sort_values(["relationship_id", "month"], ignore_index=True)


def relationships(**changes):
    """Relationship 3 began four months before month 0, 5 ended in month 1, 9 began at the end of month 2."""
    columns = {
        "customer_id": [30, 50, 80, 90],
        "start_month": [-4, -1, 0, 2],
        "end_month": [np.nan, 1, np.nan, np.nan],
    }
    return pd.DataFrame(columns | changes, index=pd.Index([3, 5, 8, 9], name="relationship_id"))


def log(month=2, known=None, rows=ROWS):
    return FirmLog(month, relationships() if known is None else known, activity(rows))


def changed(row, **values):
    """Return the rows with values of one of them changed."""
    rows = [dict(zip(NAMES, line, strict=True)) for line in ROWS]
    rows[row] |= values
    return [tuple(line.values()) for line in rows]


def test_current_are_those_that_last_at_the_end_of_the_cut_off():
    assert log().current.tolist() == [3, 8, 9]
    assert log().tenure.tolist() == [6, 2, 0]


def test_a_customer_who_never_left_is_censored_and_one_of_before_the_books_truncated():
    durations, observed, entry = log().lives
    assert durations.tolist() == [6, 2, 2, 0]
    assert observed.tolist() == [False, True, False, False]
    assert entry.tolist() == [3, 0, 0, 0]


def test_who_left_in_a_month_does_not_last_at_its_end():
    assert log().lasting(0).tolist() == [0, 1, 2]
    assert log().lasting(1).tolist() == [0, 2]
    assert log().ends.tolist() == [False, False, False, False, True, False, False]


def test_the_own_margin_is_the_mean_of_the_months_lived_and_a_newcomers_that_of_first_years():
    assert log().own_margin == pytest.approx([7.0, 1.5, (20 - 6 + 7 + 4 + 8 - 2 + 5) / 7])
    assert log().own_mean(log().money("profit"), 1) == pytest.approx([7.0, 5.0, 36 / 7])


def test_months_long_ago_are_not_in_the_own_margin():
    months = np.arange(20)
    rows = [(3, m, m + 4, "stability", 1, 0, 9.0, 0.0, float(m)) for m in months]
    known = relationships().loc[[3]]
    assert log(19, known, rows).own_margin == pytest.approx([months[-12:].mean()])
    assert log(19, known, rows).own_mean(months.astype(float)) == pytest.approx([9.5])


def test_a_newcomer_gets_the_mean_of_all_where_nobody_has_a_first_year():
    rows = [(3, 0, 14, "stability", 1, 0, 9.0, 0.0, 4.0), (3, 1, 15, "stability", 1, 0, 9.0, 0.0, 6.0)]
    known = relationships(start_month=[-14, -1, 1, 1]).loc[[3, 9]]
    assert log(1, known, rows).own_margin == pytest.approx([5.0, 5.0])


def test_recency_frequency_and_monetary_value_are_of_months_with_purchases():
    table = log().rfm()
    assert table.index.tolist() == [3, 8, 9]
    assert table["since_last_purchase"].tolist() == [0, 0, 0]
    assert table["frequency"].tolist() == [2, 1, 0]
    assert table["monetary_value"].tolist() == [30, 16, 0]


def test_an_earlier_month_knows_nothing_of_what_came_after_it():
    table = log().rfm(1)
    assert table.index.tolist() == [3, 8]
    assert table["since_last_purchase"].tolist() == [1, 1]
    assert table["frequency"].tolist() == [1, 0]
    assert table["monetary_value"].tolist() == [40, 0]


def test_months_before_the_first_are_not_looked_at():
    table = log().rfm(1, first=1)
    assert table["since_last_purchase"].tolist() == [1, 1]
    assert table["frequency"].tolist() == [0, 0]


@given(month=st.integers(0, 2), first=st.integers(0, 2))
def test_recency_never_reaches_back_further_than_what_is_looked_at(month, first):
    if first > month:
        with pytest.raises(ValueError, match=r"must be 0 ≤ first ≤ month ≤ 2"):
            log().rfm(month, first)
        return
    since = log().rfm(month, first)["since_last_purchase"]
    assert since.between(0, month - first + 1).all()


def test_a_month_after_the_cut_off_cannot_be_asked_for():
    with pytest.raises(ValueError, match="month is 3, but must be 0 ≤ first ≤ month ≤ 2"):
        log().rfm(3)


def test_a_stage_may_be_a_category_or_text():
    text = activity()
    category = text.assign(stage=text["stage"].astype("category"))
    assert (
        FirmLog(2, relationships(), category).stage.tolist() == log().stage.tolist() == [2, 3, 3, 0, 4, 0, 1]
    )


def test_a_firm_without_customers_has_an_empty_log():
    empty = FirmLog(2, relationships().iloc[:0], activity().iloc[:0])
    assert empty.current.empty
    assert empty.rfm().empty


def test_a_firm_whose_first_customers_have_just_come_has_no_activity():
    known = relationships().loc[[9]]
    newcomers = FirmLog(2, known, pd.DataFrame(columns=NAMES))
    assert newcomers.tenure.tolist() == [0]
    with pytest.raises(ValueError, match="activity has 0 rows at month 2, but must have at least 1"):
        _ = newcomers.own_margin


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"start_month": [-4, -1, 0, 3]}, "start_month is 3.0, but must be a month up to 2"),
        ({"start_month": [-4, -1, np.nan, 2]}, "start_month is nan, but must be a month up to 2"),
        ({"start_month": [-4, -1, 0.5, 2]}, "start_month is 0.5, but must be a whole number"),
        (
            {"end_month": [np.nan, 1, 3, np.nan]},
            "end_month is 3.0, but must be NaN or a whole month in 0 … 2",
        ),
        ({"end_month": [-1, 1, np.nan, np.nan]}, "end_month is -1.0, but must be NaN or a whole month in 0"),
        ({"end_month": [1.5, 1, np.nan, np.nan]}, "end_month is 1.5, but must be NaN or a whole month"),
        ({"end_month": [np.nan, 1, 0, np.nan]}, "end_month is 0.0, but must be after start_month"),
        (
            {"end_month": [np.nan, 0, np.nan, np.nan]},
            "month is 1, but must be at most the end_month",
        ),
        (
            {"end_month": [np.nan, np.nan, np.nan, np.nan]},
            "stage is none, but must be one of examination, formation",
        ),
        ({"start_month": [-4, -1, 0, 1]}, "relationship 9 has 0 months in activity, but must have the 1"),
        ({"start_month": [-5, -1, 0, 2]}, "tenure is 4, but must be month − start_month"),
    ],
)
def test_relationships_that_cannot_be_are_named(known, said):
    with pytest.raises(ValueError, match=said):
        log(known=relationships(**known))


def test_a_relationship_is_known_once():
    twice = pd.concat([relationships(), relationships().loc[[5]]])
    with pytest.raises(ValueError, match="relationships has 5 twice in its index"):
        log(known=twice)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((*ROWS, (3, 3, 7, "decline", 1, 0, 9.0, 1.0, 3.0)), "month is 3, but must be in 0 … 2"),
        ((*ROWS, (5, 2, 3, "decline", 1, 0, 9.0, 1.0, 3.0)), "month is 2, but must be at most the end_month"),
        ((*ROWS, (4, 2, 3, "decline", 1, 0, 9.0, 1.0, 3.0)), "relationship_id is 4, but must be one of"),
        ((*ROWS, ROWS[0]), "relationship_id is 3, but must be sorted, and by month, each month once"),
        (ROWS[:-1], "relationship 3 has 2 months in activity, but must have the 3 that it lived in 0 … 2"),
        (changed(0, tenure=3), "tenure is 3, but must be month − start_month"),
        (changed(0, stage="love"), "stage is love, but must be one of examination, formation, stability"),
        (changed(0, stage=None), "stage is"),
        (changed(0, stage="none"), "stage is none, but must be one of"),
        (changed(0, orders=-1), "orders is -1, but must be a finite number of at least 0"),
        (changed(0, revenue=np.nan), "revenue is nan, but must be"),
        (changed(0, profit=np.inf), "profit is inf, but must be a finite number"),
        (changed(0, tenure=4.5), "tenure is of type float64, but must be whole numbers"),
    ],
)
def test_activity_that_cannot_be_is_named(rows, said):
    with pytest.raises(ValueError, match=said):
        log(rows=rows)


def test_rows_in_another_order_are_refused():
    with pytest.raises(ValueError, match="must be sorted, and by month"):
        FirmLog(2, relationships(), activity().iloc[::-1])


def test_a_column_that_lacks_is_named():
    with pytest.raises(
        ValueError, match='activity has no column "profit", but must have one; it has relation'
    ):
        FirmLog(2, relationships(), activity().drop(columns="profit"))
    with pytest.raises(ValueError, match='relationships has no column "end_month"'):
        FirmLog(2, relationships().drop(columns="end_month"), activity())


def test_a_cut_off_before_the_books_opened_is_refused():
    with pytest.raises(ValueError, match="month is -1, but must be a whole number of at least 0"):
        log(-1)
