"""The last part of a customer's month: the stage is read off, and the firm's people are counted."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from sim.behaviour.loyalty import intention_to_stay, ladder_rung, loyalty_type
from sim.behaviour.rule import part, rule
from sim.behaviour.satisfaction import satisfaction_level
from sim.behaviour.stages import DECLINE, NONE, STABILITY, declining, recovering, stage_above, stage_deserved
from sim.market.books import (
    COUNT,
    LATELY_LOST,
    NEW,
    SATISFACTION,
    SHARE_OF_WALLET,
    STAGE_MARGIN,
    SWITCHING_COST,
    TRUST,
)
from sim.market.columns import NOBODY
from sim.market.draws import Key
from sim.market.talk import may_be_won_back


@part
def stage_after(i: int, c: Any, p: Any) -> int:
    """E15. Return the stage of a row after this month, and keep the counters on which it depends."""
    value = c.relative_value[i]
    if c.tenure[i] == 1:
        c.smoothed_value[i] = value
        c.peak_value[i] = value
    c.smoothed_value[i] += p.decline.smoothing * (value - c.smoothed_value[i])
    c.peak_value[i] = max(c.peak_value[i], c.smoothed_value[i])
    gap = c.peak_value[i] - c.smoothed_value[i]
    c.months_low[i] = c.months_low[i] + 1 if declining(gap, c.satisfaction[i], p) else 0
    c.months_high[i] = c.months_high[i] + 1 if recovering(gap, c.satisfaction[i], p) else 0
    stage = c.stage[i]
    if stage == DECLINE:
        if c.months_high[i] >= p.decline.months:
            return stage_deserved(c.trust[i], c.share_of_wallet[i], c.uses[i], p)
        return DECLINE
    if c.months_low[i] >= p.decline.months:
        return DECLINE
    return stage_above(stage, c.trust[i], c.share_of_wallet[i], c.uses[i], c.tenure[i], p)


@rule
def stages_are_read(
    first: int, last: int, c: Any, firms: Any, parameters: Any, world: Any, key: Key, books: Any
) -> None:
    """E15. Read off the stages and count; nothing that customers or firms do depends on a stage."""
    w = world[0]
    for i in range(first, last):
        own = c.firm[i]
        lost = c.lost_firm[i]
        stays = not c.leaves_category[i]
        if stays and may_be_won_back(lost, c.lost_month[i], own, w.month + 1, w.winback_months):
            books.flows[lost, LATELY_LOST] += 1.0
        if own == NOBODY:
            if c.cause[i] == 0:
                books.moves[NONE, NONE] += 1
            continue
        if c.tenure[i] > 0:
            old = c.stage[i]
            new = stage_after(i, c, parameters[c.segment[i]].stages)
            c.stage[i] = new
            if new != DECLINE:
                c.peak_stage[i] = max(c.peak_stage[i], new)
            if new == STABILITY:
                c.months_in_stability[i] += 1
            books.moves[old, new] += 1
            books.move_profit[old, new] += c.profit[i]
        else:
            books.flows[own, NEW] += 1.0
        books.by_stage[COUNT, own, c.stage[i]] += 1.0
        books.by_stage[STAGE_MARGIN, own, c.stage[i]] += c.margin[i]
        books.flows[own, SATISFACTION] += c.satisfaction[i]
        books.flows[own, TRUST] += c.trust[i]
        books.flows[own, SWITCHING_COST] += c.procedural[i] + c.financial[i] + c.relational[i]
        books.flows[own, SHARE_OF_WALLET] += c.share_of_wallet[i]


@numba.njit(cache=True)
def read_customers(
    c: Any, parameters: Any, month: int
) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.int8], NDArray[np.int8]]:
    """Return satisfaction level, intention to stay, loyalty type and ladder rung of every row at a month's end."""
    size = len(c.firm)
    level = np.zeros(size, np.int8)
    intention = np.zeros(size)
    loyalty = np.zeros(size, np.int8)
    ladder = np.zeros(size, np.int8)
    for i in range(size):
        ladder[i] = ladder_rung(c.stage[i], month - c.praised_month[i] < 12)
        if c.firm[i] != NOBODY:
            level[i] = satisfaction_level(c.satisfaction[i], parameters[c.segment[i]].satisfaction)
            intention[i] = intention_to_stay(
                c.relative_value[i], c.procedural[i] + c.financial[i] + c.relational[i]
            )
            loyalty[i] = loyalty_type(level[i], intention[i])
    return level, intention, loyalty, ladder
