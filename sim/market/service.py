"""The first part of a customer's month: needs drift, service is met, satisfaction, trust and expertise follow."""

from __future__ import annotations

import math
from typing import Any

from sim.behaviour.learning import expertise_after, knowledge_after
from sim.behaviour.perception import (
    functional_perceived,
    incident_loss,
    technical_perceived,
    technical_weight,
)
from sim.behaviour.rule import rule
from sim.behaviour.satisfaction import encounter_satisfaction, expectation_after, newest_weight
from sim.behaviour.trust import trust_after
from sim.market.columns import NOBODY
from sim.market.draws import MATCH, PURCHASE, SERVICE, Key, block, normal, poisson, uniform


@rule
def needs_drift(
    first: int, last: int, c: Any, firms: Any, parameters: Any, world: Any, key: Key, books: Any
) -> None:
    """A customer's own part of the match with every firm drifts, whether it is the own firm or not."""
    month = world[0].month
    count = len(firms)
    for i in range(first, last):
        p = parameters[c.segment[i]].match
        fresh = math.sqrt((1.0 - p.persistence * p.persistence) * (1.0 - p.shared))
        for f in range(0, count, 2):
            u = block(key, i, month, (MATCH + 2 * f) // 4)
            c.functional_match[i, f] = p.persistence * c.functional_match[
                i, f
            ] + fresh * p.functional_sd * normal(u[0])
            c.technical_match[i, f] = p.persistence * c.technical_match[
                i, f
            ] + fresh * p.technical_sd * normal(u[1])
            if f + 1 < count:
                g = f + 1
                c.functional_match[i, g] = p.persistence * c.functional_match[
                    i, g
                ] + fresh * p.functional_sd * normal(u[2])
                c.technical_match[i, g] = p.persistence * c.technical_match[
                    i, g
                ] + fresh * p.technical_sd * normal(u[3])


@rule
def service_is_met(
    first: int, last: int, c: Any, firms: Any, parameters: Any, world: Any, key: Key, books: Any
) -> None:
    """E1–E8 for those who meet service this month; beliefs follow experience and public information."""
    w = world[0]
    for i in range(first, last):
        p = parameters[c.segment[i]]
        own = c.firm[i]
        c.served_by[i] = NOBODY
        c.incident[i] = False
        c.orders[i] = 0
        if own != NOBODY:
            c.tenure[i] += 1
            if w.per_order:
                luck = uniform(key, i, w.month, 4 * PURCHASE)
                c.orders[i] = poisson(c.order_rate[i] * c.share_of_wallet[i], luck)
            if not w.per_order or c.orders[i] > 0:
                c.served_by[i] = own

        if c.served_by[i] != NOBODY:
            u = block(key, i, w.month, SERVICE)
            firm = firms[own]
            extra = firm.targeted_quality if c.targeted[i] else 0.0
            loss = incident_loss(u[2], u[3], p.perception)
            c.incident[i] = loss > 0.0
            functional = functional_perceived(
                firm.functional + extra,
                c.functional_shared[i, own] + c.functional_match[i, own],
                loss,
                normal(u[0]),
                p.perception,
            )
            technical = technical_perceived(
                firm.technical + extra,
                c.technical_shared[i, own] + c.technical_match[i, own],
                loss,
                c.expertise[i],
                normal(u[1]),
                p.perception,
            )
            weight = technical_weight(c.expertise[i], p.perception)
            performance = (1.0 - weight) * functional + weight * technical
            encounter = encounter_satisfaction(performance, c.expectation[i], p.satisfaction)
            c.encounter[i] = encounter
            c.uses[i] += 1
            newest = newest_weight(c.uses[i], p.satisfaction)
            c.satisfaction[i] += newest * (encounter - c.satisfaction[i])
            c.perceived_functional[i] += newest * (functional - c.perceived_functional[i])
            c.perceived_technical[i] += newest * (technical - c.perceived_technical[i])
            c.belief[i, own] = c.satisfaction[i]
            c.known[i, own] = True

        best = 0.0
        for f in range(len(firms)):
            if not firms[f].present:
                continue
            c.belief[i, f] += w.public_information * (firms[f].mean_quality - c.belief[i, f])
            best = max(best, c.belief[i, f])

        active = c.served_by[i] != NOBODY
        if active:
            c.expectation[i] = expectation_after(c.expectation[i], performance, best, p.satisfaction)
            c.trust[i] = trust_after(c.trust[i], encounter, p.trust)
            c.knowledge[i] = knowledge_after(c.knowledge[i], p.expertise)
        c.expertise[i] = expertise_after(c.expertise[i], c.expertise_ceiling[i], active, p.expertise)
