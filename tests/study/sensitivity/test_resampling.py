from __future__ import annotations

import numpy as np
import pytest

from sim.study.sensitivity.morris import morris_effects
from sim.study.sensitivity.resampling import Blocks, Resampling


def spread(blocks, replications, sampled, values):
    """Standard deviation of the mean of values (units, replications) over resamples."""
    means = [
        (values[draw.units] @ draw.weights).mean()
        for draw in Resampling(4000).draws(blocks, replications, sampled)
    ]
    return np.std(means)


@pytest.mark.parametrize("replications", [2, 3, 10])
def test_luck_of_few_replications_is_not_made_smaller_than_it_is(replications):
    values = np.random.default_rng(1).normal(size=(1, replications))
    error = values.std(ddof=1) / replications**0.5
    assert spread(Blocks(np.arange(1)), replications, False, values) == pytest.approx(error, rel=0.06)


def test_luck_of_the_sample_is_that_of_its_blocks():
    values = np.repeat(np.random.default_rng(1).normal(size=(30, 1)), 4, axis=0)
    error = values.std(ddof=0) / 29**0.5
    assert spread(Blocks(np.repeat(np.arange(30), 4)), 1, True, values) == pytest.approx(error, rel=0.06)
    assert spread(Blocks(np.arange(120)), 1, True, values) == pytest.approx(error / 2, rel=0.06)


def test_weights_of_replications_sum_to_one_and_units_of_a_block_come_together():
    blocks = Blocks(np.array([5, 5, 9, 9, 9]))
    for draw in Resampling(50).draws(blocks, 4, True):
        assert draw.weights.sum() == pytest.approx(1.0)
        assert draw.units.tolist() in ([0, 1], [2, 3, 4])


@pytest.mark.parametrize(("units", "replications", "sampled"), [(9, 1, False), (1, 1, True), (1, 1, False)])
def test_where_nothing_could_have_come_out_otherwise_there_is_no_interval(units, replications, sampled):
    resampling = Resampling(10)
    found = resampling.repeated(lambda draw: np.zeros(2), Blocks(np.arange(units)), replications, sampled)
    low, high = resampling.ends(found, np.zeros(2))
    assert np.isnan([low, high]).all()


def test_an_interval_lies_around_its_estimate_though_resamples_are_luckier_than_what_they_resample(
    respond, quick
):
    points = np.array([[0, 0], [1, 0], [1, 1]] * 12, float)
    effects = morris_effects(respond(points, np.zeros(36), replications=2, luck=1.0), resampling=quick)
    table = effects.table
    assert ((table["mu_star_low"] < table["mu_star"]) & (table["mu_star"] < table["mu_star_high"])).all()


def test_ends_stay_within_what_a_statistic_can_be():
    low, high = Resampling().ends(np.random.default_rng(1).normal(0.05, 0.2, size=(500, 1)), [0.05], 0.0, 1.0)
    assert low[0] == 0.0
    assert 0.3 < high[0] < 1.0


def test_a_t_interval_over_replications_by_hand():
    low, high = Resampling().luck(np.array([[1.0, 2.0, 3.0]]))
    assert [low[0], high[0]] == pytest.approx([2 - 2.4841, 2 + 2.4841], abs=1e-4)
