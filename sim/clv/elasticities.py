"""Elasticities: by how many percent a value rises if one of its drivers improves by one percent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sim.clv.checks import CHANGE, number


class Elasticities(NamedTuple):
    """Percent by which a value rises for one percent more margin or retention, or less of the two others."""

    margin: float
    retention: float
    discount_rate: float
    acquisition_cost: float


DIRECTION = {"margin": 1, "retention": 1, "discount_rate": -1, "acquisition_cost": -1}
"""Whether more of a driver is an improvement (1), or less (−1)."""


def elasticities_of(
    value: Callable[..., float], drivers: Mapping[str, float], change: float = 0.01
) -> Elasticities:
    """Return the elasticities of value(**drivers), each driver being improved by the share `change` in turn.

    drivers: margin, retention, discount_rate and acquisition_cost in the units that value takes. change in (0, 1):
    0.01 is the one percent of the papers; a small one comes near the derivative, which differs where the value bends.
    Raises ValueError if the value is not above 0, because a percentage of it would mean nothing; or if retention × (1 +
    change) is not below 1. Source: Gupta, Lehmann & Stuart (2004).
    """
    change = number("change", change, CHANGE)
    now = value(**drivers)
    if not now > 0:
        raise ValueError(f"the value is {now:g}, but must be above 0: elasticities are percentages of it")
    if drivers["retention"] * (1 + change) >= 1:
        raise ValueError(
            f"change is {change:g}, but must leave retention × (1 + change) below 1; it is "
            f"{drivers['retention'] * (1 + change):g}"
        )
    improved = {name: drivers[name] * (1 + sign * change) for name, sign in DIRECTION.items()}
    return Elasticities(
        **{name: (value(**{**drivers, name: improved[name]}) / now - 1) / change for name in DIRECTION}
    )
