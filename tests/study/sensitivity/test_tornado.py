from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from sim.study.sensitivity.response import Response
from sim.study.sensitivity.tornado import tornado

BASE = {"price": 1.0, "size": 8, "kind": "usual"}
ENDS = {"price": (0.9, 1.2), "size": (4, 16), "kind": ("other",)}


@pytest.fixture
def one_at_a_time():
    """The base, and each input at its ends with the others at the base."""
    return pd.DataFrame([BASE] + [BASE | {name: value} for name, ends in ENDS.items() for value in ends])


def outcome(points):
    return 100 - 50 * (points["price"] - 1) + 2 * (points["size"] - 8) + 5 * (points["kind"] == "other")


def test_a_one_at_a_time_design_gives_the_outcome_at_the_ends_of_each_input(respond, one_at_a_time):
    found = tornado(respond(one_at_a_time, outcome(one_at_a_time), sampled=False), around_first=True)
    rows = found.table.set_index("parameter")
    assert found.around_base
    assert found.centre == 100
    assert found.table["parameter"].tolist() == ["size", "price", "kind"]
    assert rows.loc["size", ["low_value", "high_value", "at_low", "at_high", "swing"]].tolist() == [
        4,
        16,
        92,
        116,
        24,
    ]
    assert rows.loc["price", ["low_value", "high_value"]].tolist() == [0.9, 1.2]
    assert rows.loc["price", ["at_low", "at_high", "swing"]].tolist() == pytest.approx([105, 90, -15])
    assert rows.loc["kind", ["low_value", "high_value", "swing"]].tolist() == ["usual", "other", 5]


def test_intervals_of_a_one_at_a_time_design_are_paired_over_replications(respond, one_at_a_time):
    y = outcome(one_at_a_time)
    paired = tornado(
        respond(one_at_a_time, y, replications=5, shared=40.0, sampled=False), around_first=True
    ).table
    lucky = tornado(
        respond(one_at_a_time, y, replications=5, luck=40.0, sampled=False), around_first=True
    ).table
    assert (paired["swing_high"] - paired["swing_low"]).max() < 1e-9
    assert (lucky["swing_high"] - lucky["swing_low"]).min() > 10


def test_the_paired_interval_is_that_of_the_t_distribution():
    points = pd.DataFrame({"a": [0.0, 1.0, 0.0], "b": [0.0, 0.0, 1.0]})
    values = np.array([[0.0, 0.0, 0.0], [1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    row = (
        tornado(Response(points, values, sampled=False), around_first=True)
        .table.set_index("parameter")
        .loc["a"]
    )
    assert row[["swing", "swing_low", "swing_high"]].tolist() == pytest.approx(
        [2.0, 2 - 2.4841, 2 + 2.4841], abs=1e-4
    )


def test_with_one_replication_of_chosen_points_there_is_no_interval(respond, one_at_a_time):
    table = tornado(respond(one_at_a_time, outcome(one_at_a_time), sampled=False), around_first=True).table
    assert table[["swing_low", "swing_high", "at_low_low", "at_high_high"]].isna().all(axis=None)


def test_in_a_sample_the_ends_are_the_10th_and_90th_percentile_of_an_input(respond, quick, sample):
    points = sample(2000)
    found = tornado(respond(points, 10 * points[:, 0] - points[:, 1]), quick)
    rows = found.table.set_index("parameter")
    assert not found.around_base
    assert rows.loc["a", ["low_value", "high_value"]].tolist() == pytest.approx([0.1, 0.9], abs=0.02)
    assert rows.loc["a", "swing"] == pytest.approx(8.0, abs=0.2)
    assert rows.loc["b", "swing"] == pytest.approx(-0.8, abs=0.5)
    assert rows.loc["c", "swing_low"] < 0 < rows.loc["c", "swing_high"]


@pytest.mark.slow
def test_in_a_sample_the_intervals_hold_the_true_swing_about_as_often_as_they_say(respond, quick, sample):
    held = []
    for seed in range(60):
        points = sample(80, seed=seed)
        y = points[:, 0] + np.sin(9 * points[:, 1])
        row = (
            tornado(respond(points, y, replications=3, luck=0.3, seed=seed), quick)
            .table.set_index("parameter")
            .loc["a"]
        )
        # The fifths of a sample have its own means; their distance is 0.8 in the limit.
        held.append(row["swing_low"] <= 0.8 <= row["swing_high"])
    assert np.mean(held) > 0.85


def test_a_grid_compares_the_least_with_the_greatest_value(respond):
    points = pd.DataFrame(list(product([1, 2, 3], [10, 20])), columns=["a", "b"])
    found = tornado(respond(points, points["a"] * points["b"], sampled=False))
    assert found.table["parameter"].tolist() == ["a", "b"]
    assert found.table["swing"].tolist() == [30, 20]


def test_an_input_with_one_value_has_no_row(respond, sample):
    points = pd.DataFrame(sample(40), columns=list("abc")).assign(b=1.0)
    assert set(tornado(respond(points, points["a"])).table["parameter"]) == {"a", "c"}


def test_what_was_tried_in_the_same_futures_is_compared_in_pairs(quick):
    points = pd.DataFrame(
        list(product([0.2, 0.4, 0.6], np.linspace(0, 100, 30))), columns=["lever", "future"]
    )
    values = (points["future"] ** 2 + 5 * points["lever"]).to_numpy()[:, None]
    found = tornado(Response(points, values, block=np.tile(np.arange(30), 3)), quick)
    row = found.table.set_index("parameter").loc["lever"]
    assert row[["low_value", "high_value"]].tolist() == [0.2, 0.6]
    # Futures differ by thousands, which cancels.
    assert row[["swing", "swing_low", "swing_high"]].tolist() == pytest.approx([2.0, 2.0, 2.0])


def test_without_its_base_a_one_at_a_time_design_says_so(respond, one_at_a_time):
    y = outcome(one_at_a_time).where(one_at_a_time.index > 0)
    with pytest.raises(ValueError, match="the base, with which all points are compared"):
        tornado(respond(one_at_a_time, y, sampled=False), around_first=True)
