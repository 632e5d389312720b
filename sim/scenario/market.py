"""The market: its size, network, costs, and how it responds to spending."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.scenario.setting import Settings, group, setting


class Network(Settings):
    """Who hears whom: some nearest neighbours on a ring, the others at random."""

    neighbours: int = setting(8, "links of a customer", "people", ge=2, le=64)
    random_share: float = setting(0.5, "share of the links that go anywhere", "share", ge=0, le=1)


class Costs(Settings):
    """Activity-based costs of serving a customer (E16)."""

    cost_of_goods: float = setting(
        0.60, "cost of one unit of volume, list price being 1", "money", ge=0, le=1
    )
    per_order: float = setting(2.0, "cost of an order", "money/order", ge=0)
    per_contact: float = setting(8.0, "cost of a service contact", "money/contact", ge=0)
    per_account: float = setting(2.0, "cost of an account", "money/month", ge=0)
    contacts: float = setting(
        0.35, "service contacts of an inexperienced customer", "contacts/month", ge=0, le=10
    )
    learning: float = setting(
        0.5, "part of them that full knowledge saves (0 is as honest)", "share", ge=0, le=1
    )
    incident_contacts: float = setting(0.8, "further contacts after an incident", "contacts", ge=0, le=10)


class Response(Settings):
    """Diminishing returns of spending (E14: ceiling × (1 − e^(−k × spend)); Blattberg & Deighton 1996)."""

    contact_ceiling: float = setting(0.12, "highest chance to reach a non-customer", "1/month", ge=0, le=1)
    contact_rate: float = setting(0.45, "k of acquisition spending per non-customer", "1/money", ge=0)
    winback_ceiling: float = setting(0.25, "highest chance to reach a lost customer", "1/month", ge=0, le=1)
    winback_rate: float = setting(0.25, "k of win-back spending per lost customer", "1/money", ge=0)
    winback_months: int = setting(
        12, "months after a loss in which win-back is tried", "months", ge=1, le=120
    )
    programme_rate: float = setting(0.35, "k of programme spending per customer", "1/money", ge=0)
    quality_lowest: float = setting(0.57, "quality that no spending holds", "quality", ge=0, le=1)
    quality_highest: float = setting(0.815, "quality that unlimited spending holds", "quality", ge=0, le=1)
    quality_rate: float = setting(0.168, "k of quality spending per customer", "1/money", ge=0)
    quality_speed: float = setting(0.05, "speed at which quality follows spending", "1/month", ge=0, le=1)

    @model_validator(mode="after")
    def _quality_is_in_order(self) -> Response:
        if self.quality_lowest > self.quality_highest:
            raise ValueError(
                f"quality_lowest is {self.quality_lowest}, but must be at most quality_highest ({self.quality_highest})"
            )
        return self


class MarketSettings(Settings):
    """The market in which firms compete for customers."""

    customers: int = setting(20_000, "customers, with or without a supplier", "people", ge=10, le=20_000_000)
    unattached: float = setting(0.30, "share of them without a supplier at the start", "share", ge=0, le=1)
    network: Network = group(Network, "who hears whom")
    encounter: Literal["monthly", "per_order"] = setting(
        "monthly", "when service is met: every month, or only with an order (shops, hotels, car dealers)"
    )
    category_exit: float = setting(
        0.002, "chance to leave the category to a new person", "1/month", ge=0, le=1
    )
    public_information: float = setting(
        0.01, "speed at which beliefs follow true quality", "1/month", ge=0, le=1
    )
    demand: float = setting(1.0, "factor on everybody's category spending", "ratio", ge=0, le=100)
    search_cost: float = setting(1.0, "cost of looking around, today's being 1", "ratio", gt=0, le=100)
    secondary: bool = setting(True, "book what customers buy from other firms that they know")
    costs: Costs = group(Costs, "costs to serve")
    response: Response = group(Response, "response to spending")
