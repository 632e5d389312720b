"""The beginning and the end of a relationship, for one row of the crowd."""

from __future__ import annotations

from typing import Any

from sim.behaviour.choice import NATURAL_EXIT, RECOMMENDATION, WINBACK, source_of_joining
from sim.behaviour.rule import part
from sim.behaviour.stages import EXAMINATION, NONE
from sim.behaviour.trust import trust_at_joining
from sim.market.books import JOINED, LOST, REFERRED, STAGE_LOST, WON_BACK
from sim.market.columns import NEVER, NOBODY
from sim.market.draws import EXIT_INTERVIEW, Key, normal, uniform


@part
def write_down(record: Any, i: int, cause: int, month: int, c: Any) -> None:
    """Write the relationship of a row into a record: as it ended, or as it stands (cause 0)."""
    record.place = i
    record.generation = c.generation[i]
    record.spell = c.spell[i]
    record.firm = c.firm[i]
    record.start_month = c.start_month[i]
    record.end_month = month
    record.cause = cause
    record.source = c.source[i]
    record.peak_stage = c.peak_stage[i]
    record.months_in_stability = c.months_in_stability[i]
    record.segment = c.segment[i]
    record.satisfaction = c.satisfaction[i]
    record.trust = c.trust[i]
    record.revenue = c.revenue[i]
    record.cost = c.cost[i]
    record.discounted_profit = c.discounted_profit[i]
    record.former_profit = c.former_profit[i]


@part
def ends(i: int, cause: int, c: Any, p: Any, w: Any, key: Key, books: Any) -> None:
    """End the relationship of a row: write it down, remember the loss, leave the row without a firm."""
    own = c.firm[i]
    write_down(books.ended[books.ended_count[0]], i, cause, w.month, c)
    books.ended_count[0] += 1
    books.flows[own, LOST] += 1.0
    books.by_stage[STAGE_LOST, own, c.stage[i]] += 1.0
    books.moves[c.stage[i], NONE] += 1
    books.move_profit[c.stage[i], NONE] += c.profit[i]
    c.cause[i] = cause
    if cause != NATURAL_EXIT:
        c.lost_firm[i] = own
        c.lost_month[i] = w.month
        c.lost_trust[i] = c.trust[i]
        c.lost_for_service[i] = c.satisfaction[i] < p.choice.service_threshold
        c.lost_spell[i] = c.spell[i]
        c.lost_cause[i] = cause
        c.lost_margin[i] = c.margin[i]
        c.lost_error[i] = normal(uniform(key, i, w.month, EXIT_INTERVIEW))
        c.ruled_out[i] = False
    c.spell[i] += 1
    c.firm[i] = NOBODY
    c.stage[i] = NONE
    c.tenure[i] = 0
    c.share_of_wallet[i] = 0.0
    c.products[i] = 1
    c.targeted[i] = False


@part
def begins(
    i: int, new: int, lost_last: bool, old_trust: float, recommended: bool, c: Any, p: Any, w: Any, books: Any
) -> None:
    """Begin a relationship with a firm: expectations are the belief, everything of the old firm is reset.

    lost_last: it is the firm whose loss was the latest before this month, with `old_trust` at that time.
    """
    returning = c.known[i, new]
    won_back = c.winback_firm[i] == new
    source = source_of_joining(won_back, (c.contacted[i] >> new) & 1 == 1, recommended)
    belief = c.belief[i, new]
    c.firm[i] = new
    c.start_month[i] = w.month
    c.source[i] = source
    c.satisfaction[i] = belief
    c.expectation[i] = belief
    c.perceived_functional[i] = belief
    c.perceived_technical[i] = belief
    c.usual_functional[i] = belief
    c.usual_technical[i] = belief
    c.usual_price[i] = 0.0
    c.usual_offer[i] = 0.0
    c.usual_recommendation[i] = 0.0
    c.trust[i] = trust_at_joining(lost_last, old_trust, recommended, p.trust)
    c.knowledge[i] = p.expertise.firm_returning if returning else 0.0
    c.uses[i] = p.satisfaction.returning_uses if returning else 0
    c.tenure[i] = 0
    c.share_of_wallet[i] = p.share_of_wallet.start
    c.products[i] = 1
    c.points[i] = 0.0
    c.procedural[i] = 0.0
    c.financial[i] = 0.0
    c.relational[i] = 0.0
    c.comparison[i] = 0.0
    c.relative_value[i] = 0.0
    c.stage[i] = EXAMINATION
    c.peak_stage[i] = EXAMINATION
    c.months_in_stability[i] = 0
    c.months_low[i] = 0
    c.months_high[i] = 0
    c.revenue[i] = 0.0
    c.cost[i] = 0.0
    c.discounted_profit[i] = 0.0
    c.former_profit[i] = 0.0
    c.margin[i] = 0.0
    c.purchase_months[i] = 0
    c.first_purchase[i] = NEVER
    c.last_purchase[i] = NEVER
    c.repeat_amount[i] = 0.0
    c.praised_month[i] = NEVER
    books.flows[new, JOINED] += 1.0
    books.flows[new, WON_BACK] += 1.0 if source == WINBACK else 0.0
    books.flows[new, REFERRED] += 1.0 if source == RECOMMENDATION else 0.0
    books.moves[NONE, EXAMINATION] += 1
