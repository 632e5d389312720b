"""The market as a Mesa model: months, seeds, copies, resumption."""

import copy
import pickle

import numpy as np
import pytest

from sim.market.faces import Customer
from sim.market.firm import Firm
from sim.market.model import Market
from sim.market.tables import tables_of


@pytest.fixture(scope="module")
def scenario(small):
    return small(
        {
            "market": {"customers": 200},
            "months": 20,
            "warm_up": 4,
            "survey": {"months": [4, 15], "sample": 50},
            "events": [{"month": 8, "firm": "Bob", "months": 6, "set": {"price": 0.9}}],
        },
        {"Cid": {"targeting": {"share": 0.2}}},
    )


@pytest.fixture(scope="module")
def straight(scenario):
    return Market(scenario, seed=4, transactions=True, contacts=True).run()


COPIES = {"pickled": lambda market: pickle.loads(pickle.dumps(market)), "copied": copy.deepcopy}


@pytest.mark.parametrize("how", COPIES)
@pytest.mark.parametrize("pause", [-4, -1, 0, 9, 19])
def test_a_market_that_is_resumed_goes_on_as_if_it_had_not_stopped(
    scenario, straight, differing, assert_equal_tables, how, pause
):
    market = Market(scenario, seed=4, transactions=True, contacts=True)
    while market.month < pause:
        market.step()
    resumed = COPIES[how](market).run()
    assert market.month == pause
    assert differing(resumed, straight) == {}
    assert_equal_tables(tables_of(resumed), tables_of(straight))


@pytest.mark.parametrize("how", COPIES)
def test_a_market_can_be_copied_in_the_middle_of_a_month(scenario, straight, differing, how):
    market = Market(scenario, seed=4)
    for _ in range(7):
        market.step()
    market.agents_by_type[Customer].select(at_most=30).do("step")
    resumed = COPIES[how](market).run()
    assert differing(resumed, straight) == {}


def test_a_copy_and_its_original_live_apart(scenario, differing):
    market = Market(scenario, seed=4)
    market.step()
    twin = copy.deepcopy(market)
    twin.step()
    assert market.month + 1 == twin.month
    assert "tenure" in differing(market, twin)
    market.step()
    assert differing(market, twin) == {}


def test_equal_seeds_give_equal_markets_and_others_others(scenario, straight, differing):
    assert differing(Market(scenario, seed=4).run(), straight) == {}
    for other in (Market(scenario, seed=5), Market(scenario, seed=4, replication=1)):
        assert "satisfaction" in differing(other.run(), straight)


def test_months_are_counted_from_the_opening_of_the_books(scenario):
    market = Market(scenario)
    assert market.month == -4
    market.step()
    assert market.month == -3
    assert market.run().month == 20


def test_running_a_market_that_has_lived_changes_nothing(straight, differing):
    before = copy.deepcopy(straight)
    straight.run()
    assert differing(before, straight) == {}


def test_a_customer_lives_a_month_only_once(scenario):
    market = Market(scenario)
    customer = market.agents_by_type[Customer][7]
    customer.step()
    with pytest.raises(ValueError, match="month -4 already"):
        customer.step()
    market.step()
    customer.step()
    assert market.month == -3


def test_firms_that_step_by_hand_decide_once(scenario, straight, differing):
    market = Market(scenario, seed=4)
    while market.month < scenario.months:
        market.agents_by_type[Firm].shuffle_do("step")
        market.agents_by_type[Firm].do("step")
        market.step()
    assert differing(market, straight) == {}


def test_all_agents_can_be_stepped_as_mesa_users_do(scenario, straight, differing):
    market = Market(scenario, seed=4)
    while market.month < scenario.months:
        market.agents.shuffle_do("step")
        market.step()
    assert differing(market, straight) == {}


def test_mesa_counts_the_steps(scenario, straight):
    assert straight.steps == scenario.warm_up + scenario.months


def test_settings_can_be_read_by_segment(small):
    experts = {"name": "experts", "share": 0.5, "customers": {"trust": {"gain": 0.3}}}
    market = Market(small({"segments": [experts]}))
    assert market.by_segment(lambda p: p.trust.gain).tolist() == [0.14, 0.3]


def test_the_customers_of_firms_add_up_with_the_columns(straight):
    counted = np.bincount(straight.crowd.firm[straight.crowd.firm >= 0], minlength=3)
    assert [firm.customers for firm in straight.firms] == counted.tolist()
