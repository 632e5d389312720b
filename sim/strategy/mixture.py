"""Splits for parts of the customers, and the one split of the firm that they come to."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.strategies import LINES, Split
from sim.strategy.policy import Shares, shares_of

OUTSIDE = ("acquisition", "winback")
"""Lines for people who are not customers."""


def divided(split: Split | None, base: Shares) -> Shares:
    """Return the shares of a budget that is spent on one kind of customers; without a split, those of the base.

    A split divides the part of the budget that the base gives to the lines for customers. Acquisition and win-back
    keep their share of the base; but where the split gives one of them something, that line is divided anew as well.
    So nothing is spent that the base does not spend, and a split of all five lines stands as it is written if the
    base leaves no profit.
    """
    if split is None:
        return dict(base)
    wanted = shares_of(split)
    kept = [line for line in OUTSIDE if wanted[line] == 0.0]
    money = sum(share for line, share in base.items() if line not in kept)
    return {line: base[line] if line in kept else money * wanted[line] for line in LINES}


def mixed(parts: Sequence[Shares], weights: Sequence[float]) -> Shares | None:
    """Return the weighted mean of the shares of several parts; None if no part has a weight. Weights are ≥ 0."""
    whole = sum(weights)
    if whole <= 0.0:
        return None
    return {
        line: sum(weight * part[line] for part, weight in zip(parts, weights, strict=True)) / whole
        for line in LINES
    }
