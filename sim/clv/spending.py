"""How much to spend on acquiring and on keeping customers, if both have diminishing returns."""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy import optimize

from sim.clv.checks import DISCOUNT, POSITIVE, SHARE, number


class Response(NamedTuple):
    """What spending buys: today's spend, the rate that it gives, and the ceiling that no spend passes."""

    spend: float
    rate: float
    ceiling: float

    @property
    def steepness(self) -> float:
        """k of rate = ceiling × (1 − exp(−k × spend)), per money."""
        return -math.log1p(-self.rate / self.ceiling) / self.spend

    def rate_at(self, spend: float) -> float:
        """Return the rate that a spend ≥ 0 buys, in [0, ceiling)."""
        return -self.ceiling * math.expm1(-self.steepness * spend)

    def gain_at(self, spend: float) -> float:
        """Return the derivative of the rate at a spend, per money."""
        return self.ceiling * self.steepness * math.exp(-self.steepness * spend)


class Optimum(NamedTuple):
    """The best spends and what they give; at the best, the last three are equal unless a spend is 0."""

    acquisition_spend: float
    retention_spend: float
    acquisition_rate: float
    retention_rate: float
    value: float
    value_now: float
    marginal_cost_of_acquiring: float
    marginal_cost_of_retaining: float
    customer_value: float


def acquisition_retention_optimum(
    margin: float, discount_rate: float, acquisition: Response, retention: Response
) -> Optimum:
    """Return the spends per prospect and per customer that maximise V = a[m + (m·r − R)/(1 + d − r)] − A.

    margin m > 0 in money per period; discount_rate d > −1 per period. acquisition: A in money per prospect and the
    share a of them that it wins; retention: R in money per customer and period and the retention rate r. Both follow
    rate = ceiling × (1 − exp(−k × spend)); 0 < rate today < ceiling ≤ 1, spend today > 0, retention ceiling ≤ 1 + d.
    Returns spends, rates, V in money per prospect at the best and today (value_now), the marginal costs dA/da and
    dR/dr of one more customer, and the CLV of an acquired customer, m + (m·r − R)/(1 + d − r).
    Cash-flow convention: A and the first m now; then m less R at the end of every period, R for all who begin it.
    Raises ValueError if an argument is outside its range.
    Source: Blattberg & Deighton (1996); marginals Pfeifer (2005).
    """
    m, d = number("margin", margin, POSITIVE), number("discount_rate", discount_rate, DISCOUNT)
    acquisition, retention = _checked("acquisition", acquisition), _checked("retention", retention)
    if retention.ceiling > 1 + d:
        raise ValueError(
            f"the ceiling of retention is {retention.ceiling:g}, but must be at most 1 + d = {1 + d:g}"
        )

    def customer_value(spend: float) -> float:
        r = retention.rate_at(spend)
        return m + (m * r - spend) / (1 + d - r)

    def pull(spend: float) -> float:
        """Have the sign of the derivative of customer_value: it falls, and is negative at m(1 + d)."""
        return retention.gain_at(spend) * (m * (1 + d) - spend) - (1 + d - retention.rate_at(spend))

    keep = (
        float(optimize.brentq(pull, 0.0, m * (1 + d), xtol=1e-14 * m, rtol=1e-14)) if pull(0.0) > 0 else 0.0
    )
    worth = customer_value(keep)
    win = max(math.log(worth * acquisition.gain_at(0.0)) / acquisition.steepness, 0.0)
    return Optimum(
        acquisition_spend=win,
        retention_spend=keep,
        acquisition_rate=acquisition.rate_at(win),
        retention_rate=retention.rate_at(keep),
        value=acquisition.rate_at(win) * worth - win,
        value_now=acquisition.rate * customer_value(retention.spend) - acquisition.spend,
        marginal_cost_of_acquiring=1 / acquisition.gain_at(win),
        marginal_cost_of_retaining=1 / retention.gain_at(keep),
        customer_value=worth,
    )


def _checked(name: str, response: Response) -> Response:
    spend, rate, ceiling = response
    checked = Response(
        number(f"the spend of {name}", spend, POSITIVE),
        number(f"the rate of {name}", rate, POSITIVE),
        number(f"the ceiling of {name}", ceiling, SHARE),
    )
    if not checked.rate < checked.ceiling:
        raise ValueError(f"the rate of {name} is {rate:g}, but must be below its ceiling, {ceiling:g}")
    return checked
