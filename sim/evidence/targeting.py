"""A fact about whom to give an offer: F18."""

from __future__ import annotations

from typing import Any

from sim.evidence.fact import Verdict, fact
from sim.evidence.strategy import BUDGET, EXPERIMENTS, Experiment, by_arm, yearly_churn
from sim.market.tables import Tables
from sim.study.difference import Difference

VALUE_RULES = ("value", "value_uplift")
CHURN_RULES = ("risk", "uplift")

ALIKE: dict[str, Any] = {
    "customers.wallet.sigma": 0.0,
    "customers.orders.shape": 1000.0,
    "customers.orders.amount_sigma": 0.0,
    "customers.contact_sigma": 0.0,
}
"""Customers who spend, order and ask for service alike: nobody is worth more than another but by how they stay."""

EXPERIMENTS["F18"] = Experiment(
    {
        rule: {"firms.Incumbent.targeting": {"share": 0.2, "rule": rule, "hold_out": 0.0}}
        for rule in (*VALUE_RULES, *CHURN_RULES)
    },
    BUDGET,
)


@fact(
    "F18",
    "an offer to those most likely to leave keeps customers and earns little",
    source="Ascarza (2018); Lemmens & Gupta (2020)",
    broken_by=ALIKE,
)
def targeting_by_value_earns_more(tables: Tables) -> Verdict:
    """Both rules by value earn more than both by risk and uplift; by risk, fewer customers leave than by value.

    The money is nearly the same: a fifth of the customers of the day. Each of the four differences of profit, and that
    of churn, must differ from 0 in its 95 % interval.
    """
    profit, churn = by_arm(tables, "profit") / 1000.0, yearly_churn(tables)
    more = {
        f"{one} − {other}, thousands": Difference.of(profit[one] - profit[other])
        for one in VALUE_RULES
        for other in CHURN_RULES
    }
    fewer = Difference.of(churn["risk"] - churn["value"])
    holds = all(difference.low > 0.0 for difference in more.values()) and fewer.high < 0.0
    figures = {name: difference.mean for name, difference in more.items()}
    return Verdict(holds, figures | {f"churn by {rule}": float(churn[rule].mean()) for rule in churn})
