from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.sensitivity.box import Box, Choices, Range, held, quasi_p_value
from sim.study.sensitivity.peeling import pasted, peeled
from sim.study.sensitivity.prim import discover


@pytest.fixture
def known(sample):
    """2,000 points; nine tenths fail in a ≤ 0.4, b ≥ 0.5, one in twenty elsewhere."""
    points = pd.DataFrame(sample(2000, 4), columns=list("abcd"))
    inside = (points["a"] <= 0.4) & (points["b"] >= 0.5)
    luck = np.random.default_rng(5).random(2000)
    return points, np.where(inside, luck < 0.9, luck < 0.05)


def limits(found):
    return found.limits.set_index("parameter")


def test_a_known_box_is_found_with_its_coverage_and_density(known):
    found = discover(*known)
    table = limits(found)
    assert set(table.index) == {"a", "b"}
    assert table.loc["a", "high"] == pytest.approx(0.4, abs=0.03)
    assert table.loc["b", "low"] == pytest.approx(0.5, abs=0.03)
    assert np.isnan(table.loc["a", "low"])
    assert np.isnan(table.loc["b", "high"])
    # In truth 0.18 of 0.22 of all points fail within: density 0.9, coverage 0.18 / (0.18 + 0.8 × 0.05).
    assert found.density.low < 0.9 < found.density.high
    assert found.coverage.estimate == pytest.approx(0.18 / 0.22, abs=0.05)
    assert found.mass == pytest.approx(0.2, abs=0.02)
    assert (table["quasi_p"] < 1e-6).all()


WORKBENCH = (
    (0.8140, 0.2727), (0.6620, 0.3263), (0.5385, 0.3909), (0.4375, 0.4674), (0.3555, 0.5584), (0.2885, 0.6707),
    (0.2345, 0.8209), (0.1900, 0.9237),
)  # fmt: skip
"""Mass and density of every fourth box that EMA Workbench 2.5.3 peels from the points below (peel_alpha 0.05)."""


def test_the_boxes_are_about_as_dense_as_those_of_the_ema_workbench():
    luck = np.random.default_rng(1)
    points = pd.DataFrame(luck.random((2000, 4)), columns=list("abcd"))
    inside = (points["a"] <= 0.4) & (points["b"] >= 0.5)
    fails = np.where(inside, luck.random(2000) < 0.9, luck.random(2000) < 0.05)
    path = discover(points, fails).trajectory.sort_values("mass")
    # Slices differ by a point where 5 % of a box are no whole number.
    for mass, density in WORKBENCH:
        assert np.interp(mass, path["mass"], path["density"]) == pytest.approx(density, abs=0.01)


def test_points_kept_out_of_the_search_confirm_a_true_box(known):
    found = discover(*known)
    assert found.tested_density == pytest.approx(0.9, abs=0.06)
    assert found.tested_coverage == pytest.approx(0.82, abs=0.08)


def test_points_kept_out_of_the_search_unmask_a_box_made_of_luck(sample):
    points = pd.DataFrame(sample(200, 8), columns=list("abcdefgh"))
    found = discover(points, np.random.default_rng(3).random(200) < 0.3)
    assert found.tested_density < 0.45


def test_whole_numbers_and_choices_limit_a_box_too(sample):
    unit = sample(1500, 3)
    points = pd.DataFrame(
        {
            "neighbours": np.array([4, 8, 16])[(unit[:, 0] * 3).astype(int)],
            "rival": np.array(["asleep", "copies", "attacks"])[(unit[:, 1] * 3).astype(int)],
            "price": unit[:, 2],
        }
    )
    fails = ((points["neighbours"] >= 8) & (points["rival"] != "asleep") & (points["price"] < 0.6)).to_numpy()
    found = discover(points, fails)
    table = limits(found)
    assert table.loc["neighbours", "low"] == 8
    assert set(table.loc["rival", "choices"].split(" or ")) == {"copies", "attacks"}
    assert table.loc["price", "high"] == pytest.approx(0.6, abs=0.02)
    assert (found.coverage.estimate, found.density.estimate) == pytest.approx((1.0, 1.0), abs=0.03)


def test_the_trajectory_starts_with_everything_and_trades_coverage_for_density(known):
    path = discover(*known).trajectory
    assert path.loc[0, ["dimensions", "coverage", "mass"]].tolist() == [0, 1.0, 1.0]
    assert path["mass"].is_monotonic_decreasing
    assert path["coverage"].is_monotonic_decreasing
    assert path["density"].is_monotonic_increasing
    assert path["mass"].iloc[-1] >= 0.05


def test_where_failing_has_nothing_to_do_with_the_inputs_no_limit_is_left_or_the_test_says_so(sample):
    points = pd.DataFrame(sample(400, 2), columns=["a", "b"])
    fails = np.random.default_rng(1).random(400) < 0.5
    found = discover(points, fails)
    assert found.box.limits == {} or found.tested_density < 0.62


def test_pasting_grows_a_box_that_was_peeled_too_far(known):
    points, _ = known
    small = Box({"a": Range(-np.inf, 0.2), "b": Range(0.5, np.inf)})
    exact = ((points["a"] <= 0.4) & (points["b"] >= 0.5)).to_numpy()
    grown = pasted(small, points, exact, 0.05)
    assert held(grown, points, exact).coverage > 0.9
    assert held(grown, points, exact).density >= held(small, points, exact).density


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("xyz"), st.booleans()), min_size=4, max_size=60))
def test_each_peeled_box_lies_within_the_one_before_and_holds_its_points_more_densely(rows):
    points = pd.DataFrame([row[:2] for row in rows], columns=["a", "kind"])
    interest = np.array([row[2] for row in rows])
    boxes = list(peeled(points, interest, 0.05, 0.05))
    for before, after in pairwise(boxes):
        assert not (after.holds(points) & ~before.holds(points)).any()
        assert 0 < after.holds(points).sum() < before.holds(points).sum()
        assert held(after, points, interest).density > held(before, points, interest).density


def test_coverage_density_and_quasi_p_by_hand():
    points = pd.DataFrame({"a": [1, 2, 3, 4], "kind": ["x", "x", "y", "y"]})
    fails = np.array([True, True, True, False])
    box = Box({"a": Range(high=2), "kind": Choices(("x",))})
    assert held(box, points, fails) == (2, 2, pytest.approx(2 / 3), 1.0, 0.5)
    # Without the limit of a the box is the same: two hits of two are sure at density 1.
    assert quasi_p_value(box, box.without("a"), points, fails) == pytest.approx(1.0)
    assert quasi_p_value(Box({"a": Range(high=2)}), Box(), points, fails) == pytest.approx(0.75**2)


@pytest.mark.parametrize("fails", [np.zeros(5, bool), np.ones(5, bool)])
def test_without_both_kinds_of_points_there_is_nothing_to_tell_apart(fails):
    with pytest.raises(ValueError, match="some must be and some must not"):
        discover(pd.DataFrame({"a": np.arange(5.0)}), fails)


def test_a_peel_of_everything_is_refused(known):
    with pytest.raises(ValueError, match="peel"):
        discover(*known, peel=1.0)
