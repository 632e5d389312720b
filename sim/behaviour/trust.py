"""Trust (E6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.customers import Trust


@rule
def trust_after(trust: float, encounter: float, p: Trust) -> float:
    """E6. Trust climbs slowly on good encounters and falls about three times as fast on bad ones.

    trust, encounter (satisfaction with it) in [0, 1]; p: `customers.trust`; returns the trust in [0, 1] afterwards.
    Source: Sirdeshmukh, Singh & Sabol (2002).
    """
    good = max(encounter - p.neutral, 0.0)
    bad = max(p.neutral - encounter, 0.0)
    return trust + p.gain * (1.0 - trust) * good - p.loss * trust * bad


@rule
def trust_at_joining(returning: bool, old_trust: float, recommended: bool, p: Trust) -> float:
    """Return the trust in [0, 1] with which a relationship begins.

    returning: to the firm lost last, with `old_trust` at the loss; recommended: by somebody; p: `customers.trust`.
    """
    trust = p.returning * old_trust if returning else p.joining
    return min(trust + (p.recommended if recommended else 0.0), 1.0)
