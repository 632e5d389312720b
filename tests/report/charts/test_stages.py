from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.stages import headline, shares_figure, stage_table, stages_chart, stages_figure


def rows(*heads, replication=0, firm="Ann"):
    """Rows of `months` from (examination, formation, stability, decline) of each month."""
    return [
        {
            "replication": replication,
            "month": month,
            "firm": firm,
            "customers": sum(stages),
            **dict(zip(("examination", "formation", "stability", "decline"), stages, strict=True)),
        }
        for month, stages in enumerate(heads)
    ]


@pytest.mark.parametrize(
    ("heads", "title"),
    [
        ([(60, 34, 6, 0), (20, 30, 40, 10)], "Stability grows from 6 % of the customers to 40 %"),
        ([(0, 0, 9, 1), (0, 5, 5, 0)], "Stability shrinks from 90 % of the customers to 50 %"),
        ([(5, 0, 5, 0), (4, 0, 4, 0)], "50 % of the customers are in stability, at first and at the end"),
        ([(1, 1, 0, 0), (1, 1, 0, 0)], "No customer is in stability at the end, nor was at first"),
        ([(10, 0, 0, 0)], "No customer is in stability at the end"),
        ([(1, 0, 1, 0)], "50 % of the customers are in stability at the end"),
        ([(1, 0, 1, 0), (0, 0, 0, 0)], "No customers are left at the end"),
        ([(0, 0, 0, 0), (1, 0, 3, 0)], "75 % of the customers are in stability at the end"),
        ([(999, 0, 1, 0), (499, 0, 501, 0)], "Stability grows from under 1 % of the customers to 50 %"),
    ],
)
def test_headline_says_how_stability_went(heads, title, make_run, plainly):
    assert plainly(headline(stage_table(make_run(months=rows(*heads)).own_months))) == title


def test_areas_are_means_over_replications_in_the_order_of_life(make_run):
    run = make_run(months=[*rows((4, 2, 0, 2)), *rows((6, 2, 2, 0), replication=1)])
    figure = stages_figure(stage_table(run.own_months), [])
    assert [trace.hovertemplate.split("<extra>")[1] for trace in figure.data] == [
        "Examination</extra>", "Formation</extra>", "Stability</extra>", "Decline</extra>",
    ]  # fmt: skip
    assert [trace.y[0] for trace in figure.data] == [5, 2, 1, 1]


def test_shares_of_a_month_sum_to_one(make_run):
    table = stage_table(make_run(months=rows((3, 3, 3, 1), (1, 1, 1, 1))).own_months)
    figure = shares_figure(table, [])
    assert sum(trace.y[1] for trace in figure.data) == pytest.approx(1)


def test_stages_are_labelled_at_their_bands_unless_empty(make_run):
    table = stage_table(make_run(months=rows((3, 0, 3, 1), (30, 0, 30, 30))).own_months)
    labels = [annotation.text for annotation in stages_figure(table, []).layout.annotations]
    assert labels == ["<b>Examination</b>", "<b>Stability</b>", "<b>Decline</b>"]


def test_firm_that_never_had_customers_leaves_a_gap(make_run):
    gap = stages_chart(make_run(months=[*rows((0, 0, 0, 0)), *rows((5, 0, 0, 0), firm="Bob")]))
    assert isinstance(gap, Gap)
    assert gap.reason == "Ann has no customers in any booked month."


def test_note_gives_the_interval_of_all_customers(make_run, plainly):
    run = make_run(months=[*rows((400, 0, 0, 0)), *rows((420, 0, 0, 0), replication=1)])
    (note,) = stages_chart(run).notes
    assert plainly(note) == "At the end: 410 customers, 95 % interval 283 to 537."
    assert not stages_chart(make_run(months=rows((400, 0, 0, 0)))).notes
