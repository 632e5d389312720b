"""The same cohort under a constant rate, laws of survival, and as it was."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clv.survival import (
    ConstantRetention,
    KaplanMeier,
    ShiftedBetaGeometric,
    Weibull,
    retention_comparison,
)


def cohort(law, n=40_000, until=24, seed=1):
    """Return durations and whether the end was seen of a cohort that follows a law."""
    durations = np.ceil(law.sample(n, np.random.default_rng(seed)))
    return np.minimum(durations, until), durations <= until


def test_published_cohort_is_promised_too_much_until_the_sixth_year(individuals, survivors):
    comparison = retention_comparison(*individuals())
    table = comparison.table
    assert table["period"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert table["at_risk"].tolist() == list(survivors[:-1])
    assert table["kaplan_meier"].to_numpy() == pytest.approx(np.array(survivors[1:]) / 1000)
    assert table["constant"].to_numpy() == pytest.approx((1 - 509 / 4926) ** np.arange(1, 8))
    assert np.all(table["constant_error"][:6] > 0)
    assert table["constant_error"].iloc[6] < 0
    assert comparison.crossing == 7
    assert comparison.reverse_crossing is None


def test_models_are_those_fitted_to_the_same_cohort(individuals, survivors):
    models = retention_comparison(*individuals()).models
    assert models["constant"] == ConstantRetention.fit_counts(survivors)
    assert models["weibull"] == Weibull.fit_counts(survivors)
    assert models["shifted_beta_geometric"] == ShiftedBetaGeometric.fit_counts(survivors)


def test_errors_are_law_less_kaplan_meier(individuals):
    table = retention_comparison(*individuals()).table
    for law in ("constant", "weibull", "shifted_beta_geometric"):
        error = (table[law] - table["kaplan_meier"]).to_numpy()
        assert table[f"{law}_error"].to_numpy() == pytest.approx(error)


def test_falling_hazard_is_promised_too_much_early_and_too_little_late():
    comparison = retention_comparison(*cohort(Weibull(0.6, 15.0)))
    error = comparison.table["constant_error"].to_numpy()
    assert comparison.reverse_crossing is None
    assert np.all(error[: comparison.crossing - 1] > 0)
    assert np.all(error[comparison.crossing - 1 :] < 0)


def test_rising_hazard_is_promised_too_little_early_and_too_much_late():
    comparison = retention_comparison(*cohort(Weibull(1.8, 15.0)))
    error = comparison.table["constant_error"].to_numpy()
    assert comparison.crossing is None
    assert np.all(error[: comparison.reverse_crossing - 1] < 0)
    assert np.all(error[comparison.reverse_crossing - 1 :] > 0)


def test_constant_hazard_is_promised_what_it_gives():
    comparison = retention_comparison(*cohort(ConstantRetention(0.93), n=100_000))
    assert np.abs(comparison.table["constant_error"]).max() < 0.01


def test_periods_compared_alone_decide_the_fit():
    durations, observed = cohort(Weibull(0.6, 15.0))
    comparison = retention_comparison(durations, observed, periods=12)
    censored = np.minimum(durations, 12), observed & (durations <= 12)
    assert len(comparison.table) == 12
    assert comparison.models["constant"] == ConstantRetention.fit(*censored)
    assert comparison.models["weibull"] == Weibull.fit(*censored)


def test_mean_of_rates_counts_each_period_alike(individuals, survivors):
    comparison = retention_comparison(*individuals(), comparator="mean_of_rates")
    rates = np.array(survivors[1:]) / survivors[:-1]
    assert comparison.models["constant"].retention_rate == pytest.approx(rates.mean())


def test_rate_of_the_first_year_promises_too_little_from_the_start_if_the_hazard_falls():
    durations, observed = cohort(Weibull(0.6, 15.0))
    comparison = retention_comparison(durations, observed, comparator_periods=1)
    assert comparison.models["constant"].retention_rate == pytest.approx(np.mean(durations > 1))
    assert comparison.crossing is None
    assert np.all(comparison.table["constant_error"][1:] < 0)


def test_late_entry_is_allowed_for():
    luck = np.random.default_rng(3)
    whole, entry = np.ceil(Weibull(0.7, 20.0).sample(60_000, luck)), luck.integers(0, 24, 60_000)
    seen = whole > entry
    durations, observed, entry = np.minimum(whole, 36)[seen], (whole <= 36)[seen], entry[seen]
    comparison = retention_comparison(durations, observed, entry)
    assert comparison.table["kaplan_meier"].to_numpy() == pytest.approx(
        Weibull(0.7, 20.0).survival(np.arange(1, 37)), abs=0.02
    )
    assert np.abs(comparison.table["weibull_error"]).max() < 0.02
    curve = KaplanMeier.fit(durations, observed, entry)
    assert comparison.table["at_risk"].tolist() == curve.at_risk(np.arange(1, 37)).tolist()


def test_rate_of_tenures_that_entered_late_promises_too_much_throughout_but_that_of_their_cohort_does_not():
    luck = np.random.default_rng(3)
    whole, entry = np.ceil(Weibull(0.7, 20.0).sample(60_000, luck)), luck.integers(0, 24, 60_000)
    seen = whole > entry
    late = np.minimum(whole, 36)[seen], (whole <= 36)[seen], entry[seen]
    assert np.all(retention_comparison(*late).table["constant_error"] > 0)
    of_cohort = retention_comparison(*late, comparator="likeliest_of_cohort")
    followed = retention_comparison(np.minimum(whole, 36), whole <= 36)
    assert of_cohort.models["constant"].retention_rate == pytest.approx(
        followed.models["constant"].retention_rate, abs=0.002
    )
    assert abs(of_cohort.crossing - followed.crossing) <= 2


def test_rate_of_the_cohort_is_the_likeliest_where_all_were_followed_throughout(individuals):
    likeliest, of_cohort = (
        retention_comparison(*individuals(), comparator=name).models["constant"].retention_rate
        for name in ("likeliest", "likeliest_of_cohort")
    )
    assert of_cohort == pytest.approx(likeliest)


def test_period_in_which_nobody_was_followed_is_named():
    with pytest.raises(ValueError, match="nobody was followed in period 4"):
        retention_comparison([1, 2, 3], [True, True, False], periods=5)
    with pytest.raises(ValueError, match="nobody was followed in period 1"):
        retention_comparison([2, 3, 4], [True, True, False], [1, 1, 1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"comparator": "median"},
            'comparator is "median", but must be one of likeliest, likeliest_of_cohort, mean_of_rates',
        ),
        ({"periods": 1}, "periods is 1, but must be a whole number of at least 2"),
        ({"comparator_periods": 0}, "comparator_periods is 0, but must be a whole number of at least 1"),
    ],
)
def test_option_outside_its_range_is_named(individuals, options, message):
    with pytest.raises(ValueError, match=message):
        retention_comparison(*individuals(), **options)
