"""What customers may do: the chance to buy at all, simulated futures, and intervals that cover what comes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.business.future import probability_buying, simulated_purchases, simulated_spending
from sim.business.uncertainty import Uncertainty
from sim.clv.transactions import (
    BgNbd,
    GammaGamma,
    ParetoNbd,
    expected_purchases,
    fit_bg_nbd,
    fit_gamma_gamma,
    probability_alive,
)

positive = st.floats(0.1, 10.0)
models = st.builds(BgNbd, positive, positive, positive, positive, st.just("week")) | st.builds(
    ParetoNbd, positive, positive, positive, positive, st.just("week")
)
MODELS = [
    BgNbd(0.2426, 4.4135, 0.7929, 2.4258, "week"),
    BgNbd(2.0, 8.0, 0.4, 3.0, "week"),
    ParetoNbd(0.553, 10.578, 0.606, 11.669, "week"),
    ParetoNbd(2.0, 8.0, 1.5, 40.0, "week"),
]


def summary(frequency, recency, age, amount=0.0):
    columns = {"frequency": frequency, "recency": recency, "T": age, "monetary_value": amount}
    return pd.DataFrame({name: np.atleast_1d(np.asarray(value, float)) for name, value in columns.items()})


@st.composite
def customers(draw):
    frequency, age = draw(st.integers(0, 40)), draw(st.floats(0.5, 150.0))
    return summary(frequency, draw(st.floats(0.01, 1.0)) * age if frequency else 0.0, age)


@given(models, customers(), st.floats(0.0, 200.0), st.floats(0.0, 200.0))
def test_the_chance_to_buy_is_below_that_of_being_alive_and_the_purchases_expected(
    model, customer, one, other
):
    alive = probability_alive(model, customer)[0]
    soon, late = (probability_buying(model, customer, time, "week")[0] for time in sorted((one, other)))
    assert 0 <= soon <= late + 1e-12
    assert late <= alive + 1e-12
    assert late <= expected_purchases(model, customer, max(one, other), "week")[0] + 1e-9


@given(models, customers())
def test_hardly_any_time_brings_as_many_buyers_as_purchases(model, customer):
    expected = expected_purchases(model, customer, 1e-4, "week")[0]
    assume(expected > 1e-9)
    assert probability_buying(model, customer, 1e-4, "week")[0] == pytest.approx(expected, rel=5e-2)


@given(positive, positive, st.integers(0, 40), st.floats(0.5, 150.0), st.floats(0.1, 100.0))
def test_who_cannot_die_buys_as_if_only_the_rate_were_unknown(r, alpha, x, age, time):
    immortal = ParetoNbd(r, alpha, 1e-15, 1e15, "week")
    customer = summary(x, age if x else 0.0, age)
    bought = 1 - ((alpha + age) / (alpha + age + time)) ** (r + x)
    assert probability_buying(immortal, customer, time, "week")[0] == pytest.approx(bought, rel=1e-6)
    loyal = BgNbd(r, alpha, 1e-9, 1e3, "week")
    assert probability_buying(loyal, customer, time, "week")[0] == pytest.approx(bought, rel=1e-6)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("history", [(0, 0, 30), (2, 28, 39), (8, 20, 60)])
def test_simulated_futures_agree_with_the_closed_forms(model, history):
    many = pd.concat([summary(*history)] * 60_000, ignore_index=True)
    bought = simulated_purchases(model, many, 52, "week", np.random.default_rng(1))
    one = summary(*history)
    share = probability_buying(model, one, 52, "week")[0]
    assert (bought > 0).mean() == pytest.approx(
        share, abs=4 * np.sqrt(share * (1 - share) / len(many)) + 1e-9
    )
    mean = expected_purchases(model, one, 52, "week")[0]
    assert bought.mean() == pytest.approx(mean, abs=4 * bought.std() / np.sqrt(len(many)) + 1e-9)


def test_simulated_spending_agrees_with_the_expected_spend():
    model = GammaGamma(6.25, 3.74, 15.44)
    many = pd.concat([summary(2, 20, 30, 22.35)] * 100_000, ignore_index=True)
    spent = simulated_spending(model, many, np.full(len(many), 3.0), np.random.default_rng(1))
    expected = 3 * model.expected_spend(many.iloc[:1])[0]
    assert spent.mean() == pytest.approx(expected, abs=4 * spent.std() / np.sqrt(len(many)))
    assert not simulated_spending(model, many, np.zeros(len(many)), np.random.default_rng(1)).any()


def test_a_model_that_is_not_known_is_refused():
    class Other(BgNbd.__base__):  # type: ignore[misc]
        time_unit, parameters = "week", {}

        def probability_alive(self, of):
            return np.ones(of.T.size)

        _purchases_if_alive = _start = _log_likelihood_of = None

    with pytest.raises(ValueError, match="must be BG/NBD or Pareto/NBD"):
        probability_buying(Other(), summary(1, 2, 3), 4, "week")


def lived(rng, customers, until=52.0, ahead=52.0):
    """Return histories of customers of a BG/NBD and Gamma-Gamma world, and their purchases in the time after."""
    rows, later = [], 0
    first = rng.uniform(0, 0.8 * until, customers)
    rate, leave = rng.gamma(0.6, 1 / 6, customers), rng.beta(0.8, 3, customers)
    for n in range(customers):
        times, at = [], first[n]
        while True:
            at += rng.exponential(1 / rate[n])
            if at > until + ahead:
                break
            times.append(at)
            if rng.random() < leave[n]:
                break
        before = [time for time in times if time <= until]
        later += len(times) - len(before)
        rows.append((len(before), before[-1] - first[n] if before else 0.0, until - first[n]))
    return pd.DataFrame(rows, columns=["frequency", "recency", "T"]).assign(monetary_value=0.0), later


def interval_of(model, histories, ahead=52.0):
    return Uncertainty.of(model, None, histories).interval(
        float(expected_purchases(model, histories, ahead, "week").sum()),
        lambda purchases, _, some: expected_purchases(purchases, some, ahead, "week"),
        lambda some, rng: simulated_purchases(model, some, ahead, "week", rng),
    )


@pytest.mark.slow
def test_intervals_cover_what_comes_about_as_often_as_they_say():
    covered, rounds = 0, 40
    for seed in range(rounds):
        histories, later = lived(np.random.default_rng(seed), 250)
        found = interval_of(fit_bg_nbd(histories, "week"), histories)
        covered += found.low <= later <= found.high
    assert covered >= 34  # 38 expected; fewer than 34 in one of 40 worlds


def test_more_customers_are_predicted_more_narrowly():
    widths = []
    for customers in (200, 3000):
        histories, _ = lived(np.random.default_rng(1), customers)
        found = interval_of(fit_bg_nbd(histories, "week"), histories)
        widths.append(found.high / found.low)
    assert widths[1] < 1 + (widths[0] - 1) / 2


def test_without_an_expectation_there_is_no_interval():
    histories, _ = lived(np.random.default_rng(1), 200)
    model = fit_bg_nbd(histories, "week")
    found = Uncertainty.of(model, None, histories).interval(
        0.0, lambda *_: np.zeros(200), lambda *_: np.zeros(200)
    )
    assert (found.low, found.high) == (None, None)


def test_money_varies_with_the_parameters_of_spending_too():
    rng = np.random.default_rng(1)
    histories, _ = lived(rng, 400)
    spent = 6.25 * 15.44 / rng.gamma(3.74, size=400) * rng.gamma(6.25, size=400) / 6.25
    histories["monetary_value"] = np.where(histories["frequency"] > 0, spent, 0.0)
    model, spending = fit_bg_nbd(histories, "week"), fit_gamma_gamma(histories)
    uncertainty = Uncertainty.of(model, spending, histories)
    assert len({found.p for _, found in uncertainty.others}) > 100
    assert all(found is not None for _, found in uncertainty.others)
