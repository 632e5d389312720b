"""Other futures: their means, their errors, and what customer equity rests on."""

import numpy as np
import pandas as pd
import pytest

from sim.market.model import Market
from sim.study.equity_drivers import DRIVERS
from sim.study.futures import AS_IT_IS, equity_drivers, expected_values, futures, value_of_relationships

CUT, HORIZON = 5, 6


def scenario_of(small, changes=None, count=3, firms=None):
    basis = {"market": {"customers": 300}, "months": 18, "warm_up": 6}
    return small(basis | (changes or {}), firms, count=count)


@pytest.fixture(scope="module")
def branches(small):
    return futures(scenario_of(small), 1, 0, CUT, HORIZON, [1, 2, 3], [1, 2]).worth


def test_branches_can_be_lived_in_any_batches(small, branches):
    parts = [futures(scenario_of(small), 1, 0, CUT, HORIZON, [n], [1, 2]).worth for n in (1, 2, 3)]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), branches)


def test_a_longer_horizon_adds_the_months_after_a_shorter_one(small):
    scenario = scenario_of(small, {"discount_rate": 0.0})
    market = Market(scenario, seed=1)
    while market.month <= CUT:
        market.step()
    other = market.branch(1)
    value_of_relationships(other, 3)
    profit, firm = other.crowd.profit.copy(), market.crowd.firm
    three = value_of_relationships(market.branch(1), 3)[AS_IT_IS].to_numpy()
    two = value_of_relationships(market.branch(1), 2)[AS_IT_IS].to_numpy()
    rows = np.flatnonzero(firm >= 0)
    third = three - two
    paid = third != 0
    np.testing.assert_allclose(third[paid], profit[rows][paid])


def test_money_is_worth_less_the_later_it_comes(small):
    worth = [
        futures(scenario_of(small, {"discount_rate": rate}), 1, 0, CUT, HORIZON, [1]).worth[AS_IT_IS]
        for rate in (0.0, 0.5)
    ]
    gains = worth[0] > 1.0
    assert (worth[1].abs()[gains] < worth[0].abs()[gains] * 1.0001).mean() > 0.9
    assert worth[1].sum() < worth[0].sum()


def test_the_error_of_an_expectation_is_the_standard_error_over_branches(branches):
    found = expected_values(branches)
    one = branches[branches["relationship_id"] == found.index[7]][AS_IT_IS]
    assert found["expected"].iloc[7] == pytest.approx(one.mean())
    assert found["expected_error"].iloc[7] == pytest.approx(one.sem())


def test_shares_of_the_drivers_and_what_is_not_attributed_make_the_whole(branches):
    table = equity_drivers(branches)
    assert list(table["driver"]) == [*(driver.name for driver in DRIVERS), "not attributed"]
    assert set(table["firm"]) == {"Ann"}
    assert table["share"].sum() == pytest.approx(1.0)
    tried = branches[branches["branch"].isin([1, 2]) & (branches["firm"] == "Ann")]
    assert table["equity"].sum() == pytest.approx(tried[AS_IT_IS].sum() / 2)


def driver_equity(small, name, **scenario):
    branches = futures(scenario_of(small, **scenario), 1, 0, CUT, HORIZON, [1, 2], [1, 2]).worth
    return equity_drivers(branches).set_index("driver").loc[name, "equity"]


def test_there_is_no_relationship_equity_where_nothing_binds(small):
    free = {"customers": {"switching_costs": {"scale": 0.0}, "value": {"trust": 0.0}}}
    assert driver_equity(small, "relationship equity", changes=free) == 0.0
    assert driver_equity(small, "relationship equity") > 0.0


def test_there_is_no_brand_equity_where_nobody_has_a_taste(small):
    free = {"customers": {"beliefs": {"preference_sd": 0.0}}}
    assert driver_equity(small, "brand equity", changes=free) == 0.0
    assert driver_equity(small, "brand equity") != 0.0


@pytest.mark.parametrize("name", ["value equity", "brand equity"])
def test_without_a_rival_there_is_nothing_to_be_better_than(small, name):
    assert driver_equity(small, name, count=1) == 0.0


def test_value_equity_is_larger_for_a_firm_of_better_quality(small):
    fixed = {"quality": {"fixed": True, "functional": 0.75, "technical": 0.75}}
    good = driver_equity(small, "value equity", firms={"Ann": fixed})
    assert good > driver_equity(small, "value equity")


def test_an_event_before_the_cut_off_does_not_undo_what_is_switched_off(small):
    """The price of the first firm was raised long ago; without value equity it is the rivals' price all the same."""
    raised = {"events": [{"month": 2, "firm": "Ann", "set": {"price": 1.3}}]}
    market = Market(scenario_of(small, raised), seed=1)
    while market.month <= CUT:
        market.step()
    other = DRIVERS[0].without(market, 1)
    other.step()
    assert market.offers.price[0] == pytest.approx(1.3)
    assert other.offers.price[0] == pytest.approx(1.0)


def test_a_rival_that_has_not_entered_yet_is_no_measure_of_what_rivals_offer(small):
    """The dear and bad firm that comes after the cut-off does not count; without any rival nothing changes."""
    late = {"enters": CUT + 6, "price": 3.0, "quality": {"fixed": True, "functional": 0.1, "technical": 0.1}}
    for firms, price in (({"Bob": late}, 1.1), ({"Bob": late, "Cid": late}, 1.3)):
        offers = {"Ann": {"price": 1.3}, "Cid": {"price": 1.1}} | firms
        market = Market(scenario_of(small, firms=offers), seed=1)
        while market.month <= CUT:
            market.step()
        for driver in DRIVERS:
            driver.without(market, 1).step()
        other = DRIVERS[0].without(market, 1)
        other.step()
        assert other.offers.price[0] == pytest.approx(price)
