"""The past that markets share: the months before the books open are lived once for all that differ only later."""

from __future__ import annotations

from collections import OrderedDict

from sim.market.model import Market
from sim.scenario.dump import scenario_hash
from sim.scenario.scenario import Scenario

KEPT = 8
"""Pasts that a process keeps, each about a megabyte at 2,000 customers: a class plays with few scenarios at a time."""

_pasts: OrderedDict[tuple[str, int], Market] = OrderedDict()


def opened_market(scenario: Scenario, seed: int) -> Market:
    """Return the market of a scenario as it stands when its books open.

    It is what living the warm-up by the scenario itself would give, to the bit: events that begin later change nothing
    before. Of scenarios that are equal but for such events only the first lives its warm-up.
    """
    earlier = tuple(event for event in scenario.events if event.month < 0)
    before = scenario.model_copy(update={"events": earlier})
    key = (scenario_hash(before), seed)
    past = _pasts.get(key)
    if past is None:
        past = _pasts[key] = Market(before, seed)
        while past.month < 0:
            past.step()
    _pasts.move_to_end(key)
    if len(_pasts) > KEPT:
        _pasts.popitem(last=False)
    return past.branch(0, scenario)
