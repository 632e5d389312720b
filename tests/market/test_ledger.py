"""The books: people and money add up, month by month and relationship by relationship."""

import numpy as np
import pandas as pd
import pytest

from sim.behaviour.stages import STAGES
from sim.market.model import Market
from sim.market.tables import tables_of

CENT = 0.005
SPENDS = [
    f"{line}_spend" for line in ("acquisition", "functional", "technical", "loyalty_programme", "winback")
]
UNBORNE = ["acquisition_spend", "functional_spend", "technical_spend", "winback_spend"]
"""Spending that no relationship carries."""

SPLIT = {"acquisition": 0.3, "functional": 0.1, "loyalty_programme": 0.3, "winback": 0.2}
MARKETS = {
    "rates per head": ({}, {}),
    "budgets": (
        {},
        {
            name: {"strategy": {"budget": budget, "split": SPLIT}}
            for name, budget in (("Ann", 4000.0), ("Bob", 900.0), ("Cid", 0.0))
        },
    ),
    "targeting, prices and a season": (
        {"seasonality": [0.2 * n for n in range(12)], "events": [{"month": 5, "months": 9, "set": {"demand": 2.0}}]},
        {"Ann": {"price": 1.2}, "Bob": {"price": 0.8, "targeting": {"share": 0.5}}},
    ),
    "per order, much exit": ({"market": {"encounter": "per_order", "category_exit": 0.1}}, {}),
    "no secondary business": ({"market": {"secondary": False}}, {}),
    "no warm-up": ({"warm_up": 0}, {}),
    "everybody unattached": ({"market": {"unattached": 1.0}, "warm_up": 0}, {}),
    "everybody attached": ({"market": {"unattached": 0.0}}, {}),
    "everybody leaves": ({"market": {"category_exit": 1.0}}, {}),
}  # fmt: skip


@pytest.fixture(scope="module", params=MARKETS)
def run(request, small):
    """Return a market and its tables; everybody is followed."""
    changes, firms = MARKETS[request.param]
    scenario = small(changes | {"followed": 500}, firms)
    market = Market(scenario, seed=8, transactions=True, contacts=True).run()
    return market, tables_of(market)


def test_every_customer_month_is_in_exactly_one_stage(run):
    market, tables = run
    panel, months = tables["panel"], tables["months"]
    assert len(panel) == 500 * market.spec.months
    assert not panel.duplicated(["customer_id", "month"]).any()
    assert (panel["firm"].isna() == (panel["stage"] == "none")).all()
    counted = panel.groupby(["month", "firm", "stage"], observed=False).size().unstack()
    listed = months.set_index(["month", "firm"])[list(STAGES[1:])]
    assert (counted[list(STAGES[1:])].to_numpy() == listed.to_numpy()).all()


def test_the_stages_of_a_firm_add_up_to_its_customers(run):
    months = run[1]["months"]
    assert (months[list(STAGES[1:])].sum(axis=1) == months["customers"]).all()


def test_customers_are_those_of_last_month_and_who_joined_without_who_was_lost(run):
    months = run[1]["months"]
    for _, firm in months.groupby("firm", observed=True):
        expected = firm["customers"].shift() + firm["joined"] - firm["lost"]
        assert (expected[1:] == firm["customers"][1:]).all()


def test_customers_of_all_firms_and_the_unattached_are_everybody(run):
    market, tables = run
    attached = tables["months"].groupby("month")["customers"].sum()
    unattached = tables["panel"]["firm"].isna().groupby(tables["panel"]["month"]).sum()
    assert (attached + unattached == market.crowd.size).all()


def test_the_retention_rate_is_the_share_of_last_month_s_customers_who_stayed(run):
    for _, firm in run[1]["months"].groupby("firm", observed=True):
        before = firm["customers"].shift()[1:]
        expected = (1 - firm["lost"][1:] / before).where(before > 0)
        np.testing.assert_allclose(firm["retention_rate"][1:], expected)


def test_the_profit_of_a_month_is_revenue_less_costs_and_spending(run):
    months = run[1]["months"]
    costs = months["cost_of_goods"] + months["cost_to_serve"] + months[SPENDS].sum(axis=1)
    assert (months["revenue"] - costs - months["profit"]).abs().max() < CENT


def test_the_books_balance_to_the_cent_for_every_firm(run):
    months, relationships = run[1]["months"], run[1]["relationships"]
    by_month = months.groupby("firm", observed=False)
    of_relationships = relationships.groupby("firm", observed=False)["profit"].sum()
    carried_by_none = by_month[UNBORNE].sum().sum(axis=1) - by_month["secondary_profit"].sum()
    difference = by_month["profit"].sum() - (of_relationships - carried_by_none)
    assert difference.abs().max() < CENT


def test_relationships_carry_the_revenue_that_is_not_secondary(run):
    months, relationships = run[1]["months"], run[1]["relationships"]
    primary = (months["revenue"] - months["secondary_revenue"]).groupby(months["firm"], observed=False).sum()
    carried = relationships.groupby("firm", observed=False)["revenue"].sum()
    assert (primary - carried).abs().max() < CENT


def test_purchases_add_up_to_the_revenue_that_is_not_secondary(run):
    months, bought = run[1]["months"], run[1]["transactions"]
    month = (bought["date"].dt.year - 2020) * 12 + bought["date"].dt.month - 1
    sums = bought.groupby([month.rename("month"), "firm"], observed=False)["amount"].sum()
    expected = (months["revenue"] - months["secondary_revenue"]).set_axis(
        pd.MultiIndex.from_frame(months[["month", "firm"]].astype({"month": "int32", "firm": str}))
    )
    sums.index = sums.index.set_levels(sums.index.levels[1].astype(str), level=1)
    assert sums.reindex(expected.index).fillna(0).sub(expected).abs().max() < CENT


def test_beginnings_and_ends_of_relationships_are_what_the_months_count(run):
    months, relationships = run[1]["months"].set_index(["month", "firm"]), run[1]["relationships"]
    ended = relationships[relationships["ended"]]
    begun = relationships[relationships["start_month"] >= 0]
    for name, rows, at in (
        ("joined", begun, "start_month"),
        ("lost", ended, "end_month"),
        ("won_back", begun[begun["source"] == "win-back"], "start_month"),
        ("referred", begun[begun["source"] == "recommendation"], "start_month"),
    ):
        counted = rows.groupby([at, "firm"], observed=False).size()
        counted.index.names = ["month", "firm"]
        assert (counted.reindex(months.index, fill_value=0) == months[name]).all(), name


def test_relationships_that_last_are_the_customers_at_the_end(run):
    tables = run[1]
    lasting = tables["relationships"].query("not ended").set_index("customer_id")
    customers = tables["customers"].dropna(subset="firm").set_index("customer_id")
    assert set(lasting.index) == set(customers.index)
    customers = customers.loc[lasting.index]
    assert (lasting["firm"].astype(str) == customers["firm"].astype(str)).all()
    assert (lasting["months"] == customers["tenure"]).all()
    assert (lasting["discounted_profit"] == customers["realised_clv"]).all()


def test_moves_between_stages_begin_and_end_where_the_months_say(run):
    market, tables = run
    moves, months = tables["transitions"], tables["months"]
    stages = months.groupby("month")[list(STAGES[1:])].sum()
    to = moves.pivot_table(index="month", columns="to", values="count", aggfunc="sum", observed=False)
    come_from = moves.pivot_table(
        index="month", columns="from", values="count", aggfunc="sum", observed=False
    )
    for stage in STAGES[1:]:
        assert (to[stage].fillna(0) == stages[stage]).all()
        assert (come_from[stage].fillna(0)[1:].to_numpy() == stages[stage][:-1].to_numpy()).all()
    switched = market.crowd.size - moves.groupby("month")["count"].sum()
    changed_firm = (
        tables["panel"].query("cause not in ('none', 'natural exit', 'lapse')").groupby("month").size()
    )
    assert (-switched == changed_firm.reindex(switched.index, fill_value=0)).all()


def test_a_relationship_climbs_one_stage_at_a_time(run):
    moves = run[1]["transitions"]
    rank = {name: number for number, name in enumerate(STAGES)}
    between = moves[(moves["from"] != "decline") & (moves["to"] != "decline") & (moves["to"] != "none")]
    climbed = {rank[to] - rank[old] for old, to in zip(between["from"], between["to"], strict=True)}
    assert climbed <= {0, 1}


def test_the_profit_of_moves_is_the_profit_of_the_customers_who_made_them(run):
    _, tables = run
    paid = tables["panel"].groupby("month")["profit"].sum()
    moved = tables["transitions"].groupby("month")["profit"].sum()
    assert paid.sub(moved).abs().max() < CENT


def test_customer_equity_is_the_sum_of_predicted_lifetime_values(run):
    market, tables = run
    last = tables["months"].query(f"month == {market.spec.months - 1}").set_index("firm")["customer_equity"]
    predicted = tables["customers"].groupby("firm", observed=False)["predicted_clv"].sum()
    np.testing.assert_allclose(last.to_numpy(), predicted.to_numpy(), rtol=1e-9, atol=1e-6)


def test_numbers_of_people_and_relationships_are_unique(run):
    tables = run[1]
    assert tables["relationships"]["relationship_id"].is_unique
    assert tables["customers"]["customer_id"].is_unique


def test_nobody_has_two_relationships_at_once(run):
    spells = run[1]["relationships"].sort_values(["customer_id", "start_month"])
    same = spells["customer_id"] == spells["customer_id"].shift()
    assert (spells["start_month"] >= spells["end_month"].shift())[same].all()


@pytest.mark.parametrize("category_exit", [0.0, 0.1])
def test_firms_count_the_lost_customers_whom_they_can_still_win_back(small, category_exit):
    market = Market(small({"market": {"category_exit": category_exit}}), seed=8).run()
    c = market.crowd
    tried = (c.lost_firm >= 0) & (c.lost_firm != c.firm)
    since = market.month - c.lost_month.astype(int)
    tried &= (since >= 1) & (since <= 12)
    counted = np.bincount(c.lost_firm[tried], minlength=3)
    assert counted.min() > 5
    assert [firm.lately_lost for firm in market.firms] == counted.tolist()
