from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.equity_drivers import equity_drivers_chart, parts_of


def drivers(value=30.0, brand=12.0, relationship=46.0, rest=12.0, error=2.0):
    """Rows of `equity_drivers` of Ann, in money."""
    amounts = {
        "value equity": value, "brand equity": brand, "relationship equity": relationship, "not attributed": rest,
    }  # fmt: skip
    whole = sum(amounts.values())
    return [
        {
            "firm": "Ann",
            "driver": driver,
            "equity": equity,
            "error": error,
            "share": equity / whole if whole else 0,
        }
        for driver, equity in amounts.items()
    ]


@pytest.mark.parametrize(
    ("amounts", "title"),
    [
        ({}, "Relationships carry 46 % of customer equity; value 30 %, brand 12 %, not attributed 12 %"),
        (
            {"value": 80.0, "brand": -4.0, "relationship": 30.0, "rest": -6.0},
            "Value carries 80 % of customer equity; relationship 30 %, brand -4 %",
        ),
        (
            {"brand": 50.0, "rest": -26.0},
            "The brand carries 50 % of customer equity; relationship 46 %, value 30 %",
        ),
        ({"rest": -100.0}, "Relationships carry 46.0 EUR; value 30.0 EUR, brand 12.0 EUR"),
    ],
)
def test_headline(amounts, title, make_run, plainly):
    (view,) = equity_drivers_chart(make_run(equity_drivers=drivers(**amounts))).views
    assert plainly(view.title) == title


def test_every_number_of_title_and_figure_is_in_the_table(make_run, numbers_in):
    for rows in (drivers(), drivers(rest=-100.0)):
        (view,) = equity_drivers_chart(make_run(equity_drivers=rows)).views
        for text in (view.title, *(annotation.text for annotation in view.figure.layout.annotations)):
            assert all(number in str(view.numbers) for number in numbers_in(text)), text


def test_parts_stand_below_the_whole_and_add_up_to_it(make_run):
    whole, *parts = parts_of(make_run(equity_drivers=drivers()).equity_drivers)
    assert whole.equity.estimate == sum(part.equity.estimate for part in parts) == 100
    assert [part.share for part in parts] == [0.3, 0.12, 0.46, 0.12]


def test_lines_reach_two_standard_errors_on_each_side(make_run):
    value = parts_of(make_run(equity_drivers=drivers()).equity_drivers)[1]
    assert (value.equity.low, value.equity.high) == pytest.approx((26.0, 34.0))


def test_driver_without_error_has_no_interval(make_run):
    rows = drivers(error=float("nan"))
    value = parts_of(make_run(equity_drivers=rows).equity_drivers)[1]
    assert value.equity.low is None


def test_remainder_is_explained_by_its_sign(make_run):
    left, overlap = (
        " ".join(equity_drivers_chart(make_run(equity_drivers=drivers(rest=rest))).notes)
        for rest in (12.0, -12.0)
    )
    assert "to which nothing binds" in left
    assert "drivers need each other" in overlap


def test_driver_that_cannot_be_told_from_nothing_is_named(make_run):
    notes = equity_drivers_chart(make_run(equity_drivers=drivers(brand=3.0))).notes
    assert "Whether anything hangs on brand cannot be told from so few futures." in notes
    sure = equity_drivers_chart(make_run(equity_drivers=drivers())).notes
    assert not any(note.startswith("Whether") for note in sure)


def test_driver_that_does_harm_is_named(make_run):
    notes = equity_drivers_chart(make_run(equity_drivers=drivers(brand=-20.0))).notes
    assert "Below zero: customers would bring more without brand." in notes


@pytest.mark.parametrize("rows", [[], drivers()[:2], [row | {"firm": "Bob"} for row in drivers()]])
def test_gap_where_equity_was_not_taken_apart(rows, make_run):
    assert isinstance(equity_drivers_chart(make_run(equity_drivers=rows)), Gap)
