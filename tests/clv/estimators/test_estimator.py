"""What all estimators have in common: one face, one convention, and nothing but the log."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.clv.closed_form import constant_retention_clv
from sim.clv.estimators import ESTIMATORS, Estimator
from sim.clv.estimators.estimator import discounts, monthly
from sim.clv.firm_log import FirmLog

every = pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda estimator: estimator.name)
BY_SURVIVAL = ("dwyer", "berger_nasr", "weibull", "shifted_beta_geometric", "stage_markov")


def test_eight_methods_take_part():
    assert [(estimator.name, estimator.label) for estimator in ESTIMATORS] == [
        ("dwyer", "Dwyer"),
        ("berger_nasr", "Berger–Nasr"),
        ("weibull", "Weibull dynamic retention"),
        ("shifted_beta_geometric", "sBG"),
        ("stage_markov", "Stage Markov chain"),
        ("bg_nbd_gamma_gamma", "BG/NBD + Gamma-Gamma"),
        ("rfm_regression", "RFM regression"),
        ("past_value", "Past value"),
    ]
    assert all(estimator.source for estimator in ESTIMATORS)


@every
def test_everybody_who_lasts_gets_one_value(estimator, lively):
    values = estimator.predict(lively, 24, 0.1)
    assert values.name == estimator.name
    assert values.index.equals(lively.current)
    assert np.isfinite(values).all()


@every
def test_who_is_called_what_changes_nobodys_value(estimator, lively):
    rng = np.random.default_rng(8)
    ids = lively.relationships.index
    renamed = pd.Series(rng.permutation(ids.size) + 1000, index=ids)
    relationships = lively.relationships.set_axis(renamed.to_numpy()).sort_index()
    activity = lively.activity.assign(
        relationship_id=renamed.loc[lively.activity["relationship_id"]].to_numpy()
    )
    activity = activity.sort_values(["relationship_id", "month"])
    values = estimator.predict(lively, 12, 0.1)
    again = estimator.predict(FirmLog(lively.month, relationships, activity), 12, 0.1)
    assert again.loc[renamed.loc[values.index]].to_numpy() == pytest.approx(values.to_numpy(), rel=1e-4)


@every
def test_in_another_currency_values_are_as_many_times_higher(estimator, lively):
    money = lively.activity[["revenue", "programme", "profit"]]
    doubled = FirmLog(lively.month, lively.relationships, lively.activity.assign(**(2.0 * money)))
    values, twice = (estimator.predict(log, 24, 0.1) for log in (lively, doubled))
    assert twice.to_numpy() == pytest.approx(2.0 * values.to_numpy(), rel=1e-3, abs=1e-6)


@every
def test_later_money_is_worth_less(estimator, lively):
    values = [estimator.predict(lively, 24, rate).mean() for rate in (-0.1, 0.0, 0.1, 0.5)]
    assert np.all(np.diff(values) < 0)


@every
def test_the_log_is_only_read(estimator, lively):
    before = lively.relationships.copy(), lively.activity.copy()
    estimator.predict(lively, 12, 0.1)
    pd.testing.assert_frame_equal(lively.relationships, before[0])
    pd.testing.assert_frame_equal(lively.activity, before[1])


@every
def test_without_customers_there_are_no_values(estimator, make_log):
    values = estimator.predict(make_log(5, [0, 1], [3, 4]), 12, 0.1)
    assert values.empty
    assert values.dtype == float


@every
def test_a_log_in_which_nobody_has_lived_a_month_says_so(estimator, make_log):
    with pytest.raises(ValueError, match="must"):
        estimator.predict(make_log(4, [4, 4], [np.nan, np.nan]), 12, 0.1)


@every
@pytest.mark.parametrize(
    ("horizon", "rate", "said"),
    [
        (0, 0.1, "horizon is 0, but must be a whole number of at least 1"),
        (1.5, 0.1, r"horizon is 1\.5, but must be a whole number"),
        (12, -1.0, "discount_rate is -1, but must be a finite number above -1"),
        (12, np.nan, "discount_rate is nan"),
    ],
)
def test_terms_that_cannot_be_are_named(estimator, lively, horizon, rate, said):
    with pytest.raises(ValueError, match=said):
        estimator.predict(lively, horizon, rate)


def test_a_value_that_is_not_finite_is_an_error(lively):
    broken = Estimator(
        "broken", "Broken", "nobody", lambda log, horizon, rate: np.full(log.current.size, np.nan)
    )
    with pytest.raises(ValueError, match="the value by Broken comes to nan, but must be finite"):
        broken.predict(lively, 12, 0.1)


def test_a_year_of_monthly_discounts_is_one_of_the_year():
    assert discounts(24, 0.21)[[11, 23]] == pytest.approx([1 / 1.21, 1 / 1.21**2])
    assert (1 + monthly(0.21)) ** 12 == pytest.approx(1.21)
    assert discounts(3, 0.0).tolist() == [1, 1, 1]


@pytest.mark.parametrize("name", BY_SURVIVAL)
def test_with_a_constant_chance_to_leave_and_one_margin_all_agree_with_the_closed_form(name, make_world):
    lifetimes = np.random.default_rng(1).geometric(0.03, 40_000)
    world = make_world(lifetimes, 47, 24, programme=0.0, profit=10.0)
    estimator = next(estimator for estimator in ESTIMATORS if estimator.name == name)
    values = estimator.predict(world.log, 36, 0.1)
    exact = constant_retention_clv(10.0, 0.97, monthly(0.1), "period_end", periods=36)
    assert values.mean() == pytest.approx(exact, rel=0.02)
    if name != "dwyer":  # whose years of 36 months and more rest on few
        assert values.to_numpy() == pytest.approx(np.full(values.size, exact), rel=0.04)
