from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.money import headline, money_chart, money_figure, money_table


def rows(*accounts, firm="Ann"):
    """Rows of `months` from (revenue, cost of goods), one for each replication."""
    return [
        {
            "replication": number,
            "firm": firm,
            "revenue": revenue,
            "cost_of_goods": goods,
            "profit": revenue - goods,
        }
        for number, (revenue, goods) in enumerate(accounts)
    ]


@pytest.mark.parametrize(
    ("account", "title"),
    [
        ((1000.0, 830.0), "Of the revenue, 17 % is left as profit: 170 EUR a month"),
        ((1000.0, 1120.0), "Costs and spending exceed revenue by 12 %: 120 EUR a month is lost"),
        ((0.0, 80.0), "There is no revenue, and 80.0 EUR a month is lost"),
        ((0.0, 0.0), "There is no revenue"),
        ((500.0, 500.0), "Of the revenue, 0 % is left as profit: 0 EUR a month"),
    ],
)
def test_headline_says_what_is_left(account, title, make_run, plainly):
    assert plainly(headline(money_table(make_run(months=rows(account)).own_months), "EUR")) == title


def test_bars_step_down_from_revenue_to_profit(make_run):
    table = money_table(make_run(months=rows((100.0, 60.0))).own_months)
    bars = money_figure(table, "EUR").data[0]
    assert list(bars.x)[:2] == [100, 60]
    assert list(bars.base)[:2] == [0, 40]
    assert (bars.x[-1], bars.base[-1]) == (40, 0)


def test_profit_is_printed_as_the_answer_prints_it(charts, real_run):
    from sim.report.answer import form_of

    value = real_run.result(real_run.focus, "profit")
    printed = form_of("profit", value, real_run.currency)(value.estimate)
    (view,) = charts["money"].views
    assert view.numbers.rows[-1][1] == printed


def test_firm_without_books_leaves_a_gap(make_run):
    assert isinstance(money_chart(make_run(months=rows((1.0, 1.0), firm="Bob"))), Gap)
