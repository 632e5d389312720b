"""Units of time by name, so that no rate and no horizon has a hidden one."""

from __future__ import annotations

from sim.clv.checks import one_of

DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
"""Days in each unit: twelve months are a year, and a year has a quarter of a leap day."""
LETTERS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
"""Short names, as lifetimes and PyMC-Marketing write them."""


def time_unit_named(name: str, argument: str = "time_unit") -> str:
    """Return "day", "week", "month" or "year" from this name or its letter D, W, M, Y.

    Raises ValueError, with the name of the argument, for any other.
    """
    one_of(argument, name, (*DAYS, *LETTERS))
    return LETTERS.get(name, name)


def units_in(one: str, other: str) -> float:
    """Return how many of the other unit make one of the first: units_in("year", "month") is 12.

    Raises ValueError for a name that is not a unit of time.
    """
    return DAYS[time_unit_named(one)] / DAYS[time_unit_named(other)]
