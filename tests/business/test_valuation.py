"""All analyses of a user's transactions: published numbers, sums that agree, and sentences where a model fails."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.business.problem import TransactionsError
from sim.business.terms import Terms
from sim.business.valuation import value_customers

UNTIL = date(1997, 9, 30)


@pytest.fixture(scope="module")
def valuation(cdnow):
    return value_customers(cdnow, Terms(until=UNTIL))


def test_cdnow_returns_the_published_parameters(valuation):
    """Fader, Hardie & Lee (2005), table 1, to the digits that do not depend on rounded weeks; Fader & Hardie (2013)."""
    purchases, spending = valuation.summary["purchase_model"], valuation.summary["spending_model"]
    published = [0.2426, 4.4135, 0.7929, 2.4258]
    assert list(purchases["parameters"].values()) == pytest.approx(published, abs=2e-4)
    assert round(purchases["log_likelihood"], 2) == -9582.43
    assert [round(value, 2) for value in spending["parameters"].values()] == [6.25, 3.74, 15.44]
    assert (valuation.summary["customers"], valuation.summary["bought_again"]) == (2357, 946)


def test_cdnow_returns_the_published_parameters_of_the_pareto_nbd(cdnow):
    model = value_customers(cdnow, Terms(until=UNTIL, model="pareto-nbd")).summary["purchase_model"]
    assert [round(value, 3) for value in model["parameters"].values()] == [0.553, 10.578, 0.606, 11.669]


def test_the_last_39_weeks_of_cdnow_are_put_to_the_test(cdnow):
    """The field's own hold-out: the first 39 of 78 weeks predict the rest, 1,882 repeat purchases of 2,357 customers."""
    check = value_customers(cdnow, Terms()).summary["holdout"]
    assert (check["from"], check["until"], check["days"]) == ("1997-10-01", "1998-06-30", 273)
    assert (check["customers"], check["actual_purchases"]) == (2357, 1882)
    assert check["expected_purchases"]["estimate"] == pytest.approx(1653, abs=1)
    assert check["error"] == pytest.approx(1653 / 1882 - 1, abs=1e-3)


def test_there_is_a_row_for_every_customer_and_totals_are_their_sums(valuation):
    customers, figures = valuation.tables["customers"], valuation.summary["figures"]
    assert len(customers) == customers["customer_id"].nunique() == 2357
    assert customers["revenue"].sum() == pytest.approx(valuation.summary["revenue"])
    assert (customers["frequency"] + 1).sum() == valuation.summary["purchases"]
    for key, column in (
        ("active_customers", "probability_buying"),
        ("expected_purchases", "expected_purchases"),
        ("customer_equity", "predicted_clv"),
    ):
        assert figures[key]["estimate"] == pytest.approx(customers[column].sum())
        assert figures[key]["low"] < figures[key]["estimate"] < figures[key]["high"]
    assert (customers["probability_buying"] <= customers["probability_alive"] + 1e-12).all()
    assert (customers["probability_buying"] <= customers["expected_purchases"] + 1e-12).all()


def test_recency_and_time_since_the_last_purchase_make_the_age(valuation):
    customers = valuation.tables["customers"]
    np.testing.assert_allclose(
        customers["recency"] + customers["since_last_purchase"], customers["T"], atol=1e-9
    )
    assert (customers["last_purchase"] >= customers["first_purchase"]).all()


def test_every_segment_table_counts_every_customer_and_all_value(valuation):
    customers, segments = valuation.tables["customers"], valuation.tables["segments"]
    sums = segments.groupby("grouping", observed=True)[
        ["customers", "share", "past_value", "predicted_clv"]
    ].sum()
    assert list(sums.index) == ["ABC class", "RFM cell", "value cell"]
    assert (sums["customers"] == 2357).all()
    np.testing.assert_allclose(sums["share"], 1.0)
    np.testing.assert_allclose(sums["past_value"], customers["past_value"].sum())
    np.testing.assert_allclose(sums["predicted_clv"], customers["predicted_clv"].sum())


def test_the_margin_scales_past_and_predicted_value_but_not_revenue(cdnow, valuation):
    third = value_customers(cdnow, Terms(until=UNTIL, margin=0.3))
    for name, factor in (("past_value", 0.3), ("predicted_clv", 0.3), ("revenue", 1.0)):
        np.testing.assert_allclose(
            third.tables["customers"][name], factor * valuation.tables["customers"][name]
        )


@pytest.mark.slow
def test_a_higher_discount_rate_or_a_shorter_horizon_is_worth_less(cdnow, valuation):
    def worth(**terms):
        return value_customers(cdnow, Terms(until=UNTIL, **terms)).summary["figures"]["customer_equity"][
            "estimate"
        ]

    now = valuation.summary["figures"]["customer_equity"]["estimate"]
    assert worth(discount_rate=0.5) < now < worth(discount_rate=0.0)
    assert worth(horizon=1, horizon_unit="year") == pytest.approx(now)
    assert worth(horizon=11) < now


def test_the_unit_of_time_changes_parameters_but_not_values(cdnow, valuation):
    months = value_customers(cdnow, Terms(until=UNTIL, time_unit="M"))
    alpha, in_weeks = (
        found.summary["purchase_model"]["parameters"]["alpha"] for found in (months, valuation)
    )
    assert alpha == pytest.approx(in_weeks * 7 / (365.25 / 12), rel=1e-3)
    columns = ["probability_alive", "probability_buying", "expected_purchases", "predicted_clv"]
    for name in columns:
        np.testing.assert_allclose(
            months.tables["customers"][name], valuation.tables["customers"][name], rtol=2e-3
        )


def test_what_comes_after_the_end_is_counted_but_not_looked_at(cdnow, valuation):
    assert valuation.summary["after_until"] == 1959
    assert valuation.tables["customers"]["last_purchase"].max() <= pd.Timestamp(UNTIL)
    assert (valuation.summary["first_day"], valuation.summary["until"]) == ("1997-01-01", "1997-09-30")


def test_refunds_are_netted_and_reported(made):
    found = value_customers(
        made(
            ("A", "2024-01-01", 50.0),
            ("A", "2024-02-01", 30.0),
            ("A", "2024-02-03", -10.0),
            ("A", "2024-03-01", 20.0),
            ("B", "2024-01-01", 40.0),
            ("B", "2024-01-09", -40.0),
            ("C", "2024-01-05", -5.0),
            ("D", "2024-01-05", 7.0),
            ("D", "2024-02-05", 9.0),
        ),
        Terms(),
    )
    assert found.summary["refunds"] == {
        "rows": 3,
        "amount": 55.0,
        "cancelled_purchases": 1,
        "unmatched_amount": 5.0,
    }
    customers = found.tables["customers"].set_index("customer_id")
    assert customers["revenue"].to_dict() == {"A": 90.0, "D": 16.0}
    assert customers.loc["A", "monetary_value"] == 20.0


def test_the_summary_is_strict_json_and_has_no_infinity(valuation):
    json.loads(json.dumps(valuation.summary, allow_nan=False))


def test_equal_transactions_give_equal_numbers(cdnow, valuation):
    again = value_customers(cdnow, Terms(until=UNTIL))
    assert again.summary == valuation.summary
    for name, table in valuation.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)


# What fails becomes a sentence


def analyses(found):
    """Check that the tables that need no model are there, and that the summary can be written; return the notes."""
    json.dumps(found.summary, allow_nan=False)
    assert len(found.tables["customers"]) == found.summary["customers"]
    assert {"cohorts", "segments", "migration", "holdout"} <= set(found.tables)
    assert found.tables["cohorts"]["size"].gt(0).all()
    return " ".join(found.summary["notes"])


def test_customers_who_never_came_back_leave_no_model_but_all_else(made):
    found = value_customers(made(*((str(n), f"2024-0{n % 9 + 1}-01", 5.0 + n) for n in range(40))), Terms())
    assert "Nobody bought on a second day" in analyses(found)
    assert found.summary["purchase_model"] is None
    assert found.summary["figures"]["customer_equity"]["estimate"] is None
    assert found.tables["customers"]["predicted_clv"].isna().all()
    assert found.tables["customers"]["abc_class"].notna().all()


def test_purchases_are_predicted_though_spending_cannot_be(made):
    rows = [(str(n), f"2024-0{m}-0{n % 7 + 1}", 0.0) for n in range(30) for m in range(1, 2 + n % 4)]
    found = value_customers(made(*rows), Terms())
    assert "values in money are missing" in analyses(found)
    assert found.summary["figures"]["expected_purchases"]["estimate"] > 0
    assert found.summary["figures"]["customer_equity"]["estimate"] is None
    assert found.tables["customers"]["abc_class"].isna().all()


def test_spending_without_a_finite_mean_is_told(made):
    """Amounts that differ by so many orders of magnitude that q falls below 1."""
    rng = np.random.default_rng(3)
    rows = []
    for n in range(200):
        mean = float(np.exp(4 * rng.standard_normal()))
        rows += [(str(n), f"2024-0{m}-{n % 27 + 1:02}", mean) for m in (1, 2, 3)[: 1 + n % 3]]
    found = value_customers(made(*rows), Terms())
    assert "values in money are missing: p × frequency + q is" in analyses(found)


def test_parameters_at_the_bound_are_told(made):
    rows = [(str(n), f"2024-{m:02}-01", 10.0 + n) for n in range(30) for m in range(1, 13)]
    found = value_customers(made(*rows), Terms())
    assert "The data do not determine" in analyses(found)
    assert found.summary["purchase_model"]["at_bound"]


def test_who_buys_often_and_spends_more_puts_values_in_doubt(made):
    rng = np.random.default_rng(1)
    rows = []
    for n in range(150):
        count = 1 + int(rng.integers(0, 8))
        days = rng.choice(300, count, replace=False)
        rows += [(str(n), str(np.datetime64("2024-01-01") + int(d)), count * 10 + rng.random()) for d in days]
    found = value_customers(made(*rows), Terms())
    assert "Who buys often spends more" in analyses(found)


@pytest.mark.parametrize("days", [["2024-01-01"], ["2024-01-01", "2024-01-02"], ["2024-01-01", "2024-01-20"]])
def test_a_few_days_of_one_or_two_customers_are_no_reason_to_fail(made, days):
    rows = [(who, day, 5.0) for who in ("A", "B") for day in days]
    analyses(value_customers(made(*rows), Terms()))
    analyses(value_customers(made(*rows[: len(days)]), Terms(model="pareto-nbd")))


def test_nothing_bought_until_the_end_is_wrong_input(made):
    with pytest.raises(TransactionsError, match="0 purchases up to 2023-12-31"):
        value_customers(made(("A", "2024-01-01", 5.0)), Terms(until=date(2023, 12, 31)))
    with pytest.raises(TransactionsError, match="0 purchases"):
        value_customers(made(("A", "2024-01-01", -5.0)), Terms())


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"horizon": 0}, "horizon is 0"),
        ({"horizon": np.inf}, "horizon is inf"),
        ({"horizon": 101, "horizon_unit": "year"}, "horizon is 101 years, but must be at most 100"),
        ({"horizon_unit": "months"}, 'horizon_unit is "months"'),
        ({"time_unit": "fortnight"}, 'time_unit is "fortnight"'),
        ({"discount_rate": 10}, "discount_rate is 10, but must be"),
        ({"discount_rate": -1}, "discount_rate is -1"),
        ({"margin": 0}, "margin is 0"),
        ({"margin": 30}, "margin is 30, but must be above 0 and at most 1"),
        ({"model": "weibull"}, 'model is "weibull", but must be one of bg-nbd, pareto-nbd'),
    ],
)
def test_terms_that_cannot_be_are_named(terms, said):
    with pytest.raises(ValueError, match=said):
        Terms(**terms)
