"""The scenario: everything that a run is told."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from sim.scenario.checks import EVERYONE, misfits
from sim.scenario.customers import Customers
from sim.scenario.firms import Event, FirmSettings
from sim.scenario.market import MarketSettings
from sim.scenario.setting import Settings, group, setting
from sim.scenario.survey import Survey

MOST_FIRMS = 30
MOST_SEGMENTS = 100


class Segment(Settings):
    """A named group of customers that differs from the others."""

    name: str = Field(description="name of the segment, unique", min_length=1, max_length=80)
    share: float = Field(description="share of all customers", gt=0, le=1)
    customers: Customers = group(Customers, "what is different about them")


class Scenario(Settings):
    """Everything that a run is told. Months are numbered from the opening of the books."""

    name: str = Field("Untitled", description="title of the scenario", max_length=200)
    description: str = Field("", description="what it is about", max_length=5000)
    months: int = setting(120, "months simulated and booked", "months", ge=1, le=1200)
    warm_up: int = setting(24, "months simulated before the books open", "months", ge=0, le=1200)
    discount_rate: float = setting(0.10, "discount rate", "1/year", ge=0, le=10)
    currency: str = Field("EUR", description="label of money in reports", max_length=12)
    seasonality: tuple[Annotated[float, Field(ge=0, le=100)], ...] | None = Field(
        None, strict=False, description="twelve factors on category spending, the first for month 0"
    )
    followed: int = setting(300, "customers followed month by month in the panel", "people", ge=0, le=100_000)
    market: MarketSettings = group(MarketSettings, "the market")
    customers: Customers = group(Customers, "the customers")
    segments: tuple[Segment, ...] = Field(
        (), strict=False, max_length=MOST_SEGMENTS, description="groups of customers that differ"
    )
    firms: tuple[FirmSettings, ...] = Field(
        (FirmSettings(name="Firm"),),
        strict=False,
        min_length=1,
        max_length=MOST_FIRMS,
        description="the firms",
    )
    events: tuple[Event, ...] = Field((), strict=False, description="shocks")
    survey: Survey = group(Survey, "the survey")

    @field_validator("seasonality")
    @classmethod
    def _a_year_has_twelve_factors(cls, factors: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if factors is not None and len(factors) != 12:
            raise ValueError(f"seasonality has {len(factors)} factors, but must have 12")
        return factors

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        if "months" not in self.survey.model_fields_set:
            held = tuple(month for month in self.survey.months if month < self.months)
            object.__setattr__(self, "survey", self.survey.model_copy(update={"months": held}))
        if found := list(misfits(self)):
            raise ValidationError.from_exception_data(type(self).__name__, found)
        return self

    def customers_by_segment(self) -> dict[str, Customers]:
        """Return the settings of every segment, the one for all others first, under the name "everyone"."""
        return {EVERYONE: self.customers} | {
            s.name: self.customers.changed(s.customers) for s in self.segments
        }
