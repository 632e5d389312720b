"""The value of a firm as the value of its customers: those it has, and those who will come as the base grows."""

from __future__ import annotations

import warnings
from functools import partial
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy import integrate, optimize, special

from sim.clv.checks import (
    NOT_NEGATIVE,
    POSITIVE,
    RETENTION,
    Array,
    finite,
    number,
    numbers,
    row_of_numbers,
    whole,
)
from sim.clv.closed_form import margin_multiple
from sim.clv.elasticities import Elasticities, elasticities_of

FARTHEST = 100.0
"""A fitted ceiling more than this many times above the last customers is no finding: the curve has not bent."""


class LogisticGrowth:
    """N(t) = α/(1 + e^(−β − γt)): customers ever won by period t; the first period with data is t = 1.

    alpha > 0: customers in the end, in any unit; beta: any number; gamma > 0 per period. Raises ValueError otherwise.
    Source: Gupta, Lehmann & Stuart (2004).
    """

    def __init__(self, alpha: float, beta: float, gamma: float) -> None:
        self.alpha = number("alpha", alpha, POSITIVE)
        self.beta = number("beta", beta)
        self.gamma = number("gamma", gamma, POSITIVE)

    @classmethod
    def fit(cls, customers: ArrayLike) -> Self:
        """Return the least-squares fit to customers (periods,) ever won by the end of periods 1, 2, …, at least 4.

        Raises ValueError if a number is not above 0, there are fewer than 4, they fall or do not rise, or they do not
        bend, so that the ceiling cannot be told.
        """
        seen = row_of_numbers("customers", customers, POSITIVE)
        if seen.size < 4:
            raise ValueError(f"customers has {seen.size} periods, but must have at least 4")
        t = np.arange(1.0, seen.size + 1)
        top = seen[-1]
        if np.any(np.diff(seen) < 0) or seen[0] == top:
            raise ValueError(
                f"customers goes from {seen[0]:g} to {top:g}, but must rise and never fall: count all ever won"
            )

        def curve(t: Array, alpha: float, beta: float, gamma: float) -> Array:
            return np.asarray(np.exp(alpha) * special.expit(beta + np.exp(gamma) * t))

        slope, start = np.polyfit(t, special.logit(np.clip(seen / (1.2 * top), 1e-9, 1 - 1e-9)), 1)
        guess = (np.log(1.2 * top), start, np.log(max(slope, 1e-3)))
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("error", optimize.OptimizeWarning)
                (alpha, beta, gamma), _ = optimize.curve_fit(curve, t, seen, guess, maxfev=20_000)
        except (RuntimeError, optimize.OptimizeWarning) as trouble:
            raise ValueError(f"customers do not follow a logistic curve, but must: {trouble}") from None
        if alpha > np.log(FARTHEST * top):
            raise ValueError(
                f"the ceiling of customers comes to {np.exp(alpha):g}, but must be at most {FARTHEST:g} times the last "
                "one: growth does not slow down yet"
            )
        return cls(float(np.exp(alpha)), float(beta), float(np.exp(gamma)))

    def customers(self, t: ArrayLike) -> Array:
        """Return N(t), customers ever won by t."""
        return np.asarray(self.alpha * special.expit(self.beta + self.gamma * numbers("t", t)))[()]

    def newcomers(self, t: ArrayLike) -> Array:
        """Return n(t) = N′(t), customers won per period at t."""
        won = special.expit(self.beta + self.gamma * numbers("t", t))
        return np.asarray(self.alpha * self.gamma * won * (1 - won))[()]

    def discounted_newcomers(self, t: float, interest: float) -> float:
        """Return ∫ n(t + k) e^(−ik) dk over k from 0 to infinity, in customers; interest i ≥ 0 per period.

        Raises ValueError if an argument is outside its range.
        """
        rate = number("interest", interest, NOT_NEGATIVE) / self.gamma
        start = self.beta + self.gamma * number("t", t)
        end = max(start, 0.0) + 50.0 / (1 + rate)
        # Before the bend at 0 the flow is exponential and may be steep at either end: look closely at both.
        near = -min(start, 0.0) * 2.0 ** -np.arange(1, 40)

        def flow(z: float) -> float:
            return float(np.exp(-rate * (z - start)) * special.expit(z) * special.expit(-z))

        points = np.concatenate([start + near, -near]) if start < 0 else None
        total, _ = integrate.quad(flow, start, end, points=points, epsabs=0, epsrel=1e-10, limit=500)
        return float(finite("the sum of newcomers", self.alpha * total))


class CustomerBaseValue(NamedTuple):
    """Value after tax, in money: of the customers there are, of those to come, the cost to win them, and all."""

    existing: float
    to_come: float
    acquisition: float
    total: float


def customer_base_value(
    customers: float,
    margin: float,
    acquisition_cost: float,
    retention: float,
    discount_rate: float,
    growth: LogisticGrowth,
    last_period: int,
    tax_rate: float = 0.0,
    periods_per_year: float = 4.0,
) -> CustomerBaseValue:
    """Return N·m·r/(1+i−r) + ∫∫ nₖ m e^(−ik) e^(−(1+i−r)(t−k)/r) dt dk − ∫ nₖ c e^(−ik) dk, after tax.

    customers N ≥ 0, those there are now, in the unit of growth (millions give millions of money); margin m, any sign,
    in money per customer and PERIOD; acquisition_cost c ≥ 0 in money per newcomer; retention in [0, 1) and
    discount_rate ≥ 0 per YEAR, made per period by r^(1/p) and (1 + d)^(1/p) − 1 with p = periods_per_year > 0; growth
    with t in periods; last_period ≥ 0: the last one with data, from which newcomers count; tax_rate in [0, 1).
    Cash-flow convention: a customer's margin flows as m·r/(1+i−r), "after_renewal", seen from now or from joining (the
    inner integral over t is the same); newcomers k periods from now are discounted by e^(−ik), i per period as above;
    their cost is paid when they join; tax is taken from everything, costs too.
    Raises ValueError if an argument is outside its range. Source: Gupta, Lehmann & Stuart (2004).
    """
    there = number("customers", customers, NOT_NEGATIVE)
    m, c = number("margin", margin), number("acquisition_cost", acquisition_cost, NOT_NEGATIVE)
    per_year = number("periods_per_year", periods_per_year, POSITIVE)
    r = number("retention", retention, RETENTION) ** (1 / per_year)
    i = (1 + number("discount_rate", discount_rate, NOT_NEGATIVE)) ** (1 / per_year) - 1
    after_tax = 1 - number("tax_rate", tax_rate, RETENTION)
    newcomers = growth.discounted_newcomers(whole("last_period", last_period), i)
    worth = m * margin_multiple(r, i)
    parts = after_tax * np.array([there * worth, newcomers * worth, newcomers * c])
    existing, to_come, cost = finite("the value of the customer base", parts)
    return CustomerBaseValue(float(existing), float(to_come), float(cost), float(existing + to_come - cost))


def customer_base_elasticities(
    customers: float,
    margin: float,
    acquisition_cost: float,
    retention: float,
    discount_rate: float,
    growth: LogisticGrowth,
    last_period: int,
    periods_per_year: float = 4.0,
    change: float = 0.01,
) -> Elasticities:
    """Return by how many percent the value of the customer base rises if one driver improves by one percent.

    Arguments as in `customer_base_value` (tax takes the same share of all and does not matter); the rates that are
    improved are those per year. change in (0, 1), the improvement that is tried: with 0.01 retention 70 % becomes
    70.7 %. An improvement is more margin or retention, less discount rate or acquisition cost; margin = 1 +
    acquisition_cost always.
    Raises ValueError as `customer_base_value`, if the value is not above 0, or retention × (1 + change) is not below 1.
    Source: Gupta, Lehmann & Stuart (2004).
    """
    drivers = {
        "margin": number("margin", margin),
        "retention": number("retention", retention, RETENTION),
        "discount_rate": number("discount_rate", discount_rate, NOT_NEGATIVE),
        "acquisition_cost": number("acquisition_cost", acquisition_cost, NOT_NEGATIVE),
    }
    value = partial(
        customer_base_value,
        customers,
        growth=growth,
        last_period=last_period,
        periods_per_year=periods_per_year,
    )
    return elasticities_of(lambda **driver: value(**driver).total, drivers, change)
