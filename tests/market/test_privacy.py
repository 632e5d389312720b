"""A firm decides by what it may know: neither the future nor another firm's private state makes a difference."""

import copy
import dataclasses

import numpy as np
import pytest

from sim.market.model import Market
from sim.scenario.strategies import KINDS
from sim.strategy.view import Rival
from sim.study.replications import simulate

EXTRA = {
    "schedule": {"steps": [{"month": 10, "approach": "customer-based marketing"}]},
    "competitor_reactive": {"reaction": {"lag": 0}},
    "lifecycle": {"stages": {"examination": {"functional": 0.6}, "stability": {"loyalty_programme": 0.5}}},
}
SPLIT = {"acquisition": 0.3, "functional": 0.2, "technical": 0.2, "loyalty_programme": 0.2, "winback": 0.1}
LIVED = 18
"""Months before the decision: reviews, surveys and campaigns have happened, and the next review is due."""


def deciding(small, kind, **changes):
    """Return a market in which the first firm decides by a kind, keeps a file, and chooses whom its offer goes to."""
    strategy = {"kind": kind, "budget": 2000.0, "split": SPLIT, "policy_period": 6} | EXTRA.get(kind, {})
    own = {"strategy": strategy, "targeting": {"share": 0.2, "rule": "value", "hold_out": 0.1}}
    rivals = {"Bob": {"strategy": {"kind": "hill_climbing", "budget": 900.0, "split": SPLIT}}}
    return small({"warm_up": 0, "months": 40} | changes, {"Ann": own} | rivals)


def lived(scenario):
    market = Market(scenario, seed=3)
    for _ in range(LIVED):
        market.step()
    return market


def without_rivals_secrets(market):
    """Return a copy in which all that only rivals know is something else: stocks, plans, books, files, customers."""
    other = copy.deepcopy(market)
    others = other.crowd.firm != 0
    for column in ("satisfaction", "trust", "margin", "share_of_wallet", "tenure", "products", "expertise"):
        values = other.crowd.read(column)
        values[others] = np.roll(values[others], 7) * 0.5
    for firm in other.firms[1:]:
        firm.functional, firm.technical = 0.1, 0.9
        firm.books, firm.customers, firm.lately_lost = (), 1, 1
        firm.strategy, firm.analyst = None, None
        firm.settings = firm.settings.model_copy(update={"price": 3.0})
    return other


def without_a_future(market):
    """Return a copy that knows of no event to come, ends tomorrow, and will have other luck."""
    other = copy.deepcopy(market)
    past = tuple(event for event in market.spec.events if event.month < market.month)
    other.spec = market.spec.model_copy(update={"events": past, "months": market.month + 1})
    other.key = (*market.key[:2], 99)
    return other


def decision_of(market):
    firm = copy.deepcopy(market).firms[0]
    view = firm.view()
    return firm.strategy.decide(view), firm.strategy.targeting_rule, firm.strategy.shares


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("removed", [without_rivals_secrets, without_a_future])
def test_without_rivals_secrets_or_without_a_future_a_firm_decides_the_same(small, kind, removed):
    events = [
        {"month": LIVED + 1, "firm": "Bob", "set": {"price": 0.5}},
        {"month": LIVED + 2, "set": {"demand": 0.2}},
    ]
    market = lived(deciding(small, kind, events=events))
    assert decision_of(removed(market)) == decision_of(market)


def test_what_anybody_can_see_of_a_rival_does_make_a_difference(small):
    """The test above can fail: who reacts to public prices decides otherwise when one of them is another."""
    market = lived(deciding(small, "competitor_reactive"))
    other = copy.deepcopy(market)
    other.firms[1].public = Rival(price=0.9, advertising=9.0)
    assert decision_of(other) != decision_of(market)


@pytest.mark.parametrize("kind", ["hill_climbing", "blattberg_deighton"])
def test_what_the_own_books_say_does_make_a_difference(small, kind):
    market = lived(deciding(small, kind))
    other = copy.deepcopy(market)
    firm = other.firms[0]
    firm.books = tuple(dataclasses.replace(month, profit=-1e6, joined=30, lost=20) for month in firm.books)
    assert decision_of(other) != decision_of(market)


@pytest.mark.slow
def test_decisions_are_the_same_bits_for_any_number_of_processes(small):
    scenario = deciding(small, "equity_first")
    alone, together = (simulate(scenario, replications=4, seed=11, jobs=jobs) for jobs in (1, 2))
    for name, table in alone.tables.items():
        assert table.equals(together.tables[name]), name
