"""Facts about what firms do, found by experiments: the same luck in every arm. Here the shocks, F17 and F21."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sim.evidence.fact import Overrides, Verdict, fact
from sim.market.tables import Tables
from sim.scenario import load_scenario
from sim.study.difference import Difference
from sim.study.replications import simulate

CUSTOMERS = 6000
"""A smaller market than the baseline's: differences of paired runs need fewer customers than levels do."""
BUDGET = {"firms.Incumbent.strategy.budget": 4.0 * CUSTOMERS}
"""The Incumbent's budget, smaller in proportion; rates per head need no change."""
REPLICATIONS = 5
SEED = 1
"""Of every experiment, and what was decided after seeing it; docs/odd.md has the figures of a seed that is fresh."""
FIRM = "Incumbent"
YEAR = 12


@dataclass(frozen=True)
class Experiment:
    """Arms in which one firm does something different, while customers and their luck are the same.

    arms: what each arm sets, dotted scenario keys; common: what all of them set; months ≥ 1: booked in each.
    """

    arms: Mapping[str, Overrides]
    common: Overrides
    months: int = 72

    def tables(self, also: Overrides | None = None, seed: int = SEED) -> Tables:
        """Run all arms and return the table `months` of the firm in focus, with the columns `arm` and `market_share`.

        also: what is set in every arm, such as a mechanism that is switched off. seed: of all arms.
        """
        together = []
        for arm, overrides in self.arms.items():
            size = {"market.customers": CUSTOMERS, "months": self.months, "followed": 0, "survey.months": []}
            scenario = load_scenario(
                "baseline", size | dict(self.common) | dict(also or {}) | dict(overrides)
            )
            months = simulate(scenario, replications=REPLICATIONS, seed=seed).months
            attached = months.groupby(["replication", "month"])["customers"].transform("sum")
            months = months.assign(arm=arm, market_share=months["customers"] / attached)
            together.append(months[months["firm"] == FIRM])
        return {"months": pd.concat(together, ignore_index=True)}


EXPERIMENTS: dict[str, Experiment] = {}
"""The experiment that a fact is checked on, by the name of the fact."""


def by_arm(tables: Tables, column: str, first: int = 0, last: int | None = None) -> pd.DataFrame:
    """Return sums of a column over the months first … last: a row for each replication, a column for each arm."""
    months = tables["months"]
    chosen = months[months["month"].between(first, months["month"].max() if last is None else last)]
    return chosen.pivot_table(index="replication", columns="arm", values=column, aggfunc="sum")


def yearly_churn(tables: Tables) -> pd.DataFrame:
    """Return the customers lost in a year, in points of the customers served, by replication and arm."""
    return 100.0 * YEAR * by_arm(tables, "lost") / by_arm(tables, "customers")


DIP = {"month": 36, "months": YEAR, "firm": FIRM, "set": {"quality_shift": {"technical": -0.10}}}
REPAIR = 36 + YEAR
EXPERIMENTS["F17"] = Experiment({"as it was": {}, "dip": {"events": [DIP]}}, BUDGET)


@fact(
    "F17",
    "customers lost by a year of bad quality are slow to come back after it is repaired",
    source="after Sirdeshmukh, Singh & Sabol (2002), on lasting effects of bad service",
    broken_by={
        "customers.satisfaction.memory": 1.0,
        "customers.satisfaction.returning_uses": 0,
        "customers.consideration.base": 0.3,
        "customers.consideration.unattached": 0.3,
    },
)
def recovery_is_slow(tables: Tables) -> Verdict:
    """Twelve months after the repair, the loss of market share is more than 30 % of the largest loss.

    Each replication is judged by its own trough; the interval of (loss − 30 % of the trough) must lie below 0. Slow is
    the memory of many encounters, and that customers look around seldom: nine tenths of the trough are left, four
    tenths without that memory, nearly half if all look around ten times as often, nothing without both. Trust and word
    of mouth, the published explanations, do not make it slow here: without either, nine tenths are left as well.
    """
    share = tables["months"].pivot_table(index=["replication", "month"], columns="arm", values="market_share")
    loss = (100.0 * (share["dip"] - share["as it was"])).unstack("month")
    trough = loss.loc[:, DIP["month"] :].min(axis=1)
    later = loss[REPAIR - 1 + YEAR]
    more = Difference.of(later - 0.3 * trough)
    figures = {
        "points at repair": float(loss[REPAIR - 1].mean()),
        "trough": float(trough.mean()),
        "a year later": float(later.mean()),
        "part left": float((later / trough).mean()),
    }
    return Verdict(more.high < 0.0, figures | {"beyond 30 %": more.mean, "beyond 30 %, high": more.high})


RISE = 24
RISES = {"month": RISE, "firm": FIRM, "set": {"price": 1.1}}
YEARS_AFTER = 7
EXPERIMENTS["F21"] = Experiment(
    {"old price": {}, "rise": {"events": [RISES]}}, BUDGET, months=RISE + YEARS_AFTER * YEAR
)


@fact(
    "F21",
    "a higher price earns at once and loses customers for years",
    source="after Bijmolt, van Heerde & Pieters (2005), on price elasticity",
    broken_by={
        "customers.price_sensitivity.mean": 0.0,
        "customers.price_sensitivity.sd": 0.0,
        "customers.price_sensitivity.minimum": 0.0,
    },
)
def a_price_rise_earns_now_and_loses_later(tables: Tables) -> Verdict:
    """Profit rises in the first year, customers fall further in each of four years, and profit is lower in the seventh.

    A year's gain is the difference of its profit to the same luck at the old price, in % of the latter. That the gain
    turns within three years is not claimed: on average it did so in the fifth only.
    """
    profit, customers = [], []
    for year in range(YEARS_AFTER):
        begins = RISE + year * YEAR
        sums = by_arm(tables, "profit", begins, begins + YEAR - 1)
        profit.append(100.0 * (sums["rise"] / sums["old price"] - 1.0))
        heads = by_arm(tables, "customers", begins + YEAR - 1, begins + YEAR - 1)
        customers.append(100.0 * (heads["rise"] / heads["old price"] - 1.0))
    first, last = Difference.of(profit[0]), Difference.of(profit[-1])
    fall = [Difference.of(customers[0])] + [
        Difference.of(customers[year] - customers[year - 1]) for year in (1, 2, 3)
    ]
    holds = first.low > 0.0 and last.high < 0.0
    figures = {f"profit % in year {year + 1}": float(gain.mean()) for year, gain in enumerate(profit)}
    figures |= {
        f"customers % after year {year + 1}": float(lost.mean()) for year, lost in enumerate(customers)
    }
    return Verdict(holds and all(step.high < 0.0 for step in fall), figures | {"last year, high": last.high})
