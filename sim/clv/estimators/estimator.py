"""One face for all estimators: from a firm's log to what each current customer will bring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.clv.checks import DISCOUNT, Array, finite, number, whole
from sim.clv.firm_log import FirmLog

Method = Callable[[FirmLog, int, float], Array]
"""From a log with current relationships, a horizon ≥ 1 in months and a yearly discount rate to their values, (n,)."""


@dataclass(frozen=True)
class Estimator:
    """A way to predict what each customer will bring, from nothing but the firm's log."""

    name: str
    """In columns of tables: predicted_<name>."""
    label: str
    """For people."""
    source: str
    """Where the method was published."""
    method: Method
    """The method itself; call `predict`, which checks what goes in and what comes out."""

    def predict(self, log: FirmLog, horizon: int, discount_rate: float) -> pd.Series[Any]:
        """Return what each current relationship is expected to bring in the months ahead, by relationship_id.

        horizon H ≥ 1: the months c+1 … c+H after the cut-off c of the log; discount_rate d > −1 per YEAR. In money at
        the end of month c; none if the firm has no customer.
        Cash-flow convention: the profit of month c+k is paid at its end and discounted by (1+d)^(−k/12); who leaves
        during a month still earns in it.
        Raises ValueError if an argument is outside its range, the log does not hold what the method needs, or a value
        is not finite.
        """
        months, d = whole("horizon", horizon, 1), number("discount_rate", discount_rate, DISCOUNT)
        if not log.current.size:
            return pd.Series(dtype=float, index=log.current, name=self.name)
        values = finite(f"the value by {self.label}", self.method(log, months, d))
        return pd.Series(values, index=log.current, name=self.name)


def discounts(horizon: int, discount_rate: float) -> Array:
    """Return what money at the end of month 1 … horizon is worth today, (horizon,): (1+d)^(−k/12), d per year."""
    return np.asarray((1.0 + discount_rate) ** (-np.arange(1, horizon + 1) / 12.0), float)


def monthly(discount_rate: float) -> float:
    """Return the rate per month that compounds to a rate per year: (1+d)^(1/12) − 1."""
    return float((1.0 + discount_rate) ** (1.0 / 12.0) - 1.0)
