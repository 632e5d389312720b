"""Calendar periods: weeks, months, quarters, half-years and years, numbered one after the other.

Days are counted from 1970-01-01. A week begins on Monday.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

PERIODS = ("week", "month", "quarter", "half-year", "year")
MOST = 20
"""Periods of an observation at most, so that a table of cohorts can be read."""
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_MONDAY = 3
"""Days from the Monday before 1970-01-01, a Thursday, to that day."""


def period_for(first: int, last: int) -> str:
    """Return the shortest period of which at most `MOST` touch the days from first to last; years if none does."""
    ends = np.array([first, last])
    return next((name for name in PERIODS if np.ptp(period_numbers(ends, name)) < MOST), PERIODS[-1])


def period_numbers(days: Numbers, period: str) -> Numbers:
    """Return the number of the period in which each day lies, (n,)."""
    if period == "week":
        return (days + _MONDAY) // 7
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) // _MONTHS[period]


def first_days(numbers: Any, period: str) -> Numbers:
    """Return the first day of each of some periods, (n,)."""
    if period == "week":
        return np.asarray(numbers) * 7 - _MONDAY
    months = np.asarray(numbers) * _MONTHS[period]
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
