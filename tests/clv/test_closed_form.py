"""Closed forms of CLV: published numbers, the sums they stand for, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.closed_form import (
    Response,
    acquisition_retention_optimum,
    berger_nasr_clv,
    clv_elasticities,
    constant_retention_clv,
    margin_multiple,
    profit_path_clv,
)

money = st.floats(-1e4, 1e4)
income = st.floats(0.01, 1e4)
retention = st.floats(0, 0.99)
interest = st.floats(0.001, 1)
horizon = st.integers(0, 60)
NAN, INF = float("nan"), float("inf")


# Constant retention


@pytest.mark.parametrize(
    ("first_payment", "value"), [("now", 350), ("after_renewal", 250), ("period_end", 312.5)]
)
def test_the_three_conventions_give_the_numbers_of_fader_and_hardie(first_payment, value):
    assert constant_retention_clv(100, 0.8, 0.12, first_payment) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("rate", "multiples"), [(0.6, [1.20, 1.15, 1.11, 1.07]), (0.8, [2.67, 2.50, 2.35, 2.22])]
)
def test_margin_multiples_are_those_of_gupta_and_lehmann(rate, multiples):
    assert np.round(margin_multiple(rate, [0.10, 0.12, 0.14, 0.16]), 2).tolist() == multiples


@given(m=money, r=retention, d=interest)
def test_paying_now_is_worth_a_margin_more_than_after_renewal_and_a_period_of_interest_more_than_at_its_end(
    m, r, d
):
    now, later, end = (
        constant_retention_clv(m, r, d, when) for when in ("now", "after_renewal", "period_end")
    )
    assert now == pytest.approx(later + m, rel=1e-9, abs=1e-9)
    assert now == pytest.approx((1 + d) * end, rel=1e-9, abs=1e-9)


@given(m=money, r=retention, d=interest, n=horizon)
def test_the_conventions_go_together_within_a_finite_horizon_too(m, r, d, n):
    now, later = (constant_retention_clv(m, r, d, when, periods=n) for when in ("now", "after_renewal"))
    end = constant_retention_clv(m, r, d, "period_end", periods=n + 1)
    assert now == pytest.approx(later + m, rel=1e-9, abs=1e-8)
    assert now == pytest.approx((1 + d) * end, rel=1e-9, abs=1e-8)


@given(m=money, r=retention, d=st.floats(-0.5, 1), g=st.floats(-0.5, 0.5), n=horizon)
def test_a_finite_horizon_is_the_sum_of_its_payments(m, r, d, g, n):
    t = np.arange(n + 1.0)
    later = t[1:]
    sums = {
        "now": np.sum(m * (r * (1 + g) / (1 + d)) ** t),
        "after_renewal": np.sum(m * r**later * (1 + g) ** (later - 1) / (1 + d) ** later),
        "period_end": np.sum(m * r ** (later - 1) * (1 + g) ** (later - 1) / (1 + d) ** later),
    }
    for when, total in sums.items():
        found = constant_retention_clv(m, r, d, when, growth=g, periods=n)
        assert found == pytest.approx(total, rel=1e-7, abs=1e-7)


@given(m=money, r=retention, d=interest, when=st.sampled_from(["now", "after_renewal", "period_end"]))
def test_a_long_horizon_becomes_an_infinite_one(m, r, d, when):
    endless = constant_retention_clv(m, r, d, when)
    assert constant_retention_clv(m, r, d, when, periods=20_000) == pytest.approx(endless, rel=1e-7, abs=1e-7)


@given(m=income, r=retention, d=interest, when=st.sampled_from(["now", "after_renewal", "period_end"]))
def test_no_customer_is_worth_more_than_one_who_hardly_ever_leaves(m, r, d, when):
    assert constant_retention_clv(m, r, d, when) <= constant_retention_clv(m, 1 - 1e-9, d, when)


@given(r=retention, d=interest, g=st.floats(-0.5, 0.5))
def test_growth_acts_as_a_retention_that_is_as_much_higher(r, d, g):
    if r * (1 + g) < min(1, 1 + d) - 1e-6:
        grown = constant_retention_clv(100, r, d, growth=g)
        assert grown == pytest.approx(constant_retention_clv(100, r * (1 + g), d), rel=1e-9)


def test_payments_that_neither_grow_nor_shrink_add_up():
    assert constant_retention_clv(10, 0.5, 0.0, growth=1.0, periods=9) == 100


def test_customers_are_valued_together_as_one_by_one():
    rates = np.array([0.5, 0.8, 0.9])
    together = constant_retention_clv([100, 50, 20], rates, 0.1)
    assert together.tolist() == [
        constant_retention_clv(m, r, 0.1) for m, r in zip((100, 50, 20), rates, strict=True)
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((100, 1.0, 0.1), r"retention is 1, but must be in \[0, 1\)"),
        ((100, -0.1, 0.1), r"retention is -0.1, but"),
        ((100, NAN, 0.1), r"retention is nan, but"),
        ((100, 0.8, -1.0), r"discount_rate is -1, but must be a finite number above -1"),
        ((INF, 0.8, 0.1), r"margin is inf, but must be a finite number"),
        (("a lot", 0.8, 0.1), r"margin is 'a lot', but must be a finite number"),
        (([], 0.8, 0.1), r"margin is empty, but must have at least 1 number"),
        (
            (100, 0.8, 0.1, "later"),
            r'first_payment is "later", but must be one of now, after_renewal, period_end',
        ),
        ((100, 0.8, 0.1, "now", -1.0), r"growth is -1, but must be"),
        ((100, 0.8, 0.1, "now", 0.4), r"is 1.01818, but must be below 1 for an infinite horizon"),
        ((100, 0.5, -0.5), r"is 1, but must be below 1 for an infinite horizon"),
        ((100, 0.8, 0.1, "now", 0.0, -1), r"periods is -1, but must be a whole number of at least 0"),
        ((100, 0.8, 0.1, "now", 0.0, 1.5), r"periods is 1.5, but must be a whole number"),
        ((100, 0.8, 0.1, "now", 9.0, 10_000), r"CLV comes to inf, but must be finite"),
        ((1e308, 0.999, 0.0001), r"CLV comes to inf, but must be finite"),
    ],
)
def test_constant_retention_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        constant_retention_clv(*arguments)


# Berger and Nasr


def test_case_1_of_berger_and_nasr():
    assert berger_nasr_clv(260, 50, 0.75, 0.2, 10) == pytest.approx(568.78, abs=0.005)
    assert berger_nasr_clv(260, 50, 0.75, 0.2, None) == pytest.approx(571.617, abs=0.0005)


@given(
    gc=money,
    cost=st.floats(0, 1e3),
    r=retention,
    d=interest,
    n=st.integers(0, 30),
    c=st.sampled_from([0.5, 1, 2, 4]),
)
def test_cycles_of_any_length_are_the_sums_as_printed(gc, cost, r, d, n, c):
    i = np.arange(int(n * c) + 1)
    v = 1 / (1 + d)
    kept = np.sum(r**i * v ** (i / c))
    at_risk = np.sum(r ** (i[1:] - 1.0) * v ** ((i[1:] - 0.5) / c))
    assert berger_nasr_clv(gc, cost, r, d, n, c) == pytest.approx(
        gc * kept - cost * at_risk, rel=1e-7, abs=1e-6
    )


@given(gc=money, cost=st.floats(0, 1e3), r=retention, d=interest, c=st.sampled_from([0.5, 1, 12]))
def test_a_long_life_of_berger_and_nasr_becomes_an_infinite_one(gc, cost, r, d, c):
    endless = berger_nasr_clv(gc, cost, r, d, None, c)
    assert berger_nasr_clv(gc, cost, r, d, 1e5, c) == pytest.approx(endless, rel=1e-7, abs=1e-5)


@given(gc=money, r=retention, d=interest, n=horizon)
def test_without_a_cost_of_retention_it_is_constant_retention_paid_now(gc, r, d, n):
    constant = constant_retention_clv(gc, r, d, periods=n)
    assert berger_nasr_clv(gc, 0, r, d, n) == pytest.approx(constant, rel=1e-9, abs=1e-9)


def test_only_cycles_that_end_within_the_years_count():
    assert berger_nasr_clv(260, 50, 0.75, 0.2, 5, 0.5) == berger_nasr_clv(260, 50, 0.75, 0.2, 4, 0.5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((260, -1, 0.75, 0.2, 10), "retention_cost is -1, but must be a finite number of at least 0"),
        ((260, 50, 0.75, 0.2, -1), "periods is -1, but"),
        ((260, 50, 0.75, 0.2, 10, 0), "cycles_per_year is 0, but must be a finite number above 0"),
        ((260, 50, 0.75, -0.3, None), "is 1.07143, but must be below 1"),
        (([260, 1], 50, 0.75, 0.2, 10), r"gross_contribution has the shape \(2,\), but must be one number"),
    ],
)
def test_berger_and_nasr_say_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        berger_nasr_clv(*arguments)


# Any path of profit


@given(m=money, r=retention, d=interest, n=horizon)
def test_a_path_that_stays_the_same_is_constant_retention(m, r, d, n):
    constant = constant_retention_clv(m, r, d, periods=n)
    assert profit_path_clv([m] * (n + 1), r, d) == pytest.approx(constant, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("growth", [-0.2, 0.0, 0.2, 0.3])
def test_an_exponential_profit_has_its_integral(growth):
    decay = -np.log(0.8 / 1.12)
    value = profit_path_clv(lambda t: 100 * np.exp(growth * t), 0.8, 0.12)
    assert value == pytest.approx(100 / (decay - growth), rel=1e-9)


@given(m=income, r=st.floats(0.01, 0.99), d=interest, years=st.floats(0.1, 50))
def test_a_constant_flow_has_its_integral_over_any_time(m, r, d, years):
    decay = np.log(1 + d) - np.log(r)
    expected = m * -np.expm1(-decay * years) / decay
    assert profit_path_clv(lambda t: m, r, d, years) == pytest.approx(expected, rel=1e-8)


def test_a_profit_for_a_short_time_is_not_overlooked():
    burst = profit_path_clv(lambda t: 100 * np.exp(-((t - 20) ** 2) / 0.01), 0.8, 0.12)
    assert burst == pytest.approx(100 * np.sqrt(np.pi * 0.01) * (0.8 / 1.12) ** 20, rel=1e-2)


def test_a_profit_of_customers_who_all_leave_is_what_they_pay_at_first():
    assert profit_path_clv([7, 8, 9], 0, 0.1) == 7
    assert profit_path_clv(lambda t: 7, 0, 0.1) == 0


@pytest.mark.parametrize(
    ("profit", "periods", "message"),
    [
        ([], None, "profit is empty"),
        ([1, NAN], None, "profit is nan"),
        ([1, 2], 3, "periods is 3, but must be None"),
        (lambda t: np.exp(t), None, r"profit at t = .* is inf, but must be a finite number"),
        ([1e308] * 9, None, "CLV comes to inf, but must be finite"),
        (lambda t: np.exp(0.335 * t), None, "must grow slower"),
        (lambda t: 1 / t, 2.0, "profit has no integral"),
        (lambda t: NAN, 2.0, "profit at t = .* is nan, but must be a finite number"),
        (lambda t: 1.0, -1.0, "periods is -1"),
    ],
)
def test_a_profit_path_without_a_value_is_refused(profit, periods, message):
    with pytest.raises(ValueError, match=message):
        profit_path_clv(profit, 0.8, 0.12, periods)


# Elasticities


@given(
    m=income,
    r=st.floats(0, 0.95),
    d=interest,
    share=st.floats(0, 0.9),
    when=st.sampled_from(["now", "period_end"]),
)
def test_the_elasticity_of_margin_is_one_more_than_that_of_acquisition_cost(m, r, d, share, when):
    cost = share * constant_retention_clv(m, r, d, when)
    found = clv_elasticities(m, r, d, cost, when)
    assert found.margin == pytest.approx(1 + found.acquisition_cost, rel=1e-8, abs=1e-8)


@given(m=income, r=st.floats(0.01, 0.95), d=interest)
def test_small_changes_give_the_derivatives(m, r, d):
    found = clv_elasticities(m, r, d, change=1e-6)
    assert found.retention == pytest.approx(r / (1 + d - r), rel=1e-3)
    assert found.discount_rate == pytest.approx(d / (1 + d - r) - d / (1 + d), rel=1e-3, abs=1e-6)


def test_a_percent_more_retention_is_worth_more_than_a_percent_more_margin_or_less_interest():
    found = clv_elasticities(100, 0.8, 0.12, 50)
    assert found.retention > found.margin > found.discount_rate > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((100, 0.8, 0.12, 350), "the value is .*, but must be above 0"),
        ((100, 0.995, 0.12), r"change is 0.01, but must leave retention × \(1 \+ change\) below 1"),
        ((100, 0.8, 0.12, -5), "acquisition_cost is -5"),
        ((100, 0.8, 0.12, 0, "now", 0), r"change is 0, but must be in \(0, 1\)"),
    ],
)
def test_elasticities_of_nothing_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        clv_elasticities(*arguments)


# The best spends

ACQUISITION, RETENTION = Response(5, 0.2, 0.4), Response(8, 0.4, 0.7)


def test_the_best_spends_of_blattberg_and_deighton():
    best = acquisition_retention_optimum(50, 0.12, ACQUISITION, RETENTION)
    assert (round(best.acquisition_spend, 3), round(best.retention_spend, 3)) == (10.078, 15.933)
    assert (round(best.acquisition_rate, 4), round(best.retention_rate, 4)) == (0.3011, 0.5705)
    assert (round(best.value, 3), round(best.value_now, 3)) == (11.876, 8.333)
    assert [round(marginal, 3) for marginal in best[-3:]] == [72.917] * 3


@given(m=st.floats(5, 500), d=st.floats(0, 0.5), a=st.floats(0.5, 50), b=st.floats(0.5, 50), data=st.data())
def test_no_other_spends_are_better_and_at_the_best_all_marginals_are_equal(m, d, a, b, data):
    winning, keeping = Response(a, 0.2, 0.4), Response(b, 0.4, 0.7)
    best = acquisition_retention_optimum(m, d, winning, keeping)

    def value(spend, keep):
        r = keeping.rate_at(keep)
        return winning.rate_at(spend) * (m + (m * r - keep) / (1 + d - r)) - spend

    assert value(best.acquisition_spend, best.retention_spend) == pytest.approx(
        best.value, rel=1e-9, abs=1e-9
    )
    other = value(data.draw(st.floats(0, 200)), data.draw(st.floats(0, 200)))
    assert best.value >= max(other, best.value_now) - 1e-9
    if best.acquisition_spend > 0:
        assert best.marginal_cost_of_acquiring == pytest.approx(best.customer_value, rel=1e-6)
    if best.retention_spend > 0:
        assert best.marginal_cost_of_retaining == pytest.approx(best.customer_value, rel=1e-6)


def test_where_customers_cost_more_than_they_bring_nothing_is_spent():
    best = acquisition_retention_optimum(1, 0.12, Response(50, 0.2, 0.4), Response(80, 0.4, 0.7))
    assert (best.acquisition_spend, best.retention_spend, best.value) == (0, 0, 0)


@pytest.mark.parametrize(
    ("margin", "acquisition", "retention", "message"),
    [
        (0, ACQUISITION, RETENTION, "margin is 0, but must be a finite number above 0"),
        (50, Response(0, 0.2, 0.4), RETENTION, "the spend of acquisition is 0"),
        (
            50,
            Response(5, 0.4, 0.4),
            RETENTION,
            "the rate of acquisition is 0.4, but must be below its ceiling, 0.4",
        ),
        (50, ACQUISITION, Response(8, 0.4, 1.2), r"the ceiling of retention is 1.2, but must be in \[0, 1\]"),
    ],
)
def test_a_response_that_cannot_be_is_refused(margin, acquisition, retention, message):
    with pytest.raises(ValueError, match=message):
        acquisition_retention_optimum(margin, 0.12, acquisition, retention)


def test_a_retention_that_could_outgrow_interest_is_refused():
    with pytest.raises(
        ValueError, match=r"the ceiling of retention is 0.7, but must be at most 1 \+ d = 0.6"
    ):
        acquisition_retention_optimum(50, -0.4, ACQUISITION, RETENTION)
