from __future__ import annotations

import numpy as np
import pytest

from sim.report.chart import Gap
from sim.report.charts.satisfaction import headline, level_table, satisfaction_chart


def months(customer, satisfaction, stays, firm="Ann", last=25):
    """Rows of `panel`: a customer of one satisfaction who stays to the end, or changes to Bob after month 12."""
    found = []
    for month in range(last + 1):
        gone = not stays and month > 12
        found.append(
            {
                "customer_id": customer,
                "month": month,
                "firm": "Bob" if gone else firm,
                "tenure": month - 13 if gone else month + 1,
                "satisfaction": satisfaction,
                "relative_value": 0.0,
            }
        )
    return found


def panel(make_run, *rows):
    run = make_run(panel=[row for customer in rows for row in customer])
    return run.panel


def test_staying_is_the_same_firm_a_year_later(make_run):
    rows = panel(make_run, *(months(n, 0.75, stays=n < 9) for n in range(12)))
    table = level_table(rows, last=25, lowest=0.2, highest=0.8)
    (level,) = table.to_dict("records")
    assert level["level"] == 7
    assert level["intention"] == 0.5
    # Of 14 months that are seen for a year, stayers stay all 14; leavers only month 0, the rest is with Bob or lost.
    assert 0.7 < level["stayed"] < 0.95


def test_who_joins_the_same_firm_again_has_not_stayed(make_run):
    back = [
        row | {"tenure": 1 if row["month"] == 13 else row["tenure"]} for row in months(1, 0.75, stays=True)
    ]
    rows = panel(make_run, *([row | {"customer_id": n} for row in back] for n in range(20)))
    seen = level_table(rows[rows["month"].isin([1, 13])], last=13, lowest=0.2, highest=0.8)
    assert seen.empty or seen["stayed"].max() == 0


def test_levels_are_seven_equal_bands(make_run):
    rows = [months(n, 0.2 + 0.6 * (n % 7 + 0.5) / 7, stays=True) for n in range(70)]
    table = level_table(panel(make_run, *rows), last=25, lowest=0.2, highest=0.8)
    assert table["level"].to_list() == [1, 2, 3, 4, 5, 6, 7]


def test_levels_with_few_months_are_left_out(make_run):
    table = level_table(panel(make_run, months(1, 0.75, stays=True)), last=25, lowest=0.2, highest=0.8)
    assert table.empty


@pytest.mark.parametrize(
    ("levels", "title"),
    [
        ([(2, 0.27), (7, 0.88)], "At satisfaction level 7, 88 % stay another year; at level 2, 27 %"),
        ([(5, 1.0)], "At satisfaction level 5, 100 % stay another year"),
    ],
)
def test_headline_compares_the_highest_level_with_the_lowest(levels, title, plainly):
    import pandas as pd

    table = pd.DataFrame(levels, columns=["level", "stayed"])
    assert plainly(headline(table)) == title


def test_short_run_says_that_nobody_was_seen_a_year(make_run):
    run = make_run(panel=months(1, 0.5, stays=True, last=0), months=[{"firm": "Ann", "month": 0}])
    gap = satisfaction_chart(run)
    assert isinstance(gap, Gap)
    assert gap.reason.startswith("With 1\N{NO-BREAK SPACE}month on the books")


def test_nobody_followed_is_said(make_run):
    assert satisfaction_chart(make_run()).reason == "No customers were followed month by month in this run."


def test_missing_satisfaction_is_no_level(make_run):
    rows = [row | {"satisfaction": np.nan} for n in range(20) for row in months(n, 0.5, stays=True)]
    assert level_table(make_run(panel=rows).panel, last=25, lowest=0.2, highest=0.8).empty
