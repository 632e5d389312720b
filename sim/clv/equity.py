"""Customer equity: the sum of customer lifetime values, where it comes from, and what it says of the firm's value.

The value of a growing customer base is in `customer_base`, the usual valuations it is compared with in `valuation`;
both can be had from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.clv.checks import DISCOUNT, FINITE, NOT_NEGATIVE, finite, number, numbers, row_of_numbers, spread
from sim.clv.customer_base import (
    CustomerBaseValue,
    LogisticGrowth,
    customer_base_elasticities,
    customer_base_value,
)
from sim.clv.valuation import (
    customers_times_average_value,
    discounted_cash_flow_value,
    price_earnings_value,
    trend_extrapolation_value,
)

__all__ = [
    "NOT_ATTRIBUTED",
    "CustomerBaseValue",
    "CustomerEquity",
    "LogisticGrowth",
    "customer_base_elasticities",
    "customer_base_value",
    "customer_equity",
    "customer_equity_leverage",
    "customers_times_average_value",
    "decompose_equity",
    "discounted_cash_flow_value",
    "price_earnings_value",
    "trend_extrapolation_value",
]

NOT_ATTRIBUTED = "not attributed"
"""The row of `decompose_equity` for what no driver alone explains."""


class CustomerEquity(NamedTuple):
    """Equity in money: static, of today's customers; to_come, of future ones net of acquisition; dynamic, of all."""

    static: float
    to_come: float
    dynamic: float


def customer_equity(
    predicted_clv: ArrayLike,
    newcomers: ArrayLike | None = None,
    newcomer_clv: ArrayLike = 0.0,
    acquisition_spend: ArrayLike = 0.0,
    discount_rate: float = 0.0,
) -> CustomerEquity:
    """Return Σ CLV of today's customers, and with newcomers also Σ (newcomers × their CLV − spend)/(1 + d)ᵏ.

    predicted_clv (customers,) of all current customers, any sign, in money each, seen from now. newcomers (periods,)
    of at least 0: how many join 1, 2, … periods from now; newcomer_clv, any sign, in money each when they join, before
    acquisition; acquisition_spend ≥ 0 in money per period: both a number or (periods,). discount_rate d > −1 per
    period.
    Cash-flow convention: that of predicted_clv; newcomers join, and their acquisition is paid, at the end of periods.
    Without newcomers dynamic equals static, and a spend is an error: it would buy nobody.
    Raises ValueError if an argument is outside its range, or the equity is not finite.
    Source: Rust, Lemon & Zeithaml (2004), static; Villanueva & Hanssens (2007), dynamic.
    """
    today = row_of_numbers("predicted_clv", predicted_clv)
    d = number("discount_rate", discount_rate, DISCOUNT)
    to_come = np.asarray(0.0)
    with np.errstate(all="ignore"):
        if newcomers is not None:
            joining = row_of_numbers("newcomers", newcomers, NOT_NEGATIVE)
            worth = spread("newcomer_clv", newcomer_clv, FINITE, joining.size)
            spend = spread("acquisition_spend", acquisition_spend, NOT_NEGATIVE, joining.size)
            to_come = np.asarray((joining * worth - spend) @ (1 + d) ** -np.arange(1.0, joining.size + 1))
        elif np.any(spent := numbers("acquisition_spend", acquisition_spend, NOT_NEGATIVE)):
            raise ValueError(f"acquisition_spend is {spent.max():g}, but must be 0 without newcomers")
        static, future = finite("customer equity", np.array([today.sum(), float(to_come)]))
        return CustomerEquity(float(static), float(future), float(static + future))


def decompose_equity(equity: float, without: Mapping[str, float]) -> pd.DataFrame:
    """Return how much of customer equity each driver carries: what is lost if its mechanisms are switched off.

    equity, any sign but not 0, in money, with everything on; without: for each driver (usually value, brand and
    relationship equity) the equity with the mechanisms of this driver off, in money.
    Returns a row per `driver` and one "not attributed": equity in money, and its share of the whole; together they are
    the whole. What is not attributed is positive where something remains with every driver off, and negative where
    drivers need each other, so that taking one away takes the effect of both.
    Raises ValueError if an argument is outside its range, or there is no driver.
    Source: Rust, Lemon & Zeithaml (2004), for the drivers; taking one away at a time is our way to measure them.
    """
    whole = number("equity", equity)
    if whole == 0:
        raise ValueError("equity is 0, but must be another number: shares of it would mean nothing")
    if not without:
        raise ValueError("without has 0 drivers, but must have at least 1")
    if NOT_ATTRIBUTED in without:
        raise ValueError(f'without has the driver "{NOT_ATTRIBUTED}", but must use another name')
    carried = {driver: whole - number(f"without {driver}", value) for driver, value in without.items()}
    carried[NOT_ATTRIBUTED] = whole - sum(carried.values())
    table = pd.DataFrame({"equity": pd.Series(carried)}).rename_axis("driver")
    finite("the equity of a driver", table["equity"].to_numpy())
    return table.assign(share=table["equity"] / whole)


def customer_equity_leverage(customer_equity: float, net_operating_assets: float, debt: float) -> float:
    """Return CE/(CE + NOA − debt): percent by which shareholder value rises for one percent more customer equity.

    customer_equity CE and net_operating_assets NOA, any sign, and debt ≥ 0, in money; CE + NOA − debt, the value to
    shareholders, must be above 0. Debt makes the leverage larger, other assets make it smaller.
    Raises ValueError if an argument is outside its range. Source: Schulze, Skiera & Wiesel (2012).
    """
    ce, assets = (
        number("customer_equity", customer_equity),
        number("net_operating_assets", net_operating_assets),
    )
    value = ce + assets - number("debt", debt, NOT_NEGATIVE)
    if not value > 0:
        raise ValueError(f"customer_equity + net_operating_assets − debt is {value:g}, but must be above 0")
    return float(finite("leverage", ce / value))
