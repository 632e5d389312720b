"""An estimate with its confidence interval."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from scipy import stats

from sim.clv.checks import CHANGE, number


class Interval(NamedTuple):
    """An estimate and the ends of its confidence interval."""

    estimate: float
    low: float
    high: float


def standard_errors(level: float) -> float:
    """Return how many standard errors a normal interval reaches to each side at this level in (0, 1).

    Raises ValueError for a level outside: 95 is not 0.95.
    """
    return float(stats.norm.ppf(0.5 + number("level", level, CHANGE) / 2))


def check_parameter(name: str, parameters: Iterable[str]) -> None:
    """Raise ValueError unless name is one of the parameters."""
    if name not in parameters:
        raise ValueError(f'unknown parameter "{name}"; valid here: {", ".join(parameters)}')
