"""The tables: what they say of customers, relationships and months is what happened."""

import numpy as np
import pandas as pd
import pytest

from sim.market.model import Market
from sim.market.tables import tables_of

MONTHLY_DISCOUNT = 1.10 ** (-1 / 12)


def rows_of(panel, spell):
    """Return the months of a relationship: its firm served or its end came in them."""
    months = panel.loc[[spell["customer_id"]]]
    return months[(months["month"] > spell["start_month"]) & (months["month"] <= spell["end_month"])]


@pytest.fixture(scope="module")
def sampled(tables):
    """Return a hundred relationships, each with its months."""
    panel = tables["panel"].set_index("customer_id").sort_index(kind="stable")
    chosen = tables["relationships"].query("months > 0 and end_month >= 0").iloc[::7]
    assert len(chosen) > 100
    return [(spell, rows_of(panel, spell)) for spell in chosen.to_dict("records")]


def test_the_account_of_a_relationship_is_the_sum_of_its_months(sampled):
    for spell, months in sampled:
        assert spell["revenue"] == pytest.approx(months["amount"].sum(), abs=1e-6)
        assert spell["profit"] == pytest.approx(months["profit"].sum(), abs=1e-6)
        assert spell["revenue"] - spell["cost"] == pytest.approx(spell["profit"], abs=1e-6)


def test_profit_is_discounted_from_the_end_of_every_month_to_the_start_of_the_relationship(sampled):
    for spell, months in sampled:
        age = months["month"] - spell["start_month"]
        expected = (months["profit"] * MONTHLY_DISCOUNT**age).sum()
        assert spell["discounted_profit"] == pytest.approx(expected, abs=1e-6)


def test_the_highest_stage_and_the_months_in_stability_are_those_of_the_life_story(sampled):
    rank = {"none": 0, "examination": 1, "decline": 1, "formation": 2, "stability": 3}
    for spell, months in sampled:
        if spell["start_month"] >= 0:
            lasted = months[months["cause"] == "none"]
            highest = max([1, *(rank[stage] for stage in lasted["stage"])])
            assert rank[spell["peak_stage"]] == highest
            assert spell["months_in_stability"] == (lasted["stage"] == "stability").sum()


def test_the_pattern_is_that_of_the_model_description(tables):
    spells = tables["relationships"]
    for spell in spells.to_dict("records"):
        if not spell["ended"]:
            expected = np.nan
        elif spell["peak_stage"] == "examination":
            expected = "early termination"
        elif spell["peak_stage"] == "formation":
            expected = "mid termination"
        else:
            expected = "early decline" if spell["months_in_stability"] < 24 else "long-term"
        assert spell["pattern"] == expected or (pd.isna(spell["pattern"]) and pd.isna(expected))
    assert set(spells["pattern"].dropna()) >= {"early termination", "mid termination", "early decline"}


def test_a_relationship_has_a_cause_of_ending_if_it_has_ended(tables):
    spells = tables["relationships"]
    assert ((spells["cause"] == "none") == ~spells["ended"]).all()


def test_only_relationships_that_lived_in_a_booked_month_are_listed(tables, lived):
    spells = tables["relationships"]
    assert spells["end_month"].between(0, lived.spec.months - 1).all()
    assert spells["start_month"].between(-lived.spec.warm_up - 1, lived.spec.months - 1).all()
    assert (spells["months"] == spells["end_month"] - spells["start_month"]).all()
    assert ((spells["source"] == "start") == (spells["start_month"] == -lived.spec.warm_up - 1)).all()


def test_repeat_purchases_recency_and_age_are_those_of_the_lifetimes_package(tables, lived):
    bought = tables["transactions"].assign(
        month=lambda t: (t["date"].dt.year - 2020) * 12 + t["date"].dt.month - 1
    )
    start = tables["relationships"].query("not ended").set_index("customer_id")["start_month"]
    since = bought["customer_id"].map(start)
    present = bought[bought["month"] > since]
    monthly = present.groupby(["customer_id", "month"])["amount"].sum().reset_index()
    by_customer = monthly.groupby("customer_id")
    first, last = by_customer["month"].min(), by_customer["month"].max()
    repeats = monthly[monthly["month"] > monthly["customer_id"].map(first)]
    expected = pd.DataFrame(
        {
            "frequency": by_customer.size() - 1,
            "recency": last - first,
            "T": lived.spec.months - 1 - first,
            "monetary_value": repeats.groupby("customer_id")["amount"].mean(),
            "months_since_last_purchase": lived.spec.months - 1 - last,
        }
    )
    customers = tables["customers"].set_index("customer_id")
    buyers = customers.loc[expected.index]
    assert len(buyers) > 300
    for name in expected:
        np.testing.assert_allclose(buyers[name], expected[name].fillna(0), rtol=1e-9, err_msg=name)
    others = customers.drop(expected.index)
    assert (others[["frequency", "recency", "T", "monetary_value"]] == 0).all(axis=None)
    assert others["months_since_last_purchase"].isna().all()


def test_purchases_are_made_from_the_firm_that_serves_and_on_days_of_the_month(tables):
    bought = tables["transactions"]
    assert (bought["amount"] > 0).all()
    assert bought["date"].is_monotonic_increasing or bought["date"].dt.to_period("M").is_monotonic_increasing
    month = (bought["date"].dt.year - 2020) * 12 + bought["date"].dt.month - 1
    orders = tables["panel"].query("orders > 0").set_index(["customer_id", "month"])
    counted = bought.groupby([bought["customer_id"], month.rename("month")]).agg(
        orders=("amount", "size"), amount=("amount", "sum"), firm=("firm", "first")
    )
    orders = orders.loc[counted.index]
    assert len(counted) == (tables["panel"]["orders"] > 0).sum()
    assert (counted["orders"] == orders["orders"]).all()
    np.testing.assert_allclose(counted["amount"], orders["amount"])
    assert (counted["firm"].astype(str) == orders["served_by"].astype(str)).all()


def test_days_of_purchases_are_uniform_in_their_month(tables):
    days = tables["transactions"]["date"].dt.day
    share = (days <= 14).mean()
    assert share == pytest.approx(14 / 30.4, abs=0.02)
    assert days.max() == 31


def test_the_state_of_customers_is_missing_only_without_a_firm(tables):
    customers = tables["customers"]
    alone = customers["firm"].isna()
    of_the_firm = [
        "satisfaction", "satisfaction_level", "trust", "procedural", "financial", "relational", "share_of_wallet",
        "intention_to_stay", "realised_clv", "predicted_clv", "potential_value", "value_cell",
    ]  # fmt: skip
    for name in of_the_firm:
        assert (customers[name].isna() == alone).all(), name
    complete = customers.columns.difference([*of_the_firm, "firm", "months_since_last_purchase"])
    assert customers[complete].notna().all(axis=None)
    assert (customers.loc[alone, ["stage", "loyalty_type", "ladder"]] == ["none", "none", "prospect"]).all(
        axis=None
    )


def test_levels_types_and_rungs_of_customers_follow_from_their_state(tables, lived):
    customers = tables["customers"].dropna(subset="firm")
    c = lived.crowd.columns
    satisfaction = customers["satisfaction"]
    level = (((satisfaction - 0.2) / (0.6 / 7)).clip(0, 6)).astype(int) + 1
    assert (customers["satisfaction_level"] == level).all()
    bonds = customers["procedural"] + customers["financial"] + customers["relational"]
    value = pd.Series(c.relative_value, index=tables["customers"].index)[customers.index]
    intention = 1 / (1 + np.exp(-value - bonds))
    np.testing.assert_allclose(customers["intention_to_stay"], intention)
    satisfied, attached = level >= 5, intention >= 0.7
    types = np.select(
        [satisfied & attached, satisfied, attached], ["loyalist", "mercenary", "hostage"], "defector"
    )
    assert (customers["loyalty_type"] == types).all()
    praised = pd.Series(lived.month - 1 - c.praised_month.astype(int) < 12, index=tables["customers"].index)
    rung = (
        customers["stage"]
        .astype(str)
        .map(
            {
                "examination": "customer",
                "formation": "client",
                "stability": "supporter",
                "decline": "customer",
            }
        )
    )
    rung = rung.where(~((rung == "supporter") & praised[customers.index]), "advocate")
    assert (customers["ladder"] == rung).all()
    assert {"supporter", "advocate"} <= set(rung)


def test_an_advocate_has_praised_the_firm_in_the_last_twelve_months(tables, lived):
    advocates = tables["customers"].query("ladder == 'advocate'")["customer_id"]
    panel = tables["panel"].query(f"month >= {lived.spec.months - 12} and said > 0")
    assert len(advocates) > 5
    assert advocates.isin(panel["customer_id"]).all()


def test_months_hold_the_means_of_a_firm_s_customers(tables, lived):
    last = tables["months"].query(f"month == {lived.spec.months - 1}").set_index("firm")
    grouped = tables["customers"].groupby("firm", observed=False)
    for name in ("satisfaction", "trust", "share_of_wallet"):
        np.testing.assert_allclose(last[name], grouped[name].mean(), rtol=1e-12)
    bonds = grouped[["procedural", "financial", "relational"]].mean().sum(axis=1)
    np.testing.assert_allclose(last["switching_cost"], bonds, rtol=1e-12)


def test_what_is_felt_about_a_firm_is_missing_in_the_panel_only_without_one(tables):
    panel = tables["panel"]
    felt = ["satisfaction", "expectation", "trust", "procedural", "financial", "relational", "relative_value"]
    for name in [*felt, "share_of_wallet"]:
        assert (panel[name].isna() == panel["firm"].isna()).all(), name
    others = panel.columns.difference([*felt, "share_of_wallet", "firm", "source", "served_by"])
    assert panel[others].notna().all(axis=None)


def test_the_panel_says_what_happened_in_the_month_of_switching(tables):
    panel = tables["panel"].sort_values(["customer_id", "month"])
    switch = panel["source"].notna() & (panel["cause"] != "none")
    assert switch.sum() > 50
    rows = panel[switch]
    assert (rows["tenure"] == 0).all()
    assert (rows["stage"] == "examination").all()
    assert (rows["firm"].astype(str) != rows["served_by"].astype(str)).all()


def test_the_source_is_told_in_the_month_of_joining_only(tables):
    panel = tables["panel"]
    joined = panel["source"].notna()
    assert (panel.loc[joined, "tenure"] == 0).all()
    assert joined.sum() == tables["months"]["joined"].sum()


def test_followed_customers_are_the_same_places_in_paired_scenarios(small):
    one, other = (
        tables_of(Market(small({"months": 4, "market": {"category_exit": 0.0}}, firms)).run())["panel"]
        for firms in ({}, {"Ann": {"price": 0.8}})
    )
    assert one["customer_id"].tolist() == other["customer_id"].tolist()
    assert one["customer_id"].nunique() == 40


def test_nobody_may_be_followed(small):
    tables = tables_of(Market(small({"followed": 0, "months": 3})).run())
    assert len(tables["panel"]) == 0


def test_a_survey_that_is_not_held_has_no_rows(small):
    assert len(tables_of(Market(small({"months": 3})).run())["survey"]) == 0


@pytest.mark.parametrize("name", ["panel", "survey", "transactions", "contacts"])
def test_an_empty_table_has_its_columns_all_the_same(small, tables, name):
    nobody = {
        "followed": 0, "months": 2, "warm_up": 0, "survey": {"months": [], "sample": 0},
        "market": {"unattached": 1.0}, "customers": {"consideration": {"unattached": 0.0, "unattached_contacted": 0.0}},
    }  # fmt: skip
    rates = {"strategy": {"per_head": {"acquisition": 0.0}}}
    scenario = small(nobody, dict.fromkeys(("Ann", "Bob", "Cid"), rates))
    empty = tables_of(Market(scenario, transactions=True, contacts=True).run())[name]
    assert len(empty) == 0
    assert list(empty.columns) == list(tables[name].columns)


@pytest.mark.parametrize("kind", ["acquisition", "win-back"])
def test_contacts_are_made_with_those_who_are_not_customers(tables, kind):
    contacts = tables["contacts"].query(f"kind == '{kind}'")
    before = tables["panel"].set_index(["customer_id", "month"])["served_by"]
    served = before.reindex(pd.MultiIndex.from_frame(contacts[["customer_id", "month"]]))
    assert served.notna().any()
    assert (served.astype(str).to_numpy() != contacts["firm"].astype(str).to_numpy()).all()


def test_the_cost_of_contacts_is_what_was_spent_when_somebody_was_reached(tables):
    months = tables["months"].set_index(["month", "firm"])
    for kind, line in (("acquisition", "acquisition_spend"), ("win-back", "winback_spend")):
        cost = (
            tables["contacts"]
            .query(f"kind == '{kind}'")
            .groupby(["month", "firm"], observed=True)["cost"]
            .sum()
        )
        assert len(cost) > 20
        np.testing.assert_allclose(cost, months.loc[cost.index, line])


def test_a_contact_has_a_response_if_the_person_joined_in_that_month(tables):
    contacts = tables["contacts"]
    joined = tables["panel"].query("source.notna()").set_index(["customer_id", "month"])["firm"]
    at = joined.reindex(pd.MultiIndex.from_frame(contacts[["customer_id", "month"]]))
    expected = at.astype(str).to_numpy() == contacts["firm"].astype(str).to_numpy()
    assert (contacts["response"].to_numpy() == expected).all()
    assert contacts["response"].sum() > 50


def test_the_panel_counts_the_firms_that_made_an_offer(tables):
    counted = tables["contacts"].query("kind == 'acquisition'").groupby(["customer_id", "month"]).size()
    listed = tables["panel"].set_index(["customer_id", "month"])["contacted"]
    assert (listed[listed > 0].sort_index() == counted).all()


def test_winback_is_tried_by_the_firm_lost_last_and_within_a_year(tables):
    contacts = tables["contacts"].query("kind == 'win-back'")
    ends = tables["relationships"].query("ended and cause != 'natural exit'")
    assert len(contacts) > 50
    for contact in contacts.to_dict("records"):
        mine = ends[(ends["customer_id"] == contact["customer_id"]) & (ends["end_month"] < contact["month"])]
        latest = mine.loc[mine["end_month"].idxmax()] if len(mine) else None
        if latest is not None:  # else it was lost before the books opened
            assert latest["firm"] == contact["firm"]
            assert 1 <= contact["month"] - latest["end_month"] <= 12
        else:
            assert contact["month"] < 12
