"""The customer file: what happened with every customer, month by month, for a sample of places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.behaviour.stages import NONE, STAGES
from sim.market.columns import NOBODY
from sim.market.naming import firm_names, named, stacked

if TYPE_CHECKING:
    from sim.market.ledger import Columns
    from sim.market.model import Market


class Activity:
    """Keeps a row for each month of each relationship, of at most `places` places that lie evenly in the market."""

    def __init__(self, market: Market, places: int) -> None:
        size = market.crowd.size
        kept = min(places, size)
        self.rows = (np.arange(kept) * size) // max(kept, 1)
        self.months: list[Columns] = []
        """What was written down, a dictionary of columns for each month."""
        self._remember(market)

    def _remember(self, market: Market) -> None:
        """Note who begins the next month with which firm: who leaves in it has no firm at its end."""
        self._firm = market.crowd.firm[self.rows]
        self._relationship = market.crowd.relationship_id[self.rows]

    def close_month(self, market: Market) -> None:
        """Write down the month that was lived; nothing before the books open."""
        if market.month >= 0:
            self.months.append(self._month(market))
        self._remember(market)

    def _month(self, market: Market) -> Columns:
        attached = self._firm != NOBODY
        rows, firm = self.rows[attached], self._firm[attached]
        relationship = self._relationship[attached]
        c = market.crowd.columns
        stays = market.crowd.relationship_id[rows] == relationship
        costs = market.spec.market.costs
        goods = c.amount[rows] / market.offers.price[firm] * costs.cost_of_goods
        service = (
            costs.per_order * c.orders[rows] + costs.per_contact * c.contacts[rows] + costs.per_account
        )  # E16
        return {
            "relationship_id": relationship,
            "firm": firm,
            "month": np.full(rows.size, market.month, np.int16),
            "stage": np.where(stays, c.stage[rows], NONE).astype(np.int8),
            "orders": c.orders[rows],
            "contacts": c.contacts[rows],
            "revenue": c.amount[rows],
            "goods": goods,
            "programme": np.maximum(
                c.amount[rows] - goods - service - c.profit[rows], 0.0
            ),  # what is left over
            "profit": c.profit[rows],
        }

    def table(self, market: Market) -> pd.DataFrame:
        """Return one row for each relationship and month that it lived: the raw material of every firm's log.

        Columns: relationship_id, firm, month, stage (at its end, "none" where the relationship ended in it), orders,
        contacts, revenue, goods, programme and profit, in money. Sorted by relationship and month.
        """
        months = stacked(self.months)
        order = np.lexsort((months["month"], months["relationship_id"]))
        months = {name: values[order] for name, values in months.items()}
        months["firm"] = firm_names(market, months["firm"])
        months["stage"] = named(months["stage"], STAGES)
        return pd.DataFrame(months)
