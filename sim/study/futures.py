"""Other futures from the same state: what customers are truly expected to bring, which only a simulator can know."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.clv.equity import NOT_ATTRIBUTED
from sim.market.columns import NOBODY
from sim.market.model import Market
from sim.market.naming import firm_names
from sim.scenario.scenario import Scenario
from sim.study.equity_drivers import DRIVERS, FOCUS

AS_IT_IS = "as it is"
"""The column of the futures in which nothing is switched off."""


def futures(
    scenario: Scenario,
    seed: int,
    replication: int,
    cut_off: int,
    horizon: int,
    branches: Sequence[int],
    with_drivers: Sequence[int] = (),
    code: Path | None = None,
) -> pd.DataFrame:
    """Return what each relationship that lasts at the end of the cut-off month brings within the horizon, by branch.

    One row for each branch (numbers ≥ 1) and relationship: branch, relationship_id, firm, "as it is", and for the
    branches in `with_drivers` what it brings without each driver of customer equity (else missing); in money at the
    end of the cut-off month. horizon in months; code: as in `Market`.
    """
    start = Market(scenario, seed, replication, code=code)
    while start.month <= cut_off:
        start.step()
    found = []
    for number in branches:
        worth = value_of_relationships(start.branch(number), horizon).assign(branch=number)
        for driver in DRIVERS:
            worth[driver.name] = np.nan
            if number in with_drivers:
                worth[driver.name] = value_of_relationships(driver.without(start, number), horizon)[AS_IT_IS]
        found.append(worth)
    return pd.concat(found, ignore_index=True)


def value_of_relationships(market: Market, horizon: int) -> pd.DataFrame:
    """Let the market live the months of the horizon, and return what today's relationships bring in them.

    One row for each relationship in the order of places: relationship_id, firm, and "as it is", in money. Each month's
    profit is discounted to today from the month's end; who leaves and comes back has begun another relationship.
    """
    crowd = market.crowd
    rows = np.flatnonzero(crowd.firm != NOBODY)
    relationship, firm = crowd.relationship_id[rows], crowd.firm[rows].copy()
    value = np.zeros(rows.size)
    lasting = np.ones(rows.size, bool)
    discount = float(market.world[0].discount)
    for month in range(1, horizon + 1):
        market.step()
        # Who left in this month was still a customer in it, and paid.
        value[lasting] += crowd.profit[rows[lasting]] * discount**month
        lasting &= crowd.relationship_id[rows] == relationship
    return pd.DataFrame({"relationship_id": relationship, "firm": firm_names(market, firm), AS_IT_IS: value})


def expected_values(branches: pd.DataFrame) -> pd.DataFrame:
    """Return for each relationship (index) what it brings on average over the branches, and how well that is known.

    branches: from `futures`. Columns: expected, and expected_error, the standard error of this mean (missing for a
    single branch), both in money.
    """
    worth = branches.groupby("relationship_id")[AS_IT_IS]
    return pd.DataFrame({"expected": worth.mean(), "expected_error": worth.sem()})


def equity_drivers(branches: pd.DataFrame) -> pd.DataFrame:
    """Return how much of the equity of the firm in focus each driver carries; empty if no branch tried it.

    Columns: firm, driver (the drivers and "not attributed"), equity in money, error (standard error over branches,
    each of which is compared with itself; missing for a single one), share of the whole (missing if that is not above
    0). Equity here is what today's customers bring within the horizon.
    """
    names = [driver.name for driver in DRIVERS]
    tried = branches.dropna(subset=names)
    firm = branches["firm"].cat.categories[FOCUS]
    sums = tried[tried["firm"] == firm].groupby("branch")[[AS_IT_IS, *names]].sum()
    carried = sums[names].rsub(sums[AS_IT_IS], axis=0)
    carried[NOT_ATTRIBUTED] = sums[AS_IT_IS] - carried.sum(axis=1)
    whole = float(sums[AS_IT_IS].mean()) if len(sums) else 0.0
    table = pd.DataFrame(
        {
            "firm": pd.Categorical([firm] * carried.shape[1], categories=branches["firm"].cat.categories),
            "driver": pd.Categorical(carried.columns, categories=carried.columns),
            "equity": carried.mean().to_numpy(),
            "error": carried.sem().to_numpy(),
        }
    )
    table["share"] = table["equity"] / whole if whole > 0 else np.nan
    return table if len(sums) else table.iloc[:0]
