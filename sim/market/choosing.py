"""The fourth part of a customer's month: she may look around, choose, leave, join; or leave the category."""

from __future__ import annotations

import math
from typing import Any

from sim.behaviour.choice import (
    LAPSE,
    NATURAL_EXIT,
    NO_CAUSE,
    cause_of_switching,
    offer_utility,
    strangeness,
)
from sim.behaviour.consideration import looks_around, looks_for_a_firm
from sim.behaviour.perception import technical_weight
from sim.behaviour.rule import part, rule
from sim.behaviour.value import outside_utility, own_utility, price_burden, rival_utility
from sim.behaviour.word_of_mouth import belief_after
from sim.market.columns import NOBODY
from sim.market.draws import ADVICE, LOOK, Key, block
from sim.market.network import link
from sim.market.relationship import begins, ends

CHANCE, GAIN, OFFERED = range(3)
"""Rows of the scratch space: weight in the choice, gain of belief by recommendation, utility of offers."""


@part
def is_recommended(i: int, f: int, c: Any, w: Any, p: Any) -> bool:
    """Return whether somebody recommended the firm within the months that one remembers."""
    return bool(w.month - c.recommended_month[i, f] < p.word_of_mouth.remembered)


@part
def price_disadvantage(i: int, own: int, c: Any, firms: Any, w: Any, p: Any) -> float:
    """Return what the price of the own firm costs in utility against the mean of the rivals' prices."""
    total = 0.0
    for g in range(len(firms)):
        if g != own and firms[g].present:
            total += c.price_sensitivity[i] * (firms[g].price - 1.0)
    rivals: float = total / (w.present - 1)
    return price_burden(c.price_sensitivity[i], c.satisfaction[i], firms[own].price, p) - rivals


@part
def hears_advice(i: int, c: Any, w: Any, key: Key, p: Any, books: Any) -> None:
    """E11. Who looks around asks some neighbours about their own firms."""
    u = block(key, i, w.month, ADVICE)
    for n in range(p.word_of_mouth.advisers):
        j = link(key, i, int(u[n] * (w.ring_links + w.random_links)), w)
        f = c.seen_firm[j]
        if f == NOBODY or f == c.firm[i]:
            continue
        told = c.seen_satisfaction[j]
        before = c.belief[i, f]
        c.belief[i, f] = belief_after(
            before, told, p.word_of_mouth.advice_step, c.known[i, f], p.word_of_mouth
        )
        if told > p.word_of_mouth.advice_from:
            c.recommended_month[i, f] = w.month
        books.scratch[GAIN, f] += c.belief[i, f] - before


@part
def chosen_firm(i: int, luck: float, c: Any, firms: Any, w: Any, p: Any, books: Any) -> int:
    """E12. Return the firm chosen by one uniform on the cumulated logit, firms in order; NOBODY for the outside."""
    own = c.firm[i]
    count = len(firms)
    highest = -1e300
    for f in range(count):
        price = firms[f].price
        if not firms[f].present:
            books.scratch[CHANCE, f] = -1e300
            continue
        if f == own:
            bonds = c.procedural[i] + c.financial[i] + c.relational[i]
            utility = (
                bonds
                + c.comparison[i]
                + own_utility(
                    c.satisfaction[i], c.trust[i], c.price_sensitivity[i], price, c.preference[i, f], p
                )
            )
        else:
            utility = rival_utility(c.belief[i, f], c.price_sensitivity[i], price, c.preference[i, f], p)
            utility += books.scratch[OFFERED, f]
            reached = (c.contacted[i] >> f) & 1 == 1 or c.winback_firm[i] == f
            if not (c.known[i, f] or reached or is_recommended(i, f, c, w, p)):
                utility -= strangeness(w.search_cost, p.choice)
        books.scratch[CHANCE, f] = utility
        highest = max(highest, utility)
    books.scratch[CHANCE, count] = outside_utility(p) if own == NOBODY else -1e300
    highest = max(highest, books.scratch[CHANCE, count])

    total = 0.0
    for f in range(count + 1):
        total += math.exp(books.scratch[CHANCE, f] - highest)
        books.scratch[CHANCE, f] = total
    for f in range(count):
        if luck * total < books.scratch[CHANCE, f]:
            return f
    return NOBODY if own == NOBODY else own


@part
def offers_received(i: int, c: Any, firms: Any, p: Any, books: Any) -> float:
    """Write down the utility of every firm's offers, and return their mean over the rivals."""
    own = c.firm[i]
    total = 0.0
    rivals = 0
    for f in range(len(firms)):
        books.scratch[OFFERED, f] = 0.0
        books.scratch[GAIN, f] = c.heard_gain[i] if c.heard_firm[i] == f else 0.0
        if f != own and firms[f].present:
            won_back = c.winback_firm[i] == f
            books.scratch[OFFERED, f] = offer_utility(
                (c.contacted[i] >> f) & 1 == 1,
                won_back,
                firms[f].winback_offer,
                c.lost_trust[i],
                c.lost_for_service[i],
                p.choice,
            )
            total += books.scratch[OFFERED, f]
            rivals += 1
    return total / rivals if rivals > 0 else 0.0


@part
def recommendation_utility(i: int, f: int, c: Any, w: Any, p: Any, books: Any) -> float:
    """Return what recommendations of this month add to a firm: better beliefs, and familiarity where there was none."""
    utility: float = p.value.satisfaction * books.scratch[GAIN, f]
    if is_recommended(i, f, c, w, p) and not (c.known[i, f] or (c.contacted[i] >> f) & 1 == 1):
        utility += strangeness(w.search_cost, p.choice)
    return utility


@part
def cause_of_leaving(i: int, new: int, c: Any, firms: Any, w: Any, p: Any, books: Any) -> int:
    """Return the largest contribution to the choice of the new firm, against the customer's last 12 months."""
    own = c.firm[i]
    taste = 0.0
    for g in range(len(firms)):
        if g != own and firms[g].present:
            taste += c.preference[i, g]
    weight = technical_weight(c.expertise[i], p.perception)
    burden = price_burden(c.price_sensitivity[i], c.satisfaction[i], firms[own].price, p)
    return cause_of_switching(
        burden - c.price_sensitivity[i] * (firms[new].price - 1.0) - c.usual_price[i],
        p.value.satisfaction * (1.0 - weight) * (c.usual_functional[i] - c.perceived_functional[i]),
        p.value.satisfaction * weight * (c.usual_technical[i] - c.perceived_technical[i]),
        books.scratch[OFFERED, new] - c.usual_offer[i],
        recommendation_utility(i, new, c, w, p, books) - c.usual_recommendation[i],
        c.preference[i, new] - taste / (w.present - 1),
    )


@part
def month_is_remembered(i: int, mean_offer: float, c: Any, firms: Any, w: Any, p: Any, books: Any) -> None:
    """Update what the customer is used to: means over the last 12 months of the relationship."""
    own = c.firm[i]
    newest = 1.0 / min(c.tenure[i] + 1, 12)
    c.usual_functional[i] += newest * (c.perceived_functional[i] - c.usual_functional[i])
    c.usual_technical[i] += newest * (c.perceived_technical[i] - c.usual_technical[i])
    if w.present > 1:
        c.usual_price[i] += newest * (price_disadvantage(i, own, c, firms, w, p) - c.usual_price[i])
    c.usual_offer[i] += newest * (mean_offer - c.usual_offer[i])
    recommendations = 0.0
    for g in range(len(firms)):
        if g != own and firms[g].present:
            recommendations += recommendation_utility(i, g, c, w, p, books) / (w.present - 1)
    c.usual_recommendation[i] += newest * (recommendations - c.usual_recommendation[i])


@rule
def customers_choose(
    first: int, last: int, c: Any, firms: Any, parameters: Any, world: Any, key: Key, books: Any
) -> None:
    """E11 and E12. Leaving the category comes first, then lapse, then the choice of those who look around."""
    w = world[0]
    for i in range(first, last):
        p = parameters[c.segment[i]]
        own = c.firm[i]
        u = block(key, i, w.month, LOOK)
        c.cause[i] = NO_CAUSE
        c.leaves_category[i] = u[0] < w.category_exit
        if c.leaves_category[i]:
            if own != NOBODY:
                ends(i, NATURAL_EXIT, c, p, w, key, books)
            continue
        if (
            own != NOBODY
            and c.share_of_wallet[i] < p.share_of_wallet.lapse
            and c.tenure[i] > p.share_of_wallet.lapse_months
        ):
            ends(i, LAPSE, c, p, w, key, books)
            continue

        mean_offer = offers_received(i, c, firms, p, books)
        if own == NOBODY:
            recommended = False
            for f in range(len(firms)):
                recommended = recommended or is_recommended(i, f, c, w, p)
            looks = looks_for_a_firm(
                c.contacted[i] != 0 or c.winback_firm[i] != NOBODY,
                recommended,
                w.search_cost,
                p.consideration,
            )
        else:
            heard = c.heard_firm[i]
            recommended = heard != NOBODY and c.recommended_month[i, heard] == w.month
            looks = looks_around(
                c.satisfaction[i],
                c.contacted[i] != 0,
                c.winback_firm[i] != NOBODY,
                recommended,
                w.search_cost,
                p.consideration,
            )
        new = own
        if u[1] < looks:
            hears_advice(i, c, w, key, p, books)
            new = chosen_firm(i, u[2], c, firms, w, p, books)
        if new == own:
            if own != NOBODY:
                month_is_remembered(i, mean_offer, c, firms, w, p, books)
            continue
        lost_last = c.lost_firm[i] == new
        old_trust = c.lost_trust[i]
        if own != NOBODY:
            ends(i, cause_of_leaving(i, new, c, firms, w, p, books), c, p, w, key, books)
        begins(i, new, lost_last, old_trust, is_recommended(i, new, c, w, p), c, p, w, books)
        if w.present > 1:
            c.usual_price[i] = price_disadvantage(i, new, c, firms, w, p)
