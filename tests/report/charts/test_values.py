"""Value by stage and by pattern."""

from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts import patterns, stage_value


def moves(**profits):
    """Rows of `transitions` with the profit of two customer-months in each stage."""
    return [
        {"from": stage, "to": stage, "count": 2, "profit": 2.0 * profit} for stage, profit in profits.items()
    ]


def courses(*lives):
    """Rows of `relationships` from (pattern, profit)."""
    return [
        {"firm": "Ann", "ended": True, "pattern": pattern, "profit": profit, "months": 5}
        for pattern, profit in lives
    ]


@pytest.mark.parametrize(
    ("profits", "title"),
    [
        (
            {"examination": 6.0, "stability": 23.6, "decline": 19.0},
            "A customer in stability earns 23.6 EUR a month, in examination 6.00 EUR",
        ),
        (
            {"examination": -2.4, "formation": 5.5},
            "A customer in formation earns 5.50 EUR a month, in examination the firm loses 2.40 EUR",
        ),
        (
            {"examination": -2.4, "formation": -1.0},
            "A customer in formation loses 1.00 EUR a month, in examination 2.40 EUR",
        ),
        ({"examination": 5.0}, "A customer in examination earns 5.00 EUR a month"),
        ({"examination": 5.0, "decline": 5.001}, "A customer in decline earns 5.00 EUR a month"),
    ],
)
def test_headline_of_stages(profits, title, make_run, plainly):
    (view,) = stage_value.stage_value_chart(make_run(transitions=moves(**profits))).views
    assert plainly(view.title) == title


def test_value_of_a_stage_is_profit_per_customer_month(make_run):
    rows = [
        {"from": "formation", "to": "formation", "count": 3, "profit": 40.0},
        {"from": "formation", "to": "none", "count": 1, "profit": 0.0},
        {"from": "none", "to": "examination", "count": 9, "profit": 0.0},
    ]
    table = stage_value.stage_value_table(make_run(transitions=rows).transitions)
    assert table[["stage", "value", "months"]].to_numpy().tolist() == [["formation", 10.0, 4]]


def test_no_profit_by_stage_leaves_a_gap(make_run):
    assert isinstance(stage_value.stage_value_chart(make_run()), Gap)


@pytest.mark.parametrize(
    ("lives", "title"),
    [
        (
            [("early termination", 50.0), ("early termination", 46.0), ("long-term", 1250.0)],
            "A long-term relationship earned 1 250 EUR in its life, an early termination 48.0 EUR",
        ),
        (
            [("early termination", -20.0), ("mid termination", 300.0)],
            "A mid termination earned 300 EUR in its life, an early termination lost 20.0 EUR",
        ),
        (
            [("early termination", -20.0), ("early decline", -5.0)],
            "An early decline lost 5.00 EUR in its life, an early termination 20.0 EUR",
        ),
        ([("mid termination", 257.0)], "All took one course: a mid termination earned 257 EUR in its life"),
    ],
)
def test_headline_of_patterns(lives, title, make_run, plainly):
    (view,) = patterns.patterns_chart(make_run(relationships=courses(*lives))).views
    assert plainly(view.title) == title


def test_patterns_stand_in_their_order_with_shares(make_run):
    rows = courses(("long-term", 9.0), ("early termination", 1.0))
    table = patterns.patterns_table(make_run(relationships=rows).begun)
    assert table["name"].to_list() == ["early termination", "mid termination", "early decline", "long-term"]
    assert table["share"].to_list() == [0.5, 0, 0, 0.5]


def test_pattern_that_was_never_seen_is_called_so(make_run):
    (view,) = patterns.patterns_chart(make_run(relationships=courses(("long-term", 9.0)))).views
    texts = [annotation.text for annotation in view.figure.layout.annotations]
    assert texts.count("<b>never seen</b>") == 3


def test_relationships_that_last_are_in_no_pattern(make_run):
    rows = [{"firm": "Ann", "ended": False, "pattern": None, "profit": 5.0, "months": 4}]
    assert isinstance(patterns.patterns_chart(make_run(relationships=rows)), Gap)
