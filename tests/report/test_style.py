from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.style import Label, label_right, month_axis, new_figure, share_ticks, spread


@given(st.lists(st.floats(0, 1), max_size=10), st.floats(0.01, 0.3))
def test_labels_never_collide_and_keep_their_order(places, least):
    moved = spread(places, least)
    ordered = sorted(range(len(places)), key=lambda number: places[number])
    gaps = [moved[b] - moved[a] for a, b in pairwise(ordered)]
    assert all(gap >= least - 1e-9 for gap in gaps)


def test_labels_with_room_stay_where_they_are():
    assert spread([0.1, 0.9, 0.5], 0.05) == [0.1, 0.9, 0.5]


def test_colliding_labels_move_apart_around_their_middle():
    assert spread([0.5, 0.5], 0.1) == pytest.approx([0.45, 0.55])


def test_figure_stands_still_under_a_finger_and_has_no_template():
    figure = new_figure(300)
    figure.update_xaxes(month_axis(12))
    assert figure.layout.dragmode is False
    assert figure.layout.xaxis.fixedrange
    assert figure.layout.template.to_plotly_json() == {}


def test_labels_are_written_in_their_colour():
    figure = new_figure(300)
    label_right(figure, [Label(1.0, "Decline", "#8f6000", bold=True)], (0, 2))
    (annotation,) = figure.layout.annotations
    assert annotation.text == "<b>Decline</b>"
    assert annotation.font.color == "#8f6000"


def test_share_ticks_are_whole_hundredths():
    assert share_ticks(0.45) == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
