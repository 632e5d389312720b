from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.survival import headline, survival_chart, survival_figure, survival_of


def rows(*lives, **more):
    """Rows of `relationships` from (months, ended)."""
    return [
        {"firm": "Ann", "months": months, "ended": ended, "end_month": months} | more
        for months, ended in lives
    ]


@pytest.mark.parametrize(
    ("lives", "title"),
    [
        ([(1, True), (3, True), (9, False), (1, True)], "Half of the new customers are gone after 1 month"),
        ([(2, True), (3, True), (9, False), (9, False)], "Half of the new customers are gone after 3 months"),
        (
            [(2, True), (9, False), (9, False), (9, False)],
            "75 % of the new customers are still there after 9 months",
        ),
        ([(5, False), (1, False)], "Nobody who joined has left within 5 months"),
    ],
)
def test_headline_says_when_half_are_gone_or_how_many_stay(lives, title, make_run, plainly):
    assert plainly(headline(survival_of(make_run(relationships=rows(*lives)).begun))) == title


def test_median_of_the_headline_is_the_one_drawn(make_run, plainly):
    life = survival_of(make_run(relationships=rows((2, True), (3, True), (9, False), (9, False))).begun)
    figure = survival_figure(life)
    (annotation,) = figure.layout.annotations
    assert plainly(annotation.text) == "<b>half gone after<br>3 months</b>"
    assert annotation.x == life.median == 3


def test_ticks_say_how_many_were_followed_that_long(make_run):
    life = survival_of(make_run(relationships=rows((1, True), (2, True), (2, False))).begun)
    assert [text.split("px'>")[1].split("<")[0] for text in survival_figure(life).layout.xaxis.ticktext] == [
        "3",
        "3",
        "2",
    ]


def test_few_ends_are_not_fitted_by_a_law(make_run):
    life = survival_of(make_run(relationships=rows((1, True), (2, True), (2, False))).begun)
    assert life.shape is None
    assert life.table["weibull"].isna().all()


def test_falling_hazard_is_called_so(charts):
    chart = charts["survival"]
    words = " ".join(chart.notes)
    assert "Weibull shape" in words
    assert ("less likely" in words) or ("cannot be told" in words)


def test_relationships_from_before_the_books_are_left_out(make_run):
    run = make_run(relationships=[*rows((3, True)), *rows((50, True), start_month=-5)])
    assert survival_of(run.begun).table["month"].max() == 3


@pytest.mark.parametrize("lives", [[], [(0, False)]])
def test_nobody_followed_for_a_month_leaves_a_gap(lives, make_run):
    assert isinstance(survival_chart(make_run(relationships=rows(*lives))), Gap)
