"""What firms write down of single customers, and whom they choose by it."""

import copy

import numpy as np
import pytest

from sim.market.model import Market
from sim.market.tables import tables_of

SEEN = {"targeting": {"share": 0.2, "rule": "value", "hold_out": 0.1}}


def market_of(small, firm=None, months=12, **changes):
    scenario = small(
        {"market": {"customers": 1500}, "months": 24, "warm_up": 0, **changes}, {"Ann": firm or SEEN}
    )
    market = Market(scenario, seed=3)
    for _ in range(months):
        market.step()
    return market


def file_of(market, number=0):
    firm = market.firms[number]
    return market.records.file(market, firm)


def test_the_file_holds_every_customer_of_the_firm_who_has_lived_a_month_and_no_other(small):
    market = market_of(small)
    rows, file = file_of(market)
    assert (market.crowd.firm[rows] == 0).all()
    assert file.size == ((market.crowd.firm == 0) & (market.crowd.tenure > 0)).sum()
    np.testing.assert_array_equal(file.relationship, market.crowd.relationship_id[rows])


def test_orders_and_months_without_one_are_as_in_the_panel(small):
    market = market_of(small, followed=1500)
    panel = tables_of(market)["panel"]
    rows, file = file_of(market)
    for place in np.flatnonzero(file.tenure >= 3)[:40]:
        own = panel[panel["customer_id"] == market.crowd.customer_id[rows[place]]].tail(
            int(file.tenure[place])
        )
        bought = own.loc[own["orders"] > 0, "month"]
        if len(bought) and len(own) == file.tenure[place]:
            assert file.idle[place] == 11 - bought.max()
            assert file.orders[place] == pytest.approx(own["orders"].mean())


def test_a_complaint_counts_one_and_fades(small):
    incidents = {"customers": {"perception": {"incident": {"probability": 0.0}}}}
    assert (file_of(market_of(small, **incidents))[1].complaints == 0).all()
    market = market_of(small)
    _, file = file_of(market)
    assert 0 < (file.complaints > 0).mean() < 0.5
    powers = 0.9 ** np.arange(13)
    once = file.complaints[(file.complaints > 0) & (file.complaints <= 1)]
    assert np.isclose(once[:, None], powers).any(axis=1).mean() > 0.5


def test_a_sample_answers_with_errors_and_late(small):
    firm = SEEN | {"observation": {"coverage": 0.3, "noise": 0.1, "months": 3, "lag": 2}}
    market = market_of(small, firm, months=1)
    assert np.isnan(file_of(market)[1].satisfaction).all()
    market.step()
    assert np.isnan(file_of(market)[1].satisfaction).all()
    market.step()
    rows, file = file_of(market)
    answered = ~np.isnan(file.satisfaction)
    assert answered.mean() == pytest.approx(0.3, abs=0.06)
    error = (file.satisfaction - market.crowd.satisfaction[rows])[answered]
    assert 0.05 < error.std() < 0.2


def test_an_oracle_knows_everybody_without_error_today(small):
    market = market_of(small, SEEN | {"observation": {"oracle": True}})
    rows, file = file_of(market)
    np.testing.assert_array_equal(file.satisfaction, market.crowd.satisfaction[rows])
    np.testing.assert_array_equal(file.share_of_wallet, market.crowd.share_of_wallet[rows])


def test_an_answer_dies_with_its_relationship(small):
    market = market_of(small, SEEN | {"observation": {"coverage": 1.0, "months": 1, "lag": 0}})
    _, file = file_of(market)
    known = ~np.isnan(file.satisfaction)
    assert (file.tenure[~known] <= 1).all()


def test_who_is_held_out_never_gets_the_programme_and_stays_held_out(small):
    market = market_of(small, months=1)
    held = {}
    for _ in range(15):
        _, file = file_of(market)
        assert not (file.targeted & file.held_out).any()
        for relationship, out in zip(file.relationship, file.held_out, strict=True):
            assert held.setdefault(relationship, out) == out
        market.step()
    assert np.mean(list(held.values())) == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize("rule", ["value", "risk", "uplift", "value_uplift", "segment"])
def test_every_rule_gives_the_programme_to_its_share(small, rule):
    market = market_of(small, {"targeting": {"share": 0.2, "rule": rule, "months": 3}}, months=13)
    own = market.crowd.firm == 0
    assert market.crowd.targeted[own].mean() == pytest.approx(0.2, abs=0.05)
    assert not market.crowd.targeted[~own].any()


def test_value_chooses_those_who_earn_most(small):
    market = market_of(small, {"targeting": {"share": 0.2, "rule": "value"}}, months=13)
    own, c = market.crowd.firm == 0, market.crowd
    assert c.margin[own & c.targeted].mean() > 3 * c.margin[own & ~c.targeted].mean()


def test_decisions_need_no_other_firm_and_no_future(small):
    """The file of a firm, and so its choice, is the same if the rivals' customers felt otherwise."""
    market = market_of(small, months=12)
    other = copy.deepcopy(market)
    rivals = other.crowd.firm == 1
    for name in ("satisfaction", "trust", "margin", "share_of_wallet", "relative_value"):
        other.crowd.column(name)[rivals] = 0.123
    for one in (market, other):
        one.firms[0].decide()
    assert market.firms[0].spending == other.firms[0].spending
    own = market.crowd.firm == 0
    np.testing.assert_array_equal(market.crowd.targeted[own], other.crowd.targeted[own])


def test_a_firm_that_looks_at_nobody_keeps_no_records(small):
    market = Market(small(), seed=1)
    market.step()
    assert market.records is None
    with pytest.raises(ValueError, match="keeps no customer file"):
        market.firms[0].customers_seen()


def test_records_do_not_change_what_happens(small, differing):
    """A firm that looks at its customers, and then gives its programme to nobody."""
    looking = {"targeting": {"share": 1e-9, "rule": "value"}}
    blind, seeing = market_of(small, {"price": 1.0}), market_of(small, looking)
    assert differing(blind, seeing) == {}


def test_the_chosen_who_are_held_out_are_the_control_of_a_campaign(small):
    market = market_of(
        small, {"targeting": {"share": 0.4, "rule": "value", "hold_out": 0.25, "months": 6}}, months=24
    )
    campaigns = tables_of(market)["campaigns"]
    assert list(campaigns["month"].unique()) == [0, 6, 12]
    assert set(campaigns["months"]) == {6}
    heads = campaigns.pivot(index="month", columns="group", values="customers")
    assert (heads["control"] / heads.sum(axis=1)).mean() == pytest.approx(0.25, abs=0.06)
    assert (campaigns["left"] <= campaigns["customers"]).all()


def test_a_campaign_counts_what_its_customers_brought_until_the_next_one(small):
    market = market_of(small, {"targeting": {"share": 1.0, "months": 6}}, months=24, followed=1500)
    tables = tables_of(market)
    panel, campaign = tables["panel"], tables["campaigns"].query("month == 6 and group == 'targeted'").iloc[0]
    start = panel[(panel["month"] == 5) & (panel["firm"] == "Ann")]
    assert campaign["customers"] == len(start)
    kept = panel[panel["month"].between(6, 11) & panel["customer_id"].isin(start["customer_id"])]
    gone = (
        (kept["cause"] != "none")
        .groupby(kept["customer_id"])
        .cumsum()
        .groupby(kept["customer_id"])
        .shift(fill_value=0)
    )
    own = kept[gone == 0]
    assert campaign["profit"] == pytest.approx(own["profit"].sum())
    assert campaign["left"] == own["cause"].ne("none").sum()


def test_firms_without_a_programme_have_no_campaigns(small):
    assert "campaigns" not in tables_of(Market(small({"months": 3}), seed=1).run())
