"""From transactions to customer lifetime value where nobody says good-bye: the buy-till-you-die models.

`rfm_summary` turns transactions into one row for each customer; `fit_bg_nbd` or `fit_pareto_nbd` learns from it how
often customers buy and when they die, `fit_gamma_gamma` what they spend; `customer_lifetime_value` joins both.
The first purchase makes somebody a customer and is never counted as a repeat, as is the field's convention.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from sim.clv.bg_nbd import BgNbd, fit_bg_nbd
from sim.clv.checks import DISCOUNT, NOT_NEGATIVE, POSITIVE, Array, Valid, finite, number, one_of
from sim.clv.gamma_gamma import GammaGamma, fit_gamma_gamma
from sim.clv.histories import Histories
from sim.clv.occasions import Occasions, purchase_occasions
from sim.clv.pareto_nbd import ParetoNbd, fit_pareto_nbd
from sim.clv.purchase_model import PurchaseModel
from sim.clv.time_unit import time_unit_named, units_in

__all__ = [
    "BgNbd",
    "GammaGamma",
    "ParetoNbd",
    "PurchaseModel",
    "customer_lifetime_value",
    "expected_purchases",
    "fit_bg_nbd",
    "fit_gamma_gamma",
    "fit_pareto_nbd",
    "probability_alive",
    "purchase_occasions",
    "rfm_summary",
    "summary_of",
]

_NODES = 32
"""Points of the Gauss-Legendre rule that discounts purchases over the horizon, in ln(1 + t/scale)."""
_CLOSER = 200.0
"""How much closer they lie at the start of the horizon than at its end."""
_NEGLIGIBLE = 25.0
"""Exponent of discounting beyond which nothing is left."""
_MARGIN = Valid("above 0 and at most 1", low=0.0, high=1.0, without_low=True)


def rfm_summary(
    transactions: pd.DataFrame,
    customer_id_col: str,
    datetime_col: str,
    monetary_value_col: str | None,
    observation_period_end: Any,
    time_unit: str,
) -> pd.DataFrame:
    """Return one row for each customer with customer_id, frequency, recency, T and monetary_value, by customer.

    frequency: repeat purchase occasions; recency: time from the first to the last, 0 without a repeat; T: time from
    the first to the end of the observation, that day included; both in `time_unit` ("day", "week" = 7 days,
    "month" = 365.25/12 days, "year"), exact to the day, not rounded to whole units; monetary_value: mean amount of the
    repeat occasions in money, 0 without a repeat, left out if `monetary_value_col` is None. Columns are those of
    lifetimes and PyMC-Marketing. What happens after the end is not looked at. Same-day purchases, refunds and
    times as numbers: see `purchase_occasions`, whose result says what was netted.
    Raises ValueError if a column is missing or holds missing values, or nothing was bought until the end.
    Source: Fader, Hardie & Lee (2005), RFM and CLV.
    """
    return summary_of(
        purchase_occasions(
            transactions, customer_id_col, datetime_col, monetary_value_col, observation_period_end, time_unit
        )
    )


def summary_of(occasions: Occasions) -> pd.DataFrame:
    """Return the summary of `rfm_summary` from purchase occasions, for those who also want to read what was netted."""
    customer, time = occasions.customer, occasions.time
    first = np.flatnonzero(np.diff(customer, prepend=-1))
    last = np.append(first[1:], customer.size) - 1
    frequency = last - first
    summary = {
        "customer_id": occasions.customers,
        "frequency": frequency,
        "recency": (time[last] - time[first]) / occasions.per_unit,
        "T": (occasions.end - time[first]) / occasions.per_unit,
    }
    if occasions.amount is not None:
        repeats = np.bincount(customer, occasions.amount) - occasions.amount[first]
        summary["monetary_value"] = np.where(frequency > 0, repeats / np.maximum(frequency, 1), 0.0)
    return pd.DataFrame(summary)


def probability_alive(model: PurchaseModel, summary: pd.DataFrame) -> Array:
    """Return the probability that each customer is still alive at the end of the observation, (n,), in [0, 1].

    summary: columns frequency, recency and T in the model's time unit. Under the BG/NBD model it is 1 for customers
    without a repeat purchase; under the Pareto/NBD model they may have died too.
    Raises ValueError for histories that cannot be.
    """
    of = Histories.of(summary)
    return model.probability_alive(of)[of.place]


def expected_purchases(
    model: PurchaseModel, summary: pd.DataFrame, horizon: float, horizon_unit: str
) -> Array:
    """Return the purchase occasions of each customer expected in the time after the observation, (n,), ≥ 0.

    summary: columns frequency, recency and T in the model's time unit; horizon ≥ 0 in `horizon_unit` ("day", "week",
    "month", "year"), which may be another unit than the model's.
    Raises ValueError for histories that cannot be, or a horizon that is negative or not finite.
    """
    of = Histories.of(summary)
    return model.expected_purchases(of, _horizon(model, horizon, horizon_unit))[of.place]


def customer_lifetime_value(
    purchases: PurchaseModel,
    spending: GammaGamma,
    summary: pd.DataFrame,
    *,
    horizon: float,
    horizon_unit: str,
    discount_rate: float,
    discount_rate_unit: str,
    margin: float = 1.0,
    payment: Literal["at_purchase", "period_end"] = "at_purchase",
) -> Array:
    """Return the value of what each customer is expected to buy after the observation, (n,), in money of its end.

    margin × expected spend × discounted expected purchases. The first purchase and everything else before the end
    are not in it: it is residual value. Cash-flow convention: each purchase is paid and discounted when it is made;
    with `payment="period_end"` at the end of its period, one time unit of the model (so lifetimes and
    PyMC-Marketing do it, in months), and the horizon must be a whole number of them.
    summary: columns frequency, recency, T in the model's time unit and monetary_value in money; horizon > 0 in
    `horizon_unit`; discount_rate > −1 per `discount_rate_unit`, compounded (0.1 per "year" is 0.1 after a year);
    margin in (0, 1], the part of an amount that is left after its own costs.
    Raises ValueError for any value outside these ranges. Source: Fader, Hardie & Lee (2005), RFM and CLV.
    """
    time = _horizon(purchases, horizon, horizon_unit)
    number("horizon", horizon, POSITIVE)
    number("discount_rate", discount_rate, DISCOUNT)
    number("margin", margin, _MARGIN)
    one_of("payment", payment, ("at_purchase", "period_end"))
    rate_unit = time_unit_named(discount_rate_unit, "discount_rate_unit")
    force = float(np.log1p(discount_rate)) * units_in(purchases.time_unit, rate_unit)
    spend = spending.expected_spend(summary)
    of = Histories.of(summary)
    discount = _discounted_at_purchase if payment == "at_purchase" else _discounted_at_period_end
    value: Array = margin * spend * discount(purchases, of, time, force)[of.place]
    return finite("customer_lifetime_value", value)


def _discounted_at_purchase(model: PurchaseModel, of: Histories, time: float, force: float) -> Array:
    """Return ∫ e^(−force·t) dE(t), by parts; the nodes lie closer at the start, where purchases change fastest."""
    total: Array = np.exp(-force * time) * model.expected_purchases(of, time)
    if force == 0:
        return total
    until = min(time, _NEGLIGIBLE / force) if force > 0 else time
    scale = until / _CLOSER
    reach = float(np.log1p(_CLOSER))
    for point, weight in zip(*np.polynomial.legendre.leggauss(_NODES), strict=True):
        t = scale * float(np.expm1(reach * (point + 1.0) / 2.0))
        step = weight * reach / 2.0 * (scale + t)
        total += step * force * np.exp(-force * t) * model.expected_purchases(of, t)
    return total


def _discounted_at_period_end(model: PurchaseModel, of: Histories, time: float, force: float) -> Array:
    """Return Σ e^(−force·k) [E(k) − E(k − 1)], summed by parts."""
    periods = round(time)
    if abs(time - periods) > 1e-9 * time:
        raise ValueError(
            f"horizon is {time:g} {model.time_unit}s, but must be a whole number of them if payment is at period_end"
        )
    discounts = np.exp(-force * np.arange(1, periods + 2))
    discounts[-1] = 0.0
    total = np.zeros(of.T.size)
    for period, (now, later) in enumerate(pairwise(discounts), start=1):
        total += (now - later) * model.expected_purchases(of, float(period))
    return total


def _horizon(model: PurchaseModel, horizon: float, unit: str) -> float:
    return number("horizon", horizon, NOT_NEGATIVE) * units_in(
        time_unit_named(unit, "horizon_unit"), model.time_unit
    )
