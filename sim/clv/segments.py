"""Customers grouped by value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

VALUE_CELLS = ("low/low", "low/high", "high/low", "high/high")
"""Current value / potential value, each against its median."""


def value_cells(current: ArrayLike, potential: ArrayLike) -> Any:
    """Return the cell of each customer in the matrix of current × potential value, both in money.

    High means above the median of all customers given; a missing value gives a missing cell.
    """
    now, later = np.asarray(current, float), np.asarray(potential, float)
    missing = np.isnan(now) | np.isnan(later)
    if missing.all():
        return pd.Categorical.from_codes(np.full(now.shape, -1), pd.Index(VALUE_CELLS))
    code = 2 * (now > np.nanmedian(now)) + (later > np.nanmedian(later))
    return pd.Categorical.from_codes(np.where(missing, -1, code), pd.Index(VALUE_CELLS))
