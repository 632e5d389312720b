from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from sim.study.sensitivity.crossing import Crossing, crossing_of
from sim.study.sensitivity.response import Response
from sim.study.sensitivity.robustness import MEASURES, robustness

BY_HAND = [[4.0, 4.0, 4.0, 4.0], [6.0, 5.0, 0.0, 9.0], [3.0, 6.0, 5.0, 2.0]]
"""Three settings in four futures. The best: 6, 6, 5, 9. Regrets: 2 2 1 5, 0 1 5 0, 3 0 0 7."""


@pytest.fixture
def crossing():
    settings = pd.DataFrame({"firms.Ann.price": [0.9, 1.0, 1.1]})
    return Crossing(settings, pd.DataFrame({"future": range(4)}), np.array(BY_HAND)[:, :, None], sampled=True)


def test_every_measure_by_hand(crossing, quick):
    table = robustness(crossing, 4.0, resampling=quick).table
    assert table["setting"].tolist() == ["price 0.9", "price 1", "price 1.1"]
    assert table["expected"].tolist() == [4.0, 5.0, 4.0]
    assert table["worst"].tolist() == [4.0, 0.0, 2.0]
    assert table["mean_regret"].tolist() == [2.5, 1.5, 2.5]
    assert table["regret"].tolist() == [5.0, 5.0, 7.0]
    assert table["regret_90"].tolist() == pytest.approx([4.1, 3.8, 5.8])
    assert table["satisfied"].tolist() == [1.0, 0.75, 0.5]
    assert table["regret_rank"].tolist() == [1, 1, 3]
    assert table["expected_rank"].tolist() == [2, 1, 2]
    assert table["worst_rank"].tolist() == [1, 3, 2]
    assert table["satisfied_rank"].tolist() == [1, 2, 3]


def test_of_equal_regret_the_better_expected_value_is_best(crossing, quick):
    assert robustness(crossing, 4.0, resampling=quick).best == 1


def test_where_less_is_better_everything_turns_around(crossing, quick):
    table = robustness(crossing, 4.0, more_is_better=False, resampling=quick).table
    assert table["worst"].tolist() == [4.0, 9.0, 6.0]
    assert table["regret"].tolist() == [4.0, 7.0, 5.0]
    assert table["satisfied"].tolist() == [1.0, 0.25, 0.5]
    assert table["expected_rank"].tolist() == [1, 3, 1]


def test_without_a_threshold_the_median_of_the_base_has_to_be_reached(crossing, quick):
    found = robustness(crossing, resampling=quick)
    assert found.threshold == 4.0


@pytest.mark.slow
def test_intervals_hold_their_estimate_and_the_true_expectation(quick):
    held = []
    for seed in range(40):
        draws = np.random.default_rng(seed).random((2, 40, 1))
        one = Crossing(pd.DataFrame({"x": [1, 2]}), pd.DataFrame({"f": range(40)}), draws)
        table = robustness(one, 0.5, resampling=quick).table
        for name in MEASURES:
            assert (table[f"{name}_low"] <= table[name] + 1e-12).all()
            assert (table[name] <= table[f"{name}_high"] + 1e-12).all()
        held.append((table["expected_low"] <= 0.5) & (table["expected_high"] >= 0.5))
    assert np.mean(held) > 0.85


def test_luck_that_settings_share_does_not_blur_their_regret(quick):
    generator = np.random.default_rng(1)
    base = generator.random((1, 30, 1)) + 50 * generator.normal(size=(1, 1, 4))
    both = np.concatenate([base, base + 1.0])
    table = robustness(
        Crossing(pd.DataFrame({"x": [1, 2]}), pd.DataFrame({"f": range(30)}), both), resampling=quick
    ).table
    assert table["regret"].tolist() == pytest.approx([1.0, 0.0])
    assert table["regret_high"].tolist() == pytest.approx([1.0, 0.0])
    assert table["least_regret"].tolist() == [0.0, 1.0]


def test_chosen_futures_with_one_replication_have_no_intervals(crossing, quick):
    chosen = Crossing(crossing.settings, crossing.futures, crossing.values, sampled=False)
    table = robustness(chosen, resampling=quick).table
    assert table[["regret_low", "expected_high", "least_regret"]].isna().all(axis=None)


@pytest.fixture
def crossed():
    """Two levers and two uncertainties in all combinations, in a mixed order, two replications."""
    rows = list(product([0.2, 0.4], ["Ann", "Bob"], [1.0, 2.0, 3.0], [8]))
    points = pd.DataFrame(rows, columns=["share", "who", "price", "size"])
    order = np.array([0, *np.random.default_rng(2).permutation(np.arange(1, 12))])
    values = np.stack(
        [points["share"] * 10 + points["price"], points["share"] * 10 + points["price"] + 1], axis=1
    )
    return Response(points.iloc[order].reset_index(drop=True), values[order])


def test_a_response_is_put_in_settings_and_futures_with_the_base_first(crossed):
    crossing = crossing_of(crossed, ["share", "who"])
    assert crossing.names[0] == "share 0.2, who Ann"
    assert len(crossing.settings) == 4
    assert crossing.futures.columns.tolist() == ["price", "size"]
    for setting, row in crossing.settings.iterrows():
        expected = row["share"] * 10 + crossing.futures["price"].to_numpy()
        assert crossing.values[setting, :, 0] == pytest.approx(expected)


def test_a_future_in_which_one_run_failed_is_left_out_for_all_settings(crossed):
    values = crossed.values.copy()
    values[5, 1] = np.nan
    crossing = crossing_of(Response(crossed.points, values), ["share", "who"])
    assert crossing.left_out == 1
    assert crossing.values.shape == (4, 2, 2)
    assert np.isfinite(crossing.values).all()


@pytest.mark.parametrize(
    ("levers", "reason"),
    [
        ([], "no levers"),
        (["share", "who", "price", "size"], "no uncertainties"),
        (["size"], "one setting only"),
    ],
)
def test_what_cannot_be_crossed_says_why(crossed, levers, reason):
    with pytest.raises(ValueError, match=reason):
        crossing_of(crossed, levers)


def test_settings_that_were_lived_in_different_futures_cannot_be_compared(crossed):
    with pytest.raises(ValueError, match="not lived in all combinations"):
        crossing_of(crossed.at(np.arange(11)), ["share"])


def test_rows_of_a_sample_with_equal_values_are_two_futures():
    points = pd.DataFrame({"lever": [1, 1, 2, 2], "size": [8, 8, 8, 8]})
    crossing = crossing_of(Response(points, np.arange(4.0)[:, None]), ["lever"], [0, 1, 0, 1])
    assert crossing.values[:, :, 0].tolist() == [[0.0, 1.0], [2.0, 3.0]]
    with pytest.raises(ValueError, match="not lived in all combinations"):
        crossing_of(Response(points, np.arange(4.0)[:, None]), ["lever"])


def test_futures_that_were_drawn_together_count_as_one(quick):
    values = np.repeat(np.random.default_rng(4).random((2, 20, 1)), 5, axis=1)
    widths = []
    for block in (None, np.repeat(np.arange(20), 5)):
        one = Crossing(pd.DataFrame({"x": [1, 2]}), pd.DataFrame({"f": range(100)}), values, True, block)
        table = robustness(one, resampling=quick).table
        widths.append(float((table["expected_high"] - table["expected_low"]).mean()))
    assert widths[1] == pytest.approx(widths[0] * 5**0.5, rel=0.25)
