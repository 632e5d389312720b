"""The second part of a customer's month: value is weighed, share of wallet moves, purchases are made and booked."""

from __future__ import annotations

import math
from typing import Any

from sim.behaviour.bonds import (
    financial_cost,
    points_after,
    procedural_cost,
    relational_cost,
    social_bond,
    structural_bond,
)
from sim.behaviour.costs import cost_to_serve, expected_contacts
from sim.behaviour.rule import part, rule
from sim.behaviour.value import comparison_utility, outside_utility, own_utility, rival_utility
from sim.behaviour.wallet import buys_further_product, share_of_wallet_after, wallet
from sim.market.books import (
    COST_OF_GOODS,
    COST_TO_SERVE,
    PROGRAMME,
    REVENUE,
    SECONDARY_COST,
    SECONDARY_REVENUE,
)
from sim.market.columns import NEVER, NOBODY
from sim.market.draws import PURCHASE, Key, block, normal, poisson
from sim.market.network import link


@part
def neighbours_deal(i: int, own_deal: float, c: Any, firms: Any, world: Any, key: Key) -> float:
    """Return the mean satisfaction per price that the neighbours had last month; one's own deal if none had any."""
    total = 0.0
    count = 0
    for number in range(world.ring_links + world.random_links):
        j = link(key, i, number, world)
        firm = c.seen_firm[j]
        if firm != NOBODY:
            total += c.seen_satisfaction[j] / firms[firm].price
            count += 1
    return total / count if count > 0 else own_deal


@part
def rivals_utilities(i: int, known_only: bool, c: Any, firms: Any, p: Any, books: Any) -> float:
    """Write down the utility of every other firm (that one knows first-hand), and return the highest."""
    highest = -1e300
    for g in range(len(firms)):
        if g != c.firm[i] and firms[g].present and (c.known[i, g] or not known_only):
            utility = rival_utility(
                c.belief[i, g], c.price_sensitivity[i], firms[g].price, c.preference[i, g], p
            )
            books.scratch[0, g] = utility
            highest = max(highest, utility)
    return highest


@part
def best_alternative(i: int, c: Any, firms: Any, w: Any, p: Any, books: Any) -> float:
    """E10. Return the log of the summed exponentials of the other firms' utilities; the outside without rivals."""
    if w.present == 1:
        return outside_utility(p)
    highest = rivals_utilities(i, False, c, firms, p, books)
    total = 0.0
    for g in range(len(firms)):
        if g != c.firm[i] and firms[g].present:
            total += math.exp(books.scratch[0, g] - highest)
    return highest + math.log(total)


@rule
def value_is_weighed(
    first: int, last: int, c: Any, firms: Any, parameters: Any, world: Any, key: Key, books: Any
) -> None:
    """E9, E10, E10b and E13: switching costs, value relative to the best alternative, share of wallet."""
    for i in range(first, last):
        own = c.firm[i]
        if own == NOBODY:
            continue
        p = parameters[c.segment[i]]
        firm = firms[own]
        c.procedural[i] = procedural_cost(
            c.knowledge[i], c.expertise[i], p.switching_costs
        ) + structural_bond(firm.structural_effect, c.knowledge[i], p.switching_costs)
        c.financial[i] = financial_cost(firm.programme_effect, c.points[i], c.products[i], p.switching_costs)
        if c.targeted[i]:
            c.financial[i] += firm.targeted_bond
        c.relational[i] = relational_cost(c.trust[i], c.tenure[i], p.switching_costs) + social_bond(
            firm.social_effect, c.tenure[i], p.switching_costs
        )

        sensitivity = c.price_sensitivity[i]
        value = own_utility(c.satisfaction[i], c.trust[i], sensitivity, firm.price, c.preference[i, own], p)
        if p.value.expectation > 0.0 or p.value.fairness > 0.0:
            deal = neighbours_deal(i, c.satisfaction[i] / firm.price, c, firms, world[0], key)
            c.comparison[i] = comparison_utility(
                c.satisfaction[i], c.expectation[i], c.trust[i], c.tenure[i], firm.price, deal, p
            )
        best = best_alternative(i, c, firms, world[0], p, books)
        c.relative_value[i] = value + c.comparison[i] - best
        bonds = c.procedural[i] + c.financial[i] + c.relational[i]
        c.share_of_wallet[i] = share_of_wallet_after(
            c.share_of_wallet[i], c.relative_value[i], bonds, p.share_of_wallet
        )


@part
def secondary_purchases(i: int, budget: float, c: Any, firms: Any, p: Any, world: Any, books: Any) -> None:
    """Book what a customer spends with other firms that she knows, as expected values: no relationship is touched."""
    own = c.firm[i]
    highest = rivals_utilities(i, True, c, firms, p, books)
    total = 0.0
    for g in range(len(firms)):
        if g != own and c.known[i, g]:
            total += math.exp(books.scratch[0, g] - highest)
    if total == 0.0:
        return
    left = 1.0 - c.share_of_wallet[i]
    for g in range(len(firms)):
        if g != own and c.known[i, g]:
            part_of_it = left * math.exp(books.scratch[0, g] - highest) / total
            books.flows[g, SECONDARY_REVENUE] += budget * part_of_it * firms[g].price
            books.flows[g, SECONDARY_COST] += (
                budget * part_of_it * world.costs.cost_of_goods
                + c.order_rate[i] * part_of_it * world.costs.per_order
            )
            if g == c.lost_firm[i] and world.booked:
                margin = budget * (firms[g].price - world.costs.cost_of_goods)
                c.former_profit[i] += part_of_it * (margin - c.order_rate[i] * world.costs.per_order)


@rule
def purchases_are_made(
    first: int, last: int, c: Any, firms: Any, parameters: Any, world: Any, key: Key, books: Any
) -> None:
    """E13 and E16: orders, amounts, points, cross-buying, cost to serve; everything is booked."""
    w = world[0]
    for i in range(first, last):
        own = c.firm[i]
        c.amount[i] = 0.0
        c.profit[i] = 0.0
        c.contacts[i] = 0
        if own == NOBODY:
            c.orders[i] = 0
            continue
        p = parameters[c.segment[i]]
        firm = firms[own]
        u = block(key, i, w.month, PURCHASE)
        if not w.per_order:
            c.orders[i] = poisson(c.order_rate[i] * c.share_of_wallet[i], u[0])
        budget = wallet(c.category_spending[i], c.products[i], w.demand, p.wallet)
        if c.orders[i] > 0:
            sigma = p.orders.amount_sigma
            noise = math.exp(sigma * normal(u[1]) - 0.5 * sigma * sigma)
            c.amount[i] = c.orders[i] * budget / c.order_rate[i] * firm.price * noise
        c.contacts[i] = poisson(
            expected_contacts(c.contact_need[i], c.knowledge[i], c.incident[i], w.costs), u[2]
        )
        if buys_further_product(
            u[3], c.satisfaction[i], c.trust[i], c.share_of_wallet[i], c.products[i], p.share_of_wallet
        ):
            c.products[i] += 1
        c.points[i] = points_after(c.points[i], c.amount[i], p.switching_costs)

        goods = c.amount[i] / firm.price * w.costs.cost_of_goods
        service = cost_to_serve(c.orders[i], c.contacts[i], w.costs)
        programme = firm.programme_cost + (firm.targeted_cost if c.targeted[i] else 0.0)
        c.profit[i] = c.amount[i] - goods - service - programme
        books.flows[own, REVENUE] += c.amount[i]
        books.flows[own, COST_OF_GOODS] += goods
        books.flows[own, COST_TO_SERVE] += service
        books.flows[own, PROGRAMME] += programme
        c.margin[i] += (c.profit[i] - c.margin[i]) / min(c.tenure[i], 12)
        if w.booked:
            c.revenue[i] += c.amount[i]
            c.cost[i] += goods + service + programme
            c.discounted_profit[i] += c.profit[i] * w.discount ** c.tenure[i]
            if c.orders[i] > 0:
                if c.first_purchase[i] == NEVER:
                    c.first_purchase[i] = w.month
                else:
                    c.repeat_amount[i] += c.amount[i]
                c.last_purchase[i] = w.month
                c.purchase_months[i] += 1
        if w.secondary:
            secondary_purchases(i, budget, c, firms, p, w, books)
