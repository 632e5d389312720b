"""The four approaches of the CRM strategy matrix as presets: a split of the budget, and whom the programme goes to."""

from __future__ import annotations

from typing import NamedTuple

from sim.scenario.strategies import Split


class Approach(NamedTuple):
    """One corner of the matrix: how complete the information on customers is × how individually they are treated."""

    split: Split
    targeting_rule: str | None
    """None: the matrix asks for no choice of customers, and the scenario's rule holds."""
    reason: str


APPROACH = {
    "product-based selling": Approach(
        Split(acquisition=0.60, functional=0.10, technical=0.30),
        None,
        "Little information, no individual treatment: the product and finding buyers for it are all there is.",
    ),
    "managed service": Approach(
        Split(acquisition=0.35, functional=0.40, technical=0.20, winback=0.05),
        None,
        "Little information, individual treatment: service desks look after whoever calls, so how one is served leads.",
    ),
    "customer-based marketing": Approach(
        Split(acquisition=0.25, functional=0.15, technical=0.20, loyalty_programme=0.30, winback=0.10),
        "value",
        "Much information, little individual treatment: cards and points tell who is worth much, and offers go there.",
    ),
    "individualised CRM": Approach(
        Split(acquisition=0.15, functional=0.25, technical=0.25, loyalty_programme=0.20, winback=0.15),
        "value_uplift",
        "Much information, individual treatment: the offer goes to those whom it keeps and who are worth keeping.",
    ),
}
"""Presets for the approaches. The order of the lines within a split follows the reason; the numbers are assumptions.
Source of the matrix: Payne & Frow (2005), after Payne."""
