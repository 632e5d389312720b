from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.firm_value import TRUTH, firm_value_chart, firm_value_figure, values_of

NAN = float("nan")


def values(truth, replication=0, **said):
    """Rows of `firm_values` of Ann: what the firm earned, and what methods (with _ for a space) say."""
    amounts = {TRUTH: truth} | {name.replace("_", " "): value for name, value in said.items()}
    return [
        {
            "firm": "Ann", "replication": replication, "method": method, "value": value,
            "failure": "it is too young" if value != value else "",
        }
        for method, value in amounts.items()
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        (
            values(1000.0, trend=2200.0, discounted_cash_flow=1040.0),
            "Discounted cash flow comes closest to the 1 000 EUR that Ann earned: 4 % too high; trend is 120 % too high",
        ),
        (
            values(1000.0, trend=900.0, discounted_cash_flow=899.0),
            "Trend and discounted cash flow come closest to the 1 000 EUR that Ann earned: 10 % too low",
        ),
        (
            values(1000.0, trend=1001.0, discounted_cash_flow=800.0),
            "Trend comes closest to the 1 000 EUR that Ann earned: 0 % off; discounted cash flow is 20 % too low",
        ),
        (
            values(-500.0, trend=100.0, discounted_cash_flow=-550.0),
            "Discounted cash flow comes closest to the 500 EUR that Ann lost: 50.0 EUR too low; "
            "trend is 600 EUR too high",
        ),
    ],
)
def test_headline(rows, title, make_run, plainly):
    (view,) = firm_value_chart(make_run(firm_values=rows)).views
    assert plainly(view.title) == title


@pytest.mark.parametrize("truth", [1000.0, -500.0])
def test_every_number_of_title_and_figure_is_in_the_table(truth, make_run, numbers_in):
    rows = [*values(truth, trend=900.0, discounted_cash_flow=700.0), *values(truth * 1.1, 1, trend=990.0)]
    (view,) = firm_value_chart(make_run(firm_values=rows)).views
    for figure in (view.figure, view.narrow):
        for text in (view.title, *(annotation.text for annotation in figure.layout.annotations)):
            assert all(number in str(view.numbers) for number in numbers_in(text)), text


def test_method_that_failed_in_a_replication_is_held_against_the_truth_of_the_others(make_run):
    rows = [*values(1000.0, trend=1100.0), *values(5000.0, 1, trend=NAN)]
    truth, (trend,) = values_of(make_run(firm_values=rows).firm_values)
    assert truth.estimate == 3000
    assert trend.off == pytest.approx(0.1)
    assert trend.replications == 1


def test_failure_is_named_with_its_reason(make_run):
    chart = firm_value_chart(make_run(firm_values=values(1000.0, trend=900.0, discounted_cash_flow=NAN)))
    assert "Discounted cash flow failed: it is too young." in chart.notes
    assert "Discounted cash flow" not in str(chart.views[0].numbers)


def test_line_stands_at_the_truth(make_run):
    truth, found = values_of(make_run(firm_values=values(1000.0, trend=900.0)).firm_values)
    line = firm_value_figure(truth, found, "EUR").layout.shapes[-1]
    assert line.x0 == line.x1 == 1000


def test_methods_stand_by_distance_from_the_truth(make_run):
    rows = values(1000.0, trend=700.0, discounted_cash_flow=1200.0, customer_lifetime_values=400.0)
    _, found = values_of(make_run(firm_values=rows).firm_values)
    assert [value.method for value in found] == ["discounted cash flow", "trend", "customer lifetime values"]


def test_unknown_method_is_shown_by_its_name_escaped(make_run):
    truth, found = values_of(make_run(firm_values=values(1000.0, **{"<i>guess": 5.0})).firm_values)
    names = [annotation.text for annotation in firm_value_figure(truth, found, "EUR").layout.annotations]
    assert "<b>&lt;i&gt;guess</b>" in names


def test_gap_says_what_is_missing(make_run):
    unknown = firm_value_chart(make_run(firm_values=values(NAN, trend=5.0)))
    assert isinstance(unknown, Gap)
    assert "is not known" in unknown.reason
    alone = firm_value_chart(make_run(firm_values=values(1000.0, trend=NAN)))
    assert isinstance(alone, Gap)
    assert "Trend failed: it is too young." in alone.reason
    assert isinstance(firm_value_chart(make_run()), Gap)
