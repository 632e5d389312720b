"""What each firm was worth at the cut-off by the usual ways to value it, beside what it then earned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd

from sim.clv.equity import (
    LogisticGrowth,
    customers_times_average_value,
    discounted_cash_flow_value,
    price_earnings_value,
    trend_extrapolation_value,
)
from sim.market.tables import Tables
from sim.study.firm_logs import YEAR, CutOff

EARNED = "what it earned"
LIFETIMES = "customer lifetime values"
TREND = 2 * YEAR
"""Months whose trend is extrapolated."""


@dataclass(frozen=True)
class Firm:
    """A firm's books at the cut-off, as somebody who values it sees them; money per month, discount per month."""

    past: pd.DataFrame
    """The months until the cut-off."""
    relationships: pd.DataFrame
    """Those begun in the books and over by the cut-off."""
    lifetimes: float
    """Sum of the predicted lifetime values of all today's customers within the horizon, before spending on quality."""
    horizon: int
    discount_rate: float

    @property
    def customers(self) -> int:
        """Customers at the cut-off."""
        return int(self.past["customers"].iloc[-1])

    @cached_property
    def year(self) -> pd.Series[float]:
        """Sums of the last twelve months."""
        sums: pd.Series[float] = self.past.tail(YEAR).select_dtypes("number").sum()
        return sums

    @property
    def quality(self) -> float:
        """Spending on quality in the last year."""
        return float(self.year["functional_spend"] + self.year["technical_spend"])

    @property
    def contribution(self) -> float:
        """Profit of the last year before spending on quality, on acquisition and on win-back."""
        return float(
            self.year["profit"] + self.quality + self.year["acquisition_spend"] + self.year["winback_spend"]
        )

    def by_lifetimes(self) -> float:
        """Return the lifetime values of today's customers, less the part of contribution that quality costs."""
        if np.isnan(self.lifetimes):
            raise ValueError("there is no forecast of its customers' lifetime values")
        if self.contribution <= 0:
            raise ValueError(
                f"contribution of the last year is {self.contribution:,.0f}, but must be above 0"
            )
        return self.lifetimes * (1.0 - self.quality / self.contribution)

    def by_growth(self) -> float:
        """Return what customers and newcomers bring if all customers won so far follow a logistic curve.

        Source: Gupta, Lehmann & Stuart (2004), cut off at the horizon, month by month.
        """
        first = self.past.iloc[0]
        at_opening = float(first["customers"] - first["joined"] + first["lost"])
        won = at_opening + self.past["joined"].cumsum().to_numpy(float)
        growth = LogisticGrowth.fit(won[won > 0])
        newcomers = np.diff(growth.customers(np.count_nonzero(won > 0) + np.arange(self.horizon + 1.0)))
        heads = float(self.past["customers"].tail(YEAR).sum())
        margin = (self.contribution - self.quality) / heads
        cost = float(self.year["acquisition_spend"] + self.year["winback_spend"]) / max(
            self.year["joined"], 1.0
        )
        retention = float(self.past["retention_rate"].tail(YEAR).mean())
        customers, profit = float(self.customers), []
        for new in newcomers:
            profit.append(customers * margin - new * cost)
            customers = customers * retention + new
        return discounted_cash_flow_value(profit, self.discount_rate)

    def by_cash_flow(self) -> float:
        """Return the discounted cash flow if every month brings what the mean month of the last year brought."""
        steady = np.full(self.horizon, self.year["profit"] / YEAR)
        return discounted_cash_flow_value(steady, self.discount_rate)

    def by_average(self) -> float:
        """Return customers × what a relationship that began and ended in the books has brought, on average."""
        if self.relationships.empty:
            raise ValueError("no relationship began and ended in the books before the cut-off")
        return customers_times_average_value(
            self.customers, float(self.relationships["discounted_profit"].mean())
        )

    def by_trend(self) -> float:
        """Return the straight line through the profits of the last two years, continued."""
        return trend_extrapolation_value(self.past["profit"].tail(TREND), self.discount_rate, self.horizon)


def firm_values(tables: Tables, cut: CutOff, discount_rate: float, sampled_share: float) -> pd.DataFrame:
    """Return one row for each firm and way to value it, and for what the firm then earned within the horizon.

    tables: months, relationships and forecasts of one replication; discount_rate a year; sampled_share in (0, 1]: of
    the market's places in forecasts. Columns: firm, method, value in money at the end of the cut-off month, failure
    (why there is none, else ""). All speak of the same months, after all spending of the firm; but for customers ×
    average, which takes whole relationships of the past, however long they were.
    """
    monthly = (1.0 + discount_rate) ** (1.0 / YEAR) - 1.0
    months, forecasts = tables["months"], tables["forecasts"]
    firms = {
        name: Firm(
            past=months[(months["firm"] == name) & (months["month"] <= cut.month)],
            relationships=_over(tables["relationships"], name, cut.month),
            lifetimes=float(forecasts.loc[forecasts["firm"] == name, "predicted_weibull"].sum(min_count=1))
            / sampled_share,
            horizon=cut.horizon,
            discount_rate=monthly,
        )
        for name in months["firm"].cat.categories
    }
    rows = []
    for name, firm in firms.items():
        later = months[(months["firm"] == name) & (months["month"] > cut.month)]
        ways: dict[str, Callable[[], float]] = {
            LIFETIMES: firm.by_lifetimes,
            "customer base with growth": firm.by_growth,
            "discounted cash flow": firm.by_cash_flow,
            "price–earnings": partial(_by_earnings, firm, [f for n, f in firms.items() if n != name]),
            "customers × average": firm.by_average,
            "trend": firm.by_trend,
            EARNED: partial(discounted_cash_flow_value, later["profit"], monthly),
        }
        rows += [{"firm": name, "method": method, **_tried(way)} for method, way in ways.items()]
    table = pd.DataFrame(rows)
    return table.assign(
        firm=pd.Categorical(table["firm"], categories=months["firm"].cat.categories),
        method=pd.Categorical(table["method"], categories=list(ways)),
    )


def _by_earnings(firm: Firm, rivals: list[Firm]) -> float:
    """Return the last year's profit × the value of the rivals' customers per unit of their profit, at the median."""
    earning = [rival for rival in rivals if rival.year["profit"] > 0]
    if not earning:
        raise ValueError("no rival made a profit in the last year: there is no firm to compare with")
    multiples = [rival.by_lifetimes() / rival.year["profit"] for rival in earning]
    return price_earnings_value(float(firm.year["profit"]), float(np.median(multiples)))


def _tried(way: Callable[[], float]) -> dict[str, object]:
    try:
        return {"value": way(), "failure": ""}
    except ValueError as reason:
        return {"value": np.nan, "failure": str(reason)}


def _over(relationships: pd.DataFrame, firm: str, month: int) -> pd.DataFrame:
    """Return a firm's relationships begun in the books and over by a month."""
    own = (relationships["firm"] == firm) & (relationships["start_month"] >= 0)
    return relationships[own & relationships["ended"] & (relationships["end_month"] <= month)]
