"""The month of a customer as data: a readable list of phases, each compiled, that rows live through in order.

Whatever a customer reads of another one is last month's, so neither the order of rows nor their number at a time
changes a bit of the result.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, NamedTuple

from sim.market.choosing import customers_choose
from sim.market.purchase import purchases_are_made, value_is_weighed
from sim.market.readout import stages_are_read
from sim.market.service import needs_drift, service_is_met
from sim.market.talk import firms_make_contact, people_talk


class Phase(NamedTuple):
    """One thing that happens to every customer in a month."""

    name: str
    equations: str
    live: Callable[..., None]


CUSTOMER_MONTH = (
    Phase("needs drift", "match", needs_drift),
    Phase("service is met", "E1–E8", service_is_met),
    Phase("value is weighed", "E9, E10, E13", value_is_weighed),
    Phase("purchases are made", "E13, E16", purchases_are_made),
    Phase("people talk", "E17", people_talk),
    Phase("firms make contact", "E14", firms_make_contact),
    Phase("customers choose", "E11, E12", customers_choose),
    Phase("stages are read", "E15", stages_are_read),
)

ROWS = 4096
"""Rows that go through all phases together: few enough to stay in the processor's cache."""


def live(first: int, last: int, state: tuple[Any, ...], seconds: dict[str, float]) -> None:
    """Let the rows first … last − 1 live one month, and add the seconds that every phase took."""
    for start in range(first, last, ROWS):
        stop = min(start + ROWS, last)
        for phase in CUSTOMER_MONTH:
            began = perf_counter()
            phase.live(start, stop, *state)
            seconds[phase.name] = seconds.get(phase.name, 0.0) + perf_counter() - began
