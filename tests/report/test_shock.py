from __future__ import annotations

import pytest

from sim.report.shock import leaves, marked, notes, shocks_of, signs
from sim.report.style import new_figure

EVENTS = [
    {"month": 20, "set": {"demand": 0.5}},
    {"month": 12, "months": 1, "firm": "Ann", "set": {"quality_shift": {"technical": -0.1}}},
    {"month": -3, "firm": "Bob", "set": {"price": 1.1}},
]


@pytest.fixture
def shocks(small):
    return shocks_of(small({"events": EVENTS}))


def test_shocks_come_in_the_order_of_time_with_what_they_set(shocks):
    assert [shock.month for shock in shocks] == [-3, 12, 20]
    assert shocks[1].changes == "quality_shift.technical -0.1"


def test_notes_tell_of_the_booked_months_only(shocks, plainly):
    assert [plainly(note) for note in notes(shocks, 23)] == [
        "② from month 12, for 1 month: Ann, quality_shift.technical -0.1.",
        "③ from month 20 on: the whole market, demand 0.5.",
    ]


def test_lines_are_drawn_where_the_notes_say(shocks):
    figure = new_figure(300)
    marked(figure, shocks, 23)
    assert [(a.x, a.text) for a in figure.layout.annotations] == [(12, "②"), (20, "③")]


def test_signs_end_with_the_last_that_there_is(shocks):
    assert signs(shocks * 10)[-1] == "⑳"


def test_leaves_are_single_values_with_their_paths():
    settings = {"a": {"b": 1, "c": None}, "d": [1.5, 2], "e": [{"name": "x", "f": True}], "g": 1_000_000.0}
    assert list(leaves(settings)) == [
        ("a.b", "1"),
        ("d", "[1.5, 2]"),
        ("e[x].name", "x"),
        ("e[x].f", "true"),
        ("g", "1\N{NARROW NO-BREAK SPACE}000\N{NARROW NO-BREAK SPACE}000"),
    ]


def test_an_entry_stands_among_the_shocks_in_words_of_its_own(small, plainly):
    entry = {"Cid": {"enters": 13}}
    shocks = shocks_of(small({"events": EVENTS}, entry))
    assert [shock.month for shock in shocks] == [-3, 12, 13, 20]
    assert plainly(notes(shocks, 23)[1]) == "③ in month 13: Cid enters the market."


def test_search_costs_are_told_as_the_scenario_writes_them(small, plainly):
    shocks = shocks_of(small({"events": [{"month": 2, "set": {"search_cost": 0.5, "demand": 0.9}}]}))
    (note,) = notes(shocks, 23)
    assert plainly(note) == "① from month 2 on: the whole market, demand 0.9, search_cost 0.5."
