"""Other futures from the same state: what customers are truly expected to bring, which only a simulator can know."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.clv.equity import NOT_ATTRIBUTED
from sim.market.columns import NOBODY
from sim.market.model import Market
from sim.market.naming import firm_names
from sim.scenario.scenario import Scenario
from sim.strategy.course import Course
from sim.study.equity_drivers import DRIVERS, FOCUS
from sim.study.spending_returns import Earned, trials

AS_IT_IS = "as it is"
"""The column of the futures in which nothing is switched off."""


class Futures(NamedTuple):
    """What was seen in some branches of one market."""

    worth: pd.DataFrame
    """What each relationship that lasts at the cut-off brings within the horizon: `futures`."""
    tried: pd.DataFrame
    """What the firm in focus gains by spending more on each line: `trials`. No row if no branch tried it."""

    @classmethod
    def together(cls, parts: Sequence[Futures]) -> Futures:
        """Return the branches of several batches as one."""
        return cls(*(pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True)))


def futures(
    scenario: Scenario,
    seed: int,
    replication: int,
    cut_off: int,
    horizon: int,
    branches: Sequence[int],
    with_drivers: Sequence[int] = (),
    with_trials: Sequence[int] = (),
    code: Path | None = None,
) -> Futures:
    """Live other futures from the end of the cut-off month to the horizon.

    Of each relationship that lasts then, one row for each branch (numbers ≥ 1): branch, relationship_id, firm, "as it
    is", what it brings within the horizon, and for the branches in `with_drivers` what it brings without each driver
    of customer equity (else missing); in money at the end of the cut-off month. In the branches in `with_trials`, the
    firm in focus, if it has entered the market by then, also tries what more money on each line brings. horizon in
    months; code: as in `Market`.
    """
    start = Market(scenario, seed, replication, code=code)
    while start.month <= cut_off:
        start.step()
    found, tried = [], []
    for number in branches:
        course, as_it_is = Course(), start.branch(number)
        as_it_is.firms[FOCUS].trial = course.note
        worth = value_of_relationships(as_it_is, horizon).assign(branch=number)
        for driver in DRIVERS:
            worth[driver.name] = np.nan
            if number in with_drivers:
                worth[driver.name] = value_of_relationships(driver.without(start, number), horizon)[AS_IT_IS]
        found.append(worth)
        if number in with_trials and start.firms[FOCUS].present:
            tried.append(trials(start, number, horizon, course, Earned.of(as_it_is)))
    return Futures(
        pd.concat(found, ignore_index=True), pd.concat(tried, ignore_index=True) if tried else pd.DataFrame()
    )


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

    branches: `Futures.worth`. Columns: expected, and expected_error, the standard error of this mean (missing for a
    single branch), both in money.
    """
    worth = branches.groupby("relationship_id")[AS_IT_IS]
    return pd.DataFrame({"expected": worth.mean(), "expected_error": worth.sem()})


def equity_drivers(branches: pd.DataFrame) -> pd.DataFrame:
    """Return how much of the equity of the firm in focus each driver carries; empty if no branch tried it.

    branches: `Futures.worth`. Columns: firm, driver (the drivers and "not attributed"), equity in money, error
    (standard error over branches, each of which is compared with itself; missing for a single one), share of the whole
    (missing if that is not above 0). Equity here is what today's customers bring within the horizon.
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
