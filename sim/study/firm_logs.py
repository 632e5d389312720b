"""What each firm has written down at a month of the run, and what its customers did before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from sim.clv.firm_log import FirmLog
from sim.market.model import Market

YEAR = 12
MOST_PLACES = 20_000
"""Places of the market whose customers are valued: all of a usual market, an even sample of a larger one."""


class CutOff(NamedTuple):
    """Where the past ends: the last month that a firm has seen, and the months after it in which it is judged."""

    month: int
    horizon: int

    @classmethod
    def chosen(cls, month: int | None, months: int) -> CutOff | None:
        """Return the cut-off at the month given, or else at half of a run of at least two years, or else none."""
        if month is None:
            return cls.at(months // 2 - 1, months) if months >= 2 * YEAR else None
        return cls.at(month, months)

    @classmethod
    def at(cls, month: int, months: int) -> CutOff:
        """Return the cut-off of a run with so many booked months; raise ValueError without a year on both sides."""
        if not YEAR - 1 <= month <= months - YEAR - 1:
            wanted = (
                f"{YEAR - 1} … {months - YEAR - 1}" if months >= 2 * YEAR else "absent: the run is too short"
            )
            raise ValueError(f"the cut-off is month {month}, but must be {wanted}")
        return cls(month, months - 1 - month)


class Seen(NamedTuple):
    """A firm's log, and what happened with the same relationships from the books' opening to the end of the run."""

    firm: str
    log: FirmLog
    relationships: pd.DataFrame
    """All of the firm that the log knows or that came later, by relationship_id: customer_id, start_month, …"""
    activity: pd.DataFrame
    """Of all months, as in `Activity.table`."""


def logs_of(market: Market, relationships: pd.DataFrame, month: int) -> Iterator[Seen]:
    """Return the log that each firm has at the end of a month, in the order of the firms."""
    assert market.ledger.activity is not None
    sampled = (relationships["relationship_id"] % market.crowd.size).isin(market.ledger.activity.rows)
    known = relationships[sampled].set_index("relationship_id").sort_index()
    activity = market.ledger.activity.table(market)
    activity["tenure"] = (
        activity["month"] - known["start_month"].reindex(activity["relationship_id"]).to_numpy()
    )
    for firm in market.firms:
        own = known[known["firm"] == firm.name]
        did = activity[activity["firm"] == firm.name]
        begun = own[own["start_month"] <= month]
        over = begun["ended"] & (begun["end_month"] <= month)
        log = FirmLog(
            month=month,
            relationships=pd.DataFrame(
                {
                    "customer_id": begun["customer_id"],
                    "start_month": begun["start_month"].astype("int64"),
                    "end_month": begun["end_month"].where(over).astype(float),
                }
            ),
            activity=did[did["month"] <= month].drop(columns=["firm", "goods"]),
        )
        yield Seen(firm.name, log, own, did)
