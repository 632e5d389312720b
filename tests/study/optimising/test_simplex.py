"""The cube and the simplex: shares sum to one, a uniform cube gives uniform shares, and every split has one place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.study.optimising.simplex import cube_of, in_grains, simplex_of

POINTS = st.integers(1, 6).flatmap(lambda d: st.lists(st.floats(0, 1), min_size=d, max_size=d))


@given(POINTS)
def test_shares_are_none_below_zero_and_sum_to_one(point):
    shares = simplex_of(point)[0]
    assert (shares >= 0).all()
    assert shares.sum() == pytest.approx(1.0, abs=1e-12)


@given(st.integers(2, 7).flatmap(lambda k: st.lists(st.floats(0.01, 1), min_size=k, max_size=k)))
def test_a_split_comes_back_from_its_place_in_the_cube(weights):
    shares = np.array(weights) / sum(weights)
    np.testing.assert_allclose(simplex_of(cube_of(shares))[0], shares, atol=1e-9)


@pytest.mark.parametrize("shares", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.5, 0.5, 0.0]])
def test_corners_and_edges_have_a_place_too(shares):
    np.testing.assert_allclose(simplex_of(cube_of(shares))[0], shares, atol=1e-12)


@pytest.mark.parametrize("count", [2, 3, 6])
def test_a_uniform_cube_gives_a_uniform_simplex(count):
    shares = simplex_of(np.random.default_rng(1).random((20_000, count - 1)))
    for k in range(count):  # each share of a uniform simplex is Beta(1, K − 1)
        assert stats.kstest(shares[:, k], stats.beta(1, count - 1).cdf).pvalue > 0.001
    covariance = np.cov(shares.T)[np.triu_indices(count, 1)]
    np.testing.assert_allclose(covariance, -1.0 / (count**2 * (count + 1)), rtol=0.15)


@given(POINTS)
def test_grains_keep_the_sum_and_move_a_share_by_less_than_one(point):
    shares = simplex_of(point)[0]
    grains = in_grains(shares, 0.001)
    assert grains.sum() == pytest.approx(1.0, abs=1e-9)
    assert (np.abs(grains - shares) < 0.001 + 1e-9).all()
    np.testing.assert_allclose(grains * 1000, np.round(grains * 1000), atol=1e-8)
