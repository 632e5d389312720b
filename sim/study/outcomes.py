"""Outcomes: the figures that a run is judged by, one for each firm, computed from the tables of one replication."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.clv.survival import KaplanMeier
from sim.market.tables import Tables
from sim.scenario.scenario import Scenario

YEAR = 12
"""Months of a year."""
MONEY, MONEY_A_MONTH = "money", "money/month"

Compute = Callable[[Tables, Scenario], "pd.Series[float]"]


class Outcome(NamedTuple):
    """A figure of a run: what it means, in which unit (money is in the scenario's currency), and how it is computed.

    compute: from the tables and the scenario of one replication, a value for each firm, missing where there is none.
    more_is_better: whether a firm would rather have more of it.
    """

    name: str
    unit: str
    meaning: str
    compute: Compute
    more_is_better: bool = True

    def unit_in(self, currency: str) -> str:
        """Return the unit with the scenario's label of money."""
        return self.unit.replace(MONEY, currency)


def outcomes_of(tables: Tables, scenario: Scenario, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Return outcomes of one replication: a row for each firm, a column for each outcome in the order of `names`.

    tables: `months` and `relationships` of one replication; names: all of them if left out. Raises KeyError for a name
    that is no outcome.
    """
    chosen = [OUTCOMES[name] for name in (OUTCOMES if names is None else names)]
    firms = pd.Index([firm.name for firm in scenario.firms], name="firm")
    return pd.DataFrame(
        {
            outcome.name: outcome.compute(tables, scenario).rename(index=str).reindex(firms).astype(float)
            for outcome in chosen
        },
        index=firms,
    )


def _mean_of(column: str) -> Compute:
    def mean(tables: Tables, scenario: Scenario) -> pd.Series[float]:
        means: pd.Series[float] = _by_firm(tables)[column].mean()
        return means

    return mean


def _at_the_end(column: str) -> Compute:
    def last(tables: Tables, scenario: Scenario) -> pd.Series[float]:
        months = tables["months"]
        return months[months["month"] == scenario.months - 1].set_index("firm")[column].astype(float)

    return last


def _felt(column: str) -> Compute:
    """Return the mean over all customers of all booked months."""

    def mean(tables: Tables, scenario: Scenario) -> pd.Series[float]:
        months = tables["months"]
        weighted = months.assign(felt=months["customers"] * months[column].fillna(0.0))
        sums = weighted.groupby("firm", observed=False)[["felt", "customers"]].sum()
        return sums["felt"] / sums["customers"].where(sums["customers"] > 0)

    return mean


def _by_firm(tables: Tables) -> Any:
    return tables["months"].groupby("firm", observed=False)


def _retention_rate(tables: Tables, scenario: Scenario) -> pd.Series[float]:
    monthly: pd.Series[float] = _by_firm(tables)["retention_rate"].mean()
    yearly: pd.Series[float] = monthly**YEAR
    return yearly


def _market_share(tables: Tables, scenario: Scenario) -> pd.Series[float]:
    customers = _at_the_end("customers")(tables, scenario)
    everybody = customers.sum()
    return customers / (everybody if everybody > 0 else np.nan)


def discounted(months: pd.Series[int], discount_rate: float) -> pd.Series[float]:
    """Return what one unit of money at the end of a booked month is worth at the opening of the books."""
    return (1.0 + discount_rate) ** (-(months.astype(float) + 1.0) / YEAR)


def _discounted_profit(tables: Tables, scenario: Scenario) -> pd.Series[float]:
    months = tables["months"]
    worth = months.assign(worth=months["profit"] * discounted(months["month"], scenario.discount_rate))
    return worth.groupby("firm", observed=False)["worth"].sum()


def _firm_value(tables: Tables, scenario: Scenario) -> pd.Series[float]:
    worth_now = (1.0 + scenario.discount_rate) ** (-scenario.months / YEAR)
    left = _at_the_end("customer_equity")(tables, scenario).mul(worth_now)
    return _discounted_profit(tables, scenario).add(left)


def _begun(tables: Tables) -> pd.DataFrame:
    """Return the relationships that began in the booked months and lasted a month."""
    relationships = tables["relationships"]
    return relationships[(relationships["start_month"] >= 0) & (relationships["months"] > 0)]


def _realised_clv(tables: Tables, scenario: Scenario) -> pd.Series[float]:
    return _begun(tables).groupby("firm", observed=False)["discounted_profit"].mean()


def _median_lifetime(tables: Tables, scenario: Scenario) -> pd.Series[float]:
    begun = _begun(tables).groupby("firm", observed=True)
    return pd.Series(
        {firm: KaplanMeier.fit(one["months"], one["ended"]).median() for firm, one in begun}, dtype=float
    )


def _customer_value(tables: Tables, scenario: Scenario) -> pd.Series[float]:
    """E10 for the mean customer against E12's choice to buy from nobody, in list prices; 0 is as good as that.

    Missing where nobody minds a price, because nothing is then worth a sum of money.
    """
    weights, outside = scenario.customers.value, scenario.customers.choice
    sensitivity = scenario.customers.price_sensitivity
    satisfaction, trust = _felt("satisfaction")(tables, scenario), _felt("trust")(tables, scenario)
    more_satisfied = satisfaction.sub(outside.outside_satisfaction)
    utility = (
        more_satisfied.mul(weights.satisfaction).add(trust.mul(weights.trust)).sub(outside.outside_bonus)
    )
    in_prices = utility.div(max(sensitivity.mean, sensitivity.minimum) or np.nan)
    return in_prices.sub(_felt("price")(tables, scenario).sub(1.0))


OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        Outcome("profit", MONEY_A_MONTH, "mean profit of a booked month", _mean_of("profit")),
        Outcome(
            "customer_equity",
            MONEY,
            "predicted value of today's customers at the end",
            _at_the_end("customer_equity"),
        ),
        Outcome(
            "retention_rate",
            "a year",
            "customers who stay, mean monthly rate over twelve months",
            _retention_rate,
        ),
        Outcome("customers", "customers", "customers at the end", _at_the_end("customers")),
        Outcome("market_share", "share", "share of all customers with a firm at the end", _market_share),
        Outcome(
            "realised_clv",
            MONEY,
            "mean discounted profit so far of the relationships begun in the booked months",
            _realised_clv,
        ),
        Outcome(
            "median_lifetime",
            "months",
            "month by which half of those relationships have ended (Kaplan–Meier)",
            _median_lifetime,
        ),
        Outcome("revenue", MONEY_A_MONTH, "mean revenue of a booked month", _mean_of("revenue")),
        Outcome(
            "discounted_profit",
            MONEY,
            "profit of all booked months, discounted to their opening",
            _discounted_profit,
        ),
        Outcome(
            "firm_value",
            MONEY,
            "discounted profit of all booked months and of the customers at the end (customer equity)",
            _firm_value,
        ),
        Outcome(
            "satisfaction",
            "0 to 1",
            "satisfaction of the customers of all booked months",
            _felt("satisfaction"),
        ),
        Outcome("trust", "0 to 1", "trust of the customers of all booked months", _felt("trust")),
        Outcome(
            "share_of_wallet",
            "share",
            "share of wallet of the customers of all booked months",
            _felt("share_of_wallet"),
        ),
        Outcome(
            "customer_value",
            "list prices",
            "how much better off customers are than without a supplier: satisfaction and trust less the price",
            _customer_value,
        ),
    )
}
"""All outcomes by name. The first seven are the headline figures of a run."""

HEADLINES = tuple(OUTCOMES)[:7]
