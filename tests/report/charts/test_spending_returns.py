from __future__ import annotations

import pytest

from sim.report.chart import Chart, Gap
from sim.report.charts.spending_returns import (
    headline,
    returns_of,
    spending_returns_chart,
    spending_returns_figure,
)
from sim.report.colour import COST, GAIN, LOSS
from sim.report.run import Run

USUAL = {"acquisition": 0.2, "functional": 2.5, "technical": 1.6, "loyalty_programme": 0.3, "winback": 0.1}


def rows(error=0.1, branches=4, firm="Ann", **returns):
    """Rows of `spending_returns` of Ann: what comes back with equity; half of it within the horizon."""
    return [
        {
            "firm": firm,
            "line": line,
            "spend": 1000.0,
            "added": 100.0,
            "within_horizon": value / 2,
            "within_horizon_error": error / 2,
            "with_equity": value,
            "with_equity_error": error,
            "branches": branches,
        }
        for line, value in (returns or USUAL).items()
    ]


@pytest.fixture
def chart_of(make_run):
    """Return a function from rows to the chart."""
    return lambda found: spending_returns_chart(make_run(spending_returns=found))


@pytest.mark.parametrize(
    ("found", "title"),
    [
        (
            rows(functional=1.8, technical=1.6, acquisition=0.2, loyalty_programme=0.3, winback=0.1),
            "Functional quality returns most at today's spend, 1.80 for each EUR added, 0.90 of it within the horizon; "
            "acquisition, the loyalty programme and win-back do not pay",
        ),
        (
            rows(functional=2.5, technical=1.6, winback=0.1),
            "Functional quality returns most at today's spend, 2.50 for each EUR added; win-back does not pay",
        ),
        (
            rows(functional=2.5, technical=1.6),
            "Functional quality returns most at today's spend, 2.50 for each EUR added",
        ),
        (
            rows(acquisition=0.2, loyalty_programme=0.5),
            "No line pays at today's spend: the loyalty programme returns most, 0.50 for each EUR added",
        ),
        (
            rows(functional=1.1, winback=0.2),
            "Functional quality returns most at today's spend, 1.10 for each EUR added, and whether it pays cannot "
            "be told; win-back does not pay",
        ),
        (
            rows(functional=2.501, technical=2.499, winback=0.1),
            "Functional quality and technical quality return most at today's spend, 2.50 for each EUR added; "
            "win-back does not pay",
        ),
        (
            rows(error=float("nan"), branches=1),
            "Functional quality returns most at today's spend, 2.50 for each EUR added, and whether it pays cannot "
            "be told",
        ),
    ],
)
def test_headline_says_what_returns_most_and_what_does_not_pay(found, title, chart_of, plainly):
    (view,) = chart_of(found).views
    assert plainly(view.title) == title


def test_headline_without_a_currency_speaks_of_units_of_money(make_run):
    returns = returns_of(make_run(spending_returns=rows()).spending_returns)
    assert "2.50 for each unit of money added" in headline(returns, "")


def test_intervals_are_t_intervals_over_futures(make_run):
    found = returns_of(make_run(spending_returns=rows(functional=2.0)).spending_returns)[0]
    # t(0.975, three degrees of freedom) = 3.18245
    assert (found.whole.low, found.whole.high) == pytest.approx((2.0 - 0.318245, 2.0 + 0.318245), abs=1e-5)
    assert (found.within.low, found.within.high) == pytest.approx((1.0 - 0.159122, 1.0 + 0.159122), abs=1e-5)


@pytest.mark.parametrize(
    ("value", "error", "pays"),
    [(1.4, 0.1, True), (0.6, 0.1, False), (1.1, 0.1, None), (1.4, float("nan"), None), (1.008, 0.001, None)],
)
def test_a_line_pays_if_its_interval_as_printed_is_above_one(value, error, pays, make_run):
    found = returns_of(make_run(spending_returns=rows(error=error, functional=value)).spending_returns)[0]
    assert found.pays is pays


def test_every_number_of_title_and_figure_is_in_the_table(chart_of, numbers_in):
    for found in (rows(), rows(error=float("nan"), branches=1), rows(functional=0.4, winback=-0.3)):
        (view,) = chart_of(found).views
        texts = [view.title, *(note.text for note in view.figure.layout.annotations)]
        for text in texts:
            for number in numbers_in(text):
                assert number in f"{view.numbers}\n{view.numbers.note}", text


def test_bars_are_coloured_by_whether_the_line_pays(make_run):
    found = rows(functional=2.0, technical=1.1, winback=0.2)
    figure = spending_returns_figure(returns_of(make_run(spending_returns=found).spending_returns))
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert list(bars[1].marker.color) == [GAIN, COST, LOSS]


@pytest.mark.parametrize("value", [0.1, 5.0, -3.0])
def test_both_columns_have_one_scale_with_the_line_at_one_in_it(value, make_run):
    found = rows(functional=value)
    figure = spending_returns_figure(returns_of(make_run(spending_returns=found).spending_returns))
    low, high = figure.layout.xaxis.range
    assert (low, high) == figure.layout.xaxis2.range
    assert low <= min(value, 0.0)
    assert max(value, 1.0) < high
    lines = [shape for shape in figure.layout.shapes if shape.line.dash == "dash"]
    assert [(line.xref, line.x0, line.x1) for line in lines] == [("x", 1.0, 1.0), ("x2", 1.0, 1.0)]


def test_what_the_horizon_misses_and_equity_assumes_is_said(chart_of, plainly):
    notes = plainly(" ".join(chart_of(rows()).notes))
    assert "In 4 other futures of the first replication, Ann decides the same again" in notes
    assert "quality moves 5 % of its way in a month" in notes
    assert "the left number says too little, and the right one rather too much" in notes


def test_what_cannot_be_told_is_said(chart_of):
    notes = chart_of(rows(functional=1.1, technical=1.0, winback=0.1)).notes
    assert (
        "Whether money for functional quality or technical quality pays cannot be told from so few futures."
        in notes
    )
    assert "Whether technical quality returns as much as functional quality cannot be told." in notes
    assert not any(note.startswith("Whether") for note in chart_of(rows()).notes)


def test_one_future_has_no_interval_and_says_so(chart_of):
    chart = chart_of(rows(error=float("nan"), branches=1))
    assert any("One future has no interval" in note for note in chart.notes)
    assert "none: one future" in str(chart.views[0].numbers)


def test_without_branches_a_gap_says_how_to_have_them(small):
    gap = spending_returns_chart(Run.of({}, {"firms": {}}, small(count=2)))
    assert isinstance(gap, Gap)
    assert "is not among the results of this run" in gap.reason
    assert "--branches" in gap.reason


def test_gap_where_no_money_reached_anybody(chart_of):
    gap = chart_of(rows(firm="Bob"))
    assert isinstance(gap, Gap)
    assert gap.reason == "No money could be added to what Ann spends: there was nobody to reach."


def test_a_real_run_has_the_chart(charts):
    assert isinstance(charts["spending-returns"], Chart)
