from __future__ import annotations

from sim.report.chart import Gap
from sim.report.charts.life import life_chart
from sim.report.story import STILL, lives, moments, named, told


def spell(customer, start, end, pattern="early termination", **more):
    ended = pattern is not None
    return {
        "customer_id": customer, "firm": "Ann", "start_month": start, "end_month": end, "months": end - start,
        "ended": ended, "pattern": pattern, "cause": "price" if ended else "none", "source": "contact",
        "peak_stage": "examination",
    } | more  # fmt: skip


def lived(customer, start, end, stages=("examination",), leaves=True, last=20):
    """Rows of `panel`: with Bob until the start, with Ann through some stages, then with nobody."""
    rows = []
    for month in range(last):
        with_ann = start <= month < end
        rows.append(
            {
                "customer_id": customer,
                "month": month,
                "firm": "Ann" if with_ann else "Bob" if month < start else None,
                "stage": stages[min((month - start) * len(stages) // max(end - start, 1), len(stages) - 1)]
                if with_ann
                else "none",
                "tenure": month - start if with_ann else 5,
                "satisfaction": 0.5,
                "trust": 0.4,
                "incident": False,
                "winback_contact": False,
                "source": "contact" if month == start else None,
                "cause": "price" if leaves and month == end else "preference" if month == start else "none",
            }
        )
    return rows


FOUR = ("examination", "formation", "stability", "decline")


def test_life_of_most_stages_is_told_first_then_the_other_kinds(make_run):
    run = make_run(
        panel=[*lived(1, 2, 12), *lived(2, 2, 12, FOUR), *lived(3, 5, 20, leaves=False), *lived(4, 2, 14)],
        relationships=[
            spell(1, 2, 12), spell(2, 2, 12, "long-term", peak_stage="stability"),
            spell(3, 5, 20, None), spell(4, 2, 14),
        ],
    )  # fmt: skip
    chosen = lives(run)
    assert [life.kind for life in chosen] == ["long-term", "early termination", STILL]
    assert [life.spell["customer_id"] for life in chosen] == [2, 4, 3]
    assert named(chosen[0]) == "Long-term: customer 2"


def test_equals_are_told_by_the_lowest_number(make_run):
    run = make_run(
        panel=[*lived(9, 2, 12), *lived(7, 2, 12)], relationships=[spell(9, 2, 12), spell(7, 2, 12)]
    )
    assert lives(run)[0].spell["customer_id"] == 7


def test_life_in_one_sentence(make_run, plainly):
    run = make_run(
        panel=[*lived(1, 2, 12, FOUR), *lived(3, 5, 20, leaves=False)],
        relationships=[spell(1, 2, 12, "early decline", peak_stage="stability"), spell(3, 5, 20, None)],
    )
    first, still = lives(run)
    assert plainly(told(first, "Ann")) == (
        "Customer 1 came to Ann after a contact, reached stability, and left after 10 months over the price"
    )
    assert plainly(told(still, "Ann")) == (
        "Customer 3 came to Ann after a contact, never got past examination, and is still there after 15 months"
    )


def test_leaving_one_firm_comes_before_joining_the_next(make_run):
    run = make_run(panel=lived(1, 2, 12), relationships=[spell(1, 2, 12)])
    happened = moments(lives(run)[0], run)
    assert [(moment.month, moment.words) for moment in happened] == [
        (2, "left Bob for a firm liked better"),
        (2, "joined Ann after a contact"),
        (12, "left Ann over the price"),
    ]


def test_signs_and_story_tell_the_same(make_run):
    run = make_run(panel=lived(1, 2, 12), relationships=[spell(1, 2, 12)])
    (view,) = life_chart(run).views
    assert list(view.story) == [
        "Month 2: left Bob for a firm liked better, joined Ann after a contact.",
        "Month 12: left Ann over the price.",
    ]
    signs = {
        trace.marker.symbol: list(trace.x)
        for trace in view.figure.data
        if getattr(trace, "mode", "") == "markers"
    }
    assert signs["triangle-up"] == [2]
    assert signs["triangle-down"] == [2, 12]


def test_band_shows_stages_of_the_firm_in_focus_and_names_of_others(make_run):
    run = make_run(panel=lived(1, 2, 12, ("examination", "formation")), relationships=[spell(1, 2, 12)])
    (view,) = life_chart(run).views
    band = next(trace for trace in view.figure.data if trace.type == "bar")
    assert list(band.text) == ["Bob", "examination", "formation", "no firm"]
    assert sum(band.x) == 20


def test_nobody_to_tell_of_leaves_a_gap(make_run):
    assert isinstance(life_chart(make_run()), Gap)
    assert isinstance(life_chart(make_run(panel=lived(1, 2, 12))), Gap)
