"""A firm that enters later: the page tells when, draws it from then on, and does not take its absence for a result."""

from __future__ import annotations

import pytest

from sim.report.answer import late_entries
from sim.report.chart import Chart
from sim.report.charts.equity import equity_chart
from sim.report.charts.market_share import market_share_chart
from sim.report.charts.rivals import rivals_chart
from sim.report.page import SECTIONS, run_report
from sim.report.run import Run
from sim.report.settings import told_by
from sim.study.replications import simulate

ENTERS = 12


@pytest.fixture(scope="module")
def entered(small):
    """Return a function that makes a run of 30 months in which a firm entered, valued before that."""

    def entered(firm, name=None, enters=ENTERS):
        scenario = small({"months": 30, "market": {"customers": 300}}, {firm: {"enters": enters}})
        if name is not None:
            firms = tuple(
                f.model_copy(update={"name": name}) if f.name == firm else f for f in scenario.firms
            )
            scenario = scenario.model_copy(update={"firms": firms})
        return simulate(scenario, replications=2, seed=1, cut_off=11, branches=2)

    return entered


@pytest.fixture(scope="module")
def result(entered):
    return entered("Cid")


@pytest.fixture(scope="module")
def run(result):
    return Run.of(result.tables, result.summary, result.scenario)


@pytest.mark.parametrize("chart", [market_share_chart, equity_chart])
def test_its_line_begins_when_it_enters(chart, run):
    figure = chart(run).views[0].figure
    lines = {trace.meta: list(trace.x) for trace in figure.data if trace.mode == "lines" and trace.meta}
    assert {name: months[0] for name, months in lines.items()} == {"Ann": 0, "Bob": 0, "Cid": ENTERS}


def test_the_numbers_behind_a_chart_leave_its_cells_empty_until_then(run, plainly):
    numbers = market_share_chart(run).views[0].numbers
    column = numbers.columns.index("Cid")
    by_month = {int(row[0]): plainly(row[column]) for row in numbers.rows}
    assert "%" not in by_month[0]
    assert by_month[29].endswith("%")


def test_every_time_line_marks_and_names_the_entry(run, plainly):
    drawn = [market_share_chart(run), equity_chart(run), rivals_chart(run)]
    for chart in drawn:
        assert isinstance(chart, Chart)
        assert f"① in month {ENTERS}: Cid enters the market." in [plainly(note) for note in chart.notes]
        assert ENTERS in [sign.x for sign in chart.views[0].figure.layout.annotations if sign.text == "①"]


def test_that_it_was_not_there_is_no_change_of_its_price(run):
    titles = [view.title for view in rivals_chart(run).views]
    assert any("Nobody changed its price" in title for title in titles)


def test_the_table_of_firms_says_that_the_months_before_count_as_nothing(run):
    assert late_entries(run) == [
        "Cid entered the market in month 12: the months before count as 0 in its profit a month."
    ]


@pytest.mark.slow
def test_of_an_entry_before_the_books_opened_nothing_need_be_said(entered):
    early = entered("Cid", enters=-3)
    assert late_entries(Run.of(early.tables, early.summary, early.scenario)) == []


def test_the_settings_name_the_month_and_the_shock(run):
    told = told_by(run.scenario)
    assert {row.key: row.values for row in told.firms}["enters"] == ["–", "–", "12"]
    assert told.events == [["① in month 12", "Cid", "enters the market"]]


@pytest.mark.slow
def test_every_chart_can_be_drawn_even_if_the_firm_in_focus_is_the_late_one(entered):
    late = entered("Ann")
    run = Run.of(late.tables, late.summary, late.scenario)
    drawn = [draw(run) for section in SECTIONS for draw in section.charts]
    assert len({chart.name for chart in drawn}) == len(drawn)


@pytest.mark.slow
def test_the_name_of_an_entrant_is_escaped(entered, provenance):
    result = entered("Cid", name="<b>Cid</b>")
    page = run_report(result.tables, result.summary, result.scenario, provenance)
    assert "<b>Cid" not in page
    assert "&lt;b&gt;Cid&lt;/b&gt; entered the market in month 12" in page
