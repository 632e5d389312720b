from __future__ import annotations

import numpy as np
import pytest

from sim.clv.costing import WhaleCurve
from sim.report.chart import Gap
from sim.report.charts.whale import acquisition_charge, headline, whale_chart, whale_figure

FIVE = np.array([80.0, 20.0, 10.0, -4.0, -6.0])


@pytest.mark.parametrize(
    ("profits", "title"),
    [
        (FIVE, "The best 20 % of relationships earn 80 % of the profit; 40 % lose money"),
        ([10.0] * 5, "The best 20 % of relationships earn 20 % of the profit; nobody loses money"),
        ([-1.0, -2.0], "All relationships lose money, 3.00 EUR together"),
        ([5.0, -20.0], "Profitable relationships earn 5.00 EUR, the others lose 20.0 EUR"),
        ([100.0, -99.0], "Profitable relationships earn 100 EUR, the others lose 99.0 EUR"),
    ],
)
def test_headline_says_who_earns_and_who_loses(profits, title, plainly):
    assert plainly(headline(WhaleCurve.of(np.array(profits)), "EUR")) == title


def test_peak_and_loss_are_written_at_the_curve(plainly):
    figure = whale_figure(WhaleCurve.of(FIVE), "EUR")
    texts = [plainly(annotation.text) for annotation in figure.layout.annotations]
    assert texts == ["<b>peak: 60 % earn 110 %</b>", "the other 40 % lose 10 %"]


def test_curve_is_drawn_from_nothing_over_its_peak_to_all_profit():
    points = [
        point
        for trace in whale_figure(WhaleCurve.of(FIVE), "EUR").data
        for point in zip(trace.x, trace.y, strict=True)
    ]
    assert {(0.0, 0.0), (0.2, 0.8), (0.6, 1.1), (1.0, 1.0)} <= set(points)


def test_curve_without_profit_to_share_is_drawn_in_money():
    figure = whale_figure(WhaleCurve.of(np.array([5.0, -20.0])), "EUR")
    assert figure.layout.yaxis.tickformat is None
    assert "−15" in "".join(figure.layout.yaxis.ticktext) or figure.layout.yaxis.range[0] < -14


def test_winning_a_customer_is_charged_to_those_who_were_won(make_run):
    own = [
        {"firm": "Ann", "start_month": -4},
        {"firm": "Ann", "start_month": 2},
        {"firm": "Ann", "start_month": 3},
        {"firm": "Ann", "start_month": 3, "won_back": True},
    ]
    run = make_run(
        relationships=own, months=[{"firm": "Ann", "acquisition_spend": 60.0, "winback_spend": 5.0}]
    )
    assert acquisition_charge(run.own_relationships, run.own_months).tolist() == [0, 30, 30, 5]


def test_second_view_only_where_winning_cost_something(make_run):
    own = [{"firm": "Ann", "profit": 5.0, "start_month": 0}]
    assert len(whale_chart(make_run(relationships=own)).views) == 1
    run = make_run(relationships=own, months=[{"firm": "Ann", "acquisition_spend": 60.0}])
    assert [view.label for view in whale_chart(run).views] == ["Serving costs", "Acquisition charged too"]


def test_each_basis_is_named_in_its_subtitle(charts):
    first, second = charts["whale"].views
    assert "after goods, service and loyalty programme;" in first.subtitle
    assert "what winning the customer cost" in second.subtitle


def test_tenths_add_up_to_all(charts):
    rows = charts["whale"].views[0].numbers.rows
    assert rows[9][0].replace("\N{NARROW NO-BREAK SPACE}", " ") == "90 to 100 %"
    assert rows[9][5].startswith("100")


def test_firm_without_relationships_leaves_a_gap(make_run):
    assert isinstance(whale_chart(make_run()), Gap)
