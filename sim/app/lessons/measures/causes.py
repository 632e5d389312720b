"""Causes of leaving as keys of messages and figures."""

from __future__ import annotations

from sim.behaviour.choice import CAUSES

CAUSE_KEYS = dict(
    zip(
        CAUSES[1:],
        ("exit", "lapse", "price", "functional", "technical", "offer", "recommendation", "preference"),
        strict=True,
    )
)
"""The key of each cause of the table of relationships."""
