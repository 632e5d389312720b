from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.report.chart import Chart, Gap
from sim.report.charts.retention_trap import (
    headline,
    money_headline,
    retention_headline,
    retention_trap_chart,
)
from sim.report.colour import GAIN, LOSS, clear
from sim.report.retention import Trap, trap_of
from sim.report.run import COLUMNS, Run
from sim.scenario.scenario import Scenario

SHAPES = {"falling": 0.6, "steady": 1.0, "rising": 1.8}
"""Of the Weibull laws that relationships follow: how likely customers are to leave, the longer they have stayed."""


def lives(shape, profit=10.0, followed=60):
    """Rows of `relationships` that follow a Weibull law of 30 months as evenly as can be; profit: of a month."""
    left = (np.arange(3000) + 0.5) / 3000
    months = np.ceil(30.0 * (-np.log(left)) ** (1 / shape))
    return [
        {
            "firm": "Ann",
            "months": int(min(month, followed)),
            "ended": bool(month <= followed),
            "profit": profit * min(month, followed),
        }
        for month in months
    ]


@pytest.fixture(scope="module")
def traps(small: Callable[..., Scenario]) -> dict[str, tuple[Trap, Chart]]:
    """What one rate says of relationships under each of the laws, and the chart of it; the fits take a while."""
    found = {}
    for name, shape in SHAPES.items():
        rows = [dict.fromkeys(COLUMNS["relationships"], 0) | row for row in lives(shape)]
        run = Run.of({"relationships": pd.DataFrame(rows)}, {"firms": {}}, small(count=2))
        trap, chart = trap_of(run), retention_trap_chart(run)
        assert trap is not None
        assert isinstance(chart, Chart)
        found[name] = trap, chart
    return found


@pytest.mark.parametrize(
    ("hazard", "titles"),
    [
        (
            "falling",
            [
                "One constant rate overstates survival until month 36 and puts a new customer at 234 EUR instead of 213 EUR",
                "Monthly retention rises from 92.0 % in the first 3 months to 98.4 % after 48 months; one rate says 96.9 %",
                "One rate promises 62.9 k EUR too much for the 3 000 customers won",
            ],
        ),
        (
            "rising",
            [
                "One constant rate understates survival until month 34 and puts a new customer at 212 EUR "
                "instead of 235 EUR",
                "Monthly retention falls from 99.5 % in the first 3 months to 90.8 % after 48 months; one rate says 96.4 %",
                "One rate promises 68.8 k EUR too little for the 3 000 customers won",
            ],
        ),
        (
            "steady",
            [
                "One constant rate misses survival by under 0.1 % at most and puts a new customer at 225 EUR, as it was",
                "Monthly retention is 96.7 % for new and for old customers; one rate says 96.7 %",
                "One rate promises about as much for the 3 000 customers won as was seen",
            ],
        ),
    ],
)
def test_headlines_tell_the_trap_and_its_reverse(hazard, titles, traps, plainly):
    _, chart = traps[hazard]
    assert [plainly(view.title) for view in chart.views] == titles


def test_one_rate_that_never_crosses_is_said_to_be_wrong_throughout(traps):
    never = traps["falling"][0]._replace(crossing=None)
    assert headline(never, "EUR").startswith("One constant rate overstates survival throughout and puts")


def test_worth_that_goes_against_survival_is_said_with_a_but(traps, plainly):
    trap, _ = traps["falling"]
    turned = trap._replace(worth=trap.worth | {"constant": 200.0})
    assert plainly(headline(turned, "EUR")) == (
        "One constant rate overstates survival until month 36, but puts a new customer at 200 EUR instead of 213 EUR"
    )


def test_customers_at_a_loss_are_promised_too_little(make_run, plainly):
    trap = trap_of(make_run(relationships=lives(0.6, profit=-1.0)))
    assert plainly(headline(trap, "EUR")).endswith(
        "and puts a new customer at -23.4 EUR instead of -21.3 EUR"
    )
    assert "too little" in money_headline(trap, "EUR")


@pytest.mark.parametrize("hazard", ["falling", "rising"])
def test_crossing_of_the_headline_is_the_one_drawn(hazard, traps):
    trap, chart = traps[hazard]
    view = chart.views[0]
    assert f"until month {trap.crossing}" in view.title
    (line,) = view.figure.layout.shapes
    assert line.x0 == line.x1 == trap.crossing
    assert f"<b>one rate crosses<br>in month {trap.crossing}</b>" in [
        a.text for a in view.figure.layout.annotations
    ]


def test_one_rate_that_is_right_has_no_crossing_to_draw(traps):
    assert not traps["steady"][1].views[0].figure.layout.shapes


@pytest.mark.parametrize(("hazard", "colours"), [("falling", (LOSS, GAIN)), ("rising", (GAIN, LOSS))])
def test_promise_of_too_many_is_red_and_of_too_few_green(hazard, colours, traps):
    figure = traps[hazard][1].views[0].figure
    assert tuple(trace.fillcolor for trace in figure.data[:2]) == tuple(clear(colour) for colour in colours)


@pytest.mark.parametrize("hazard", SHAPES)
def test_every_number_of_titles_and_bars_is_in_the_table(hazard, traps, numbers_in):
    views = traps[hazard][1].views
    bars = [annotation.text for annotation in views[-1].figure.layout.annotations]
    for view, written in zip(views, ([], [], bars), strict=True):
        for text in (view.title, *written):
            for number in numbers_in(text):
                assert number in str(view.numbers), text


def test_retention_of_the_headline_is_that_of_the_first_and_last_step(traps, plainly):
    trap, _ = traps["falling"]
    title = plainly(retention_headline(trap))
    assert f"{trap.bins.iloc[0]['kaplan_meier'] * 100:.1f} %" in title
    assert f"{trap.bins.iloc[-1]['kaplan_meier'] * 100:.1f} %" in title


@pytest.mark.parametrize(
    ("hazard", "begins"),
    [
        ("falling", "Leaving gets rarer with time"),
        ("steady", "Leaving gets neither"),
        ("rising", "Leaving gets no rarer with time"),
    ],
)
def test_note_says_why_one_rate_misleads(hazard, begins, traps):
    assert traps[hazard][1].notes[1].startswith(begins)


def test_long_runs_have_a_row_for_every_third_month_and_for_the_crossing(make_run):
    run = make_run(relationships=lives(0.6, followed=100))
    months = [row[0] for row in retention_trap_chart(run).views[0].numbers.rows[:-2]]
    crossing = trap_of(run).crossing
    assert months == [str(month) for month in range(101) if month % 3 == 0 or month in (crossing, 100)]


def test_young_books_leave_a_gap(make_run):
    gap = retention_trap_chart(make_run(relationships=lives(0.6, followed=3)))
    assert isinstance(gap, Gap)
    assert gap.reason.startswith("Too few relationships with Ann")
