"""What holds for every chart of a real run: the title's numbers are the chart's, and the chart's are the table's."""

from __future__ import annotations

import json

import pytest

from sim.report.chart import Chart, Gap
from sim.report.page import SECTIONS
from sim.report.run import Run

NAMES = (
    "money", "whale", "costing", "spending", "bought", "spending-returns", "campaigns", "rivals", "market-share", "equity", "stages", "moves", "stage-value", "patterns", "sources",
    "causes", "regain", "survival", "retention-trap", "cohorts", "satisfaction", "loyalty", "scorecard", "growth", "life",
    "methods", "calibration", "firm-value", "ranking", "migration", "equity-drivers",
)  # fmt: skip
BARS = (
    "money", "stage-value", "patterns", "sources", "causes", "loyalty", "growth", "whale", "costing", "scorecard",
    "methods", "firm-value", "ranking", "migration", "equity-drivers", "bought", "campaigns", "regain",
)  # fmt: skip


def test_all_charts_are_there(charts):
    assert tuple(charts) == NAMES
    assert all(isinstance(chart, Chart) for chart in charts.values())


@pytest.mark.parametrize("name", [name for name in NAMES if name != "life"])
def test_every_number_of_the_title_is_in_the_table(name, charts, numbers_in):
    for view in charts[name].views:
        table = str(view.numbers)
        for number in numbers_in(view.title):
            assert number in table, view.title


@pytest.mark.parametrize("name", BARS)
def test_every_number_written_into_the_figure_is_in_the_table(name, charts, numbers_in):
    for view in charts[name].views:
        table = str(view.numbers)
        for annotation in view.figure.layout.annotations:
            for number in numbers_in(annotation.text):
                assert number in table, annotation.text


@pytest.mark.parametrize("name", NAMES)
def test_every_view_says_what_it_shows(name, charts):
    for view in charts[name].views:
        assert view.title
        assert not view.title.endswith(".")
        assert view.subtitle
        assert not view.subtitle.endswith(".")
        assert view.alt.endswith(".")
        assert view.numbers.rows
        assert all(len(row) == len(view.numbers.columns) for row in view.numbers.rows)
        assert view.figure.layout.height


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_json_without_template(name, charts):
    for view in charts[name].views:
        for figure in (view.figure, view.narrow):
            if figure is not None:
                layout = json.loads(figure.to_json())["layout"]
                assert "template" not in layout or not layout["template"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_printed_as_nan(name, charts):
    for view in charts[name].views:
        for text in (view.title, view.subtitle, str(view.numbers)):
            assert "nan" not in text.lower().split()
            assert "None" not in text


@pytest.mark.slow
def test_charts_do_not_change_the_tables(result, real_run):
    before = {name: table.copy() for name, table in result.tables.items()}
    for section in SECTIONS:
        for draw in section.charts:
            draw(real_run)
    assert all(table.equals(before[name]) for name, table in result.tables.items())


def test_table_that_was_not_handed_over_leaves_a_gap_that_says_so(result):
    run = Run.of({}, result.summary, result.scenario)
    gaps = [draw(run) for section in SECTIONS for draw in section.charts]
    assert all(isinstance(gap, Gap) for gap in gaps)
    assert all("is not among the results of this run" in gap.reason for gap in gaps)


def test_empty_tables_leave_gaps(result):
    run = Run.of(
        {name: table.iloc[:0] for name, table in result.tables.items()}, {"firms": {}}, result.scenario
    )
    assert all(isinstance(draw(run), Gap) for section in SECTIONS for draw in section.charts)
