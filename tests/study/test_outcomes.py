"""Outcomes are what one would compute by hand from the tables of one replication."""

import numpy as np
import pandas as pd
import pytest

from sim.market.model import Market
from sim.market.tables import tables_of
from sim.study.outcomes import HEADLINES, OUTCOMES, outcomes_of


@pytest.fixture(scope="module")
def scenario(small):
    return small({"market": {"customers": 300}, "months": 15, "discount_rate": 0.2})


@pytest.fixture(scope="module")
def tables(scenario):
    return tables_of(Market(scenario, seed=5).run())


def test_there_is_a_row_for_each_firm_and_a_column_for_each_outcome_in_the_order_asked_for(tables, scenario):
    figures = outcomes_of(tables, scenario, ["trust", "profit"])
    assert list(figures.index) == ["Ann", "Bob", "Cid"]
    assert list(figures.columns) == ["trust", "profit"]
    assert list(outcomes_of(tables, scenario).columns) == list(OUTCOMES)
    assert HEADLINES[:2] == ("profit", "customer_equity")


def test_the_worth_of_a_firm_is_each_months_profit_and_the_equity_at_the_end_discounted_to_the_opening(
    tables, scenario
):
    own = tables["months"].query("firm == 'Ann'").sort_values("month")
    worth = sum(
        profit / 1.2 ** ((month + 1) / 12) for month, profit in zip(own["month"], own["profit"], strict=True)
    )
    figures = outcomes_of(tables, scenario).loc["Ann"]
    assert figures["discounted_profit"] == pytest.approx(worth)
    left = own["customer_equity"].iloc[-1] / 1.2 ** (15 / 12)
    assert figures["firm_value"] == pytest.approx(worth + left)


def test_what_customers_feel_counts_each_customer_of_each_month_once(tables, scenario):
    own = tables["months"].query("firm == 'Bob'")
    expected = np.average(own["satisfaction"], weights=own["customers"])
    assert outcomes_of(tables, scenario, ["satisfaction"]).loc["Bob", "satisfaction"] == pytest.approx(
        expected
    )


def test_customers_of_a_dearer_firm_that_is_no_better_get_less_for_their_money(tables, scenario):
    months = tables["months"]
    dearer = {"months": months.assign(price=months["price"] + 0.1), "relationships": tables["relationships"]}
    lost = outcomes_of(tables, scenario)["customer_value"] - outcomes_of(dearer, scenario)["customer_value"]
    assert lost.to_numpy() == pytest.approx(0.1)


def test_where_nobody_minds_a_price_nothing_is_worth_a_sum_of_money(tables, small):
    careless = small({"months": 15, "customers": {"price_sensitivity": {"mean": 0.0, "minimum": 0.0}}})
    assert outcomes_of(tables, careless, ["customer_value"]).isna().all(axis=None)


def test_a_firm_without_customers_has_no_figures_of_what_they_feel(tables, scenario):
    months = tables["months"]
    nobody = months.assign(customers=months["customers"].where(months["firm"] != "Cid", 0))
    figures = outcomes_of({"months": nobody, "relationships": tables["relationships"]}, scenario)
    assert np.isnan(figures.loc["Cid", "satisfaction"])
    assert np.isnan(figures.loc["Cid", "customer_value"])
    assert figures.loc["Cid", "market_share"] == 0.0


def test_without_relationships_there_is_no_lifetime(tables, scenario):
    none = {"months": tables["months"], "relationships": tables["relationships"].iloc[:0]}
    figures = outcomes_of(none, scenario, ["median_lifetime", "realised_clv"])
    assert figures.isna().all(axis=None)


def test_an_unknown_outcome_is_refused(tables, scenario):
    with pytest.raises(KeyError, match="proft"):
        outcomes_of(tables, scenario, ["proft"])


def test_units_speak_of_the_money_of_the_scenario():
    assert OUTCOMES["profit"].unit_in("CNY") == "CNY/month"
    assert OUTCOMES["market_share"].unit_in("CNY") == "share"


def test_every_outcome_is_finite_or_missing(tables, scenario):
    figures = outcomes_of(tables, scenario).drop(columns="median_lifetime")
    assert isinstance(figures, pd.DataFrame)
    assert not np.isinf(figures.to_numpy()).any()
