"""Diminishing returns of spending (E14). `p` is the group `market.response` of the scenario."""

from __future__ import annotations

import math

from sim.scenario.market import Response


def saturating(ceiling: float, rate: float, spending: float) -> float:
    """E14. Return ceiling × (1 − e^(−rate × spending)), spending in money per head and month.

    Source: Blattberg & Deighton (1996).
    """
    return ceiling * -math.expm1(-rate * spending)


def contact_chance(spending: float, p: Response) -> float:
    """E14. Return the chance in [0, 1] that a non-customer is reached in a month; spending per non-customer."""
    return saturating(p.contact_ceiling, p.contact_rate, spending)


def winback_chance(spending: float, p: Response) -> float:
    """E14. Return the chance in [0, 1] that a lost customer is reached in a month; spending per lost customer."""
    return saturating(p.winback_ceiling, p.winback_rate, spending)


def programme_effect(spending: float, p: Response) -> float:
    """E14. Return the effect in [0, 1] of a loyalty programme; spending per customer."""
    return saturating(1.0, p.programme_rate, spending)


def quality_after(quality: float, spending: float, p: Response) -> float:
    """Return the quality stock after a month: it moves towards the level that spending per customer holds.

    Source: the form of return on quality (Rust, Zahorik & Keiningham 1995).
    """
    held = p.quality_lowest + saturating(p.quality_highest - p.quality_lowest, p.quality_rate, spending)
    return quality + p.quality_speed * (held - quality)
