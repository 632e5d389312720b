from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.moves import headline, leavers, move_table, moves_chart, moves_figure


def rows(*moves):
    return [{"from": start, "to": end, "count": count} for start, end, count in moves]


LEAVING = rows(
    ("none", "examination", 100),
    ("examination", "examination", 60),
    ("examination", "formation", 20),
    ("examination", "none", 20),
    ("formation", "none", 10),
    ("formation", "decline", 5),
    ("decline", "stability", 1),
    ("stability", "none", 10),
)


def test_headline_names_the_stage_that_most_leave_from(make_run, plainly):
    counts = move_table(make_run(transitions=LEAVING).transitions)
    assert plainly(headline(counts)) == "50 % of those who left went straight from examination"
    assert leavers(counts) == {"examination": 0.5, "formation": 0.25, "stability": 0.25, "decline": 0}


@pytest.mark.parametrize(
    ("moves", "title"),
    [
        (rows(("decline", "none", 3)), "All who left went straight from decline"),
        (rows(("formation", "formation", 3)), "Nobody left"),
    ],
)
def test_headline_of_all_and_of_nobody(moves, title, make_run):
    assert headline(move_table(make_run(transitions=moves).transitions)) == title


def test_rows_of_the_matrix_are_chances_of_a_month(make_run, plainly):
    (view,) = moves_chart(make_run(transitions=LEAVING)).views
    first = [plainly(cell) for cell in view.numbers.rows[0]]
    assert first == ["Examination", "60.0 %", "20.0 %", "—", "—", "20.0 %", "100", "50 %"]


def test_nodes_stand_still_and_flows_are_counted(make_run):
    counts = move_table(make_run(transitions=LEAVING).transitions)
    (sankey,) = moves_figure(counts).data
    assert sankey.arrangement == "fixed"
    flows = dict(
        zip(zip(sankey.link.source, sankey.link.target, strict=True), sankey.link.value, strict=True)
    )
    assert list(sankey.node.label) == ["Joined", "Examination", "Formation", "Stability", "Decline", "Left"]
    assert flows[0, 1] == 100
    assert flows[1, 5] == 20


def test_only_the_largest_flow_of_leavers_has_a_colour_of_its_own(make_run):
    (sankey,) = moves_figure(move_table(make_run(transitions=LEAVING).transitions)).data
    coloured = [colour for colour in sankey.link.color if colour.endswith("0.55)")]
    assert len(coloured) == 1


def test_nobody_with_a_supplier_leaves_a_gap(make_run):
    assert isinstance(moves_chart(make_run(transitions=rows(("none", "none", 9)))), Gap)
