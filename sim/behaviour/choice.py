"""Choice among firms (E12), where a new customer came from, and why an old one left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.conduct import Choice

CAUSES = (
    "none",
    "natural exit",
    "lapse",
    "price",
    "functional quality",
    "technical quality or incident",
    "competitor's offer",
    "recommendation",
    "preference",
)
"""Why a relationship ended; the number of a cause is its place here."""
NO_CAUSE, NATURAL_EXIT, LAPSE, PRICE, FUNCTIONAL, TECHNICAL, OFFER, RECOMMENDED, PREFERENCE = range(9)

SOURCES = ("start", "own search", "recommendation", "contact", "win-back")
"""Where a customer came from; the number of a source is its place here."""
AT_START, OWN_SEARCH, RECOMMENDATION, CONTACT, WINBACK = range(5)


@rule
def offer_utility(
    contacted: bool, won_back: bool, size: float, old_trust: float, left_for_service: bool, p: Choice
) -> float:
    """E12. Return the utility of the offers that a firm made this month.

    size ≥ 0 of the win-back offer, 1 being the usual one; old_trust in [0, 1] at the loss; p: `customers.choice`.
    Source: Kumar, Bhagwat & Zhang (2015).
    """
    utility = p.offer if contacted else 0.0
    if won_back:
        utility += size * p.winback_offer + old_trust - (p.service_grudge if left_for_service else 0.0)
    return utility


@rule
def strangeness(search_cost: float, p: Choice) -> float:
    """E12. Return the utility that a firm lacks which one does not know: finding out about it costs an effort.

    search_cost > 0, today's being 1; p: `customers.choice`. Source: after Bakos (1997); in proportion, which is ours.
    """
    return p.unfamiliarity * search_cost


@rule
def source_of_joining(won_back: bool, contacted: bool, recommended: bool) -> int:
    """Return the number of the source: the first that holds of win-back, contact, recommendation, own search."""
    if won_back:
        return WINBACK
    if contacted:
        return CONTACT
    return RECOMMENDATION if recommended else OWN_SEARCH


@rule
def cause_of_switching(
    price: float, functional: float, technical: float, offer: float, recommendation: float, preference: float
) -> int:
    """Return the number of the largest positive contribution to the choice, taste if there is none.

    Each is what the cause adds to the utility of the firm chosen over the one left, against the mean of the last
    12 months.
    """
    cause = PREFERENCE
    largest = max(preference, 0.0)
    if recommendation > largest:
        cause, largest = RECOMMENDED, recommendation
    if offer > largest:
        cause, largest = OFFER, offer
    if technical > largest:
        cause, largest = TECHNICAL, technical
    if functional > largest:
        cause, largest = FUNCTIONAL, functional
    if price > largest:
        cause, largest = PRICE, price
    return cause
