"""The chain of relationship stages: customers move between stages, each of which brings its own profit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clv.checks import Array
from sim.clv.estimators.estimator import monthly
from sim.clv.firm_log import STAGES, FirmLog
from sim.clv.markov import markov_clv
from sim.clv.stage_chain import LOST, StageChain


def stage_markov(log: FirmLog, horizon: int, discount_rate: float) -> Array:
    """Return the profit expected in the months 1 … H ahead by stage today, (n,), in money.

    The chain is that of `stage_chain`; who is lost is lost for good. Assumes that what a customer does next depends on
    the stage alone, neither on how long it has lasted nor on who it is. Reads the stage at the end of each month and
    profit by month. Misleads where customers of a stage differ, and where time in the stage matters
    (`markov_property_test` tells). Everybody in a stage gets the same value.
    Convention: `markov_clv` pays the reward of a month at its start; here it is paid at its end, so v times its sum for
    H months, t = 0 … H − 1. Source: Pfeifer & Carraway (2000).
    """
    chain, rate = stage_chain(log), monthly(discount_rate)
    value = markov_clv(chain.transition, chain.rewards, rate, horizon - 1) / (1.0 + rate)
    return np.asarray(value[_stage_today(log)], float)


def stage_chain(log: FirmLog) -> StageChain:
    """Return the chain of stages and `lost` that a log shows, from the months whose stage at their start was seen.

    A new relationship starts in examination; a month of who was a customer before the books opened has no stage at its
    start until one month was seen. Chances are counts over the sum of their row, the reward is the mean profit of the
    month by stage at its start, the month of leaving included. A stage in which no month began earns, and is left for
    good, as all stages together; else it stays itself.
    Raises ValueError if no month has a stage at its start.
    """
    size = len(STAGES)
    before = np.zeros(log.age.size, np.intp)
    before[1:] = log.stage[:-1]
    known = np.append(False, log.place[1:] == log.place[:-1])[: log.age.size]
    before[log.age == 1] = 0
    known |= log.age == 1
    if not known.any():
        raise ValueError(
            f"0 months of {log.age.size} in activity have a stage at their start, but at least 1 must have one"
        )
    after = np.where(log.ends, size, log.stage)
    counts = np.zeros((size + 1, size + 1))
    np.add.at(counts, (before[known], after[known]), 1.0)
    money = np.bincount(before[known], log.money("profit")[known], size + 1)
    heads = counts.sum(axis=1)
    transition, rewards = np.eye(size + 1), np.zeros(size + 1)
    seen = heads > 0
    transition[seen] = counts[seen] / heads[seen, None]
    rewards[seen] = money[seen] / heads[seen]
    lost = counts[:, size].sum() / heads.sum()
    for stage in np.flatnonzero(~seen[:size]).tolist():
        transition[stage, stage], transition[stage, size] = 1.0 - lost, lost
        rewards[stage] = money.sum() / heads.sum()
    return StageChain((*STAGES, LOST), counts, transition, rewards)


def _stage_today(log: FirmLog) -> NDArray[np.intp]:
    """Return the number of the stage of each current relationship; one that has just begun is in the first."""
    stage = np.zeros(len(log.relationships), np.intp)
    today = log.when == log.month
    stage[log.place[today]] = log.stage[today]
    return stage[log.lasting()]
