"""Closed forms of customer lifetime value (CLV): a margin, a retention rate and a discount rate.

Retention and discount rates are per period, of any length but the same for both; money is per customer. All payments
of a customer who has been lost are lost (lost-for-good). Profits that take any path are in `profit_path`, tables by
year for a whole cohort in `cohort_tables`, the best spends in `spending`; all can be had from here.
"""

from __future__ import annotations

from typing import Literal, get_args, overload

import numpy as np
from numpy.typing import ArrayLike

from sim.clv.checks import (
    DISCOUNT,
    FINITE,
    NOT_NEGATIVE,
    POSITIVE,
    RETENTION,
    Array,
    check_convergence,
    finite,
    number,
    numbers,
    one_of,
    whole,
)
from sim.clv.cohort_tables import dwyer_migration, dwyer_retention
from sim.clv.elasticities import Elasticities, elasticities_of
from sim.clv.profit_path import profit_path_clv
from sim.clv.spending import Optimum, Response, acquisition_retention_optimum

__all__ = [
    "Elasticities",
    "FirstPayment",
    "Optimum",
    "Response",
    "acquisition_retention_optimum",
    "berger_nasr_clv",
    "clv_elasticities",
    "constant_retention_clv",
    "dwyer_migration",
    "dwyer_retention",
    "margin_multiple",
    "profit_path_clv",
]

FirstPayment = Literal["now", "after_renewal", "period_end"]
"""When a customer first pays: at once; at the end of the first period if still there; at its end for sure."""


@overload
def constant_retention_clv(
    margin: float,
    retention: float,
    discount_rate: float,
    first_payment: FirstPayment = "now",
    growth: float = 0.0,
    periods: int | None = None,
) -> float: ...
@overload
def constant_retention_clv(
    margin: ArrayLike,
    retention: ArrayLike,
    discount_rate: ArrayLike,
    first_payment: FirstPayment = "now",
    growth: ArrayLike = 0.0,
    periods: int | None = None,
) -> Array: ...
def constant_retention_clv(
    margin: ArrayLike,
    retention: ArrayLike,
    discount_rate: ArrayLike,
    first_payment: FirstPayment = "now",
    growth: ArrayLike = 0.0,
    periods: int | None = None,
) -> float | Array:
    """Return the CLV of customers who pay a margin every period and stay with a constant chance.

    margin m in money per period, any sign; retention r in [0, 1) and discount_rate d > −1 per period; growth g > −1 of
    the margin per period, the first payment being m. Numbers, or arrays that go together; the result has their shape.
    periods: payments up to and including that time; None is for ever and needs r(1 + g) < 1 + d.
    Cash-flow convention, at g = 0 and for ever: "now" m(1+d)/(1+d−r), the first payment is sure and not discounted;
    "after_renewal" m·r/(1+d−r), as now but without the first payment; "period_end" m/(1+d−r), the first payment is
    sure and one period away. Growth makes the denominator 1 + d − r(1 + g).
    Raises ValueError if an argument is outside its range, or the result is not finite.
    Source: Fader & Hardie (2012); with growth Gupta & Lehmann (2003).
    """
    m, r = numbers("margin", margin, FINITE), numbers("retention", retention, RETENTION)
    d, g = numbers("discount_rate", discount_rate, DISCOUNT), numbers("growth", growth, DISCOUNT)
    one_of("first_payment", first_payment, get_args(FirstPayment))
    with np.errstate(all="ignore"):
        ratio = np.asarray(r * (1 + g) / (1 + d))
        first = {"now": m, "after_renewal": m * r / (1 + d), "period_end": m / (1 + d)}[first_payment]
        if periods is None:
            check_convergence(ratio)
            return finite("CLV", first / (1 - ratio))
        payments = whole("periods", periods) + (first_payment == "now")
        return finite("CLV", first * _geometric_sum(ratio, payments))


@overload
def margin_multiple(retention: float, discount_rate: float) -> float: ...
@overload
def margin_multiple(retention: ArrayLike, discount_rate: ArrayLike) -> Array: ...
def margin_multiple(retention: ArrayLike, discount_rate: ArrayLike) -> float | Array:
    """Return r/(1 + d − r), by which a margin is multiplied to give the CLV.

    retention r in [0, 1), discount_rate d > −1, both per period, with r < 1 + d; numbers or arrays that go together.
    Cash-flow convention: "after_renewal"; what the customer pays today is not in it.
    Raises ValueError if an argument is outside its range. Source: Gupta & Lehmann (2003).
    """
    return constant_retention_clv(1.0, retention, discount_rate, "after_renewal")


def berger_nasr_clv(
    gross_contribution: float,
    retention_cost: float,
    retention: float,
    discount_rate: float,
    periods: float | None,
    cycles_per_year: float = 1.0,
) -> float:
    """Return GC·Σ₀ⁿ(rv)ⁱ − M·Σ₁ⁿ rⁱ⁻¹vⁱ⁻½: CLV with the cost of keeping customers apart.

    gross_contribution GC, any sign, and retention_cost M ≥ 0 in money per cycle; retention r in [0, 1) per cycle.
    discount_rate d > −1 per YEAR and periods ≥ 0 in YEARS (None: for ever, needs r below 1 + d per cycle), of which
    those cycles count that end within them; cycles_per_year > 0: 2 is half a year (case 2a), 0.5 two years (case 2b).
    Cash-flow convention: GC now and then at the end of every cycle from those who are kept; M in the middle of a
    cycle for everybody who was a customer at its start.
    Raises ValueError if an argument is outside its range, or the result is not finite.
    Source: Berger & Nasr (1998), cases 1 and 2.
    """
    gc = number("gross_contribution", gross_contribution)
    m = number("retention_cost", retention_cost, NOT_NEGATIVE)
    r, d = number("retention", retention, RETENTION), number("discount_rate", discount_rate, DISCOUNT)
    per_year = number("cycles_per_year", cycles_per_year, POSITIVE)
    with np.errstate(all="ignore"):
        v = np.float64(1 + d) ** (-1 / per_year)
        if periods is None:
            check_convergence(r * v)
            return float(finite("CLV", (gc - m * np.sqrt(v)) / (1 - r * v)))
        cycles = int(number("periods", periods, NOT_NEGATIVE) * per_year + 1e-9)
        ratio = np.asarray(r * v)
        kept, at_risk = _geometric_sum(ratio, cycles + 1), _geometric_sum(ratio, cycles)
        return float(finite("CLV", gc * kept - m * np.sqrt(v) * at_risk))


def clv_elasticities(
    margin: float,
    retention: float,
    discount_rate: float,
    acquisition_cost: float = 0.0,
    first_payment: FirstPayment = "now",
    change: float = 0.01,
) -> Elasticities:
    """Return by how many percent CLV less acquisition cost rises if one driver improves by one percent.

    Arguments as in `constant_retention_clv`, for ever and without growth; acquisition_cost ≥ 0 in money per customer,
    paid now; change in (0, 1), the improvement that is tried. An improvement is more margin or retention, and less
    discount rate or acquisition cost, so all four are usually positive; margin = 1 + acquisition_cost always.
    Raises ValueError if an argument is outside its range, or CLV less acquisition cost is not above 0.
    Source: Gupta & Lehmann (2003); Gupta, Lehmann & Stuart (2004).
    """
    drivers = {
        "margin": number("margin", margin),
        "retention": number("retention", retention, RETENTION),
        "discount_rate": number("discount_rate", discount_rate, DISCOUNT),
        "acquisition_cost": number("acquisition_cost", acquisition_cost, NOT_NEGATIVE),
    }

    def net(margin: float, retention: float, discount_rate: float, acquisition_cost: float) -> float:
        return constant_retention_clv(margin, retention, discount_rate, first_payment) - acquisition_cost

    return elasticities_of(net, drivers, change)


def _geometric_sum(ratio: Array, terms: int) -> Array:
    """Return 1 + q + … + q^(terms − 1)."""
    same = ratio == 1
    return np.where(same, terms, (1 - ratio**terms) / np.where(same, 1.0, 1 - ratio))
