from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.bought import bought_chart, bought_figure, keeping_of, winning_of


def books(months, replication=0, firm="Ann", **columns):
    """Rows of `months` that are alike."""
    same = {"replication": replication, "firm": firm, **columns}
    return [same | {"month": month} for month in months]


def won(months, source="contact", replication=0):
    """Relationships begun in these months."""
    return [
        {"replication": replication, "firm": "Ann", "start_month": month, "source": source}
        for month in months
    ]


def test_money_of_a_line_is_divided_by_the_customers_that_it_won(make_run):
    months = books(range(12), customers=10, acquisition_spend=100.0, winback_spend=30.0, won_back=2)
    relationships = [*won([0, 3, 3, 11]), *won([5, 6], source="recommendation")]
    contact, back = winning_of(make_run(months=months, relationships=relationships))
    assert contact.last.estimate == 12 * 100 / 4
    assert back.last.estimate == 30 / 2
    assert not contact.before.is_known


def test_the_year_before_is_the_twelve_months_before_the_last_twelve(make_run):
    months = [
        *books(range(3), customers=10, acquisition_spend=9999.0),
        *books(range(3, 15), customers=10, acquisition_spend=100.0),
        *books(range(15, 27), customers=10, acquisition_spend=200.0),
    ]
    contact, _ = winning_of(make_run(months=months, relationships=won([1, 4, 5, 15, 26])))
    assert (contact.before.estimate, contact.last.estimate) == (1200 / 2, 2400 / 2)


def test_replication_in_which_nobody_was_won_is_left_out(make_run):
    months = [
        *books(range(12), customers=10, acquisition_spend=100.0),
        *books(range(12), replication=1, customers=10, acquisition_spend=500.0),
    ]
    contact, back = winning_of(make_run(months=months, relationships=won([2])))
    assert contact.last.estimate == 1200
    assert not back.last.is_known


def test_what_a_customer_brings_is_profit_before_the_five_lines(make_run):
    months = books(
        range(12), customers=10, profit=100.0, acquisition_spend=40.0, functional_spend=20.0,
        technical_spend=10.0, loyalty_programme_spend=20.0, winback_spend=10.0,
    )  # fmt: skip
    prices = [price.last.estimate for price in keeping_of(make_run(months=months))]
    assert prices == [2, 1, 2, 5, 20]


@pytest.mark.parametrize(
    ("spent", "sources", "won_back", "title"),
    [
        (100.0, ["contact"], 1, "A customer won by contact costs Ann 1 200 EUR, one won back 50.0 EUR"),
        (100.0, ["contact"], 0, "A customer won by contact costs Ann 1 200 EUR"),
        (100.0, ["own search"], 1, "A customer won back costs Ann 50.0 EUR"),
        (0.0, [], 0, "Ann won nobody by contact in its last year"),
    ],
)
def test_headline_of_winning(spent, sources, won_back, title, make_run, plainly):
    months = books(
        range(12), customers=10, acquisition_spend=spent, winback_spend=50.0 * won_back, won_back=won_back
    )
    relationships = [row for source in sources for row in won([3], source)]
    winning, _ = bought_chart(make_run(months=months, relationships=relationships)).views
    assert plainly(winning.title) == title


def test_headline_of_keeping(make_run, plainly):
    months = books(range(12), customers=10, profit=100.0, functional_spend=50.0)
    _, keeping = bought_chart(make_run(months=months)).views
    assert (
        plainly(keeping.title) == "A customer brings 15.0 EUR a month, and 5.00 EUR is spent on keeping one"
    )


def test_both_years_are_drawn_on_one_scale(make_run):
    months = books(range(24), customers=10, profit=100.0, functional_spend=50.0)
    layout = bought_figure(keeping_of(make_run(months=months)), "EUR").layout
    assert layout.xaxis.range == layout.xaxis2.range


def test_short_books_have_no_year_before(make_run):
    months = books(range(6), customers=10, profit=100.0)
    run = make_run(months=months)
    assert len(bought_figure(keeping_of(run), "EUR").data) == 1
    assert "last 6" in bought_chart(run).views[0].subtitle


def test_firm_without_customers_leaves_a_gap(make_run):
    assert isinstance(bought_chart(make_run(months=books(range(12), customers=0))), Gap)


def test_every_number_of_title_and_figure_is_in_the_table(real_run, numbers_in):
    for view in bought_chart(real_run).views:
        for text in (view.title, *(note.text for note in view.figure.layout.annotations)):
            for number in numbers_in(text):
                assert number in str(view.numbers), text
