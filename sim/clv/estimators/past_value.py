"""Past value: the status quo, in which everybody goes on as they were and nobody leaves."""

from __future__ import annotations

from sim.clv.checks import Array
from sim.clv.estimators.estimator import discounts
from sim.clv.firm_log import FirmLog


def past_value(log: FirmLog, horizon: int, discount_rate: float) -> Array:
    """Return each customer's mean monthly profit so far, going on through the horizon, (n,), in money.

    Assumes that profit does not change and that nobody leaves within the horizon. Reads profit by month; who has not
    lived a month yet gets the mean of the first year of everybody. Misleads by all the leaving that there is, the more
    the longer the horizon; yet it ranks customers by what they bring, which may be all that a choice needs.
    Source: past customer value of Reinartz & Kumar (2003), as a rate that goes on.
    """
    return log.own_mean(log.money("profit")) * float(discounts(horizon, discount_rate).sum())
