from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.rivals import of_list, rivals_chart


def rows(**firms):
    """Rows of `months` from a list of (price, acquisition spending) for each firm, month by month."""
    return [
        {"month": month, "firm": firm, "price": price, "acquisition_spend": float(spent)}
        for firm, months in firms.items()
        for month, (price, spent) in enumerate(months)
    ]


def view(chart, label):
    return next(view for view in chart.views if view.label == label)


SAME = [(1.0, 5)] * 4


@pytest.mark.parametrize(
    ("ann", "bob", "title"),
    [
        (SAME, SAME, "Nobody changed its price"),
        (
            SAME,
            [(1.0, 5), (1.0, 5), (0.9, 5), (0.9, 5)],
            "Only Bob changed its price: cut in month 2, from 100.0 % to 90.0 % of the list price",
        ),
        (
            [(1.0, 5), (1.05, 5), (1.05, 5), (1.05, 5)],
            SAME,
            "Only Ann changed its price: raised in month 1, from 100.0 % to 105.0 % of the list price",
        ),
        (
            SAME,
            [(1.0, 5), (0.9, 5), (0.9, 5), (1.0, 5)],
            "Only Bob changed its price, from month 1 on, between 90.0 % and 100.0 % of the list price",
        ),
        (
            [(1.0, 5), (1.0, 5), (1.0, 5), (0.9, 5)],
            [(1.0, 5), (0.9, 5), (0.9, 5), (0.9, 5)],
            "Bob changed its price first, in month 1, Ann in month 3",
        ),
        (
            [(1.0, 5), (0.9, 5), (0.9, 5), (0.9, 5)],
            [(1.0, 5), (0.8, 5), (0.8, 5), (0.9, 5)],
            "Ann and Bob changed their prices first, in month 1",
        ),
    ],
)
def test_headline_says_who_changed_its_price_and_when(ann, bob, title, make_run, plainly):
    chart = rivals_chart(make_run(months=rows(Ann=ann, Bob=bob)))
    assert plainly(view(chart, "Prices").title) == title


@pytest.mark.parametrize(
    ("ann", "bob", "title"),
    [
        ([(1, 100)] * 12, [(1, 300)] * 12, "Bob spends most on acquisition: 300 EUR a month"),
        ([(1, 0)] * 12, [(1, 0)] * 12, "Nobody spends on acquisition"),
        (
            [(1, 100)] * 24,
            [(1, 300)] * 24,
            "Nobody moved its acquisition spending much; Bob spends most, 300 EUR a month",
        ),
        (
            [(1, 100)] * 12 + [(1, 60)] * 12,
            [(1, 300)] * 24,
            "Ann moved its acquisition spending most, from 100 EUR a month in its first year to 60.0 EUR in its last",
        ),
        (
            [(1, 100)] * 24,
            [(1, 0)] * 12 + [(1, 50)] * 12,
            "Bob began to spend on acquisition: 50.0 EUR a month at last",
        ),
    ],
)
def test_headline_says_whose_advertising_moved(ann, bob, title, make_run, plainly):
    chart = rivals_chart(make_run(months=rows(Ann=ann, Bob=bob)))
    assert plainly(view(chart, "Advertising").title) == title


def test_where_no_price_changed_advertising_comes_first(make_run):
    moved = [(1.0, 5), (0.9, 5), (0.9, 5), (0.9, 5)]
    labels = [view.label for view in rivals_chart(make_run(months=rows(Ann=SAME, Bob=SAME))).views]
    assert labels == ["Advertising", "Prices"]
    labels = [view.label for view in rivals_chart(make_run(months=rows(Ann=SAME, Bob=moved))).views]
    assert labels == ["Prices", "Advertising"]


def test_table_tells_how_often_each_price_changed(make_run, plainly):
    bob = [(1.0, 5), (0.9, 5), (0.9, 5), (1.1, 5)]
    prices = view(rivals_chart(make_run(months=rows(Ann=SAME, Bob=bob))), "Prices")
    assert [plainly(cell) for cell in prices.numbers.rows[1]] == [
        "Bob", "100.0 %", "110.0 %", "90.0 %", "110.0 %", "2", "1",
    ]  # fmt: skip
    assert prices.numbers.rows[0][-1] == "never"


def test_price_within_half_a_tenth_of_a_hundredth_is_the_list_price(plainly):
    assert plainly(of_list(-0.0004)) == "100.0 %"
    assert plainly(of_list(-0.1)) == "90.0 %"


def test_firm_alone_has_no_rival_to_move(make_run, small):
    gap = rivals_chart(make_run(small(count=1), months=rows(Ann=SAME)))
    assert isinstance(gap, Gap)
    assert "alone in this market" in gap.reason


def test_every_number_of_a_title_is_in_the_table(real_run, numbers_in):
    for view in rivals_chart(real_run).views:
        for number in numbers_in(view.title):
            assert number in str(view.numbers), view.title
