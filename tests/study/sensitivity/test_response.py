from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.study.sensitivity.response import response_of


def runs(**changes):
    """Two points × two replications of a parameter and an outcome."""
    table = {
        "point": [1, 0, 0, 1],
        "replication": [0, 0, 1, 1],
        "price": [2.0, 1.0, 1.0, 2.0],
        "profit": [3.0, 1.0, 2.0, 5.0],
    }
    return pd.DataFrame(table | changes)


def test_points_come_in_their_order_and_replications_side_by_side():
    response = response_of(runs(), ["price"], "profit")
    assert response.points["price"].tolist() == [1.0, 2.0]
    assert response.values.tolist() == [[1.0, 2.0], [3.0, 5.0]]
    assert response.means.tolist() == [1.5, 4.0]


@pytest.mark.parametrize("missing", [np.nan, np.inf])
def test_a_point_without_the_outcome_in_one_replication_is_left_out(missing):
    response = response_of(runs(profit=[3.0, 1.0, missing, 5.0]), ["price"], "profit")
    assert response.left_out == 1
    assert np.isnan(response.means).tolist() == [True, False]
    with pytest.raises(
        ValueError, match="1 of 2 points have the outcome in every replication that is used, but 2"
    ):
        response.kept()


def test_a_run_that_is_not_in_the_table_is_missing():
    response = response_of(runs().iloc[:3], ["price"], "profit")
    assert response.complete.tolist() == [True, False]


def test_a_run_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match="point 1 has replication 0 twice"):
        response_of(pd.concat([runs(), runs().iloc[:1]]), ["price"], "profit")


def test_a_point_with_two_values_of_a_parameter_is_refused():
    with pytest.raises(ValueError, match="point 1 has different parameters"):
        response_of(runs(price=[2.0, 1.0, 1.0, 9.0]), ["price"], "profit")


@pytest.mark.parametrize(("parameters", "outcome"), [(["cost"], "profit"), (["price"], "value")])
def test_a_missing_column_is_named(parameters, outcome):
    with pytest.raises(ValueError, match=r'no column "(cost|value)"'):
        response_of(runs(), parameters, outcome)


def test_luck_that_all_points_share_is_no_noise(respond, sample):
    points = sample(50)
    noise = respond(points, points[:, 0], replications=4, shared=100.0).noise()
    assert noise.share == pytest.approx(0.0, abs=1e-9)
    assert noise.unpaired == 1.0


def test_the_noise_share_is_the_part_of_the_variance_of_means_that_luck_adds(respond, sample):
    points = sample(4000)
    noise = respond(points, points[:, 0], replications=5, luck=0.5).noise()
    true = 0.25 / 5 / (1 / 12 + 0.25 / 5)
    assert noise.share == pytest.approx(true, abs=0.02)
    assert noise.unpaired == pytest.approx(true, abs=0.02)


def test_with_one_replication_the_noise_is_unknown(respond, sample):
    assert np.isnan(respond(sample(9), np.arange(9)).noise().share)
