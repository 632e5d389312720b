"""Causes, sources and loyalty types: shares as bars."""

from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts import causes, loyalty, sources


def ended(*names, **more):
    return [
        {"firm": "Ann", "ended": True, "cause": name, "satisfaction": 0.7, "source": "contact", "months": 2}
        | more
        for name in names
    ]


def begun(*names):
    return [{"firm": "Ann", "source": name, "profit": 10.0 * place} for place, name in enumerate(names)]


def typed(*names):
    return [
        {"firm": "Ann", "loyalty_type": name, "predicted_clv": 100.0, "potential_value": 1.0}
        for name in names
    ]


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (
            ["price", "price", "preference", "lapse"],
            "50 % of those who left went over the price, 25 % liked another firm better",
        ),
        (["natural exit"], "All who left dropped out of the category"),
        (["lapse", "price"], "50 % of those who left went over the price, 50 % bought less and less"),
    ],
)
def test_headline_of_causes(names, title, make_run, plainly):
    (view,) = causes.causes_chart(make_run(relationships=ended(*names))).views
    assert plainly(view.title) == title


def test_causes_that_never_came_up_have_no_bar_but_a_row(make_run):
    (view,) = causes.causes_chart(make_run(relationships=ended("price", "price", "lapse"))).views
    assert list(view.figure.data[0].x) == pytest.approx([2 / 3, 1 / 3])
    assert len(view.numbers.rows) == 8


def test_satisfied_leavers_are_counted(make_run, plainly):
    rows = [*ended("price", satisfaction=0.55), *ended("price", satisfaction=0.54)]
    assert plainly(causes.causes_chart(make_run(relationships=rows)).notes[0]) == (
        "50 % of those who left had been satisfied (levels 5 to 7 of 7) when they did."
    )


def test_nobody_left_is_said(make_run):
    gap = causes.causes_chart(make_run(relationships=begun("contact")))
    assert isinstance(gap, Gap)
    assert gap.reason == "Nobody left Ann in the booked months."


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (
            ["win-back", "win-back", "contact"],
            "67 % of the new customers were won back, 33 % came after a contact",
        ),
        (["own search"], "All new customers came by their own search"),
    ],
)
def test_headline_of_sources(names, title, make_run, plainly):
    (view,) = sources.sources_chart(make_run(relationships=begun(*names))).views
    assert plainly(view.title) == title


def test_worth_of_sources_is_named_where_there_are_two(make_run, plainly):
    (note,) = sources.sources_chart(make_run(relationships=begun("contact", "own search"))).notes
    assert plainly(note).startswith(
        "Mean profit so far: 10.0 EUR of those who came by their own search, 0 EUR of those who came after a contact;"
    )
    assert not sources.sources_chart(make_run(relationships=begun("contact"))).notes


def test_customers_from_the_start_were_won_by_nobody(make_run):
    assert isinstance(sources.sources_chart(make_run(relationships=begun("start"))), Gap)


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (
            ["loyalist", "loyalist", "hostage", "defector"],
            "50 % of the customers are loyalists, 25 % are hostages",
        ),
        (["mercenary"], "0 % of the customers are loyalists, 0 % are hostages"),
    ],
)
def test_headline_of_loyalty(names, title, make_run, plainly):
    (view,) = loyalty.loyalty_chart(make_run(customers=typed(*names))).views
    assert plainly(view.title) == title


def test_type_that_nobody_has_is_not_worth_anything(make_run):
    (view,) = loyalty.loyalty_chart(make_run(customers=typed("mercenary"))).views
    assert [row[-1].split("\N{NO-BREAK SPACE}")[0] for row in view.numbers.rows] == ["—", "100", "—", "—"]


def test_no_customers_at_the_end_leave_a_gap(make_run):
    assert isinstance(loyalty.loyalty_chart(make_run(customers=typed("none"))), Gap)
