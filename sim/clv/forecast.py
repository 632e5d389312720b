"""The simple forecast of customer lifetime value: margin × expected discounted remaining life by stage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def remaining_life_by_stage(exposure: Array, losses: Array, monthly_discount: float) -> Array:
    """Return the discounted months that customers of each stage are expected to stay yet.

    exposure, losses: customer-months and losses, (..., stages); monthly_discount: v = (1 + d)^(-1/12), in (0, 1].
    A rate of loss is losses / exposure; stages that had no customers take the rate of all stages together.
    The next month is paid for sure, at its end: Σ r^(k−1) v^k = v / (1 − r v). A customer who never leaves at no
    discount would be worth infinity, so the rate of loss is taken to be at least one in a million.
    Cash-flow convention: profit at the end of every month. Source: Gupta & Lehmann (2003), by stage.
    """
    total_exposure = exposure.sum(axis=-1, keepdims=True)
    overall = np.divide(
        losses.sum(axis=-1, keepdims=True),
        total_exposure,
        out=np.ones_like(total_exposure),
        where=total_exposure > 0,
    )
    rate = np.where(
        exposure > 0, np.divide(losses, exposure, out=np.zeros_like(losses), where=exposure > 0), overall
    )
    retention = 1.0 - np.clip(rate, 1e-6, 1.0)
    return monthly_discount / (1.0 - retention * monthly_discount)
