"""Entry: a firm that enters later is not there before, and is new to everybody when it comes."""

import numpy as np
import pandas as pd
import pytest

from sim.market.columns import COLUMNS
from sim.market.model import Market
from sim.market.tables import tables_of

LAST = {"market": {"customers": 500, "category_exit": 0.01}, "months": 24}
BONDLESS = {"consideration": {"base": 0.15}, "beliefs": {"sd": 0.2}}


@pytest.fixture(scope="module")
def entered(small):
    """Return a market in which Dot entered at month 10, after 24 months. Not to be changed."""
    return Market(small(LAST, {"Dot": {"enters": 10}}, count=4), seed=3, contacts=True).run()


@pytest.fixture(scope="module")
def months(entered):
    """Return the rows of Dot, by month."""
    table = tables_of(entered)["months"]
    return table[table["firm"] == "Dot"].set_index("month")


def unlike(three, four):
    """Return the columns of which the market with a fourth firm has other bits for the first three firms."""
    found = []
    for name in COLUMNS:
        few, more = three.crowd.read(name), four.crowd.read(name)
        if few.tobytes() != np.ascontiguousarray(more[:, :3] if more.ndim == 2 else more).tobytes():
            found.append(name)
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"customers": BONDLESS | {"value": {"expectation": 1.0, "fairness": 1.0}}},
        {"market": {"customers": 500, "encounter": "per_order"}},
    ],
)
def test_until_it_enters_the_market_is_to_the_bit_the_one_without_it(small, changes):
    three = Market(small(LAST | changes), seed=3)
    four = Market(small(LAST | changes, {"Dot": {"enters": 10}}, count=4), seed=3)
    assert unlike(three, four) == []
    while three.month < 10:
        assert unlike(three, four) == []
        assert [f.spending for f in three.firms] == [f.spending for f in four.firms[:3]]
        assert [f.books for f in three.firms] == [f.books for f in four.firms[:3]]
        three.step()
        four.step()
    assert (three.crowd.spell > 0).mean() > 0.1
    assert unlike(three, four) == []
    three.step()
    four.step()
    assert "contacted" in unlike(three, four)


def test_one_incumbent_alone_meets_the_newcomer_as_a_monopolist_until_then(small):
    one = Market(small(LAST, count=1), seed=3)
    two = Market(small(LAST, {"Bob": {"enters": 10}}, count=2), seed=3)
    while one.month < 10:
        one.step()
        two.step()
        assert (one.crowd.relative_value == two.crowd.relative_value).all()
        assert (one.crowd.firm == two.crowd.firm).all()
    two.run()
    assert (two.crowd.firm == 1).any()


def test_an_entry_a_month_later_changes_nobody_until_then(small, differing):
    at, later = (Market(small(LAST, {"Dot": {"enters": m}}, count=4), seed=3) for m in (10, 11))
    while at.month < 10:
        at.step()
        later.step()
        assert differing(at, later) == {}
    at.step()
    later.step()
    assert differing(at, later) != {}


def test_any_firm_of_the_list_may_be_the_late_one(small):
    market = Market(small(LAST, {"Ann": {"enters": 10}}, count=3), seed=3)
    firms = set(market.crowd.firm)
    assert firms == {-1, 1, 2}
    while market.month < 10:
        market.step()
        assert not (market.crowd.firm == 0).any()
    market.run()
    assert (market.crowd.firm == 0).any()


def test_before_it_enters_it_has_and_does_nothing(months):
    before = months.loc[:9]
    assert len(before) == 10
    nothing = [
        "customers", "joined", "lost", "won_back", "referred", "revenue", "cost_to_serve", "cost_of_goods",
        "acquisition_spend", "functional_spend", "technical_spend", "loyalty_programme_spend", "winback_spend",
        "profit", "customer_equity", "secondary_revenue", "secondary_profit",
    ]  # fmt: skip
    assert (before[nothing] == 0).all(axis=None)


def test_before_it_enters_it_offers_nothing(months):
    offered = ["price", "functional_quality", "technical_quality"]
    assert months.loc[:9, offered].isna().all(axis=None)
    assert months.loc[10:, offered].notna().all(axis=None)


def test_in_its_first_month_it_advertises_and_wins_its_first_customers(months):
    assert months.loc[10, "acquisition_spend"] == pytest.approx(500.0)
    assert months.loc[10, "joined"] > 0
    assert months.loc[23, "customers"] > 20


def test_nobody_was_reached_by_it_before_it_entered(entered):
    tables = tables_of(entered)
    contacts = tables["contacts"]
    assert contacts.loc[contacts["firm"] == "Dot", "month"].min() == 10
    relationships = tables["relationships"]
    assert relationships.loc[relationships["firm"] == "Dot", "start_month"].min() == 10


def test_its_quality_stands_where_the_scenario_has_it_when_it_enters(small):
    quality = {"functional": 0.80, "technical": 0.75}
    market = Market(small(LAST, {"Dot": {"enters": 10, "quality": quality}}, count=4), seed=3)
    while market.month < 10:
        assert (market.firms[3].functional, market.firms[3].technical) == (0.80, 0.75)
        market.step()
    market.open_month()
    # Quality follows spending from there: 5 % of the way a month, and nobody is a customer yet to spend it on.
    assert market.firms[3].functional == pytest.approx(0.80 + 0.05 * (0.57 - 0.80))


def test_beliefs_about_it_are_first_impressions_until_it_enters_and_then_follow_what_is_public(small):
    market = Market(small({**LAST, "market": {"customers": 500, "category_exit": 0.0}}, {"Dot": {"enters": 10}}, count=4), seed=3)  # fmt: skip
    first = market.crowd.belief[:, 3].copy()
    known = market.crowd.belief[:, 0].copy()
    while market.month < 10:
        market.step()
    assert (market.crowd.belief[:, 3] == first).all()
    assert not market.crowd.known[:, 3].any()
    assert (market.crowd.belief[:, 0] != known).all()
    market.step()
    assert (market.crowd.belief[:, 3] != first).all()


def test_rivals_see_it_when_its_first_month_is_over(small):
    market = Market(small(LAST, {"Dot": {"enters": 10, "price": 0.7}}, count=4), seed=3)
    while market.month < 10:
        assert [rival.price for rival in market.firms[0].view().rivals] == [1.0, 1.0]
        market.step()
    market.open_month()
    assert [rival.price for rival in market.firms[0].view().rivals] == [1.0, 1.0]
    market.step()
    assert [rival.price for rival in market.firms[0].view().rivals] == [1.0, 1.0, 0.7]
    assert [rival.price for rival in market.firms[3].view().rivals] == [1.0, 1.0, 1.0]


def test_a_follower_matches_the_newcomers_price_only_after_it_came(small):
    follows = {
        "strategy": {"kind": "competitor_reactive", "per_head": {}, "reaction": {"match": "price", "lag": 0}}
    }
    firms = {"Ann": follows, "Dot": {"enters": 10, "price": 0.9}}
    table = tables_of(Market(small(LAST, firms, count=4), seed=3).run())["months"]
    price = table[table["firm"] == "Ann"].set_index("month")["price"]
    assert price[:11].tolist() == [1.0] * 11
    assert price[11:].tolist() == [0.9] * 13


@pytest.mark.parametrize("kind", ["hill_climbing", "churn_risk", "blattberg_deighton", "equity_first"])
def test_a_newcomer_that_decides_begins_to_do_so_when_it_enters(small, kind):
    strategy = {"kind": kind, "budget": 900.0, "split": {"acquisition": 0.5, "functional": 0.25}}
    market = Market(small(LAST, {"Dot": {"enters": 10, "strategy": strategy}}, count=4), seed=3).run()
    books = market.firms[3].books
    assert [month.month for month in books] == list(range(10, 24))
    assert books[0].spending.acquisition > 0


def test_it_may_enter_within_the_warm_up(small):
    market = Market(small(LAST, {"Dot": {"enters": -2}}, count=4), seed=3)
    while market.month < -2:
        market.step()
        assert not (market.crowd.firm == 3).any()
    assert tables_of(market.run())["months"].query("firm == 'Dot'")["price"].notna().all()


def test_it_never_leaves_again_by_a_branch_in_which_it_comes_later(small):
    here, there = (small(LAST, {"Dot": {"enters": m}}, count=4) for m in (10, 20))
    market = Market(here, seed=3)
    while market.month < 15:
        market.step()
    assert market.branch(1, there).run().firms[3].present


def test_two_runs_with_an_entry_are_the_same_bits(small, assert_equal_tables):
    scenario = small(LAST, {"Dot": {"enters": 10}}, count=4)
    one, other = (tables_of(Market(scenario, seed=3).run()) for _ in range(2))
    assert_equal_tables(one, other)
    assert isinstance(one["months"], pd.DataFrame)


@pytest.mark.parametrize("rule", ["random", "value", "risk", "uplift", "segment"])
def test_a_newcomer_may_have_a_targeted_programme_from_its_first_month_on(small, rule):
    targeting = {"share": 0.5, "rule": rule, "hold_out": 0.3, "months": 3}
    market = Market(small(LAST, {"Dot": {"enters": 10, "targeting": targeting}}, count=4), seed=3)
    while market.month < 10:
        assert not market.crowd.targeted.any()
        market.step()
    campaigns = tables_of(market.run())["campaigns"]
    assert campaigns["month"].min() == 10
    assert market.crowd.targeted[market.crowd.firm == 3].any()


def test_an_event_may_change_it_from_the_month_in_which_it_enters(small):
    event = {"month": 10, "firm": "Dot", "set": {"price": 0.8}}
    scenario = small({**LAST, "events": [event]}, {"Dot": {"enters": 10}}, count=4)
    months = tables_of(Market(scenario, seed=3).run())["months"]
    assert months.loc[(months["firm"] == "Dot") & (months["month"] >= 10), "price"].eq(0.8).all()
