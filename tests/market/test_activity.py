"""The customer file: every month of every relationship, as the ledger booked it."""

import numpy as np
import pytest

from sim.market.model import Market
from sim.market.tables import tables_of


@pytest.fixture(scope="module", params=["monthly", "per_order"])
def market(small, request):
    changes = {
        "market": {"customers": 300, "encounter": request.param, "secondary": False},
        "months": 24,
        "warm_up": 6,
    }
    firms = {"Cid": {"targeting": {"share": 0.3}}, "Bob": {"price": 0.9}}
    return Market(small(changes, firms), seed=2, activity=300).run()


@pytest.fixture(scope="module")
def activity(market):
    return market.ledger.activity.table(market)


def test_money_adds_up_to_the_books(market, activity):
    months = tables_of(market)["months"].set_index(["month", "firm"])
    sums = activity.groupby(["month", "firm"], observed=False)[["revenue", "goods", "programme"]].sum()
    assert np.allclose(sums["revenue"], months["revenue"].reindex(sums.index))
    assert np.allclose(sums["goods"], months["cost_of_goods"].reindex(sums.index))
    assert np.allclose(sums["programme"], months["loyalty_programme_spend"].reindex(sums.index), atol=1e-6)


def test_every_relationship_has_a_row_for_each_month_that_it_lived(market, activity):
    relationships = tables_of(market)["relationships"].set_index("relationship_id")
    lived = relationships["end_month"] - np.maximum(relationships["start_month"], -1)
    rows = activity.groupby("relationship_id").size().reindex(lived.index, fill_value=0)
    assert (rows == lived).all()


def test_profit_of_a_relationship_is_that_of_the_relationships_table(market, activity):
    relationships = tables_of(market)["relationships"].set_index("relationship_id")
    profit = activity.groupby("relationship_id")["profit"].sum().reindex(relationships.index, fill_value=0.0)
    assert np.allclose(profit, relationships["profit"])


def test_the_stage_is_none_in_the_month_in_which_a_relationship_ends_and_only_there(market, activity):
    relationships = tables_of(market)["relationships"].set_index("relationship_id")
    own = relationships.loc[activity["relationship_id"]]
    last = own["ended"].to_numpy() & (own["end_month"].to_numpy() == activity["month"].to_numpy())
    assert ((activity["stage"] == "none").to_numpy() == last).all()


def test_a_sample_of_places_keeps_the_same_rows_of_these_places(small, activity, market):
    sampled = Market(market.spec, seed=2, activity=60).run()
    rows = sampled.ledger.activity.rows
    some = sampled.ledger.activity.table(sampled)
    same = activity[(activity["relationship_id"] % 300).isin(rows)].reset_index(drop=True)
    assert rows.size == 60
    assert some.equals(same)
