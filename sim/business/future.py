"""What customers may do after the observation: whether they buy at all, and simulated purchases and spending."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.clv.bg_nbd import BgNbd
from sim.clv.checks import Array
from sim.clv.gamma_gamma import GammaGamma
from sim.clv.pareto_nbd import ParetoNbd
from sim.clv.purchase_model import PurchaseModel
from sim.clv.time_unit import units_in
from sim.clv.transactions import probability_alive

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)


def probability_buying(
    model: PurchaseModel, summary: pd.DataFrame, horizon: float, horizon_unit: str
) -> Array:
    """Return the probability that each customer buys at least once in the time after the observation, (n,), in [0, 1].

    P(alive) × P(the next purchase comes before death and the horizon). It is what "still active" can mean where nobody
    says good-bye: under the BG/NBD model P(alive) is 1 for all who bought only once.
    summary: columns frequency, recency and T in the model's time unit; horizon ≥ 0 in `horizon_unit`.
    Raises ValueError for histories that cannot be, or another model than BG/NBD and Pareto/NBD.
    Source: the posterior of λ, and of μ, given alive: Fader, Hardie & Lee (2005); Fader & Hardie (2005).
    """
    time = horizon * units_in(horizon_unit, model.time_unit)
    x, age = summary["frequency"].to_numpy(float), summary["T"].to_numpy(float)
    alive = probability_alive(model, summary)
    if isinstance(model, BgNbd):  # nobody dies before the next purchase
        return alive * _bought_by(time, model.r + x, model.alpha + age)
    if not isinstance(model, ParetoNbd):
        raise ValueError(f"model is {type(model).__name__}, but must be BG/NBD or Pareto/NBD")
    shape, rate = model.r + x, model.alpha + age
    most = _bought_by(time, shape, rate)
    found = np.zeros(most.size)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        # The time at which this part of the customers would have bought, if none of them had died before.
        bought_at = rate * np.expm1(-np.log1p(-most * (node + 1.0) / 2.0) / shape)
        found += weight / 2.0 * np.exp(-model.s * np.log1p(bought_at / (model.beta + age)))
    return alive * most * found


def simulated_purchases(
    model: PurchaseModel, summary: pd.DataFrame, horizon: float, horizon_unit: str, rng: np.random.Generator
) -> Array:
    """Return the purchases that each customer makes in one possible future, (n,), whole numbers ≥ 0.

    Drawn from what the model leaves open once the history is known: whether the customer is alive, the customer's
    rates, and chance. Arguments and errors as in `probability_buying`.
    """
    time = horizon * units_in(horizon_unit, model.time_unit)
    x, age = summary["frequency"].to_numpy(float), summary["T"].to_numpy(float)
    is_alive = rng.random(x.size) < probability_alive(model, summary)
    if isinstance(model, BgNbd):
        rate = rng.gamma(model.r + x) / (model.alpha + age)
        until_death = rng.geometric(np.maximum(rng.beta(model.a, model.b + x), 1e-12))
        return np.where(is_alive, np.minimum(rng.poisson(rate * time), until_death), 0.0)
    if not isinstance(model, ParetoNbd):
        raise ValueError(f"model is {type(model).__name__}, but must be BG/NBD or Pareto/NBD")
    rate = rng.gamma(model.r + x) / (model.alpha + age)
    death = np.maximum(rng.gamma(model.s, size=x.size), 1e-300) / (model.beta + age)
    lived = np.minimum(rng.exponential(size=x.size) / death, time)
    return np.where(is_alive, rng.poisson(rate * lived), 0.0)


def simulated_spending(
    model: GammaGamma, summary: pd.DataFrame, purchases: Array, rng: np.random.Generator
) -> Array:
    """Return what each customer spends on so many purchases in one possible future, (n,), in money.

    Drawn from the customer's posterior and chance. summary: columns frequency and monetary_value.
    """
    x, mean = summary["frequency"].to_numpy(float), summary["monetary_value"].to_numpy(float)
    nu = rng.gamma(model.p * x + model.q) / (model.gamma + x * mean)
    return np.where(purchases > 0, rng.gamma(model.p * np.maximum(purchases, 1.0)) / nu, 0.0)


def _bought_by(time: float, shape: Array, rate: Array) -> Array:
    """Return P(a purchase before a time) of those who do not die, λ ~ gamma(shape, rate)."""
    return -np.expm1(-shape * np.log1p(time / rate))
