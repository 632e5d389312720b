"""Market share and customer equity: a line for each firm."""

from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts import equity, market_share


def rows(ann, bob, replication=0):
    """Rows of `months`: customers and equity of Ann and Bob, month by month."""
    return [
        {
            "replication": replication,
            "month": month,
            "firm": firm,
            "customers": n,
            "customer_equity": 1000.0 * n,
        }
        for month, pair in enumerate(zip(ann, bob, strict=True))
        for firm, n in zip(("Ann", "Bob"), pair, strict=True)
    ]


@pytest.mark.parametrize(
    ("ann", "bob", "title"),
    [
        ([5, 6], [5, 2], "Ann ends with 75 % of the customers, Bob with 25 %"),
        ([5, 4], [5, 4], "Ann and Bob both end with 50 % of the customers"),
        ([5, 0], [5, 0], "Nobody has a supplier at the end"),
        ([5, 0], [5, 3], "Ann ends with 0 % of the customers, Bob with 100 %"),
    ],
)
def test_headline_of_shares(ann, bob, title, make_run, plainly):
    (view,) = market_share.market_share_chart(make_run(months=rows(ann, bob))).views
    assert plainly(view.title) == title


@pytest.mark.parametrize(
    ("ann", "title"),
    [
        ([2, 6], "The worth of Ann's customers grows from 2 000 EUR to 6 000 EUR"),
        ([6, -2], "The worth of Ann's customers falls from 6 000 EUR to −2 000 EUR"),
        ([6], "The customers of Ann are worth 6 000 EUR"),
        ([6, 6], "The customers of Ann are worth 6 000 EUR"),
    ],
)
def test_headline_of_equity(ann, title, make_run, plainly):
    (view,) = equity.equity_chart(make_run(months=rows(ann, [1] * len(ann)))).views
    assert plainly(view.title) == plainly(title)


def test_lines_are_named_at_their_ends_ours_first(make_run):
    (view,) = market_share.market_share_chart(make_run(months=rows([5, 6], [5, 2]))).views
    assert [annotation.text for annotation in view.figure.layout.annotations] == ["<b>Ann</b>", "Bob"]


def test_bands_stay_between_nothing_and_all(make_run):
    run = make_run(months=[*rows([9], [1]), *rows([1], [9], replication=1)])
    table = market_share.share_table(run.months)
    assert table["low"].min() == 0
    assert table["high"].max() == 1


def test_firm_alone_has_no_rivals_to_share_with(make_run, small):
    gap = market_share.market_share_chart(make_run(small(count=1), months=rows([5], [0])))
    assert isinstance(gap, Gap)
    assert "alone in this market" in gap.reason


def test_many_firms_are_not_all_drawn(small, make_run):
    firms = [{"name": f"F{number}"} for number in range(12)]
    scenario = small().model_copy(update={"firms": tuple(type(small().firms[0])(**firm) for firm in firms)})
    months = [
        {"month": 0, "firm": f"F{number}", "customers": 10 + number, "customer_equity": 1.0}
        for number in range(12)
    ]
    chart = market_share.market_share_chart(make_run(scenario, months=months))
    assert len(chart.views[0].figure.data) == 8
    assert chart.views[0].numbers.columns[1:9] == ["F0", "F5", "F6", "F7", "F8", "F9", "F10", "F11"]
    assert next(iter(chart.notes)).replace("\N{NO-BREAK SPACE}", " ") == "4 smaller firms not drawn."
