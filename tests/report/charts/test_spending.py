from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.spending import (
    MOST,
    headline,
    month_table,
    spending_chart,
    spending_figure,
    year_table,
)


def rows(*months, firm="Ann", replication=0):
    """Rows of `months` from (acquisition, functional quality), one for each month."""
    return [
        {
            "replication": replication,
            "month": month,
            "firm": firm,
            "acquisition_spend": float(acquisition),
            "functional_spend": float(functional),
        }
        for month, (acquisition, functional) in enumerate(months)
    ]


@pytest.mark.parametrize(
    ("months", "title"),
    [
        ([(75, 25)], "Acquisition takes 75 % of the 100 EUR that Ann spends a month"),
        (
            [(50, 50)],
            "Acquisition and functional quality take 50 % each of the 100 EUR that Ann spends a month",
        ),
        ([(0, 0)] * 24, "Ann spends nothing"),
        ([(75, 25)] * 24, "Acquisition takes 75 % of the 100 EUR that Ann spends a month"),
        (
            [(90, 10)] * 12 + [(60, 40)] * 12,
            "Acquisition takes 75 % of the 100 EUR that Ann spends a month; "
            "it shrinks from 90 % in year 1 to 60 % in year 2",
        ),
        (
            [(75, 25)] * 12 + [(150, 50)] * 12,
            "Acquisition takes 75 % of the 150 EUR that Ann spends a month; "
            "all of it rises from 100 EUR in year 1 to 200 EUR in year 2",
        ),
        (
            [(0, 0)] * 12 + [(60, 40)] * 12,
            "Acquisition takes 60 % of the 50.0 EUR that Ann spends a month; "
            "all of it rises from 0 EUR in year 1 to 100 EUR in year 2",
        ),
    ],
)
def test_headline_says_what_takes_most_and_what_moved(months, title, make_run, plainly):
    said = plainly(headline(year_table(make_run(months=rows(*months)).own_months), "Ann", "EUR"))
    assert said == title


def test_last_year_may_be_shorter_and_all_months_come_last(make_run):
    table = year_table(make_run(months=rows(*[(10, 0)] * 12, *[(40, 0)] * 3)).own_months)
    assert list(table["years"]) == ["year 1 (months 0–11)", "year 2 (months 12–14)", "all (months 0–14)"]
    assert list(table["all"]) == [10, 40, 16]


def test_amounts_are_means_over_replications_with_an_interval(make_run):
    run = make_run(months=[*rows((10, 0)), *rows((30, 0), replication=1)])
    (whole,) = year_table(run.own_months).to_dict("records")
    assert whole["all"] == 20
    assert whole["low"] < 20 < whole["high"]


def test_areas_stand_on_each_other_and_only_lines_with_money_are_drawn(make_run):
    run = make_run(months=rows((10, 5), (20, 5)))
    figure = spending_figure(month_table(run.own_months), "EUR", [])
    assert [list(trace.y) for trace in figure.data] == [[10, 20], [5, 5]]
    assert {trace.stackgroup for trace in figure.data} == {"lines"}
    assert [note.text for note in figure.layout.annotations] == [
        "<b>Acquisition</b>",
        "<b>Functional quality</b>",
    ]


def test_every_firm_has_a_view_ours_first(make_run):
    chart = spending_chart(make_run(months=[*rows((1, 1), firm="Bob"), *rows((1, 1))]))
    assert [view.label for view in chart.views] == ["Ann", "Bob"]


def test_of_many_firms_the_first_have_views(small, make_run):
    kind = type(small().firms[0])
    firms = tuple(kind(name=f"F{number}") for number in range(MOST + 2))
    months = [row for firm in firms for row in rows((1, 1), firm=firm.name)]
    chart = spending_chart(make_run(small().model_copy(update={"firms": firms}), months=months))
    assert len(chart.views) == MOST
    assert next(iter(chart.notes)).replace("\N{NO-BREAK SPACE}", " ").startswith("2 firms without a view")


def test_firm_without_books_leaves_a_gap(make_run):
    assert isinstance(spending_chart(make_run(months=rows((1, 1), firm="Bob"))), Gap)


def test_every_number_of_a_title_is_in_the_table(real_run, numbers_in):
    for view in spending_chart(real_run).views:
        for number in numbers_in(view.title):
            assert number in str(view.numbers), view.title
