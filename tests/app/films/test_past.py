"""The shared past: a market that begins with another's warm-up is the market that lived its own."""

import pytest

from sim.app.films.composing import scenario_of
from sim.app.films.past import KEPT, _pasts, opened_market
from sim.app.films.setup import Move, Setup
from sim.market.model import Market
from sim.market.tables import months_table

MOVES = {
    "nothing": (),
    "price at the opening": (Move(0, "price", 1.2),),
    "targeting later": (Move(5, "targeting_share", 0.2), Move(9, "price", 0.9)),
    "a world of its own": (Move(0, "switching_costs", 2.0),),
}


@pytest.fixture(autouse=True)
def no_past():
    _pasts.clear()


@pytest.mark.parametrize("scenario", ["baseline", "shocks/rival-entry", "questions/06-win-back/trusting"])
@pytest.mark.parametrize("moves", MOVES.values(), ids=MOVES)
def test_a_market_with_a_shared_past_lives_the_months_of_one_that_lived_its_own(scenario, moves):
    opened_market(scenario_of(Setup(scenario, 3, 300)), 3)
    moved = scenario_of(Setup(scenario, 3, 300, moves)).model_copy(update={"months": 14})
    shared, own = opened_market(moved, 3), Market(moved, 3)
    assert shared.month == 0
    assert months_table(shared.run()).equals(months_table(own.run()))


def test_markets_that_differ_only_later_live_one_past_and_others_their_own():
    base = scenario_of(Setup("baseline", 1, 200))
    opened_market(base, 1)
    opened_market(scenario_of(Setup("baseline", 1, 200, (Move(0, "price", 1.2),))), 1)
    assert len(_pasts) == 1
    opened_market(base, 2)
    opened_market(scenario_of(Setup("baseline", 1, 200, (Move(0, "switching_costs", 2.0),))), 1)
    assert len(_pasts) == 3


def test_a_market_leaves_the_past_as_it_was():
    base = scenario_of(Setup("baseline", 1, 200)).model_copy(update={"months": 6})
    first = months_table(opened_market(base, 1).run())
    assert months_table(opened_market(base, 1).run()).equals(first)


def test_only_the_latest_pasts_are_kept():
    base = scenario_of(Setup("baseline", 1, 200)).model_copy(update={"warm_up": 1})
    for seed in range(KEPT + 2):
        opened_market(base, seed)
    assert [seed for _, seed in _pasts] == list(range(2, KEPT + 2))
