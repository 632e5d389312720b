"""How a firm spends, and by which policy it reviews that: one group of settings for all kinds of strategy."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from sim.scenario.nearest import nearest
from sim.scenario.setting import Settings, group, setting

LINES = ("acquisition", "functional", "technical", "loyalty_programme", "winback")
"""The five budget lines, in the order used everywhere."""

KINDS = (
    "fixed", "schedule", "clv_proportional", "segment", "churn_risk", "uplift", "value_uplift", "lifecycle",
    "hill_climbing", "competitor_reactive", "satisfaction_first", "equity_first", "blattberg_deighton", "optimised",
)  # fmt: skip
"""The kinds of strategy; any other is a class of the user's, `module:Class`."""

APPROACHES = ("product-based selling", "managed service", "customer-based marketing", "individualised CRM")
"""The four approaches of the CRM strategy matrix, from little information and no individual treatment to much of both.
Source: Payne & Frow (2005), after the matrix of Payne."""

OWN_KEYS = {
    "steps": ("schedule",),
    "cells": ("segment",),
    "stages": ("lifecycle",),
    "stage_blind": ("lifecycle",),
    "shift": ("hill_climbing", "satisfaction_first", "equity_first"),
    "reaction": ("competitor_reactive",),
}
"""Keys that only some kinds read."""


class Split(Settings):
    """Shares of a budget; what is left over is profit."""

    acquisition: float = setting(0.0, "share spent on reaching non-customers", "share", ge=0, le=1)
    functional: float = setting(
        0.0, "share spent on functional quality: how one is served", "share", ge=0, le=1
    )
    technical: float = setting(0.0, "share spent on technical quality: what one gets", "share", ge=0, le=1)
    loyalty_programme: float = setting(0.0, "share spent on the loyalty programme", "share", ge=0, le=1)
    winback: float = setting(0.0, "share spent on winning back lost customers", "share", ge=0, le=1)

    @model_validator(mode="after")
    def _shares_fit_the_budget(self) -> Split:
        total = sum(getattr(self, line) for line in LINES)
        if total > 1 + 1e-9:
            raise ValueError(f"the shares sum to {total:g}, but must sum to at most 1")
        return self


class PerHead(Settings):
    """Spending per head of those whom a line reaches."""

    acquisition: float = setting(1.0, "per non-customer", "money/month", ge=0)
    functional: float = setting(2.0, "per customer", "money/month", ge=0)
    technical: float = setting(2.0, "per customer", "money/month", ge=0)
    loyalty_programme: float = setting(2.0, "per customer", "money/month", ge=0)
    winback: float = setting(0.0, "per own customer lost in the last 12 months", "money/month", ge=0)


class Step(Settings):
    """One step of a schedule: from a month on another split, or one of the four approaches."""

    month: int = Field(description="month from which it holds, 0 being the first that is booked")
    split: Split | None = setting(None, "how the budget is split from then on")
    approach: (
        Literal["product-based selling", "managed service", "customer-based marketing", "individualised CRM"]
        | None
    ) = setting(None, "an approach of the CRM strategy matrix, instead of a split")

    @model_validator(mode="after")
    def _one_of_both(self) -> Step:
        if (self.split is None) == (self.approach is None):
            raise ValueError("a step needs either a split or an approach")
        return self


class CellPlan(Settings):
    """What is spent on a customer of one cell of current × potential value."""

    weight: float = setting(1.0, "money for each customer, others having 1", "ratio", ge=0, le=100)
    split: Split | None = setting(None, "how that money is split; left out: as the strategy's own split")


class InvestPlan(CellPlan):
    """Twice the usual: what is won here is new money."""

    weight: float = setting(2.0, "money for each customer, others having 1", "ratio", ge=0, le=100)


class MaintainPlan(CellPlan):
    """The usual: value that is there is kept, and the measure of the other cells."""


class HarvestPlan(CellPlan):
    """Half the usual: what they bring cannot grow, and more money would only cost."""

    weight: float = setting(0.5, "money for each customer, others having 1", "ratio", ge=0, le=100)


class ReleasePlan(CellPlan):
    """Nothing: neither what is there nor what could be would pay for it."""

    weight: float = setting(0.0, "money for each customer, others having 1", "ratio", ge=0, le=100)


class Cells(Settings):
    """A plan for each cell of current × potential value."""

    invest: InvestPlan = group(InvestPlan, "worth little now, could be worth much")
    maintain: MaintainPlan = group(MaintainPlan, "worth much, and could be worth more")
    harvest: HarvestPlan = group(HarvestPlan, "worth much, but cannot grow")
    release: ReleasePlan = group(ReleasePlan, "worth little, and cannot grow")


class StageSplits(Settings):
    """A split for each stage of the relationship: what drives a relationship differs by stage."""

    examination: Split | None = setting(None, "for customers who are trying the firm")
    formation: Split | None = setting(None, "for customers who begin to trust it")
    stability: Split | None = setting(None, "for customers who have settled")
    decline: Split | None = setting(None, "for customers who are drifting away")


class Reaction(Settings):
    """How a firm answers its rivals."""

    match: Literal["price", "acquisition", "both"] = setting("both", "what it matches of the strongest rival")
    lag: int = setting(2, "months until it answers", "months", ge=0, le=24)
    lowest_price: float = setting(0.8, "price below which it does not follow", "ratio", gt=0, le=10)


class StrategySettings(Settings):
    """How a firm spends: a budget and its split, or rates per head; and the policy that reviews them."""

    kind: str = setting("fixed", f"the policy: {', '.join(KINDS)}, or module:Class with --allow-code")
    budget: float | None = setting(None, "money to spend", "money/month", ge=0)
    split: Split | None = setting(None, "how the budget is split over the five lines")
    per_head: PerHead | None = setting(None, "spending per head, instead of budget and split")
    policy_period: int = setting(6, "months between two reviews", "months", ge=1, le=120)
    steps: tuple[Step, ...] = Field(
        (), strict=False, description="a schedule: what holds from which month on"
    )
    cells: Cells = group(Cells, "plans by current × potential value")
    stages: StageSplits = group(StageSplits, "splits by stage")
    stage_blind: bool = setting(False, "treat all stages alike, with the mean of their splits")
    shift: float = setting(0.1, "part of the budget moved at a review", "share", gt=0, le=1)
    reaction: Reaction = group(Reaction, "how rivals are answered")

    @field_validator("kind")
    @classmethod
    def _kind_is_known(cls, kind: str) -> str:
        if kind not in KINDS and not re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", kind):
            close = nearest(kind, KINDS)
            question = f'; did you mean "{close}"?' if close else ""
            raise ValueError(f'kind is "{kind}", but must be a kind of strategy, or module:Class{question}')
        return kind

    @model_validator(mode="after")
    def _one_way_of_spending(self) -> StrategySettings:
        if self.per_head is not None and (self.budget is not None or self.split is not None):
            raise ValueError("give either per_head, or budget and split, not both")
        if self.per_head is None and (self.budget is None) != (self.split is None):
            raise ValueError("budget and split go together")
        return self

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> StrategySettings:
        for key, kinds in OWN_KEYS.items():
            default = type(self).model_fields[key].get_default(call_default_factory=True)
            if getattr(self, key) != default and self.kind not in kinds and ":" not in self.kind:
                raise ValueError(f"{key} belongs to kind {' or '.join(kinds)}, but kind is {self.kind}")
        if self.kind == "schedule" and not self.steps:
            raise ValueError("kind schedule needs steps")
        if self.kind == "optimised" and self.split is None:
            raise ValueError("kind optimised needs the budget and split that were found")
        return self
