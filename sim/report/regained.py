"""Groups of lost customers: how many came back, what a second life is worth, and what may be paid for it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from sim.clv.life_value import life_value
from sim.clv.regain import FEWEST, regain_table
from sim.clv.survival import KaplanMeier
from sim.report.interval import LEVEL, Estimate
from sim.report.run import Run

ALL = "all"
HORIZON = 60
"""Months of a second life that count, where it is known for so long."""


class Group(NamedTuple):
    """What became of one group of lost customers; the last of a list is all of them."""

    name: str
    lost: int
    regained: int
    rate: Estimate
    without: float
    """Share that would have returned without any win-back."""
    second_months: float
    second: Estimate
    """Discounted profit of a second life, money."""
    away: float
    """Discounted profit of secondary business in the same months, had they not returned, money."""
    first: float
    cost: float
    """Money of contacts for one regained."""
    break_even: Estimate


def groups_of(run: Run, lost: pd.DataFrame, by: str) -> tuple[list[Group], int]:
    """Return the groups of the lost customers of the firm in focus, all of them last, and the months that count.

    Rates have the interval of the table; money has one over replications, where every one has enough second lives.
    """
    kinds = (by, ALL)
    parts = [part for _, part in lost.groupby("replication")]
    until = HORIZON
    while True:  # once more, if some group is not known for so long
        tables = [[regained_table(run, rows, kind, until) for rows in (lost, *parts)] for kind in kinds]
        known_for = min(int(table["horizon"].min()) for row in tables for table in row if len(table))
        if known_for == until:
            break
        until = known_for
    found = []
    for whole, *shares in tables:
        by_group = [table.set_index("group") for table in shares]
        found += [_group(row, by_group) for row in whole.to_dict("records")]
    return found, until


def regained_table(run: Run, lost: pd.DataFrame, by: str, horizon: int = HORIZON) -> pd.DataFrame:
    """Return the control of win-back of the firm in focus, its customers lost being those given."""
    within = run.scenario.market.response.winback_months
    months = run.own_months
    own = months[months["replication"].isin(lost["replication"])]
    return regain_table(lost, own, by, within, run.scenario.discount_rate, horizon)


def newcomer_value(run: Run, horizon: int) -> float | None:
    """Return the worth of a new customer's first life, reckoned in the same way, money; None where it is not known."""
    known_before = run.own_relationships.sort_values("start_month").duplicated(["replication", "customer_id"])
    new = run.begun[~known_before.reindex(run.begun.index)]
    if len(new) < FEWEST or new["months"].max() < 1:
        return None
    survival, profit = KaplanMeier.fit(new["months"], new["ended"]), new["discounted_profit"]
    return life_value(survival, new["months"], profit, horizon, run.scenario.discount_rate)


def _group(row: Mapping[Hashable, Any], replications: Sequence[pd.DataFrame]) -> Group:
    name = str(row["group"])
    second, most = (_spread(row, replications, column) for column in ("second_value", "break_even"))
    rate = Estimate(row["regain_rate"], row["low"], row["high"])
    return Group(
        name, int(row["lost"]), int(row["regained"]), rate, row["returns_without"], row["second_months"], second,
        row["away_value"], row["first_value"], row["cost"], most,
    )  # fmt: skip


def _spread(row: Mapping[Hashable, Any], replications: Sequence[pd.DataFrame], column: str) -> Estimate:
    """Return a value of all replications, and an interval from how it differs between them."""
    name = row["group"]
    each = np.array([table[column].get(name, np.nan) for table in replications], float)
    if each.size < 2 or not np.isfinite(each).all():
        return Estimate(row[column])
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, each.size - 1) * each.std(ddof=1) / np.sqrt(each.size))
    return Estimate(row[column], row[column] - reach, row[column] + reach)
