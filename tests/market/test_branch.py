"""Branches: other futures from the same state."""

import numpy as np
import pytest

from sim.market.draws import ORIGIN, block, key_of
from sim.market.model import Market
from sim.market.tables import tables_of


@pytest.fixture(scope="module")
def scenario(small):
    return small(
        {
            "market": {"customers": 300},
            "months": 24,
            "warm_up": 4,
            "survey": {"months": [4, 20], "sample": 50},
        }
    )


@pytest.fixture
def market(scenario):
    market = Market(scenario, seed=4, transactions=True, contacts=True, activity=50)
    while market.month < 12:
        market.step()
    return market


def test_branch_zero_goes_on_as_the_market_itself(market, differing):
    branch = market.branch(0).run()
    assert differing(branch, market.run()) == {}


def test_branches_differ_from_one_another_and_can_be_had_again(market, differing):
    one, again, other = market.branch(1).run(), market.branch(1).run(), market.branch(2).run()
    assert differing(one, again) == {}
    assert "satisfaction" in differing(one, other)
    assert "satisfaction" in differing(one, market.run())


def test_a_branch_leaves_its_market_as_it_was(scenario, market, differing, assert_equal_tables):
    market.branch(1).run()
    straight = Market(scenario, seed=4, transactions=True, contacts=True, activity=50).run()
    assert differing(market.run(), straight) == {}
    assert_equal_tables(tables_of(market), tables_of(straight))


def test_the_state_at_the_fork_is_the_same_in_all_branches(market, differing):
    assert differing(market.branch(3), market) == {}


def test_the_books_of_a_branch_begin_at_the_fork(market):
    months = tables_of(market.branch(1).run())["months"]
    assert months["month"].min() == 12


def test_a_market_cannot_branch_in_the_middle_of_a_month(market):
    market.open_month()
    with pytest.raises(ValueError, match="month 12 is open"):
        market.branch(1)


def test_a_branch_can_go_on_by_another_scenario(scenario, market):
    firms = (scenario.firms[0].model_copy(update={"price": 0.5}), *scenario.firms[1:])
    cheap = market.branch(0, scenario.model_copy(update={"firms": firms}))
    cheap.step()
    assert cheap.offers.price[0] == 0.5
    market.step()
    assert market.offers.price[0] == 1.0


def test_a_branch_by_the_same_scenario_changes_nothing(scenario, market, differing):
    assert differing(market.branch(0, scenario.model_copy()).run(), market.run()) == {}


@pytest.mark.parametrize("what", ["customers", "firms", "segments"])
def test_a_branch_keeps_customers_segments_and_firms(small, market, what):
    others = {
        "customers": small({"market": {"customers": 200}}),
        "firms": small({"market": {"customers": 300}}, count=2),
        "segments": small({"market": {"customers": 300}, "segments": [{"name": "new", "share": 0.5}]}),
    }
    with pytest.raises(ValueError, match=f"the scenario of the branch has {what}"):
        market.branch(1, others[what])


def test_what_was_drawn_before_the_first_month_is_the_same_in_all_branches():
    assert block(key_of(1, 0, 5), 7, ORIGIN, 3) == block(key_of(1, 0), 7, ORIGIN, 3)
    assert block(key_of(1, 0, 5), 7, 0, 3) != block(key_of(1, 0), 7, 0, 3)


def test_the_mean_of_branches_does_not_hang_on_the_run_that_they_leave(market):
    """The run itself is one draw of what its branches are draws of: their means agree within their errors."""
    before = market.crowd.firm >= 0

    def stay(branch):
        other = market.branch(branch)
        for _ in range(12):
            other.step()
        return float((other.crowd.tenure[before] > 12).mean())

    shares = np.array([stay(number) for number in range(1, 25)])
    assert abs(stay(0) - shares.mean()) < 4 * shares.std(ddof=1)
