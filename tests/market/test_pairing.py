"""Common random numbers: a difference between two markets changes nobody's luck, and spreads from one to another."""

import numpy as np
import pytest

from sim.market.model import Market
from sim.market.network import link

PERSON = (
    "generation", "category_spending", "order_rate", "price_sensitivity", "contact_need", "expertise_ceiling",
    "preference", "functional_match", "technical_match", "functional_shared", "technical_shared",
    "leaves_category",
)  # fmt: skip
"""Columns that nothing but luck decides."""


def neighbours_of(market):
    links = market.spec.market.network.neighbours
    size = market.crowd.size
    return np.array([[link(market.key, i, n, market.world[0]) for n in range(links)] for i in range(size)])


def month_by_month(one, other):
    """Let two markets live side by side, and yield the month that they have just lived."""
    while one.month < one.spec.months:
        yield_month = one.month
        one.step()
        other.step()
        yield yield_month


def test_one_more_customer_among_silent_customers_changes_nobody_at_all(small, silence, differing):
    few, more = (
        Market(small({"customers": silence, "market": {"customers": size}, "months": 24}), seed=9)
        for size in (400, 401)
    )
    for _ in month_by_month(few, more):
        assert differing(few, more, slice(0, 400)) == {}
    assert (few.crowd.spell > 0).mean() > 0.3


def test_many_more_customers_change_nobody_s_traits_and_nobody_s_luck(small, differing):
    few, more = (Market(small({"market": {"customers": size}}), seed=9) for size in (300, 900))
    for _ in month_by_month(few, more):
        unlike = differing(few, more, slice(0, 300))
        assert unlike.keys().isdisjoint(PERSON)


def test_one_more_customer_changes_only_those_whom_word_of_mouth_can_have_reached(small, differing):
    settings = {"customers": {"value": {"expectation": 1.0, "fairness": 1.0}}, "months": 3, "warm_up": 0}
    few, more = (Market(small({**settings, "market": {"customers": n}}), seed=9) for n in (3000, 3001))
    hears = neighbours_of(few)
    reached = (hears != neighbours_of(more)[:3000]).any(axis=1)
    assert np.flatnonzero(reached).tolist() == [0, 1, 2998, 2999]
    for _ in month_by_month(few, more):
        untouched = np.flatnonzero(~reached)
        assert differing(few, more, untouched) == {}
        assert untouched.size > 1000
        reached = reached | reached[hears].any(axis=1)


def test_an_event_of_a_fourth_firm_changes_only_those_whom_it_can_have_reached(small, differing):
    louder = {"strategy": {"per_head": {"acquisition": 4.0}}}
    events = [{"month": 3, "firm": "Dot", "set": louder}]
    calm = {"market": {"customers": 1000}, "months": 7, "warm_up": 2}
    one, other = (Market(small(s, count=4), seed=2) for s in (calm, calm | {"events": events}))
    hears = neighbours_of(one)
    reached = np.zeros(1000, bool)
    untouched = []
    for month in month_by_month(one, other):
        reached = reached | reached[hears].any(axis=1)
        reached |= one.crowd.contacted != other.crowd.contacted
        assert (month >= 3) == reached.any()
        untouched.append(np.flatnonzero(~reached).size)
        assert differing(one, other, np.flatnonzero(~reached)) == {}
    assert untouched[5] > 800
    assert 100 < untouched[7] < 700


@pytest.mark.parametrize("firm", ["Cid", "Dot"])
def test_a_price_event_leaves_everybody_s_luck_untouched(small, differing, firm):
    calm = {"market": {"customers": 400, "category_exit": 0.02}, "months": 12, "warm_up": 2}
    events = [{"month": 3, "firm": firm, "set": {"price": 0.8}}]
    one, other = (Market(small(s, count=4), seed=2) for s in (calm, calm | {"events": events}))
    before_value = (
        "satisfaction", "expectation", "trust", "belief", "known", "incident", "encounter", "said", "heard_firm",
        "contacted", "procedural", "relational",
    )  # fmt: skip
    for month in month_by_month(one, other):
        unlike = differing(one, other)
        assert unlike.keys().isdisjoint(PERSON)
        if month < 3:
            assert unlike == {}
        if month == 3:
            stays = (one.crowd.cause == 0) & (other.crowd.cause == 0) & (one.crowd.firm == other.crowd.firm)
            assert "relative_value" in unlike
            assert differing(one, other, np.flatnonzero(stays)).keys().isdisjoint(before_value)
        a, b = one.crowd, other.crowd
        served = (a.served_by >= 0) & (b.served_by >= 0)
        assert (a.incident[served] == b.incident[served]).all()
        strangers = (a.firm[:, None] != np.arange(4)) & (b.firm[:, None] != np.arange(4))
        strangers &= (
            (a.cause == 0)[:, None]
            & (b.cause == 0)[:, None]
            & (a.tenure > 0)[:, None]
            & (b.tenure > 0)[:, None]
        )
        offers = [((c.contacted[:, None] >> np.arange(4)) & 1) for c in (a, b)]
        assert (offers[0] == offers[1])[strangers].all()


def test_scenarios_with_unlike_strategies_share_who_the_customers_are(small, differing):
    ours = {
        "Ann": {"price": 0.9, "strategy": {"budget": 5000.0, "split": {"acquisition": 0.7, "winback": 0.3}}}
    }
    one, other = Market(small(), seed=6), Market(small(firms=ours), seed=6)
    assert differing(one, other) == {}
    for _ in month_by_month(one, other):
        assert differing(one, other).keys().isdisjoint(PERSON)
    assert "firm" in differing(one, other)


def test_unlike_settings_of_behaviour_leave_everybody_s_luck_untouched(small, differing):
    unlike = {"trust": {"gain": 0.05}, "consideration": {"base": 0.1}, "word_of_mouth": {"positive": 1.0}}
    one, other = Market(small(), seed=6), Market(small({"customers": unlike}), seed=6)
    for _ in month_by_month(one, other):
        assert differing(one, other).keys().isdisjoint(PERSON)
    assert "trust" in differing(one, other)


def test_a_further_firm_leaves_what_customers_are_to_the_others_untouched(small):
    three, four = Market(small(), seed=6), Market(small(count=4), seed=6)
    for _ in month_by_month(three, four):
        for name in PERSON:
            few, more = three.crowd.read(name), four.crowd.read(name)
            assert (few == (more[:, :3] if more.ndim == 2 else more)).all(), name


def test_a_new_segment_leaves_everybody_else_as_they_were(small, differing):
    experts = {
        "name": "experts",
        "share": 0.3,
        "customers": {"wallet": {"mean": 900.0}, "trust": {"start": 0.9}},
    }
    one, other = Market(small(), seed=6), Market(small({"segments": [experts]}), seed=6)
    others = np.flatnonzero(other.crowd.segment == 0)
    assert 250 < others.size < 450
    assert differing(one, other, others) == {}


@pytest.mark.parametrize(
    ("settings", "keeps"),
    [
        ({"survey": {"months": [2, 9], "sample": 100}}, {}),
        ({"followed": 500}, {}),
        ({}, {"transactions": True, "contacts": True}),
        ({"months": 40}, {}),
        ({"name": "Another", "description": "Words.", "currency": "USD"}, {}),
        ({"survey": {"months": [3], "bell_index": {"enabled": True}}}, {}),
    ],
)
def test_looking_at_a_market_does_not_change_it(small, differing, settings, keeps):
    one, other = Market(small(), seed=6), Market(small(settings), seed=6, **keeps)
    for _ in range(30):
        one.step()
        other.step()
    assert differing(one, other) == {}


def test_the_discount_rate_changes_discounted_profit_only(small, differing):
    one, other = Market(small(), seed=6).run(), Market(small({"discount_rate": 0.3}), seed=6).run()
    assert set(differing(one, other)) == {"discounted_profit"}
