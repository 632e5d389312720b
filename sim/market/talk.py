"""The third part of a customer's month: word of mouth is spoken and heard, firms make contact."""

from __future__ import annotations

from typing import Any

from sim.behaviour.rule import rule
from sim.behaviour.word_of_mouth import belief_after, speaks
from sim.market.columns import NOBODY
from sim.market.draws import CONTACT, TALK, Key, block, uniform
from sim.market.network import link


@rule
def people_talk(
    first: int, last: int, c: Any, firms: Any, parameters: Any, world: Any, key: Key, books: Any
) -> None:
    """E17. A customer says what she has to say, and hears what one neighbour said last month."""
    w = world[0]
    for i in range(first, last):
        p = parameters[c.segment[i]].word_of_mouth
        u = block(key, i, w.month, TALK)
        c.said[i] = 0
        if c.served_by[i] != NOBODY:
            c.said[i] = speaks(u[1], c.encounter[i], p)
            if c.said[i] > 0:
                c.praised_month[i] = w.month

        c.heard_firm[i] = NOBODY
        c.heard_gain[i] = 0.0
        j = link(key, i, int(u[0] * (w.ring_links + w.random_links)), w)
        spoken_of = c.seen_served_by[j]
        if c.seen_said[j] != 0 and spoken_of != c.firm[i]:
            before = c.belief[i, spoken_of]
            after = belief_after(before, c.seen_encounter[j], p.step, c.known[i, spoken_of], p)
            c.belief[i, spoken_of] = after
            c.heard_firm[i] = spoken_of
            c.heard_gain[i] = after - before
            if c.seen_said[j] > 0:
                c.recommended_month[i, spoken_of] = w.month


@rule
def may_be_won_back(lost_firm: int, lost_month: int, own: int, month: int, months: int) -> bool:
    """Return whether the firm lost last may still try to win a customer back in this month."""
    return lost_firm != NOBODY and lost_firm != own and 1 <= month - lost_month <= months


@rule
def firms_make_contact(
    first: int, last: int, c: Any, firms: Any, parameters: Any, world: Any, key: Key, books: Any
) -> None:
    """E14. Every firm reaches some of those who are not its customers, and some of those whom it lost."""
    w = world[0]
    for i in range(first, last):
        own = c.firm[i]
        reached = 0
        for f in range(len(firms)):
            if f % 4 == 0:
                u = block(key, i, w.month, (CONTACT + f) // 4)
            if f != own and u[f % 4] < firms[f].contact_chance:
                reached |= 1 << f
        c.contacted[i] = reached
        lost = c.lost_firm[i]
        c.winback_firm[i] = NOBODY
        if may_be_won_back(lost, c.lost_month[i], own, w.month, w.winback_months):
            luck = uniform(key, i, w.month, 4 * TALK + 2)
            if luck < firms[lost].winback_chance and not c.ruled_out[i]:
                c.winback_firm[i] = lost
                c.winback_spell[i] = c.lost_spell[i]
