"""Service: encounters every month, or only with an order; needs drift whatever one does."""

import numpy as np
import pytest

from sim.market.model import Market
from sim.market.tables import tables_of


@pytest.fixture(scope="module")
def shop(small):
    scenario = small(
        {
            "market": {"encounter": "per_order"},
            "customers": {"orders": {"mean": 1.0}},
            "followed": 500,
            "months": 18,
        }
    )
    return tables_of(Market(scenario, seed=2).run())["panel"]


def test_in_a_shop_there_is_no_encounter_without_an_order(shop):
    assert (shop["served_by"].notna() == (shop["orders"] > 0)).all()
    assert not shop.loc[shop["orders"] == 0, "incident"].any()


def test_in_a_shop_nothing_is_felt_in_a_month_without_an_order(shop):
    panel = shop.sort_values(["customer_id", "month"])
    before = panel.groupby("customer_id")[["satisfaction", "trust", "firm", "month"]].shift()
    idle = (
        (panel["orders"] == 0)
        & panel["firm"].notna()
        & (panel["firm"] == before["firm"])
        & (panel["tenure"] > 0)
    )
    idle &= panel["month"] == before["month"] + 1
    assert idle.sum() > 300
    assert (panel["satisfaction"] == before["satisfaction"])[idle].all()
    assert (panel["trust"] == before["trust"])[idle].all()


def test_in_a_shop_months_without_an_order_count_for_tenure_and_not_for_expertise(shop):
    panel = shop.sort_values(["customer_id", "month"])
    before = panel.groupby("customer_id")[["expertise", "tenure", "month"]].shift()
    idle = (panel["orders"] == 0) & panel["firm"].notna() & (panel["tenure"] > 1)
    idle &= panel["month"] == before["month"] + 1
    assert (panel["tenure"] == before["tenure"] + 1)[idle].all()
    np.testing.assert_allclose(panel["expertise"][idle], before["expertise"][idle] * 0.996)


def test_elsewhere_every_customer_is_served_every_month(tables):
    panel = tables["panel"]
    stayed = panel["firm"].notna() & (panel["tenure"] > 0)
    assert (panel["served_by"].astype(str) == panel["firm"].astype(str))[stayed].all()


def test_the_unattached_are_not_served_and_buy_nothing(tables):
    panel = tables["panel"]
    alone = panel["served_by"].isna()
    assert alone.sum() > 1000
    assert (panel.loc[alone, ["orders", "amount", "profit", "contacts", "said"]] == 0).all(axis=None)


def test_four_encounters_in_a_hundred_have_an_incident(tables):
    served = tables["panel"].dropna(subset="served_by")
    assert served["incident"].mean() == pytest.approx(0.04, abs=0.005)


def test_an_incident_lowers_satisfaction_and_brings_service_contacts(tables):
    served = tables["panel"].dropna(subset="served_by")
    hit, spared = served[served["incident"]], served[~served["incident"]]
    assert hit["contacts"].mean() > spared["contacts"].mean() + 0.5
    assert hit["satisfaction"].mean() < spared["satisfaction"].mean()


def test_customers_in_use_become_experts_and_others_forget(tables):
    panel = tables["panel"].sort_values(["customer_id", "month"])
    change = panel.groupby("customer_id")["expertise"].diff()
    used = panel["served_by"].notna()
    assert (change[used & change.notna()] > 0).all()
    assert (change[~used & change.notna()] < 0).all()
