"""Whom a firm asks back: the first of the three phases of win-back, analysis, turned into a rule for the second."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.winback import CAUSES, Winback

FIRST = 2
"""Number of the first cause after which somebody can be asked back: 0 is none, 1 a natural exit."""


class Lost(NamedTuple):
    """What a firm knows of those whom it lost, (n,) each."""

    cause: NDArray[np.int8]
    """Number of the cause of leaving, as said in an exit interview."""
    trust: NDArray[np.float64]
    """Trust when leaving, as told in it, in [0, 1]."""
    value: NDArray[np.float64]
    """Profit in the last year of the first life, money a month: in the firm's own books."""


def worth_asking(lost: Lost, rule: Winback) -> NDArray[np.bool_]:
    """Return whom of the lost the rule of a firm selects, (n,): all conditions must hold.

    Source: Stauss & Friege (1999), regain by segments of the lost; Kumar, Bhagwat & Zhang (2015), by cause of leaving
    and first lifetime.
    """
    asked = np.isin(lost.cause, [FIRST + CAUSES.index(cause) for cause in rule.causes])
    asked &= lost.trust >= rule.least_trust
    if rule.least_value is not None:
        asked &= lost.value >= rule.least_value
    return asked
