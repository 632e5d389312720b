from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.costing import costing_chart, costing_of

ALIKE = {"firm": "Ann", "tenure": 20, "month": 71}


def rows(*customers, **more):
    """Rows of `forecasts` from (revenue, gross profit, service contacts); each account costs 10."""
    return [
        ALIKE
        | {
            "year_revenue": revenue,
            "year_gross_profit": gross,
            "cost_contacts": contacts,
            "cost_account": 10,
        }
        | more
        for revenue, gross, contacts in customers
    ]


FIVE = rows((500, 200, 0), (200, 80, 0), (100, 40, 0), (100, 40, 10), (100, 40, 40))
"""100 of cost on 1 000 of revenue: the average takes a tenth of it, and shows no loss."""


def views(make_run, forecasts):
    return costing_chart(make_run(forecasts=forecasts)).views


def test_headline_sets_the_worst_fifth_beside_the_best(make_run, plainly):
    assert plainly(views(make_run, FIVE)[0].title) == (
        "A customer of the worst fifth costs 50.0 EUR a year and brings 40.0 EUR; "
        "one of the best costs 10.0 EUR and brings 200 EUR"
    )


@pytest.mark.parametrize(
    ("forecasts", "title"),
    [
        (
            FIVE,
            "Average costing hides that 20 % of the customers lose money; it charges 50 % of the cost to the wrong ones",
        ),
        (
            rows(*[(100, 40, 0)] * 5),
            "Average costing hides nobody's loss; it charges 0 % of the cost to the wrong customers",
        ),
    ],
)
def test_headline_says_what_the_average_hides_and_whom_it_charges(forecasts, title, make_run, plainly):
    assert plainly(views(make_run, forecasts)[1].title) == title


def test_everybody_charged_the_same_is_told_in_a_note(make_run, plainly):
    notes = costing_chart(make_run(forecasts=FIVE)).notes
    assert plainly(notes[-1]) == (
        "If everybody were charged the same, the average would hide the losses of 20 % and charge 30 % of the cost to "
        "the wrong customers."
    )


def test_fifths_go_from_the_most_to_the_least_profitable(make_run):
    fifths = costing_of(make_run(forecasts=FIVE).forecasts).fifths
    assert fifths["profit"].to_list() == [190, 70, 30, 20, -10]
    assert fifths["subsidy"].to_list() == pytest.approx([40, 10, 0, -10, -40])
    assert fifths["hidden"].to_list() == [0, 0, 0, 0, 1]


def test_bars_of_best_and_worst_have_one_scale(make_run):
    layout = views(make_run, FIVE)[0].figure.layout
    assert layout.xaxis.range == layout.xaxis2.range


def test_who_pays_too_little_points_left(make_run, plainly):
    figure = views(make_run, FIVE)[1].figure
    assert list(figure.data[0].x) == pytest.approx([40, 10, 0, -10, -40])
    texts = [plainly(annotation.text) for annotation in figure.layout.annotations]
    assert "<b>40.0 EUR too much</b>" in texts
    assert "<b>40.0 EUR too little</b>" in texts


def test_costs_are_averaged_within_each_replication(make_run):
    dear = rows(*[(100, 40, 30)] * 5, replication=1)
    costing = costing_of(make_run(forecasts=[*FIVE, *dear]).forecasts)
    assert costing.misplaced.estimate == pytest.approx(0.25)
    assert costing.hidden.estimate == pytest.approx(0.1)
    assert costing.everybody["customers"] == 10


def test_who_only_just_joined_has_had_no_year(make_run):
    joined = rows((0, 0, 0), tenure=0)
    costing = costing_of(make_run(forecasts=[*FIVE, *joined]).forecasts)
    assert costing.everybody["customers"] == 5


def test_rivals_customers_are_not_counted(make_run):
    run = make_run(forecasts=[*FIVE, *rows((900, 300, 0), firm="Bob")])
    assert "5\N{NO-BREAK SPACE}customers of Ann" in costing_chart(run).views[0].subtitle


@pytest.mark.parametrize(
    "forecasts",
    [
        [],
        FIVE[:4],
        rows(*[(0, 0, 0)] * 5),
        [row | {"cost_account": 0, "cost_contacts": 0} for row in FIVE],
    ],
    ids=["nobody", "too few for fifths", "no revenue", "no cost"],
)
def test_books_with_nothing_to_share_leave_a_gap(forecasts, make_run):
    assert isinstance(costing_chart(make_run(forecasts=forecasts)), Gap)


def test_every_number_of_title_and_bars_is_in_the_table(make_run, numbers_in):
    for view in views(make_run, FIVE):
        written = [view.title, *(annotation.text for annotation in view.figure.layout.annotations)]
        assert all(number in str(view.numbers) for text in written for number in numbers_in(text))
