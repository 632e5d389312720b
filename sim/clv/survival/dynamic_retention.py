"""Customer lifetime value when the chance to stay changes with tenure.

Survival is a fitted model, or shares S(0) = 1, S(1), S(2) … as an array. A step function, of Kaplan–Meier or given,
is not taken further than it was seen. Conventions of payment are those of `closed_form.constant_retention_clv`, which
is what comes out for `ConstantRetention`.
"""

from __future__ import annotations

import math
from typing import get_args, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.clv.checks import (
    DISCOUNT,
    NOT_NEGATIVE,
    Array,
    Valid,
    finite,
    number,
    numbers,
    one_of,
    row_of_numbers,
    whole,
)
from sim.clv.closed_form import FirstPayment
from sim.clv.survival.shifted_beta_geometric import ShiftedBetaGeometric
from sim.clv.survival.step_function import StepFunction
from sim.clv.survival.survival_model import Survival

_FROM_FIRST = Valid("a whole number of at least 1", low=1.0)


def dynamic_retention_clv(
    margin: ArrayLike,
    survival: Survival | ArrayLike,
    discount_rate: float,
    horizon: int | None,
    first_payment: FirstPayment = "now",
) -> float:
    """Return Σ mₜ S(t) vᵗ: the CLV of a customer who begins now, v = 1/(1 + d).

    margin m in money per period, any sign: one number, or one for each payment (payments,), which needs a horizon.
    survival: a fitted model, or S(0) = 1, S(1) … (periods + 1,), both in the periods of discount_rate d > −1.
    horizon: payments up to and including that time, whole, ≥ 0; None is for ever.
    Cash-flow convention: "now" the first payment is sure and not discounted, Σ S(t) vᵗ over t = 0 … horizon;
    "after_renewal" from t = 1, at the end of each period from those who stay; "period_end" at the end of each period
    from all who began it, Σ S(t − 1) vᵗ over t = 1 … horizon.
    Raises ValueError if an argument is outside its range, the sum for ever is infinite, or the horizon lies beyond
    the end of a step function. Source: Fader & Hardie (2012); with a Weibull law Drew et al. (2001).
    """
    model, v, ahead = _model(survival), _discount(discount_rate), _horizon(horizon)
    one_of("first_payment", first_payment, get_args(FirstPayment))
    money = numbers("margin", margin)
    if money.ndim == 0:
        begun = money * model.survival(0)
        return float(
            finite("CLV", np.asarray(begun * _payments(model, v, np.zeros(1, int), ahead, first_payment)[0]))
        )
    if ahead is None:
        raise ValueError("horizon is None, but must be a whole number if there is a margin for each payment")
    time = np.arange(0 if first_payment == "now" else 1, ahead + 1)
    path = row_of_numbers("margin", money, size=time.size)
    still = time - (first_payment == "period_end")
    if still.size and still[-1] > model.known_until:
        raise ValueError(f"horizon is {ahead}, but survival is known for {model.known_until:g} periods only")
    with np.errstate(all="ignore"):
        return float(finite("CLV", np.asarray(path @ (model.survival(still) * v**time))))


@overload
def residual_clv(
    margin: float,
    survival: Survival | ArrayLike,
    discount_rate: float,
    horizon: int | None,
    tenure: int,
    first_payment: FirstPayment = "after_renewal",
) -> float: ...
@overload
def residual_clv(
    margin: ArrayLike,
    survival: Survival | ArrayLike,
    discount_rate: float,
    horizon: int | None,
    tenure: ArrayLike,
    first_payment: FirstPayment = "after_renewal",
) -> Array: ...
def residual_clv(
    margin: ArrayLike,
    survival: Survival | ArrayLike,
    discount_rate: float,
    horizon: int | None,
    tenure: ArrayLike,
    first_payment: FirstPayment = "after_renewal",
) -> float | Array:
    """Return Σ m S(n+k)/S(n) vᵏ: what customers who have stayed for n periods are still worth.

    tenure n ≥ 0, whole, and margin m in money per period, any sign: one number, or one for each customer (n,); the
    result has their shape. Otherwise as `dynamic_retention_clv`, which is the value at a tenure of 0.
    Cash-flow convention: "after_renewal" over k = 1 … horizon, from those who stay; "period_end" Σ m S(n+k−1)/S(n) vᵏ,
    at the end of each period from all who began it, so that who leaves in a period still pays in it; "now" also k = 0.
    Raises ValueError as `dynamic_retention_clv`, and for a tenure that nobody reaches.
    """
    model, v, ahead = _model(survival), _discount(discount_rate), _horizon(horizon)
    one_of("first_payment", first_payment, get_args(FirstPayment))
    stayed, money = numbers("tenure", tenure, NOT_NEGATIVE), numbers("margin", margin)
    if np.any(stayed != np.floor(stayed)):
        wrong = stayed[stayed != np.floor(stayed)].flat[0]
        raise ValueError(f"tenure is {wrong:g}, but must be a whole number of periods")
    if money.ndim and stayed.ndim and money.shape != stayed.shape:
        raise ValueError(f"margin is {money.shape} and tenure {stayed.shape}, but both must be the same (n,)")
    each, place = np.unique(stayed, return_inverse=True)
    with np.errstate(all="ignore"):
        value = _payments(model, v, each.astype(int), ahead, first_payment)
        return finite("CLV", np.asarray(money * value[place.reshape(stayed.shape)]))


@overload
def discounted_expected_residual_lifetime(
    sbg: ShiftedBetaGeometric, n: int, discount_rate: float
) -> float: ...
@overload
def discounted_expected_residual_lifetime(
    sbg: ShiftedBetaGeometric, n: ArrayLike, discount_rate: float
) -> float | Array: ...
def discounted_expected_residual_lifetime(
    sbg: ShiftedBetaGeometric, n: ArrayLike, discount_rate: float
) -> float | Array:
    """Return the DERL just before the n-th renewal decision, n − 1 renewals made, under the sBG law.

    (β+n−1)/(α+β+n−1) · ₂F₁(1, β+n; α+β+n; v) = Σ S(n+k)/S(n−1) vᵏ over k = 0, 1, …: times the margin it is the value
    of what is still to come. n ≥ 1, whole: one number, or (customers,), and the result has its shape; discount_rate
    d > −1 per period. The sum is what is computed: SciPy's ₂F₁ has only six right digits for some parameters.
    Cash-flow convention: the n-th renewal is paid at once if it comes, each later one a period after the last.
    Raises ValueError if n is not whole and at least 1, or the sum is infinite: at d = 0 if α ≤ 1, and for d < 0.
    Source: Fader & Hardie (2010), eq. (6).
    """
    renewals = numbers("n", n, _FROM_FIRST) - 1
    return residual_clv(1.0 / _discount(discount_rate), sbg, discount_rate, None, renewals)


def _payments(
    model: Survival, v: float, tenures: NDArray[np.int64], horizon: int | None, first_payment: FirstPayment
) -> Array:
    """Return what one unit of money per period is worth to come at each tenure, ascending, (k,)."""
    if first_payment != "period_end":
        return _annuities(model, v, tenures, horizon) + (first_payment == "now")
    if horizon == 0:
        return np.zeros(tenures.size)
    return v * (1.0 + _annuities(model, v, tenures, None if horizon is None else horizon - 1))


def _annuities(model: Survival, v: float, tenures: NDArray[np.int64], horizon: int | None) -> Array:
    """Return Σ S(n+k)/S(n) vᵏ over k = 1 … horizon at each tenure n, ascending, (k,).

    Without end it is summed once, for the longest tenure; every shorter one is worth what its next period brings.
    """
    if horizon is not None:
        return np.array([model.annuity(v, int(n), horizon) for n in tenures])
    first, last = int(tenures[0]), int(tenures[-1])
    value = [model.annuity(v, last)]
    for log_retention in np.diff(model.log_survival(np.arange(first, last + 1)))[::-1]:
        value.append(math.exp(log_retention) * v * (1.0 + value[-1]))
    return np.array(value[::-1])[tenures - first]


def _model(survival: Survival | ArrayLike) -> Survival:
    return survival if isinstance(survival, Survival) else StepFunction.of(survival)


def _discount(rate: float) -> float:
    return 1.0 / (1.0 + number("discount_rate", rate, DISCOUNT))


def _horizon(horizon: int | None) -> int | None:
    return None if horizon is None else whole("horizon", horizon)
