"""Campaigns of the targeted programme as experiments: the chosen who got it, against the chosen who were held out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.market.ledger import Columns
    from sim.market.model import Market

GROUPS = ("targeted", "control")


class Campaign:
    """One campaign of a firm: chosen customers, and what has become of them so far.

    rows: where the chosen are in the crowd, (n,); control: who of them is held out, (n,).
    """

    def __init__(self, market: Market, firm: int, rows: NDArray[np.intp], control: NDArray[np.bool_]) -> None:
        self.firm = firm
        self.month = market.month
        self._rows = rows
        self._control = control
        self._relationship = market.crowd.relationship_id[rows]
        self._lasting = np.ones(rows.size, bool)
        self._profit = np.zeros(rows.size)

    def close_month(self, market: Market) -> None:
        """Take in the month that was lived: who left in it was still a customer in it."""
        lasting = self._rows[self._lasting]
        self._profit[self._lasting] += market.crowd.profit[lasting]
        self._lasting[self._lasting] = (
            market.crowd.relationship_id[lasting] == self._relationship[self._lasting]
        )

    def result(self, month: int) -> Columns:
        """Return one row for each group at the end of a month: customers, those who left, and profit."""
        rows: dict[str, list[Any]] = {"customers": [], "left": [], "profit": []}
        for who in (~self._control, self._control):
            rows["customers"].append(np.count_nonzero(who))
            rows["left"].append(np.count_nonzero(who & ~self._lasting))
            rows["profit"].append(float(self._profit[who].sum()))
        both = {"firm": self.firm, "month": self.month, "months": month - self.month + 1}
        return {name: np.full(2, value) for name, value in both.items()} | {
            "group": np.arange(2), **{name: np.array(values) for name, values in rows.items()}
        }  # fmt: skip
