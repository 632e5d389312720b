"""Cohort tables: published numbers, and what they have in common with closed forms and Markov chains."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clv.closed_form import berger_nasr_clv, constant_retention_clv, dwyer_migration, dwyer_retention
from sim.clv.markov import markov_clv, recency_chain

P = (0.3, 0.2, 0.15, 0.05)
chances = st.lists(st.floats(0, 1), min_size=1, max_size=5)
interest = st.floats(0.001, 1)
NAN = float("nan")

few = settings(max_examples=40)
"""Every example makes tables, which takes time."""


# Lost for good


@few
@given(m=st.floats(0, 1e3), r=st.floats(0, 0.99), d=interest, n=st.integers(1, 40))
def test_with_a_constant_rate_the_table_ends_in_constant_retention(m, r, d, n):
    table = dwyer_retention(500, [r] * n, m, 0, 0, d)
    assert table["clv"].iloc[-1] == pytest.approx(
        constant_retention_clv(m, r, d, periods=n), rel=1e-9, abs=1e-9
    )


def test_a_table_can_be_read_line_by_line():
    table = dwyer_retention(1000, [0.6, 0.7], [100, 110, 120], 0.7, 10, 0.2)
    assert table.index.name == "year"
    assert table["customers"].tolist() == pytest.approx([1000, 600, 420])
    assert table["revenue"].tolist() == pytest.approx([100_000, 66_000, 50_400])
    assert table["costs"].tolist() == pytest.approx([70_000 + 10_000, 46_200, 35_280])
    assert table["net"].tolist() == pytest.approx([20_000, 19_800, 15_120])
    assert table["discounted"].tolist() == pytest.approx([20_000, 16_500, 10_500])
    assert table["cumulative"].tolist() == pytest.approx([20_000, 36_500, 47_000])
    assert table["clv"].tolist() == pytest.approx([20, 36.5, 47])


@few
@given(
    rates=st.lists(st.floats(0, 1), min_size=1, max_size=20),
    d=interest,
    cost=st.floats(0, 2),
    won=st.floats(0, 50),
)
def test_customers_never_come_back_and_the_value_does_not_depend_on_the_size_of_the_cohort(
    rates, d, cost, won
):
    one, many = (dwyer_retention(size, rates, 100, cost, won, d) for size in (1, 1000))
    assert (one["customers"].diff().dropna() <= 0).all()
    assert many["clv"].tolist() == pytest.approx(one["clv"].tolist(), rel=1e-9, abs=1e-9)
    assert one["clv"].iloc[-1] == pytest.approx(one["discounted"].sum(), abs=1e-9)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cohort": 0}, "cohort is 0, but must be a finite number above 0"),
        ({"retention_rates": []}, "retention_rates is empty"),
        ({"retention_rates": [0.5, 1.1]}, r"retention_rates is 1.1, but must be in \[0, 1\]"),
        ({"retention_rates": 0.5}, r"retention_rates has the shape \(\), but must be \(n,\)"),
        ({"revenue_per_customer": [1, 2]}, r"revenue_per_customer has the shape \(2,\), but must be \(3,\)"),
        ({"revenue_per_customer": -1}, "revenue_per_customer is -1"),
        ({"cost_rate": NAN}, "cost_rate is nan"),
        ({"acquisition_cost": -1}, "acquisition_cost is -1"),
        ({"discount_rate": -1}, "discount_rate is -1"),
        ({"revenue_per_customer": 1e308, "cohort": 1e9}, "CLV comes to"),
    ],
)
def test_a_retention_table_says_what_is_wrong(change, message):
    good = {
        "cohort": 10,
        "retention_rates": [0.5, 0.6],
        "revenue_per_customer": 100,
        "cost_rate": 0.5,
        "acquisition_cost": 5,
        "discount_rate": 0.1,
    }
    with pytest.raises(ValueError, match=message):
        dwyer_retention(**(good | change))


# Always a share


def test_buyers_of_a_thousand_starters_are_those_of_dwyer():
    table = dwyer_migration(1000, P, 40, 4, 0, 0.2, 5)
    assert table["buyers"].round(2).tolist() == [1000, 300, 230, 195, 139.7, 95.67]


@few
@given(p=chances, n=st.integers(0, 15))
def test_buyers_follow_the_formula_of_berger_and_nasr(p, n):
    buyers = dwyer_migration(1000, p, 1, 0, 0, 0.1, n)["buyers"].tolist()
    skipped = np.concatenate([[1.0], np.cumprod(1 - np.array(p))])
    for i in range(1, n + 1):
        expected = sum(buyers[i - j] * p[j - 1] * skipped[j - 1] for j in range(1, min(i, len(p)) + 1))
        assert buyers[i] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@few
@given(p=chances, n=st.integers(0, 15))
def test_the_table_is_the_powers_of_the_matrix(p, n):
    table = dwyer_migration(1, p, 1, 0, 0, 0.1, n)
    transition, _ = recency_chain(p, 1, 0)
    cells = [f"recency_{j}" for j in range(1, len(p) + 1)]
    for i in range(n + 1):
        row = np.linalg.matrix_power(transition, i)[0]
        assert table.loc[i, [*cells, "lapsed"]].tolist() == pytest.approx(row.tolist(), abs=1e-12)


@few
@given(
    p=st.lists(st.floats(0, 0.95), min_size=1, max_size=5),
    earned=st.floats(-50, 50),
    cost=st.floats(0, 9),
    d=st.floats(0.05, 1),
)
def test_in_the_long_run_the_table_ends_in_the_value_of_the_chain(p, earned, cost, d):
    value = markov_clv(*recency_chain(p, earned, cost), d)[0]
    table = dwyer_migration(200, p, earned, cost, 0, d, 400, contact_time=0)
    assert table["clv"].iloc[-1] == pytest.approx(value, rel=1e-6, abs=1e-5)


@few
@given(
    r=st.floats(0, 0.99), earned=st.floats(0, 100), cost=st.floats(0, 50), d=interest, n=st.integers(0, 30)
)
def test_with_one_cell_nobody_comes_back_and_the_value_is_case_1_of_berger_and_nasr(r, earned, cost, d, n):
    table = dwyer_migration(300, [r], earned, cost, 0, d, n)
    assert table["clv"].iloc[-1] == pytest.approx(berger_nasr_clv(earned, cost, r, d, n), rel=1e-9, abs=1e-9)


@few
@given(p=chances, n=st.integers(1, 20))
def test_everybody_is_somewhere(p, n):
    table = dwyer_migration(50, p, 1, 1, 0, 0.1, n)
    cells = table[[f"recency_{j}" for j in range(1, len(p) + 1)]].sum(axis=1)
    assert (cells + table["lapsed"]).tolist() == pytest.approx([50] * (n + 1))
    assert table["contacted"].iloc[1:].tolist() == pytest.approx(cells.iloc[:-1].tolist())


def test_acquisition_is_paid_once_and_now():
    free, paid = (dwyer_migration(10, P, 40, 4, cost, 0.2, 5) for cost in (0, 7))
    assert (free["clv"] - paid["clv"]).tolist() == pytest.approx([7] * 6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cohort": -1}, "cohort is -1"),
        ({"purchase_probability_by_recency": []}, "purchase_probability_by_recency is empty"),
        (
            {"purchase_probability_by_recency": [0.3, 1.2]},
            r"purchase_probability_by_recency is 1.2, but must be in",
        ),
        ({"contact_cost": -1}, "contact_cost is -1"),
        ({"periods": 2.5}, "periods is 2.5, but must be a whole number of at least 0"),
        ({"contact_time": 2}, r"contact_time is 2, but must be in \[0, 1\]"),
        ({"gross_contribution": [1, 2]}, r"gross_contribution has the shape \(2,\), but must be \(4,\)"),
    ],
)
def test_a_migration_table_says_what_is_wrong(change, message):
    good = {
        "cohort": 10,
        "purchase_probability_by_recency": P,
        "gross_contribution": 40,
        "contact_cost": 4,
        "acquisition_cost": 0,
        "discount_rate": 0.2,
        "periods": 3,
    }
    with pytest.raises(ValueError, match=message):
        dwyer_migration(**(good | change))
