"""Whether a customer looks around this month (E11). `p` is the group `customers.consideration` of the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.rule import rule
from sim.behaviour.wallet import logistic

if TYPE_CHECKING:
    from sim.scenario.conduct import Consideration


@rule
def looks_around(
    satisfaction: float, contacted: bool, won_back: bool, recommended: bool, p: Consideration
) -> float:
    """E11. Return the chance in [0, 1] that a customer considers other firms this month.

    satisfaction in [0, 1]; contacted, won_back (contacted for win-back), recommended: triggers of this month.
    Source: Roos (1999); Gustafsson, Johnson & Roos (2005).
    """
    stays = 1.0 - p.base - p.dissatisfied * logistic((p.threshold - satisfaction) / p.width)
    if contacted:
        stays *= 1.0 - p.contacted
    if won_back:
        stays *= 1.0 - p.winback
    if recommended:
        stays *= 1.0 - p.recommended
    return min(max(1.0 - stays, 0.0), 1.0)


@rule
def looks_for_a_firm(contacted: bool, recommended: bool, p: Consideration) -> float:
    """E11. Return the chance in [0, 1] that somebody without a supplier considers one this month."""
    if contacted:
        return p.unattached_contacted
    return p.unattached_recommended if recommended else p.unattached
