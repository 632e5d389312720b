from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.study.sensitivity.feature_scores import feature_scores


def by_name(scores):
    return scores.table.set_index("parameter")


def test_scores_of_ishigami_are_its_first_order_indices_whatever_the_shape(respond, quick, sample, ishigami):
    points = (sample(4000) * 2 - 1) * np.pi
    table = by_name(feature_scores(respond(points, ishigami(points)), quick))
    assert table["score"].to_dict() == pytest.approx(ishigami.first, abs=0.03)
    assert table.index.tolist() == ["b", "a", "c"]


@pytest.mark.slow
def test_an_input_that_does_nothing_has_no_score_and_seldom_exceeds_chance(respond, quick, sample):
    scores, above = [], []
    for seed in range(40):
        points = sample(100, 2, seed)
        row = by_name(feature_scores(respond(points, points[:, 0]), quick)).loc["b"]
        scores.append(row["score"])
        above.append(row["score"] > row["chance"])
    assert np.mean(scores) == pytest.approx(0.0, abs=0.04)
    assert np.mean(above) < 0.15


@pytest.mark.slow
def test_intervals_hold_the_true_score_about_as_often_as_they_say(respond, quick, sample):
    held = []
    for seed in range(40):
        points = sample(100, 2, seed)
        row = by_name(feature_scores(respond(points, points[:, 0] + points[:, 1]), quick)).loc["a"]
        held.append(row["score_low"] <= 0.5 <= row["score_high"])
    assert np.mean(held) > 0.85


def test_the_rank_correlation_tells_the_direction(respond, quick, sample):
    points = sample(200)
    table = by_name(feature_scores(respond(points, np.exp(points[:, 0]) - 0.3 * points[:, 1] ** 3), quick))
    assert table.loc["a", "rank_correlation_low"] > 0.5
    assert table.loc["b", "rank_correlation"] < 0


def test_a_choice_has_a_score_and_no_direction(respond, quick, sample):
    points = pd.DataFrame(
        {
            "kind": np.array(["x", "y", "z"])[(sample(300)[:, 0] * 3).astype(int)],
            "b": sample(300, seed=2)[:, 1],
        }
    )
    table = by_name(feature_scores(respond(points, (points["kind"] == "y") * 5.0 + points["b"]), quick))
    assert table.loc["kind", "score"] > 0.9
    assert np.isnan(table.loc["kind", "rank_correlation"])


def test_what_inputs_do_only_together_is_in_no_score(respond, quick, sample):
    points = sample(1000, 2) - 0.5
    table = by_name(feature_scores(respond(points, points[:, 0] * points[:, 1]), quick))
    assert table["score"].max() < 0.05


def test_chosen_points_with_one_replication_have_no_intervals(respond, quick, sample):
    points = sample(30)
    table = feature_scores(respond(points, points[:, 0], sampled=False), quick).table
    assert table["score_low"].isna().all()


def test_an_outcome_that_never_changes_has_no_scores(respond, quick, sample):
    with pytest.raises(ValueError, match="same at all points"):
        feature_scores(respond(sample(20), np.ones(20)), quick)
