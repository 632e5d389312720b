"""Win-back in the market: a rule restricts whom a firm asks, its money is not exceeded, and offers are paid from it."""

import numpy as np
import pandas as pd
import pytest

from sim.behaviour.choice import OFFER, PREFERENCE
from sim.market.columns import NOBODY
from sim.market.lost import known_of
from sim.market.model import Market
from sim.market.tables import tables_of

MONEY = {"budget": 2000.0, "split": {"acquisition": 0.2, "functional": 0.3, "technical": 0.3, "winback": 0.2}}


def restless(small, changes=None, events=(), **winback):
    """A market in which many leave and one firm has a fixed sum for win-back."""
    ann = {"strategy": MONEY, "winback": winback}
    return small(
        {
            "market": {"customers": 1500},
            "customers": {"consideration": {"base": 0.12}},
            "events": list(events),
        }
        | (changes or {}),
        {"Ann": ann},
    )


def lived(market):
    """Yield the market after each month with the heads that the first firm's line of win-back reached in it."""
    while market.month < market.spec.months:
        market.open_month()
        heads = market.firms[0].lately_lost
        market.step()
        yield market, heads


def test_a_rule_that_selects_everybody_gives_the_same_bits_as_no_rule(small):
    without, with_rule = (
        tables_of(Market(restless(small, **rule), seed=3).run()) for rule in ({}, {"least_value": -1e9})
    )
    for name, table in without.items():
        pd.testing.assert_frame_equal(table, with_rule[name], check_exact=True)
    assert without["relationships"]["won_back"].sum() > 20


def test_only_those_who_left_for_the_causes_of_the_rule_are_asked(small):
    market = Market(restless(small, causes=["offer", "preference"]), seed=3)
    asked = 0
    for now, _ in lived(market):
        rows = np.flatnonzero(now.crowd.winback_firm == 0)
        before = rows[now.crowd.cause[rows] == 0]  # the others have left once more in this month
        assert np.isin(now.crowd.lost_cause[before], [OFFER, PREFERENCE]).all()
        asked += before.size
    assert asked > 100


def test_fewer_causes_reach_fewer_heads_with_a_higher_chance_and_no_more_money(small):
    wide, narrow = (Market(restless(small, **rule), seed=3) for rule in ({}, {"causes": ["preference"]}))
    for (one, heads), (other, fewer) in zip(lived(wide), lived(narrow), strict=True):
        assert fewer <= heads
        if heads > 50:
            assert other.firms[0].spending.winback == one.firms[0].spending.winback == 400.0
            assert fewer < heads
            assert other.offers[0].winback_chance > one.offers[0].winback_chance
    spent = tables_of(narrow)["months"].query("firm == 'Ann'")["winback_spend"]
    assert (spent <= 400.0).all()


def test_money_per_head_is_for_the_heads_that_the_rule_selects(small):
    scenario = small({"market": {"customers": 1500}}, {"Ann": {"winback": {"causes": ["preference"]}}})
    for market, heads in lived(Market(scenario, seed=3)):
        assert market.firms[0].spending.winback == 4.0 * heads


def test_trust_is_told_with_an_error_that_an_oracle_does_not_make(small):
    market = Market(restless(small, least_trust=0.2), seed=3).run()
    firm, crowd = market.firms[0], market.crowd
    rows = np.flatnonzero(crowd.lost_firm == 0)
    told = known_of(market, firm, rows).trust
    inside = (crowd.lost_trust[rows] > 0.2) & (crowd.lost_trust[rows] < 0.8)
    error = (told - crowd.lost_trust[rows])[inside]
    assert error.std() == pytest.approx(0.08, rel=0.2)
    assert error.mean() == pytest.approx(0.0, abs=0.02)
    assert told.min() >= 0.0
    firm.settings = firm.settings.model_copy(
        update={"observation": firm.settings.observation.model_copy(update={"oracle": True})}
    )
    assert known_of(market, firm, rows).trust.tolist() == crowd.lost_trust[rows].tolist()


def test_what_was_told_does_not_change_in_another_future(small):
    market = Market(restless(small, least_trust=0.2), seed=3)
    while market.month < 12:
        market.step()
    other = market.branch(1)
    rows = np.flatnonzero(market.crowd.lost_firm == 0)
    told = [known_of(m, m.firms[0], rows).trust.tolist() for m in (market, other)]
    assert told[0] == told[1]


def test_who_brought_too_little_is_not_asked(small):
    market = Market(restless(small, least_value=20.0), seed=3)
    for now, _ in lived(market):
        rows = np.flatnonzero((now.crowd.winback_firm == 0) & (now.crowd.cause == 0))
        assert (now.crowd.lost_margin[rows] >= 20.0).all()


def test_a_rule_of_an_event_ends_with_it(small):
    event = {"month": 6, "months": 6, "firm": "Ann", "set": {"winback": {"causes": ["price"]}}}
    usual = Market(restless(small), seed=3)
    changed = Market(restless(small, events=[event]), seed=3)
    heads = {
        market.month - 1: (n, m) for (market, n), (_, m) in zip(lived(usual), lived(changed), strict=True)
    }
    assert all(n == m for month, (n, m) in heads.items() if month <= 6 - 1)
    assert all(m < 0.2 * n for month, (n, m) in heads.items() if 6 <= month < 12)
    assert heads[12][1] > 0.8 * heads[12][0]


def test_offers_are_paid_out_of_the_line_in_the_months_after(small):
    market = Market(restless(small, {"warm_up": 0}, offer_cost=30.0), seed=3).run()
    months = tables_of(market)["months"].query("firm == 'Ann'")
    assert (months["winback_spend"] <= 400.0).all()
    due = 0.0
    for spent, paid, back in zip(
        months["winback_spend"], months["winback_offers"], months["won_back"], strict=True
    ):
        assert paid == min(due, spent)
        due += 30.0 * back - paid
    assert market.firms[0].offers_due == due
    assert months["winback_offers"].sum() > 0


def test_what_offers_cost_leaves_less_for_contacts(small):
    free, dear = (
        tables_of(Market(restless(small, offer_cost=cost), seed=3).run())["months"].query("firm == 'Ann'")
        for cost in (0.0, 200.0)
    )
    assert dear["winback_contacts"].sum() < 0.8 * free["winback_contacts"].sum()
    assert dear["winback_spend"].tolist() == free["winback_spend"].tolist()


def test_a_larger_offer_wins_more_back(small):
    back = [
        tables_of(Market(restless(small, offer=size), seed=3).run())["relationships"]["won_back"].sum()
        for size in (0.0, 1.0, 2.0)
    ]
    assert back[0] < back[1] < back[2]


def test_contacts_are_noted_with_the_relationship_that_they_are_for(small):
    market = Market(restless(small), seed=3, contacts=True).run()
    tables = tables_of(market)
    contacts = tables["contacts"].query("kind == 'win-back'")
    months = tables["months"]
    assert months["winback_contacts"].sum() == len(contacts) > 100
    noted = tables["relationships"]
    assert 0 < noted["winback_contacts"].sum() <= len(contacts)
    ended_before = len(contacts) - noted["winback_contacts"].sum()
    early = (contacts["month"] < market.spec.market.response.winback_months).sum()
    assert ended_before <= early
    assert (noted.loc[~noted["ended"], "winback_contacts"] == 0).all()
    assert (noted.loc[noted["cause"] == "natural exit", "winback_contacts"] == 0).all()
    by_person = contacts.groupby(["customer_id", "firm"], observed=True).size()
    theirs = noted.groupby(["customer_id", "firm"], observed=True)["winback_contacts"].sum()
    assert (theirs <= by_person.reindex(theirs.index, fill_value=0)).all()


def test_the_trust_of_a_relationship_is_that_at_its_end(small):
    market = Market(restless(small), seed=3).run()
    crowd, table = market.crowd, tables_of(market)["relationships"].set_index("relationship_id")
    staying = np.flatnonzero(crowd.firm != NOBODY)
    assert table.loc[crowd.relationship_id[staying], "trust"].to_numpy() == pytest.approx(
        crowd.trust[staying], abs=1e-6
    )
    left = np.flatnonzero(crowd.lost_month >= 0)
    lost = left + crowd.size * crowd.lost_spell[left].astype(int)
    assert table.loc[lost, "trust"].to_numpy() == pytest.approx(crowd.lost_trust[left], abs=1e-6)


def test_what_the_lost_still_buy_is_noted_with_the_relationship_in_which_they_do(small):
    """With two firms, every other customer of a firm who knows it has left it last."""
    changes = {"customers": {"consideration": {"base": 0.12}}, "market": {"customers": 800}}
    tables = tables_of(Market(small(changes, count=2), seed=3).run())
    assert tables["relationships"]["former_profit"].sum() == pytest.approx(
        tables["months"]["secondary_profit"].sum()
    )
    assert tables["relationships"]["former_profit"].sum() > 1000.0
