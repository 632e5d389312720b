"""Firms: their offer, their strategy, and what may happen to them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.setting import Settings, group, merged, setting
from sim.scenario.strategies import StrategySettings
from sim.scenario.winback import Winback


class Quality(Settings):
    """Delivered quality: a stock that spending holds up, or a level held fixed."""

    functional: float = setting(0.64, "functional quality at the start", "quality", ge=0, le=1)
    technical: float = setting(0.64, "technical quality at the start", "quality", ge=0, le=1)
    fixed: bool = setting(False, "hold the level whatever is spent")


class QualityShift(Settings):
    """A shift of delivered quality outside the stock: it does not heal by spending."""

    functional: float = setting(0.0, "shift of functional quality", "quality", ge=-1, le=1)
    technical: float = setting(0.0, "shift of technical quality", "quality", ge=-1, le=1)


class Bonds(Settings):
    """What the loyalty programme is made of: shares of its money; what is left over buys nothing."""

    financial: float = setting(1.0, "share spent on points and benefits, which feed SCf", "share", ge=0, le=1)
    social: float = setting(0.0, "share spent on personal bonds, which feed SCr", "share", ge=0, le=1)
    structural: float = setting(
        0.0, "share spent on tools and integration, which feed SCp", "share", ge=0, le=1
    )

    @model_validator(mode="after")
    def _shares_fit_the_programme(self) -> Bonds:
        total = self.financial + self.social + self.structural
        if total > 1 + 1e-9:
            raise ValueError(f"the shares sum to {total:g}, but must sum to at most 1")
        return self


class Observation(Settings):
    """What a firm knows of its customers beside its own books: a survey of a sample, with errors, and late."""

    oracle: bool = setting(
        False, "know the true state of everybody (the value of information is an experiment)"
    )
    coverage: float = setting(0.2, "share of the customers asked each time", "share", ge=0, le=1)
    noise: float = setting(0.08, "standard deviation of the error in an answer", "share", ge=0, le=1)
    months: int = setting(3, "months between two surveys", "months", ge=1, le=120)
    lag: int = setting(1, "months until the answers are known", "months", ge=0, le=24)


class Targeting(Settings):
    """A programme for chosen customers (fact F18): who gets the offer is chosen again every few months."""

    share: float = setting(0.0, "share of the customers who get it", "share", ge=0, le=1)
    rule: Literal["random", "value", "risk", "uplift", "value_uplift", "segment"] = setting(
        "random", "how they are chosen, by what the firm knows of them"
    )
    hold_out: float = setting(
        0.0, "share of the customers who never get it, drawn at random", "share", ge=0, le=0.9
    )
    months: int = setting(6, "months until they are chosen again", "months", ge=1, le=120)
    cost: float = setting(4.0, "cost for each of them", "money/month", ge=0)
    bond: float = setting(0.6, "financial switching cost that it adds", "utility", ge=0, le=10)
    quality: float = setting(0.04, "both qualities that it adds", "quality", ge=0, le=1)


class FirmSettings(Settings):
    """One firm."""

    name: str = Field(description="name of the firm, unique", min_length=1, max_length=80)
    enters: int | None = setting(
        None, "month in which it enters the market; left out if it is there from the start", "months"
    )
    price: float = setting(1.0, "price, list price being 1", "ratio", gt=0, le=10)
    quality: Quality = group(Quality, "delivered quality")
    quality_shift: QualityShift = group(
        QualityShift, "shift of quality outside the stock, usually by an event"
    )
    strategy: StrategySettings = group(StrategySettings, "how it spends")
    bonds: Bonds = group(Bonds, "what the loyalty programme is made of")
    targeting: Targeting = group(Targeting, "a programme for chosen customers")
    winback: Winback = group(Winback, "whom it asks back of those whom it lost, and what it offers")
    observation: Observation = group(Observation, "what it knows of its customers beside its books")


OF_THE_MARKET = ("demand", "search_cost")
"""What an event without a firm can set; an event of a firm can set everything else."""


class Change(Settings):
    """What an event sets: keys of a firm, or `demand` and `search_cost` for the whole market."""

    price: float = setting(1.0, "price, list price being 1", "ratio", gt=0, le=10)
    quality: Quality = group(Quality, "delivered quality")
    quality_shift: QualityShift = group(QualityShift, "shift of quality outside the stock")
    strategy: StrategySettings = group(StrategySettings, "how the firm spends from now on, as a whole")
    bonds: Bonds = group(Bonds, "what the loyalty programme is made of")
    targeting: Targeting = group(Targeting, "a programme for chosen customers")
    winback: Winback = group(Winback, "whom the firm asks back, and what it offers")
    demand: float = setting(1.0, "factor on everybody's category spending", "ratio", ge=0, le=100)
    search_cost: float = setting(1.0, "cost of looking around, today's being 1", "ratio", gt=0, le=100)

    def applied_to(self, firm: FirmSettings) -> FirmSettings:
        """Return the firm's settings with this change: a strategy is replaced as a whole, groups key by key."""
        changes = self.model_dump(exclude_unset=True)
        settings = merged(firm.model_dump(), changes)
        if "strategy" in changes:
            settings["strategy"] = changes["strategy"]
        return FirmSettings.model_validate(settings)


class Event(Settings):
    """A shock: at the start of a month some settings change, for good or for some months."""

    month: int = Field(description="month in which it happens, 0 being the first that is booked")
    firm: str | None = setting(None, "name of the firm; left out for the whole market")
    months: int | None = setting(None, "months after which it ends; left out if it stays", "months", ge=1)
    set: Change = Field(description="what is set")

    @model_validator(mode="after")
    def _keys_fit_the_target(self) -> Event:
        keys = self.set.model_fields_set
        if not keys:
            raise ValueError("an event sets nothing")
        of_the_market = keys & set(OF_THE_MARKET)
        if self.firm is None and keys != of_the_market:
            raise ValueError(
                f"an event without a firm can set {' and '.join(OF_THE_MARKET)} only, "
                f"not {', '.join(sorted(keys - of_the_market))}"
            )
        if self.firm is not None and of_the_market:
            raise ValueError(f"{min(of_the_market)} belongs to the whole market: leave out firm")
        if self.months is not None and "quality" in keys:
            raise ValueError(
                "quality is a stock and cannot be set for some months: set quality_shift instead"
            )
        return self
