"""Whom a firm asks back of those whom it lost, and what it offers them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.setting import Settings, setting

Cause = Literal["lapse", "price", "functional", "technical", "offer", "recommendation", "preference"]
CAUSES: tuple[Cause, ...] = (
    "lapse", "price", "functional", "technical", "offer", "recommendation", "preference",
)  # fmt: skip
"""Causes of leaving after which somebody can be asked back, in the order of their numbers; a natural exit is none."""


class Winback(Settings):
    """Whom win-back is for, by what the firm knows of those whom it lost, and what it offers (E12).

    The money of the win-back line is divided by the heads that this selects (E14). What the offers cost is paid out of
    the same line, in the months after they were accepted.
    """

    causes: tuple[Cause, ...] = Field(
        CAUSES, strict=False, min_length=1, description="causes of leaving after which it asks back"
    )
    least_trust: float = setting(
        0.0, "least trust when leaving, as told in an exit interview", "share", ge=0, le=1
    )
    least_value: float | None = setting(
        None, "least profit in the last year of the first life; left out: any", "money/month"
    )
    offer: float = setting(
        1.0, "size of the offer, customers.choice.winback_offer being 1", "ratio", ge=0, le=10
    )
    offer_cost: float = setting(0.0, "cost of the offer for each who accepts it", "money", ge=0)

    @property
    def asks_everybody(self) -> bool:
        """Whether nobody who was lost lately is ruled out."""
        return set(self.causes) == set(CAUSES) and self.least_trust == 0.0 and self.least_value is None
