"""Berger and Nasr's first case: one retention rate for everybody, and the cost of keeping apart."""

from __future__ import annotations

import numpy as np

from sim.clv.checks import Array
from sim.clv.estimators.estimator import discounts
from sim.clv.firm_log import RECENT, FirmLog


def berger_nasr(log: FirmLog, horizon: int, discount_rate: float) -> Array:
    """Return GC·Σ r^(k−1) v^k − M·Σ r^(k−1) v^(k−½) over the months k = 1 … H ahead, (n,), in money.

    GC is each customer's own gross contribution, profit before programme money per month, the mean of the last twelve;
    M, the cost of keeping, is the mean programme money per customer and month of the log, paid in the middle of a month
    for everybody who is a customer at its start. r is the likeliest constant retention per month: 1 − ends / months.
    Assumes that everybody is equally likely to leave, at any age. Reads start and end of relationships, profit and
    programme money by month. Misleads if leaving gets rarer with tenure: too high for the young, too low for the old.
    Convention: `berger_nasr_clv` pays the first contribution now, and n + 1 of them in n cycles. Here it comes at the
    end of the month, as all money of a log: contributions are v times its sum for H − 1 cycles, costs its sum for H.
    Source: Berger & Nasr (1998), case 1.
    """
    contribution = log.own_mean(log.money("profit") + log.money("programme"), RECENT)
    retention = 1.0 - float(log.ends.mean())
    staying = retention ** np.arange(horizon) * discounts(horizon, discount_rate)
    half_a_month = (1.0 + discount_rate) ** (0.5 / 12.0)
    cost = float(log.money("programme").mean()) * half_a_month
    return np.asarray((contribution - cost) * float(staying.sum()), float)
