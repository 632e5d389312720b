from __future__ import annotations

import pytest

from sim.report.chart import Chart, Gap
from sim.report.charts.campaigns import campaigns_chart, campaigns_figure, effect_of, share_difference
from sim.report.colour import COST, GAIN, LOSS
from sim.report.run import Run

PROGRAMME = {"Ann": {"targeting": {"share": 0.4, "hold_out": 0.2}}}


def campaign(targeted, control, month=0, replication=0, firm="Ann", months=10):
    """Both rows of a campaign from (customers, left, profit) of each group."""
    return [
        {
            "replication": replication,
            "month": month,
            "firm": firm,
            "months": months,
            "group": group,
            "customers": customers,
            "left": left,
            "profit": float(profit),
        }
        for group, (customers, left, profit) in (("targeted", targeted), ("control", control))
    ]


def replications(*pairs):
    return [row for number, pair in enumerate(pairs) for row in campaign(*pair, replication=number)]


@pytest.fixture
def programme_run(make_run, small):
    """Return a function that makes a run in which Ann has a programme."""
    return lambda rows: make_run(small(count=2, firms=PROGRAMME), campaigns=rows)


def test_outcomes_are_pooled_over_campaigns_by_customers(programme_run):
    rows = [*campaign((100, 10, 9000), (50, 10, 3000)), *campaign((300, 10, 3000), (50, 0, 1000), month=10)]
    effect = effect_of(programme_run(rows).campaigns)
    assert effect.left.targeted == 20 / 400
    assert effect.left.control == 10 / 100
    assert effect.profit.targeted == 12000 / (400 * 10)
    assert effect.profit.difference.estimate == pytest.approx(3.0 - 4.0)
    assert (effect.campaigns, effect.customers) == (2, (400, 100))


def test_campaign_without_hold_out_compares_nothing(programme_run):
    rows = [*campaign((100, 10, 0), (50, 10, 0)), *campaign((100, 90, 0), (0, 0, 0), month=10)]
    effect = effect_of(programme_run(rows).campaigns)
    assert effect.campaigns == 1
    assert effect.left.targeted == 0.1


def test_interval_is_over_replications(programme_run):
    rows = replications(((100, 10, 0), (100, 20, 0)), ((100, 10, 0), (100, 24, 0)))
    gap = effect_of(programme_run(rows).campaigns).left.difference
    assert gap.estimate == pytest.approx(-0.12)
    # t(0.975, one degree of freedom) = 12.706, standard error 0.02.
    assert gap.low == pytest.approx(-0.12 - 12.706 * 0.02, abs=1e-5)
    assert gap.high == pytest.approx(-0.12 + 12.706 * 0.02, abs=1e-5)


def test_one_replication_has_an_interval_of_who_left_and_none_of_profit(programme_run):
    effect = effect_of(programme_run(campaign((100, 10, 900), (100, 20, 800))).campaigns)
    assert effect.left.difference.has_interval
    assert not effect.profit.difference.has_interval


def test_two_shares_of_nobody_still_have_an_interval():
    gap = share_difference(0, 10, 0, 10)
    # Shares of 1/12 in each group: 1.95996 · √(2 · 1/12 · 11/12 / 12).
    assert gap.estimate == 0
    assert (gap.low, gap.high) == (pytest.approx(-0.22115, abs=1e-4), pytest.approx(0.22115, abs=1e-4))


@pytest.mark.parametrize(
    ("pairs", "title"),
    [
        (
            [((100, 10, 9000), (100, 20, 7990)), ((100, 10, 9000), (100, 20, 8010))],
            "With Ann's programme 10.0 % left, without it 20.0 %; after its cost, a customer brings 1.00 EUR a month more",
        ),
        (
            [((100, 10, 9000), (100, 20, 8000)), ((100, 20, 7000), (100, 11, 8000))],
            "With Ann's programme 15.0 % left, without it 15.5 %, which may be luck; whether it pays cannot be told",
        ),
        (
            [((100, 10, 7000), (100, 10, 8000))],
            "With Ann's programme as many left as without it, 10.0 %; after its cost, a customer brings 1.00 EUR a month less",
        ),
    ],
)
def test_headline_says_who_left_and_whether_it_pays(pairs, title, programme_run, plainly):
    (view,) = campaigns_chart(programme_run(replications(*pairs))).views
    assert plainly(view.title) == title


@pytest.mark.parametrize(("held_out_who_left", "colour"), [((20, 21), GAIN), ((2, 3), LOSS), ((8, 12), COST)])
def test_difference_is_coloured_if_it_is_sure(held_out_who_left, colour, programme_run):
    rows = replications(*(((100, 10, 0), (100, left, 0)) for left in held_out_who_left))
    figure = campaigns_figure(effect_of(programme_run(rows).campaigns), "EUR")
    assert figure.data[0].marker.color[2] == colour


def test_without_a_programme_the_gap_says_how_to_have_one(make_run):
    gap = campaigns_chart(make_run())
    assert isinstance(gap, Gap)
    assert "firms.<name>.targeting.share and hold_out" in gap.reason


def test_without_a_hold_out_the_gap_says_how_to_have_one(programme_run):
    gap = campaigns_chart(programme_run(campaign((100, 10, 0), (0, 0, 0))))
    assert isinstance(gap, Gap)
    assert "nobody was held out" in gap.reason
    assert "hold_out" in gap.reason


def test_programme_without_a_finished_campaign_leaves_a_gap(programme_run):
    gap = campaigns_chart(programme_run([]))
    assert isinstance(gap, Gap)
    assert gap.reason == "No campaign was begun and over within the booked months."


def test_programme_whose_table_was_not_handed_over_leaves_a_gap(small):
    gap = campaigns_chart(Run.of({}, {"firms": {}}, small(count=2, firms=PROGRAMME)))
    assert isinstance(gap, Gap)
    assert "is not among the results of this run" in gap.reason


def test_programme_that_begins_by_an_event_counts(make_run, small):
    event = {"month": 5, "firm": "Ann", "set": {"targeting": {"share": 0.3, "hold_out": 0.2}}}
    run = make_run(
        small({"events": [event]}, count=2), campaigns=campaign((100, 10, 1), (100, 20, 1), month=5)
    )
    assert isinstance(campaigns_chart(run), Chart)


def test_programme_of_a_rival_is_shown_and_said_to_be_a_rivals(make_run, small):
    scenario = small(count=2, firms={"Bob": PROGRAMME["Ann"]})
    chart = campaigns_chart(make_run(scenario, campaigns=campaign((9, 1, 1), (9, 2, 1), firm="Bob")))
    assert [view.label for view in chart.views] == ["Bob"]
    assert chart.notes[-1] == "Of Ann there is no campaign with a hold-out; this is of Bob."


def test_every_number_of_title_and_figure_is_in_the_table(programme_run, numbers_in):
    rows = replications(((97, 10, 9000), (91, 22, 8000)), ((98, 11, 9100), (99, 20, 8100)))
    (view,) = campaigns_chart(programme_run(rows)).views
    texts = [view.title, *(note.text for note in view.figure.layout.annotations)]
    for text in texts:
        for number in numbers_in(text):
            assert number in str(view.numbers), text
