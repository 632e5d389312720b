"""What all models of survival promise, whatever their form."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clv.survival import (
    BetaDiscreteWeibull,
    ConstantRetention,
    KaplanMeier,
    ShiftedBetaGeometric,
    Survival,
    SurvivalModel,
    Weibull,
)

LAWS = (ConstantRetention, Weibull, ShiftedBetaGeometric, BetaDiscreteWeibull)
MODELS = (KaplanMeier, *LAWS)
GIVEN = (
    ConstantRetention(0.9),
    Weibull(0.8, 9.0),
    Weibull(2.0, 12.0, location=2.0),
    ShiftedBetaGeometric(0.668, 3.806),
    BetaDiscreteWeibull(0.2593, 1.7226, 1.5844),
)

lives = st.lists(st.tuples(st.integers(1, 12), st.booleans(), st.integers(0, 40)), min_size=8, max_size=60)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_the_whole_face(model):
    promised = {name for name in (*vars(Survival), *vars(SurvivalModel)) if not name.startswith("_")}
    assert promised >= {"fit", "survival", "retention", "hazard", "sample", "interval", "parameters"}
    assert all(inspect.getdoc(getattr(model, name)) for name in promised if name != "log_likelihood")


@pytest.mark.parametrize("model", MODELS)
def test_counts_and_single_tenures_give_the_same_curve(model, survivors, individuals):
    at = np.arange(8)
    counted, single = model.fit_counts(survivors), model.fit(*individuals())
    assert counted.survival(at) == pytest.approx(single.survival(at), abs=1e-9)
    assert counted.log_likelihood == pytest.approx(single.log_likelihood)


@pytest.mark.parametrize("model", MODELS)
def test_entry_at_the_start_changes_nothing(model, individuals):
    durations, observed = individuals()
    with_entry, without = (
        model.fit(durations, observed, np.zeros(durations.size)),
        model.fit(durations, observed),
    )
    assert with_entry.parameters == without.parameters


@pytest.mark.parametrize("law", LAWS)
def test_interval_holds_its_estimate_and_is_wider_at_a_higher_level(law, survivors):
    fitted = law.fit_counts(survivors)
    for name, value in fitted.parameters.items():
        narrow, wide = fitted.interval(name, 0.5), fitted.interval(name)
        assert wide.low < narrow.low < value < narrow.high < wide.high
        assert narrow.estimate == value


@pytest.mark.parametrize("law", LAWS)
def test_all_censored_is_refused(law):
    with pytest.raises(ValueError, match="all are censored"):
        law.fit_counts([100, 100, 100])


@pytest.mark.parametrize("law", LAWS)
def test_durations_within_a_period_are_refused(law):
    with pytest.raises(ValueError, match="must be a whole number of periods"):
        law.fit([1.5, 2.0, 3.0], [True, True, False])


@pytest.mark.slow
@given(lives)
@settings(max_examples=20, deadline=None)
def test_no_law_is_more_likely_than_kaplan_meier_and_richer_ones_not_less(people):
    durations, observed, entry = map(np.array, zip(*people, strict=True))
    entry = entry % durations
    durations[:4], observed[:4], entry[:4] = (1, 2, 3, 12), True, 0
    observed[3] = False
    constant = ConstantRetention.fit(durations, observed, entry).log_likelihood
    highest = KaplanMeier.fit(durations, observed, entry).log_likelihood
    weibull = Weibull.fit(durations, observed, entry).log_likelihood
    sbg = ShiftedBetaGeometric.fit(durations, observed, entry).log_likelihood
    bdw = BetaDiscreteWeibull.fit(durations, observed, entry).log_likelihood
    assert constant - 1e-3 <= min(weibull, sbg) <= max(weibull, sbg) <= highest + 1e-9
    assert sbg - 1e-6 <= bdw <= highest + 1e-9


@pytest.mark.parametrize("law", GIVEN, ids=repr)
def test_survival_is_the_product_of_retention(law):
    at = np.arange(1, 30)
    assert np.cumprod(law.retention(at)) == pytest.approx(law.survival(at), rel=1e-9)
    assert np.exp(law.log_survival(at)) == pytest.approx(law.survival(at))


@pytest.mark.parametrize("law", GIVEN, ids=repr)
def test_sample_follows_the_law(law):
    durations = law.sample(200_000, np.random.default_rng(5))
    at = np.array([1, 2, 5, 10, 20])
    left = [(durations > t).mean() for t in at]
    assert left == pytest.approx(law.survival(at), abs=0.005)
    assert np.minimum(durations, 20).mean() == pytest.approx(law.expected_lifetime(20), rel=0.01)
    if not isinstance(law, Weibull):
        assert np.array_equal(durations, np.floor(durations))
        assert durations.min() == 1


@pytest.mark.parametrize("law", GIVEN, ids=repr)
def test_expected_lifetime_grows_with_the_horizon_from_0(law):
    lived = [law.expected_lifetime(horizon) for horizon in (0, 0.5, 1, 6, 60)]
    assert lived[0] == 0
    assert np.all(np.diff(lived) > 0)


@pytest.mark.parametrize(
    "model", [*GIVEN, KaplanMeier.fit([1, 2, 3], [True, True, True])], ids=lambda model: type(model).__name__
)
@pytest.mark.parametrize(
    ("question", "t", "message"),
    [
        ("survival", -1, "t is -1, but must be a finite number of at least 0"),
        ("survival", math.nan, "t is nan"),
        ("retention", 0.5, "t is 0.5, but must be a finite number of at least 1"),
        ("expected_lifetime", -1, "horizon is -1"),
    ],
)
def test_time_outside_its_range_is_named(model, question, t, message):
    with pytest.raises(ValueError, match=message):
        getattr(model, question)(t)


def test_longest_durations_that_are_drawn_are_finite():
    durations = BetaDiscreteWeibull(0.01, 1.0, 0.2).sample(1000, np.random.default_rng(1))
    assert np.all(np.isfinite(durations))
    assert durations.max() == 2**53


def test_law_whose_parameters_were_given_has_no_interval():
    with pytest.raises(ValueError, match="alpha has no interval: the parameters were not found by maximum"):
        ShiftedBetaGeometric(0.668, 3.806).interval("alpha")
