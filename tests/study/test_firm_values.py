"""What firms were worth by each usual way, against what they then earned."""

import numpy as np
import pandas as pd
import pytest

from sim.study.firm_logs import CutOff
from sim.study.firm_values import EARNED, LIFETIMES, firm_values

CUT = CutOff.at(23, 48)
RATE = 0.1
V = 1.1 ** (-1 / 12)
FIRMS = ["Ann", "Bob"]


def books(**changes):
    """Return 48 months of two firms in a steady state: 100 customers, 10 join and 10 leave, profit 200 a month."""
    month = {
        "customers": 100, "joined": 10, "lost": 10, "retention_rate": 0.9, "profit": 200.0, "acquisition_spend": 100.0,
        "functional_spend": 50.0, "technical_spend": 50.0, "winback_spend": 0.0,
    }  # fmt: skip
    rows = [{"month": t, "firm": firm, **month} for t in range(48) for firm in FIRMS]
    months = pd.DataFrame(rows).assign(**changes)
    relationships = pd.DataFrame(
        {
            "firm": FIRMS * 3,
            "start_month": [0, 0, 5, 5, -3, -3],
            "ended": True,
            "end_month": 20,
            "discounted_profit": [10.0, 10.0, 30.0, 30.0, 999.0, 999.0],
        }
    )
    forecasts = pd.DataFrame({"firm": FIRMS * 2, "predicted_weibull": [1000.0, 1000.0, 500.0, 500.0]})
    tables = {"months": months, "relationships": relationships, "forecasts": forecasts}
    return {name: t.assign(firm=pd.Categorical(t["firm"], FIRMS)) for name, t in tables.items()}


def values(tables=None, share=1.0):
    table = firm_values(tables or books(), CUT, RATE, share)
    return table[table["firm"] == "Ann"].set_index("method")


ANNUITY = sum(V**k for k in range(1, 25))


def test_what_a_firm_earned_is_its_discounted_profit_in_the_horizon():
    assert values().loc[EARNED, "value"] == pytest.approx(200 * ANNUITY)


def test_a_steady_firm_is_worth_what_it_earns_by_cash_flow_and_by_trend():
    found = values()["value"]
    assert found["discounted cash flow"] == pytest.approx(200 * ANNUITY)
    assert found["trend"] == pytest.approx(200 * ANNUITY)


def test_lifetime_values_lose_the_part_of_contribution_that_quality_costs():
    """Of a contribution of 400 a month, quality takes 100."""
    assert values().loc[LIFETIMES, "value"] == pytest.approx(1500 * 0.75)
    assert values(share=0.5).loc[LIFETIMES, "value"] == pytest.approx(3000 * 0.75)


def test_price_earnings_takes_the_rivals_value_for_a_unit_of_profit():
    tables = books()
    months = tables["months"]
    months.loc[months["firm"] == "Ann", "profit"] *= 2
    assert values(tables).loc["price–earnings", "value"] == pytest.approx(2 * 1500 * 0.75)


def test_customers_times_average_counts_what_relationships_begun_in_the_books_have_brought():
    assert values().loc["customers × average", "value"] == pytest.approx(100 * 20.0)


def test_growth_follows_a_logistic_curve_of_customers_won():
    """Few came at first, then many, then fewer: newcomers dry up, and the customers there are dwindle."""
    ever = 1000 / (1 + np.exp(4 - 0.4 * np.arange(49.0)))
    won = np.diff(ever)
    customers = np.where(np.arange(48) == 0, ever[1] - 10, 100.0)
    tables = books(joined=np.repeat(won, 2), customers=np.repeat(customers, 2))
    value = values(tables).loc["customer base with growth", "value"]
    margin, customers, worth = 300 / 100, 100.0, 0.0
    year = won[12:24]
    for k in range(1, 25):
        worth += V**k * (customers * margin - won[23 + k] * 1200 / year.sum())
        customers = customers * 0.9 + won[23 + k]
    assert value == pytest.approx(worth, rel=1e-3)


def test_a_way_that_fails_says_why():
    tables = books(profit=-500.0)
    found = values(tables)
    for method, why in {
        LIFETIMES: "contribution of the last year is -3,600",
        "price–earnings": "no rival made a profit",
        "customer base with growth": "",
    }.items():
        assert why in found.loc[method, "failure"]
    assert np.isnan(found.loc[LIFETIMES, "value"])
    assert found.loc[EARNED, "value"] < 0


def test_without_a_forecast_there_is_no_value_by_lifetimes():
    tables = books()
    tables["forecasts"]["predicted_weibull"] = np.nan
    assert "no forecast" in values(tables).loc[LIFETIMES, "failure"]
    assert "no forecast" in values(tables).loc["price–earnings", "failure"]
