"""Who earns the profit: the whale curve of customers, on three ways of charging costs."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.app.lessons.measures.chart import Axis, Lines, Row, Series, Table
from sim.app.lessons.measures.label import Label
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import of_one
from sim.app.lessons.measures.run import Run
from sim.clv.costing import WhaleCurve, costing_comparison

BEST = 0.2
"""Share of the customers that the headline is about."""
FIRST_YEARS = 60
"""Booked months in which the customers were won who are counted."""
_AT = np.linspace(0.0, 1.0, 41)

Array = NDArray[np.float64]


def ledger(run: Run) -> pd.DataFrame:
    """Return one row for each customer whom the firm won in the first five years, with all they did since.

    Later ones had little time to bring back what winning them cost. Columns: revenue, goods, service (what serving
    caused, and the loyalty programme), won (what winning cost), all in money, and months. Goods are told from revenue
    by the mean price of the run. Spending on quality is charged to nobody.
    """
    begun = run.begun[run.begun["start_month"] < FIRST_YEARS]
    own = run.own("months")
    own = own[own["month"] < FIRST_YEARS]
    back = begun["won_back"].astype(bool)
    won = np.where(
        back,
        _each(own["winback_spend"].sum(), back.sum()),
        _each(own["acquisition_spend"].sum(), (~back).sum()),
    )
    price = _mean_price(run)
    goods = begun["revenue"] / price * run.scenario.market.costs.cost_of_goods
    charged = begun.assign(goods=goods, service=begun["cost"] - goods, won=won)
    columns = ["revenue", "goods", "service", "won", "months"]
    return charged.groupby(["replication", "customer_id"])[columns].sum()


def _each(money: float, heads: int) -> float:
    return float(money) / heads if heads else 0.0


def _mean_price(run: Run) -> float:
    own = run.own("months")
    return float((own["price"] * own["customers"]).sum() / own["customers"].sum())


def _profits(charged: pd.DataFrame) -> dict[str, Array]:
    """Return profit by customer: service shared out by revenue, service as caused, and winning charged too."""
    gross = charged["revenue"] - charged["goods"]
    compared = costing_comparison(
        gross, charged[["service"]].clip(lower=0.0), charged["revenue"], by_revenue=True
    )
    by_activity = compared["activity_profit"].to_numpy(float)
    return {
        "average": compared["average_profit"].to_numpy(float),
        "activity": by_activity,
        "full": by_activity - charged["won"].to_numpy(float),
    }


@of_one
def whale_curves(a: Run) -> Measure:
    """Return the whale curves; the headline is what the best fifth earns of all profit, in %, at full cost.

    average: service costs shared out in proportion to revenue. activity: each bears what it caused. full: that, and
    what winning a customer cost. best_…: what the best fifth earns; losing_…: customers who lose money, both in %.
    """
    curves = {name: WhaleCurve.of(profit) for name, profit in _profits(ledger(a)).items()}
    figures = {}
    for name, curve in curves.items():
        earned = 100.0 * float(curve.share_earned_by(BEST)) if curve.total > 0 else math.nan
        figures[f"best_{name}"] = Figure(earned, "percent")
        figures[f"losing_{name}"] = Figure(100.0 * curve.losing, "percent")
        figures[f"peak_{name}"] = Figure(
            100.0 * curve.peak / curve.total if curve.total > 0 else math.nan, "percent"
        )
    share = [100.0 * float(at) for at in _AT]
    return Measure(
        figures["best_full"],
        figures,
        Lines(
            Axis(Label("measures.axis.customers_best_first"), "percent"),
            Axis(Label("measures.axis.part_of_profit"), "percent"),
            [
                Series(Label(f"measures.whale_curves.{name}"), _height(curve), share)
                for name, curve in curves.items()
            ],
        ),
    )


def _height(curve: WhaleCurve) -> list[float]:
    if curve.total <= 0:
        return [math.nan] * len(_AT)
    return [100.0 * float(part) for part in curve.share_earned_by(_AT)]


@of_one
def who_loses_money(a: Run) -> Measure:
    """Return what the best fifth, those between, and those who lose money are like, at full cost; headline: the losers.

    Columns: customers in % of all; mean months, revenue, service cost in % of revenue, profit.
    """
    charged = ledger(a)
    charged["profit"] = _profits(charged)["full"]
    rank = charged["profit"].rank(ascending=False, method="first") / len(charged)
    groups = {
        "best": rank <= BEST,
        "between": (rank > BEST) & (charged["profit"] >= 0),
        "losing": (rank > BEST) & (charged["profit"] < 0),
    }
    rows = []
    for name, chosen in groups.items():
        of = charged[chosen]
        values = [
            100.0 * len(of) / len(charged),
            of["months"].mean(),
            of["revenue"].mean(),
            100.0 * of["service"].sum() / of["revenue"].sum() if of["revenue"].sum() > 0 else math.nan,
            of["profit"].mean(),
        ]
        rows.append(Row(Label(f"measures.who_loses_money.{name}"), [float(v) for v in values]))
    units = ("percent", "months", "money", "percent", "money")
    names = ("customers", "months", "revenue", "service", "profit")
    figures = {
        f"{group}_{column}": Figure(value, unit)  # type: ignore[arg-type]
        for group, row in zip(groups, rows, strict=True)
        for column, unit, value in zip(names, units, row.values, strict=True)
    }
    columns = [
        Axis(Label(f"measures.who_loses_money.column.{name}"), unit)
        for name, unit in zip(names, units, strict=True)
    ]
    return Measure(figures["losing_customers"], figures, Table(columns, rows))


@of_one
def hidden_losers(a: Run) -> Measure:
    """Return how many customers lose money by what they cause, while shared-out costs show a profit, in %."""
    charged = ledger(a)
    compared = costing_comparison(
        charged["revenue"] - charged["goods"],
        charged[["service"]].clip(lower=0.0),
        charged["revenue"],
        by_revenue=True,
    )
    hidden = compared["hidden_loss"]
    wronged = (compared["activity_profit"] >= 0) & (compared["average_profit"] < 0)
    return Measure(
        Figure(100.0 * float(hidden.mean()), "percent"),
        {"wronged": Figure(100.0 * float(wronged.mean()), "percent")},
    )
