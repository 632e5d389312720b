"""The own margin for as long as Weibull's law and the shifted beta geometric let expect."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import special

from sim.clv.estimators.berger_nasr import berger_nasr
from sim.clv.estimators.dynamic_retention import shifted_beta_geometric, weibull
from sim.clv.estimators.estimator import discounts
from sim.clv.forecast_scores import estimator_scores

NAN = float("nan")
ALPHA, BETA, SHAPE, SCALE = 0.8, 8.0, 0.6, 20.0
both = pytest.mark.parametrize("method", [weibull, shifted_beta_geometric])


def exact(survival, tenure, horizon, discount_rate):
    """Return what one unit of margin a month is worth to those of a tenure, (n,)."""
    ahead = np.arange(horizon)
    return survival(tenure[:, None] + ahead) / survival(tenure)[:, None] @ discounts(horizon, discount_rate)


@pytest.fixture(scope="module")
def faithful_and_fickle(make_world):
    """Return a world in which each customer leaves with a chance of the own: many soon, some hardly ever."""
    rng = np.random.default_rng(7)
    lifetimes = rng.geometric(np.maximum(rng.beta(ALPHA, BETA, 30_000), 1e-9))
    return make_world(np.minimum(lifetimes, 10_000), 59, 48, profit=10.0)


def test_customers_who_leave_as_the_shifted_beta_geometric_says_are_worth_what_it_says(faithful_and_fickle):
    log = faithful_and_fickle.log
    known = exact(lambda t: special.beta(ALPHA, BETA + t) / special.beta(ALPHA, BETA), log.tenure, 36, 0.1)
    assert shifted_beta_geometric(log, 36, 0.1) == pytest.approx(10 * known, rel=0.02)


def test_customers_who_leave_as_weibulls_law_says_are_worth_what_it_says(make_world):
    draws = np.random.default_rng(9).weibull(SHAPE, 30_000) * SCALE
    log = make_world(np.ceil(draws).astype(int), 59, 48, profit=10.0).log
    known = exact(lambda t: np.exp(-((t / SCALE) ** SHAPE)), log.tenure, 36, 0.1)
    assert weibull(log, 36, 0.1) == pytest.approx(10 * known, rel=0.03)


def test_those_who_have_stayed_long_are_worth_more_than_a_constant_rate_says(faithful_and_fickle, realised):
    world = faithful_and_fickle
    came = realised(world, 10.0, 36, 0.1)
    for who, over in ((world.log.tenure > 48, False), (world.log.tenure < 6, True)):
        own, law, constant = (
            method(world.log, 36, 0.1)[who].mean() / came[who].mean() - 1
            for method in (shifted_beta_geometric, weibull, berger_nasr)
        )
        assert abs(own) < 0.05
        assert abs(law) < 0.15
        assert constant > 0.1 if over else constant < -0.1
        assert abs(own) < abs(law) < abs(constant)


def test_tenure_tells_who_will_stay(faithful_and_fickle, realised):
    world = faithful_and_fickle
    predictions = {
        "sbg": shifted_beta_geometric(world.log, 36, 0.1),
        "constant": berger_nasr(world.log, 36, 0.1),
    }
    scores = estimator_scores(pd.DataFrame(predictions), realised(world, 10.0, 36, 0.1)).set_index("method")
    assert scores.loc["sbg", "mean_absolute_error"] < scores.loc["constant", "mean_absolute_error"]
    assert scores.loc["sbg", "rank_correlation"] > 0.2
    assert scores.loc["constant", "rank_correlation"] == 0.0


@both
def test_a_customer_with_twice_the_margin_is_worth_twice(method, make_log):
    log = make_log(
        9,
        np.full(40, -1),
        np.where(np.arange(40) < 20, np.arange(40) % 8, NAN),
        profit=lambda who, tenure: np.where(who % 2, 20.0, 10.0),
    )
    values = method(log, 12, 0.1)
    assert values[1::2] == pytest.approx(2 * values[::2])


@both
def test_who_came_before_the_books_is_no_proof_that_all_stay_so_long(method, make_world):
    rng = np.random.default_rng(4)
    lifetimes = rng.geometric(0.05, 40_000)
    with_old = make_world(lifetimes, 35, 60).log
    without = make_world(lifetimes, 35).log
    newest = [method(log, 24, 0.1)[-1] for log in (with_old, without)]
    assert newest[0] == pytest.approx(newest[1], rel=0.04)


@both
def test_where_nobody_has_left_there_is_no_law(method, make_log):
    with pytest.raises(ValueError, match="must"):
        method(make_log(9, np.full(40, -1), np.full(40, NAN)), 12, 0.1)


@both
def test_newcomers_tell_nothing_about_leaving(method, make_log):
    start, end = np.full(40, -1), np.where(np.arange(40) < 20, np.arange(40) % 8, NAN)
    plain = make_log(9, start, end)
    more = make_log(9, np.r_[start, np.full(30, 9)], np.r_[end, np.full(30, NAN)])
    assert method(more, 12, 0.1)[:20] == pytest.approx(method(plain, 12, 0.1))
