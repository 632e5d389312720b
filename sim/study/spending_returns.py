"""What one more unit of money on each budget line brings: other futures of a firm that differ in that money alone."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
import pandas as pd

from sim.market.books import COUNT
from sim.market.model import Market
from sim.market.tables import months_table
from sim.scenario.strategies import LINES
from sim.strategy.course import Course
from sim.study.equity_drivers import FOCUS

STEP = 0.10
"""Money that is added to a line, as a part of what is spent on it today, or on the mean line if that is more."""
_OF_REVENUE = 0.01
"""The mean line of a firm that spends nothing, as a part of its revenue."""


class Earned(NamedTuple):
    """What the firm in focus earned after all spending, and what its customers are worth at the end: today's money."""

    profit: float
    equity: float

    @classmethod
    def of(cls, market: Market, programme: float = 0.0) -> Self:
        """Return it for a branch that has lived to the end of its horizon.

        programme: money that was added to the loyalty programme in the last month. Equity is before all spending but
        that on the programme, which customers carry; what was added to it is left out too, as it is of other lines.
        """
        months = months_table(market)
        own = months[months["firm"] == market.firms[FOCUS].name]
        discounted = _discounts(market, len(own))
        equity = float(own["customer_equity"].iloc[-1])
        heads = market.books.by_stage[COUNT, FOCUS]
        if programme and heads.any():
            equity += programme / heads.sum() * float(heads @ market.ledger.remaining_life[FOCUS])
        return cls(float(own["profit"] @ discounted), equity * float(discounted[-1]))


def added_money(market: Market) -> dict[str, float]:
    """Return the money a month that is tried for each line of the firm in focus.

    It is a tenth of what is spent on the line today, or of what is spent on the mean line if that is more: a tenth of
    nothing, or of very little, would do nothing that could be told from luck.
    """
    firm = market.firms[FOCUS]
    mean = firm.spending.total / len(LINES) or _OF_REVENUE * firm.books[-1].revenue
    return {line: STEP * max(getattr(firm.spending, line), mean) for line in LINES}


def trials(start: Market, branch: int, horizon: int, course: Course, as_it_is: Earned) -> pd.DataFrame:
    """Return what the firm in focus gains in one branch if it spends more on one line in every month, for each line.

    start: the market at the cut-off; course: what the firm decided in the same branch without the money, and as_it_is
    what it earned there; horizon in months ≥ 1. Rivals and the targeted programme go on by their rules.
    One row for each line: branch, firm, line; spend, what is spent today, and added, both money a month; and in
    today's money paid, all that was added, profit, what was gained within the horizon before the added money is taken
    off, and equity, the gain of customer equity at its end.
    """
    firm = start.firms[FOCUS]
    rows = []
    for line, more in added_money(start).items():
        other = start.branch(branch)
        again = course.again(line, more)
        other.firms[FOCUS].trial = again
        for _ in range(horizon):
            other.step()
        added = np.array(list(again.added.values()))
        earned = Earned.of(other, added[-1] if line == "loyalty_programme" else 0.0)
        paid = float(added @ _discounts(start, horizon))
        rows.append(
            {
                "branch": branch,
                "firm": firm.name,
                "line": line,
                "spend": getattr(firm.spending, line),
                "added": float(added.mean()),
                "paid": paid,
                "profit": earned.profit - as_it_is.profit + paid,
                "equity": earned.equity - as_it_is.equity,
            }
        )
    return pd.DataFrame(rows)


def spending_returns(tried: pd.DataFrame) -> pd.DataFrame:
    """Return what one more unit of money on each line brings, on average over branches.

    tried: from `trials`, of one firm and some branches; branches in which nothing could be added to a line are left
    out. Columns: firm, line, spend and added (money a month), within_horizon (gain within the horizon for each unit of
    money added), with_equity (the same and the gain of customer equity at its end), the standard errors of both over
    branches (missing for a single one), and the number of branches. Every branch is compared with itself.
    """
    tried = tried[tried["paid"] > 0]
    each = tried.assign(
        within_horizon=tried["profit"] / tried["paid"],
        with_equity=(tried["profit"] + tried["equity"]) / tried["paid"],
    )
    by_line = each.groupby(["firm", "line"], sort=False)
    table = by_line[["spend", "added", "within_horizon", "with_equity"]].mean()
    table[["within_horizon_error", "with_equity_error"]] = by_line[["within_horizon", "with_equity"]].sem()
    table["branches"] = by_line.size()
    return table.reset_index().astype(
        {"firm": "category", "line": pd.CategoricalDtype(list(LINES)), "branches": "int64"}
    )


def _discounts(market: Market, months: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return what one unit of money at the end of each of the next months is worth today."""
    return np.asarray(float(market.world[0].discount) ** np.arange(1, months + 1))
