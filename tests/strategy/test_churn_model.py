"""Learning who leaves, batch by batch."""

import numpy as np
import pytest
from scipy import optimize, special

from sim.strategy.churn_model import ChurnModel


def batch(n=4000, seed=1, coefficients=(-1.5, 0.8, -0.6)):
    luck = np.random.default_rng(seed)
    x = np.vstack([np.ones(n), luck.normal(size=(len(coefficients) - 1, n))])
    return x, luck.random(n) < special.expit(np.array(coefficients) @ x)


def test_one_batch_gives_the_ridge_regression_that_a_general_optimiser_finds():
    x, left = batch(800)
    model = ChurnModel(3, ridge=2.0)
    model.learn(x, left)
    start = np.array([special.logit((left.sum() + 0.5) / (left.size + 1.0)), 0.0, 0.0])

    def loss(b):
        away = b - start
        prior = 0.5 * (1e-3 * away[0] ** 2 + 2.0 * (away[1:] ** 2).sum())
        return np.logaddexp(0.0, np.where(left, -1.0, 1.0) * (b @ x)).sum() + prior

    found = optimize.minimize(loss, start, tol=1e-12).x
    np.testing.assert_allclose(special.logit(model.chance(np.eye(3))), found, atol=1e-4)


def test_batches_bring_the_chances_near_the_truth():
    model = ChurnModel(3)
    for seed in range(6):
        model.learn(*batch(seed=seed))
    x, _ = batch(seed=99)
    np.testing.assert_allclose(model.chance(x), special.expit(np.array([-1.5, 0.8, -0.6]) @ x), atol=0.03)


def test_what_was_learnt_in_another_market_is_forgotten():
    model = ChurnModel(3)
    for seed in range(5):
        model.learn(*batch(seed=seed))
    for seed in range(25):
        model.learn(*batch(seed=seed, coefficients=(-1.5, -0.8, -0.6)))
    assert special.logit(model.chance(np.eye(3)))[1] == pytest.approx(-0.8 - 0.0, abs=0.15)


@pytest.mark.parametrize("left", [False, True])
def test_a_batch_of_which_nobody_or_everybody_left_gives_chances_between_zero_and_one(left):
    model = ChurnModel(3)
    x, _ = batch(50)
    model.learn(x, np.full(50, left))
    assert np.isfinite(model.chance(x)).all()
    assert ((model.chance(x) > 0) & (model.chance(x) < 1)).all()


def test_an_empty_batch_teaches_nothing():
    model = ChurnModel(3)
    model.learn(np.zeros((3, 0)), np.zeros(0, bool))
    assert model.seen == 0
    assert model.chance(np.eye(3)) == pytest.approx([0.5, 0.5, 0.5])
