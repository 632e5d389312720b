"""What a user asks of a valuation: until when, how far ahead, at which rate, margin, and by which model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.clv.bg_nbd import BgNbd
from sim.clv.checks import POSITIVE, Valid, number, one_of
from sim.clv.pareto_nbd import ParetoNbd
from sim.clv.purchase_model import PurchaseModel
from sim.clv.time_unit import DAYS, LETTERS, time_unit_named

MODELS: dict[str, type[PurchaseModel]] = {"bg-nbd": BgNbd, "pareto-nbd": ParetoNbd}
"""Models of purchases by the name that a user gives them."""
UNITS = (*DAYS, *LETTERS)
"""Names of units of time that a user may give."""
LONGEST_YEARS = 100.0
"""Horizon beyond which nobody can mean it."""

_RATE = Valid("above -1 and at most 1, 0.10 being ten per cent a year", low=-1.0, high=1.0, without_low=True)
_MARGIN = Valid("above 0 and at most 1", low=0.0, high=1.0, without_low=True)


@dataclass(frozen=True)
class Terms:
    """The terms of a valuation; raises ValueError, with name, value and what is valid, for those that cannot be."""

    until: date | None = None
    """Last day of the observation; None takes the last day in the file."""
    time_unit: str = "week"
    """Unit of recency, T and the models' parameters: "day", "week", "month", "year" or D, W, M, Y."""
    horizon: float = 12.0
    """How far ahead, in `horizon_unit`."""
    horizon_unit: str = "month"
    discount_rate: float = 0.10
    """A year, compounded, in (−1, 1]."""
    margin: float = 1.0
    """Part of an amount that is left after its own costs, in (0, 1]."""
    currency: str = "EUR"
    """A label."""
    model: str = "bg-nbd"
    """Name in `MODELS`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "time_unit", time_unit_named(self.time_unit))
        object.__setattr__(self, "horizon_unit", time_unit_named(self.horizon_unit, "horizon_unit"))
        number("horizon", self.horizon, POSITIVE)
        years = self.horizon_days / DAYS["year"]
        if years > LONGEST_YEARS:
            raise ValueError(f"horizon is {years:g} years, but must be at most {LONGEST_YEARS:g}")
        number("discount_rate", self.discount_rate, _RATE)
        number("margin", self.margin, _MARGIN)
        one_of("model", self.model, MODELS)

    @property
    def horizon_days(self) -> float:
        """The horizon in days."""
        return self.horizon * DAYS[self.horizon_unit]
