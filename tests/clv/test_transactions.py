"""From a summary of purchases to lifetime value: BG/NBD, Pareto/NBD, Gamma-Gamma, and what they predict."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special

from sim.clv.time_unit import units_in
from sim.clv.transactions import (
    BgNbd,
    GammaGamma,
    ParetoNbd,
    customer_lifetime_value,
    expected_purchases,
    fit_bg_nbd,
    fit_gamma_gamma,
    fit_pareto_nbd,
    probability_alive,
    rfm_summary,
)

BG_NBD = BgNbd(0.2426, 4.4135, 0.7929, 2.4258, "week")
"""CDNOW, Fader, Hardie & Lee (2005), table 1."""
PARETO_NBD = ParetoNbd(0.553, 10.578, 0.606, 11.669, "week")
"""CDNOW, Fader, Hardie & Lee (2005)."""
GAMMA_GAMMA = GammaGamma(6.25, 3.74, 15.44)
"""CDNOW, Fader & Hardie (2013)."""

positive = st.floats(0.05, 20.0)
models = st.builds(BgNbd, positive, positive, positive, positive, st.just("week")) | st.builds(
    ParetoNbd, positive, positive, positive, positive, st.just("week")
)


@st.composite
def histories(draw, least_frequency=0):
    """Draw the summary of one customer that can be."""
    frequency, age = draw(st.integers(least_frequency, 60)), draw(st.floats(0.1, 200.0))
    recency = draw(st.floats(0.01, 1.0)) * age if frequency else 0.0
    return summary(frequency, recency, age)


def summary(frequency, recency, age, amount=None):
    columns = {"frequency": frequency, "recency": recency, "T": age}
    table = pd.DataFrame({name: np.atleast_1d(np.asarray(value, float)) for name, value in columns.items()})
    return table.assign(monetary_value=0.0 if amount is None else amount)


@pytest.fixture(scope="module")
def cdnow():
    """The CDNOW sample of 2,357 customers, a tenth of a cohort, which ships inside the package lifetimes."""
    found = importlib.util.find_spec("lifetimes")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the CDNOW sample is in the package lifetimes (extra `test`), which is not installed")
    file = Path(found.submodule_search_locations[0]) / "datasets" / "CDNOW_sample.txt"
    columns = ["number_of_master", "customer_id", "date", "cds", "amount"]
    transactions = pd.read_csv(file, sep=r"\s+", header=None, names=columns)
    transactions["date"] = pd.to_datetime(transactions["date"].astype(str), format="%Y%m%d")
    return rfm_summary(transactions, "customer_id", "date", "amount", "1997-09-30", "week")


# The published numbers


def test_the_cdnow_sample_has_its_published_size(cdnow):
    assert (len(cdnow), np.count_nonzero(cdnow["frequency"])) == (2357, 946)
    assert cdnow.loc[0, ["frequency", "recency", "T", "monetary_value"]].round(3).tolist() == [
        2,
        30.429,
        38.857,
        22.345,
    ]


def test_bg_nbd_returns_the_published_parameters(cdnow):
    fitted = fit_bg_nbd(cdnow, "week")
    assert list(fitted.parameters.values()) == pytest.approx([0.2426, 4.4135, 0.7929, 2.4258], abs=2e-4)
    assert round(fitted.log_likelihood, 2) == -9582.43
    assert fitted.at_bound == ()


def test_bg_nbd_returns_the_published_digits_from_weeks_rounded_as_published(cdnow):
    fitted = fit_bg_nbd(cdnow.round({"recency": 2, "T": 2}), "week")
    assert [round(value, 4) for value in fitted.parameters.values()] == [0.2426, 4.4135, 0.7929, 2.4258]


def test_pareto_nbd_returns_the_published_parameters(cdnow):
    fitted = fit_pareto_nbd(cdnow, "week")
    assert [round(value, 3) for value in fitted.parameters.values()] == [0.553, 10.578, 0.606, 11.669]
    assert round(fitted.log_likelihood, 1) == -9595.0


def test_gamma_gamma_returns_the_published_parameters(cdnow):
    fitted = fit_gamma_gamma(cdnow)
    assert [round(value, 2) for value in fitted.parameters.values()] == [6.25, 3.74, 15.44]
    assert (fitted.buyers, fitted.left_out) == (946, 0)


def test_whole_weeks_are_another_convention_with_other_numbers(cdnow):
    whole = cdnow[["frequency"]].assign(recency=np.ceil(cdnow["recency"]), T=np.ceil(cdnow["T"]))
    assert fit_bg_nbd(whole, "week").r != pytest.approx(0.2426, abs=1e-3)


def test_bg_nbd_predicts_the_published_purchases_of_the_first_customer():
    model = BgNbd(0.243, 4.414, 0.793, 2.426, "week")
    assert expected_purchases(model, summary(2, 30.43, 38.86), 39, "week") == pytest.approx(1.226, abs=5e-4)


def test_pareto_nbd_predicts_the_published_probabilities_and_purchases():
    model = ParetoNbd(0.5533971, 10.5801985, 0.6060625, 11.6562237, "week")
    alive = probability_alive(model, summary([0, 23], [0, 39], [39, 39]))
    assert alive == pytest.approx([0.2941633, 1.0], abs=5e-7)
    assert expected_purchases(model, summary(26, 30.86, 31), 52, "week") == pytest.approx(25.46, abs=5e-3)


def test_gamma_gamma_expects_the_mean_of_all_without_a_repeat_and_nearer_the_own_with_more():
    spend = GAMMA_GAMMA.expected_spend(
        summary([0, 1, 10, 1000], [0, 1, 1, 1], [2, 2, 2, 2], [0, 100, 100, 100])
    )
    assert spend[0] == pytest.approx(GAMMA_GAMMA.mean_spend()) == pytest.approx(6.25 * 15.44 / 2.74)
    assert np.all(np.diff(spend) > 0)
    assert spend[-1] == pytest.approx(100, rel=1e-3)


# Fitting


def bg_nbd_customers(model, ages, rng):
    """Return customers who behave as a BG/NBD model says, their purchases in ten time units more, and who is alive."""
    rate = rng.gamma(model.r, 1 / model.alpha, ages.size)
    deaths = rng.geometric(np.maximum(rng.beta(model.a, model.b, ages.size), 1e-12))
    time, frequency, recency, later = (np.zeros(ages.size) for _ in range(4))
    alive = np.arange(ages.size)
    for purchase in range(1, 10_000):
        time[alive] += rng.exponential(1 / np.maximum(rate[alive], 1e-12))
        alive = alive[time[alive] <= ages[alive] + 10.0]
        seen = alive[time[alive] <= ages[alive]]
        frequency[seen], recency[seen] = frequency[seen] + 1, time[seen]
        later[alive[time[alive] > ages[alive]]] += 1
        alive = alive[deaths[alive] > purchase]
        if alive.size == 0:
            break
    return summary(frequency, recency, ages), later, deaths > frequency


@pytest.fixture(scope="module")
def simulated():
    rng = np.random.default_rng(5)
    return bg_nbd_customers(BgNbd(0.8, 5.0, 0.6, 2.5, "week"), rng.uniform(10, 60, 40_000), rng)


def test_bg_nbd_finds_the_parameters_of_simulated_customers(simulated):
    fitted = fit_bg_nbd(simulated[0], "week")
    assert list(fitted.parameters.values()) == pytest.approx([0.8, 5.0, 0.6, 2.5], rel=0.1)


def test_simulated_customers_then_buy_as_expected_in_every_tenth_of_the_forecast(simulated):
    customers, later, _ = simulated
    expected = expected_purchases(BgNbd(0.8, 5.0, 0.6, 2.5, "week"), customers, 10, "week")
    tenth = pd.qcut(expected, 10, labels=False)
    forecast, bought = (np.bincount(tenth, x) / np.bincount(tenth) for x in (expected, later))
    error = np.sqrt(np.bincount(tenth, (later - expected) ** 2)) / np.bincount(tenth)
    assert np.all(np.abs(bought - forecast) < 4 * error)


def test_simulated_customers_die_as_often_as_the_probability_says(simulated):
    customers, _, alive = simulated
    probability = probability_alive(BgNbd(0.8, 5.0, 0.6, 2.5, "week"), customers)
    tenth = np.minimum((10 * probability).astype(int), 9)
    told, seen = (np.bincount(tenth, x) / np.bincount(tenth) for x in (probability, alive))
    assert seen == pytest.approx(told, abs=0.04)


@pytest.mark.parametrize("fit", [fit_bg_nbd, fit_pareto_nbd])
def test_equal_customers_are_as_good_as_counted_once(simulated, fit):
    some = simulated[0].head(500)
    twice = fit(pd.concat([some, some]), "week")
    once = fit(some, "week")
    assert list(twice.parameters.values()) == pytest.approx(list(once.parameters.values()), rel=1e-3)
    assert twice.log_likelihood == pytest.approx(2 * once.log_likelihood, rel=1e-9)


@pytest.mark.parametrize(("fit", "times"), [(fit_bg_nbd, ["alpha"]), (fit_pareto_nbd, ["alpha", "beta"])])
def test_a_fit_in_days_is_the_fit_in_weeks(simulated, fit, times):
    weeks = simulated[0].head(2000)
    days = weeks.assign(recency=7 * weeks["recency"], T=7 * weeks["T"])
    in_weeks, in_days = fit(weeks, "week"), fit(days, "day")
    for name, value in in_weeks.parameters.items():
        assert in_days.parameters[name] == pytest.approx(value * (7 if name in times else 1), rel=1e-3)
    same = [
        expected_purchases(model, table, 1, "year") for model, table in ((in_weeks, weeks), (in_days, days))
    ]
    assert same[0] == pytest.approx(same[1], rel=1e-3)


def test_customers_who_never_die_are_told_as_a_parameter_without_bounds():
    rng = np.random.default_rng(1)
    customers, *_ = bg_nbd_customers(BgNbd(2.0, 2.0, 1e-9, 1.0, "week"), np.full(300, 20.0), rng)
    fitted = fit_pareto_nbd(customers, "week")
    assert fitted.at_bound
    assert probability_alive(fitted, customers).min() > 0.99
    assert probability_alive(fit_bg_nbd(customers, "week"), customers).min() > 0.99


@pytest.mark.parametrize("fit", [fit_bg_nbd, fit_pareto_nbd])
@pytest.mark.parametrize(
    ("customers", "said"),
    [
        (summary([0, 0], [0, 0], [3, 4]), "none of 2 customers bought again"),
        (summary(1, 5, 3), "recency is 5 in row 0, but must be at most T"),
        (summary(0, 2, 3), "recency is 2 in row 0, but must be 0 without"),
        (summary([0, 1], [0, 0], [3, 3]), "recency is 0 in row 1, but must be above 0 with"),
        (summary(1.5, 2, 3), "frequency is 1.5 in row 0, but must be a whole number"),
        (summary(-1, 2, 3), "frequency is -1, but must be a finite number of at least 0"),
        (summary(1, 2, np.inf), "T is inf"),
        (summary(1, np.nan, 3), 'summary misses values of "recency"'),
        (summary([], [], []), "summary has 0 rows"),
        (pd.DataFrame({"frequency": [1]}), 'summary has no column "recency"'),
    ],
)
def test_histories_that_cannot_be_are_named(fit, customers, said):
    with pytest.raises(ValueError, match=said):
        fit(customers, "week")


@pytest.mark.parametrize(
    ("customers", "said"),
    [
        (summary(1, 1, 2, -3.0), "monetary_value is -3, but must be a finite number of at least 0"),
        (
            summary([1, 2], [1, 1], [2, 2], [4.0, 4.0]),
            "2 customers have repeat purchases with an amount above 0, but",
        ),
        (summary([0, 0], [0, 0], [2, 2]), "0 customers have repeat purchases"),
    ],
)
def test_spending_that_tells_nothing_is_named(customers, said):
    with pytest.raises(ValueError, match=said):
        fit_gamma_gamma(customers)


def test_customers_whose_repeats_were_free_are_left_out_and_counted():
    paying = summary([1, 2, 4, 3], [1] * 4, [2] * 4, [10.0, 20.0, 15.0, 12.0])
    with_gift = pd.concat([paying, summary(3, 1, 2, 0.0), summary(0, 0, 2, 0.0)])
    fitted = fit_gamma_gamma(with_gift)
    assert (fitted.buyers, fitted.left_out) == (4, 1)
    assert fitted.parameters == fit_gamma_gamma(paying).parameters


def test_a_parameter_that_cannot_be_is_named():
    with pytest.raises(ValueError, match="alpha is -1, but must be a finite number above 0"):
        BgNbd(1.0, -1.0, 1.0, 1.0, "week")
    with pytest.raises(ValueError, match="s is nan"):
        ParetoNbd(1.0, 1.0, float("nan"), 1.0, "week")
    with pytest.raises(ValueError, match=r"q is 0\.9, but must be above 1"):
        GammaGamma(2.0, 0.9, 10.0).mean_spend()
    with pytest.raises(ValueError, match=r"p × frequency \+ q is 0\.9, but must be above 1"):
        GammaGamma(2.0, 0.9, 10.0).expected_spend(summary(0, 0, 2))


# Properties of the predictions


@given(model=models, customer=histories())
def test_a_probability_lies_between_0_and_1(model, customer):
    assert 0 <= probability_alive(model, customer)[0] <= 1


@given(model=models, customer=histories(least_frequency=1), earlier=st.floats(0.05, 0.95))
def test_who_bought_lately_is_more_likely_alive(model, customer, earlier):
    before = customer.assign(recency=earlier * customer["recency"])
    assert probability_alive(model, before)[0] <= probability_alive(model, customer)[0] + 1e-12


@pytest.mark.slow
@given(model=models, customer=histories(), times=st.tuples(st.floats(0.1, 100), st.floats(0.1, 100)))
def test_expected_purchases_add_up_over_time_and_become_fewer(model, customer, times):
    def expected(time):
        return expected_purchases(model, customer, time, "week")[0]

    first, second = times
    ends = np.linspace(first, first + second, 5)
    steps = np.diff([expected(end) for end in ends])
    assert expected(first) + steps.sum() == pytest.approx(expected(first + second), rel=1e-9)
    assert np.all(steps >= -1e-9)
    assert np.all(np.diff(steps) <= 1e-9)
    assert expected(first + second) <= expected(first) + expected(second) + 1e-9
    assert expected(0) == 0


@given(customer=histories(), time=st.floats(0.1, 100))
def test_without_deaths_expected_purchases_are_rate_times_time(customer, time):
    expected = (2.0 + customer["frequency"]) / (3.0 + customer["T"]) * time
    for model in (BgNbd(2.0, 3.0, 1e-10, 5.0, "week"), ParetoNbd(2.0, 3.0, 1e-10, 5.0, "week")):
        alive = probability_alive(model, customer)
        assert expected_purchases(model, customer, time, "week") == pytest.approx(expected * alive, rel=1e-6)


@settings(max_examples=40)
@given(
    r=positive,
    alpha=positive,
    a=st.floats(0.4, 300) | st.sampled_from([1.0, 1.0 + 1e-9, 0.999]),
    b=st.floats(0.4, 300),
    customer=histories(),
    time=st.floats(0.1, 2000),
)
def test_bg_nbd_expects_what_the_mean_over_the_chance_to_die_is(r, alpha, a, b, customer, time):
    x, age = (float(customer[name].iloc[0]) for name in ("frequency", "T"))
    logit = np.arange(-90, 90, 0.01)
    p = special.expit(logit)
    density = np.exp(
        a * special.log_expit(logit) + (b + x) * special.log_expit(-logit) - special.betaln(a, b + x)
    )
    mean = density @ (-np.expm1(-(r + x) * np.log1p(p * time / (alpha + age))) / p) / density.sum()
    model = BgNbd(r, alpha, a, b, "week")
    expected = expected_purchases(model, customer, time, "week") / probability_alive(model, customer)
    assert expected[0] == pytest.approx(mean, rel=1e-6, abs=1e-8)


@given(
    model=st.builds(ParetoNbd, positive, positive, positive, positive, st.just("week")), customer=histories()
)
def test_pareto_nbd_agrees_with_its_published_form(model, customer):
    r, alpha, s, beta = model.parameters.values()
    x, recency, age = (float(customer[name].iloc[0]) for name in ("frequency", "recency", "T"))
    big, small, second = (alpha, beta, s + 1) if alpha >= beta else (beta, alpha, r + x)

    def term(time):
        z = (big - small) / (big + time)
        return special.hyp2f1(r + s + x, second, r + s + x + 1, z) * ((alpha + age) / (big + time)) ** (
            r + s + x
        )

    between = term(recency) - term(age)
    assume(np.isfinite(between))
    odds = s / (r + s + x) * ((beta + age) / (alpha + age)) ** s * between
    assert probability_alive(model, customer)[0] == pytest.approx(1 / (1 + odds), rel=1e-5, abs=1e-9)


# Lifetime value


def value_of(model, customers, **changed):
    terms = {
        "horizon": 1,
        "horizon_unit": "year",
        "discount_rate": 0.1,
        "discount_rate_unit": "year",
    } | changed
    return customer_lifetime_value(model, GAMMA_GAMMA, customers, **terms)


def test_value_is_margin_times_spend_times_purchases_without_discount():
    customer = summary(2, 30.43, 38.86, 22.35)
    purchases = expected_purchases(BG_NBD, customer, 52, "week")
    worth = value_of(BG_NBD, customer, horizon=52, horizon_unit="week", discount_rate=0, margin=0.3)
    assert worth == pytest.approx(0.3 * GAMMA_GAMMA.expected_spend(customer) * purchases, rel=1e-12)


@pytest.mark.slow
@settings(max_examples=25)
@given(model=models, customer=histories(), rate=st.floats(0.01, 3.0))
def test_each_purchase_is_discounted_when_it_is_made(model, customer, rate):
    force = np.log1p(rate) * 7 / 365.25

    weeks = np.arange(0, 100.5, 0.5)
    bought = np.diff([expected_purchases(model, customer, float(week), "week")[0] for week in weeks])
    least, most = (bought @ np.exp(-force * paid) for paid in (weeks[1:], weeks[:-1]))
    worth = value_of(model, customer, horizon=100, horizon_unit="week", discount_rate=rate)
    purchases = (worth / GAMMA_GAMMA.expected_spend(customer))[0]
    assert least * (1 - 1e-9) <= purchases <= most * (1 + 1e-9)


def test_a_long_horizon_gives_the_published_closed_form_of_discounted_residual_transactions():
    r, alpha, s, beta = 0.5629966, 12.5590370, 0.4081095, 10.5148048
    force, x, recency, age = 0.0027, 7.0, 35.0, 77.86
    customer, model = summary(x, recency, age, 30.0), ParetoNbd(r, alpha, s, beta, "week")
    worth = value_of(
        model, customer, horizon=300, discount_rate=np.expm1(force), discount_rate_unit="week"
    ) / GAMMA_GAMMA.expected_spend(customer)
    log_alive = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    log_likelihood = log_alive - np.log(probability_alive(model, customer))
    z = force * (beta + age)
    closed = np.exp((s - 1) * np.log(force) - (r + x + 1) * np.log(alpha + age) - log_likelihood)
    assert worth == pytest.approx((r + x) * closed * special.hyperu(s, s, z), rel=1e-6)


def test_units_do_not_change_the_value():
    customer = summary(2, 30.43, 38.86, 22.35)
    in_days = BgNbd(BG_NBD.r, 7 * BG_NBD.alpha, BG_NBD.a, BG_NBD.b, "day")
    days = customer.assign(recency=7 * customer["recency"], T=7 * customer["T"])
    monthly = 1.1 ** (1 / 12) - 1
    expected = value_of(BG_NBD, customer)
    assert value_of(in_days, days) == pytest.approx(expected, rel=1e-9)
    assert value_of(BG_NBD, customer, horizon=12, horizon_unit="M") == pytest.approx(expected, rel=1e-9)
    same = value_of(BG_NBD, customer, discount_rate=monthly, discount_rate_unit="month")
    assert same == pytest.approx(expected, rel=1e-9)
    assert units_in("year", "month") == pytest.approx(12)


def test_payment_at_the_end_of_periods_is_the_sum_over_them():
    customer = summary(2, 30.43, 38.86, 22.35)
    monthly = BgNbd(0.4, 3.0, 0.8, 2.5, "month")
    bought = np.diff([expected_purchases(monthly, customer, k, "month")[0] for k in range(7)])
    expected = GAMMA_GAMMA.expected_spend(customer) * (bought @ 1.02 ** -np.arange(1, 7))
    terms = {"horizon": 6, "horizon_unit": "month", "discount_rate": 0.02, "discount_rate_unit": "month"}
    late = value_of(monthly, customer, payment="period_end", **terms)
    assert late == pytest.approx(expected, rel=1e-12)
    at_once = value_of(monthly, customer, **terms)
    assert late[0] < at_once[0] < 1.02 * late[0]


@settings(max_examples=25)
@given(model=models, customer=histories(), rates=st.tuples(st.floats(0, 2), st.floats(0, 2)))
def test_a_higher_discount_rate_or_a_shorter_horizon_is_worth_less(model, customer, rates):
    low, high = sorted(rates)
    assert value_of(model, customer, discount_rate=high)[0] <= value_of(model, customer, discount_rate=low)[
        0
    ] * (1 + 1e-9)
    assert value_of(model, customer, horizon=0.5)[0] <= value_of(model, customer)[0] * (1 + 1e-9)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"horizon": 0}, "horizon is 0, but must be a finite number above 0"),
        ({"horizon": np.inf}, "horizon is inf"),
        ({"horizon_unit": "months"}, 'horizon_unit is "months", but must be one of day, week, month, year'),
        ({"discount_rate": -1}, "discount_rate is -1, but must be a finite number above -1"),
        ({"discount_rate": np.nan}, "discount_rate is nan"),
        ({"discount_rate_unit": "q"}, 'discount_rate_unit is "q"'),
        ({"margin": 0}, "margin is 0, but must be above 0 and at most 1"),
        ({"margin": 30}, "margin is 30"),
        ({"payment": "later"}, 'payment is "later", but must be one of at_purchase, period_end'),
        (
            {"payment": "period_end", "horizon": 1.5, "horizon_unit": "week"},
            "horizon is 1.5 weeks, but must be a whole",
        ),
        ({"horizon": 1e5, "discount_rate": -0.999}, "customer_lifetime_value comes to"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_terms_that_cannot_be_are_named(changed, said):
    with pytest.raises(ValueError, match=said):
        value_of(BG_NBD, summary(2, 30.43, 38.86, 22.35), **changed)
