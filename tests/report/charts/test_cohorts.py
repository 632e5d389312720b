from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.cohorts import cohort_table, cohorts_chart, cohorts_figure, headline, span_of

LAST = 17
AFTER = "cohort are still there after 12 months"


def rows(start, stays, leaves, after, replication=0):
    """Rows of `relationships`: of those who join in a month some stay to the end and some leave after some months."""
    stayers = [
        {"firm": "Ann", "start_month": start, "months": LAST - start, "replication": replication}
    ] * stays
    leavers = [
        {"firm": "Ann", "start_month": start, "months": after, "ended": True, "replication": replication}
    ] * leaves
    return [*stayers, *leavers]


@pytest.mark.parametrize(("months", "span"), [(1, 1), (20, 1), (24, 3), (120, 6), (240, 12), (1200, 60)])
def test_cohorts_get_longer_with_the_run(months, span):
    assert span_of(months) == span


def test_share_is_of_those_followed_that_long(make_run):
    begun = make_run(relationships=[*rows(0, 3, 1, 2), *rows(4, 1, 0, 0)]).begun
    cells = cohort_table(begun, LAST, 6).set_index(["cohort", "age"])
    assert cells.loc[(0, 0), "share"] == 1
    assert cells.loc[(0, 6), "share"] == 0.8
    assert cells.loc[(0, 6), "complete"]
    # After 15 months only those who joined at month 0 could still be followed.
    spaced = cohort_table(begun, LAST, 5).set_index(["cohort", "age"])
    assert spaced.loc[(0, 15), "share"] == 0.75
    assert not spaced.loc[(0, 15), "complete"]


def test_who_left_at_an_age_is_gone_at_it(make_run):
    begun = make_run(relationships=rows(0, 1, 1, 6)).begun
    cells = cohort_table(begun, LAST, 6).set_index(["cohort", "age"])
    assert cells.loc[(0, 6), "share"] == 0.5


def several(first, last):
    """Three replications in which the first cohort keeps `first` of ten and a later one `last` of ten, about."""
    found = []
    for replication, luck in enumerate((-1, 0, 1)):
        found += rows(0, 10 * first + luck, 100 - 10 * first - luck, 3, replication)
        found += rows(5, 10 * last + luck, 100 - 10 * last - luck, 3, replication)
    return found


@pytest.mark.parametrize(
    ("first", "last", "title"),
    [
        (
            4,
            8,
            f"Later customers stay longer: 80 % of the latest {AFTER}, 40 % of the first",
        ),
        (
            8,
            4,
            f"Later customers leave sooner: 40 % of the latest {AFTER}, 80 % of the first",
        ),
        (5, 5, "50 % of the first and of the latest cohort are still there after 12 months"),
    ],
)
def test_headline_calls_later_cohorts_better_only_where_replications_agree(
    first, last, title, make_run, plainly
):
    begun = make_run(relationships=several(first, last)).begun
    assert plainly(headline(cohort_table(begun, LAST, 1), begun, 1)) == title


def test_headline_of_one_replication_compares_without_a_verdict(make_run, plainly):
    begun = make_run(relationships=[*rows(0, 4, 6, 3), *rows(5, 8, 2, 3)]).begun
    assert plainly(headline(cohort_table(begun, LAST, 1), begun, 1)) == (
        "80 % of the latest cohort are still there after 12 months, 40 % of the first"
    )


def test_headline_of_one_cohort(make_run, plainly):
    begun = make_run(relationships=rows(16, 3, 1, 1)).begun
    assert plainly(headline(cohort_table(begun, LAST, 1), begun, 1)) == (
        "75 % of those who joined first are still there after 1 month"
    )


def test_incomplete_cells_have_a_star_in_figure_and_table(make_run):
    run = make_run(
        months=[{"firm": "Ann", "month": month} for month in range(31)],
        relationships=[{"firm": "Ann", "start_month": start, "months": 30 - start} for start in (0, 1, 2, 3)],
    )
    chart = cohorts_chart(run)
    (view,) = chart.views
    assert chart.notes
    assert any(cell.endswith("*") for row in view.numbers.rows for cell in row)
    assert any(text.endswith("*") for trace in view.figure.data[1:] for text in trace.text)


def test_one_colour_scale_serves_all_rows(charts):
    heat = charts["cohorts"].views[0].figure.data[0]
    assert (heat.zmin, heat.zmax) == (0, 100)


def test_phone_shows_fewer_ages_with_the_same_numbers(charts):
    (view,) = charts["cohorts"].views
    assert len(view.narrow.data[0].x) <= 10
    wide, narrow = view.figure.data[0], view.narrow.data[0]
    assert [row[0] for row in wide.z] == [row[0] for row in narrow.z]


def test_cells_are_named_in_the_hover(make_run, plainly):
    begun = make_run(relationships=rows(0, 1, 1, 1)).begun
    figure = cohorts_figure(cohort_table(begun, LAST, 6), 6)
    assert plainly(figure.data[0].customdata[0][1]) == "joined in month 0–5: 50 % there after 6 months"


def test_too_short_a_run_leaves_a_gap(make_run):
    months = [{"firm": "Ann", "month": LAST}]
    assert isinstance(cohorts_chart(make_run(months=months, relationships=rows(LAST, 1, 0, 0))), Gap)
