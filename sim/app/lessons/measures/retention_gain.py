"""What a gain in retention brings, on six ways of counting profit."""

from __future__ import annotations

import math

from sim.app.lessons.measures.chart import Axis, Bars, Series
from sim.app.lessons.measures.label import Label
from sim.app.lessons.measures.measure import Figure, Measure
from sim.app.lessons.measures.registry import of_two
from sim.app.lessons.measures.run import YEAR, Run

FIRST_YEARS = 36
"""Newcomers of these booked months are valued: the others could not be watched for long."""
BASES = ("first_year", "five_years", "all_years", "newcomer", "newcomer_net", "equity")
"""Profit of the firm in its first booked year, in five, and in all; what a newcomer brings, before and after what
winning one cost; the forecast value of all customers at the end."""


@of_two
def retention_points(a: Run, b: Run) -> Measure:
    """Return how many points of yearly retention B has more than A: mean monthly rate over twelve months."""
    rates = [100.0 * float(run.own("months")["retention_rate"].mean()) ** YEAR for run in (a, b)]
    return Measure(
        Figure(rates[1] - rates[0], "points"),
        {"a": Figure(rates[0], "percent"), "b": Figure(rates[1], "percent")},
    )


@of_two
def profit_gain(a: Run, b: Run) -> Measure:
    """Return by how many per cent profit is higher in B, on each basis; the headline is the lowest of these.

    A newcomer is valued by the profit, discounted to the day of joining, of relationships that began in the first three
    years, as far as the run saw them; what winning one cost is all acquisition and win-back spending by all who joined.
    """
    before, after = _profits(a), _profits(b)
    gains = {
        basis: 100.0 * (after[basis] / before[basis] - 1.0) if before[basis] > 0 else math.nan
        for basis in BASES
    }
    return Measure(
        Figure(min(gains.values()), "percent"),
        {basis: Figure(gain, "percent") for basis, gain in gains.items()}
        | {
            "highest": Figure(max(gains.values()), "percent"),
            "cost_of_winning": Figure(before["cost_of_winning"], "money"),
            "newcomer_worth": Figure(before["newcomer"], "money"),
        },
        Bars(
            Label("measures.axis.basis"),
            Axis(Label("measures.axis.more_profit"), "percent"),
            [Label(f"measures.profit_gain.{basis}") for basis in BASES],
            [Series(Label("measures.axis.more_profit"), [gains[basis] for basis in BASES])],
        ),
    )


def _profits(run: Run) -> dict[str, float]:
    """Return profit on each basis, in money."""
    months = run.own("months")
    early = months[months["month"] < FIRST_YEARS]
    begun = run.begun
    newcomer = float(begun.loc[begun["start_month"] < FIRST_YEARS, "discounted_profit"].mean())
    spent = float(early["acquisition_spend"].sum() + early["winback_spend"].sum())
    joined = float(early["joined"].sum())
    cost = spent / joined if joined else math.nan
    last = months["month"] == run.scenario.months - 1
    return {
        "first_year": float(months.loc[months["month"] < YEAR, "profit"].sum()),
        "five_years": float(months.loc[months["month"] < 5 * YEAR, "profit"].sum()),
        "all_years": float(months["profit"].sum()),
        "newcomer": newcomer,
        "newcomer_net": newcomer - cost,
        "equity": float(months.loc[last, "customer_equity"].sum()),
        "cost_of_winning": cost,
    }
