"""Cost to serve, by activity (E16). `p` is the group `market.costs` of the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.behaviour.rule import rule

if TYPE_CHECKING:
    from sim.scenario.market import Costs


@rule
def expected_contacts(need: float, knowledge: float, incident: bool, p: Costs) -> float:
    """E16. Return the expected service contacts in the month: fewer once one knows the firm, more after an incident.

    need: multiplier ≥ 0; knowledge in [0, 1]. The saving by knowledge is Reichheld's claim; Reinartz & Kumar (2002)
    call it a gross oversimplification: `learning: 0` switches it off.
    """
    return p.contacts * need * (1.0 - p.learning * knowledge) + (p.incident_contacts if incident else 0.0)


@rule
def cost_to_serve(orders: float, contacts: float, p: Costs) -> float:
    """E16. Return the cost of serving a customer for a month, in money: orders, contacts and the account."""
    return p.per_order * orders + p.per_contact * contacts + p.per_account
