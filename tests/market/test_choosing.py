"""Looking around, choosing and leaving: the order of claims, sources, causes, and win-back."""

import numpy as np
import pytest

from sim.market.model import Market
from sim.market.tables import tables_of

RESTLESS = {"consideration": {"base": 0.5}}


def relationships_of(scenario, seed=2):
    return tables_of(Market(scenario, seed=seed).run())["relationships"]


def causes(scenario, firm=None, since=0, until=10_000):
    """Return the shares of the causes for which customers changed the firm in some months."""
    ends = relationships_of(scenario).query("ended and cause not in ('natural exit', 'lapse')")
    ends = ends[ends["end_month"].between(since, until)]
    if firm:
        ends = ends[ends["firm"] == firm]
    assert len(ends) > 30
    return ends["cause"].value_counts(normalize=True)


def test_leaving_the_category_comes_before_everything_else(small):
    eager = {"consideration": {"base": 1.0}, "share_of_wallet": {"lapse": 1.0, "lapse_months": 0}}
    ended = relationships_of(
        small({"market": {"category_exit": 1.0}, "customers": eager, "warm_up": 0, "months": 3})
    )
    assert (ended.query("ended")["cause"] == "natural exit").all()
    assert ended["ended"].all()


def test_lapse_comes_before_the_choice_of_another_firm(small):
    eager = {"consideration": {"base": 1.0}, "share_of_wallet": {"lapse": 1.0, "lapse_months": 0}}
    market = Market(small({"market": {"category_exit": 0.0}, "customers": eager, "warm_up": 0}))
    attached = market.crowd.firm >= 0
    market.step()
    assert (market.crowd.firm[attached] == -1).all()
    assert (market.crowd.cause[attached] == 2).all()


def test_a_relationship_lapses_only_after_three_months(small):
    lapsing = {"share_of_wallet": {"lapse": 1.0}, "consideration": {"base": 0.0, "dissatisfied": 0.0}}
    lapsed = relationships_of(small({"customers": lapsing, "market": {"category_exit": 0.0}})).query(
        "cause == 'lapse'"
    )
    assert len(lapsed) > 500
    assert (lapsed["months"] == 4).all()


def test_without_lapse_and_exit_nobody_ends_up_without_a_firm(small):
    calm = {
        "market": {"category_exit": 0.0, "unattached": 0.0},
        "customers": RESTLESS | {"share_of_wallet": {"lapse": 0.0}},
    }
    market = Market(small(calm)).run()
    assert (market.crowd.firm >= 0).all()
    assert market.crowd.spell.mean() > 1


def test_who_never_looks_around_never_changes_the_firm(small):
    content = {
        "consideration": {
            "base": 0.0,
            "dissatisfied": 0.0,
            "contacted": 0.0,
            "winback": 0.0,
            "recommended": 0.0,
        }
    }
    ended = relationships_of(small({"customers": content})).query("ended")
    assert set(ended["cause"]) <= {"natural exit", "lapse"}


def test_a_monopolist_loses_nobody_to_others(small):
    tables = tables_of(Market(small({"customers": RESTLESS}, count=1)).run())
    ended = tables["relationships"].query("ended")
    assert set(ended["cause"]) <= {"natural exit", "lapse"}
    assert (tables["months"]["secondary_revenue"] == 0).all()


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"price": 1.25}, "price"),
        ({"quality_shift": {"functional": -0.35}}, "functional quality"),
        ({"quality_shift": {"technical": -0.35}}, "technical quality or incident"),
    ],
)
def test_customers_leave_a_firm_for_what_it_made_worse(small, change, cause):
    size = {"market": {"customers": 3000}, "months": 20}
    calm = causes(small(size), "Ann", 10, 19)
    shaken = causes(small(size | {"events": [{"month": 10, "firm": "Ann", "set": change}]}), "Ann", 10, 19)
    gained = shaken.sub(calm, fill_value=0.0)
    assert gained.idxmax() == cause
    assert gained[cause] > 0.2


def test_a_price_rise_makes_price_the_leading_cause(small):
    event = {"month": 10, "firm": "Ann", "set": {"price": 1.25}}
    scenario = small({"market": {"customers": 1000}, "months": 16, "events": [event]})
    assert causes(scenario, "Ann", 10, 15).idxmax() == "price"


def test_a_cheaper_rival_takes_customers_by_its_price(small):
    size = {"market": {"customers": 1500}, "months": 16}
    calm = causes(small(size), since=10)
    event = {"month": 10, "firm": "Bob", "set": {"price": 0.8}}
    market = Market(small(size | {"events": [event]}), seed=2).run()
    ends = tables_of(market)["relationships"].query("end_month >= 10 and cause == 'price'")
    assert len(ends) > 1.5 * calm.get("price", 0) * 200
    assert (ends["firm"] != "Bob").mean() > 0.9


def test_loud_rivals_take_customers_by_their_offers(small):
    size = {"market": {"customers": 1500, "response": {"contact_ceiling": 1.0}}, "months": 16}
    quiet = {
        name: {"strategy": {"per_head": {"acquisition": 0.0, "winback": 0.0}}}
        for name in ("Ann", "Bob", "Cid")
    }
    event = {"month": 10, "firm": "Bob", "set": {"strategy": {"per_head": {"acquisition": 9.0}}}}
    scenario = small(size | {"events": [event]}, quiet)
    before, after = causes(scenario, until=9), causes(scenario, since=10, until=11)
    assert before.get("competitor's offer", 0.0) == 0.0
    assert after.idxmax() == "competitor's offer"


def test_recommendations_are_a_cause_only_where_people_talk(small, silence):
    talkative = {"word_of_mouth": {"positive": 1.0, "positive_from": 0.6, "step": 0.5}}
    assert causes(small({"customers": silence | RESTLESS})).get("recommendation", 0.0) == 0.0
    assert causes(small({"customers": talkative | RESTLESS})).get("recommendation", 0.0) > 0.1


def test_nobody_joins_by_recommendation_where_nobody_talks(small, silence):
    relationships = relationships_of(small({"customers": silence}))
    assert len(relationships) > 500
    assert "recommendation" not in set(relationships["source"])


def test_nobody_is_won_back_where_no_firm_tries(small):
    nobody_tries = {"Ann": {"strategy": {"per_head": {"winback": 0.0}}}}
    assert "win-back" not in set(relationships_of(small(firms=nobody_tries))["source"])
    won_back = relationships_of(small()).query("source == 'win-back'")
    assert set(won_back["firm"]) == {"Ann"}


@pytest.mark.parametrize("months", [1, 3, 12])
def test_customers_are_won_back_within_the_months_of_winback(small, months):
    calling = {"Ann": {"strategy": {"per_head": {"winback": 40.0}}}}
    spells = relationships_of(
        small(
            {"months": 36, "market": {"response": {"winback_months": months, "winback_ceiling": 1.0}}},
            calling,
        )
    ).sort_values(["customer_id", "start_month"])
    before = spells.groupby("customer_id")[["firm", "end_month"]].shift()
    won_back = (spells["source"] == "win-back") & before["firm"].notna()
    waited = (spells["start_month"] - before["end_month"])[won_back]
    previous = before["firm"].astype(str)[won_back]
    ends = spells[["customer_id", "firm", "end_month"]]
    assert won_back.sum() > 10
    if months == 1:
        assert (waited[previous == "Ann"] == 1).all()
    for _, spell in spells[won_back].iterrows():
        mine = ends[(ends["customer_id"] == spell["customer_id"]) & (ends["firm"] == "Ann")]
        since = spell["start_month"] - mine["end_month"][mine["end_month"] < spell["start_month"]].max()
        assert np.isnan(since) or 1 <= since <= months


def test_a_rival_that_nobody_knows_gains_little_by_itself(small):
    unknown = {"Cid": {"strategy": {"per_head": {"acquisition": 0.0}}}}
    shy = {"choice": {"unfamiliarity": 10.0}, "word_of_mouth": {"positive": 0.0, "advisers": 0}}
    market = Market(small({"customers": shy, "months": 12}, unknown), seed=2)
    never = ~market.crowd.known[:, 2] & (market.crowd.firm != 2)
    market.run()
    assert (market.crowd.firm[never] == 2).mean() < 0.01


def test_a_better_firm_wins_customers(small):
    better = {"Bob": {"quality": {"functional": 0.8, "technical": 0.8, "fixed": True}}}
    months = tables_of(Market(small({"months": 48}, better)).run())["months"]
    last = months.query("month == 47").set_index("firm")["customers"]
    assert last.idxmax() == "Bob"
    first = months.query("month == 0").set_index("firm")["customers"]
    assert last["Bob"] > first["Bob"]


def test_a_dearer_firm_loses_customers(small):
    markets = [Market(small({"months": 24}, {"Bob": {"price": price}})).run() for price in (1.2, 1.0)]
    dear, same = (market.firms[1].customers for market in markets)
    assert dear < 0.6 * same
