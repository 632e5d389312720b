"""The chain of stages that a log shows, and the value of a customer in each."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clv.estimators.estimator import monthly
from sim.clv.estimators.stage_markov import stage_chain, stage_markov
from sim.clv.firm_log import STAGES
from sim.clv.markov import markov_clv

NAN = float("nan")
KNOWN = np.array(
    [
        [0.80, 0.12, 0.00, 0.02, 0.06],
        [0.02, 0.85, 0.09, 0.02, 0.02],
        [0.00, 0.03, 0.94, 0.02, 0.01],
        [0.05, 0.02, 0.03, 0.75, 0.15],
        [0.00, 0.00, 0.00, 0.00, 1.00],
    ]
)
"""From the row's stage to the column's, or to being lost, in a month."""
PROFIT = np.array([2.0, 8.0, 15.0, -1.0, 0.0])
"""Money of the month that begins in a stage."""


def paths_of(start, month, rng):
    """Return last months and stages at the end of each month, (n, months), of customers who begin in examination."""
    stage = np.zeros((start.size, month + 1 - start.min()), int)
    state, last = np.zeros(start.size, int), np.full(start.size, 10**6)
    for column in range(stage.shape[1]):
        lives = (start < column + start.min()) & (state < 4)
        state[lives] = (rng.random((lives.sum(), 1)) > np.cumsum(KNOWN, axis=1)[state[lives]]).sum(axis=1)
        stage[:, column] = np.minimum(state, 3)
        last[lives & (state == 4)] = column + start.min()
    return last, stage


@pytest.fixture(scope="module")
def known(make_log):
    """Return a log of customers who follow the known chain, some of them from before the books."""
    rng = np.random.default_rng(11)
    start = -15 + np.arange(30_000) * 50 // 30_000
    end, stage = paths_of(start, 35, rng)
    lasted = end >= 0
    start, end, stage = start[lasted], end[lasted], stage[lasted]

    def column_of(who, tenure):
        return start[who] + tenure + 15

    def before(who, tenure):
        return np.where(tenure == 1, 0, stage[who, column_of(who, tenure) - 1])

    return make_log(
        35,
        start,
        end,
        stage=lambda who, tenure: np.array(STAGES)[stage[who, column_of(who, tenure)]],
        profit=lambda who, tenure: PROFIT[before(who, tenure)] + rng.normal(0, 3, who.size),
    )


def test_customers_who_follow_a_known_chain_show_it(known):
    chain = stage_chain(known)
    assert chain.stages == (*STAGES, "none")
    assert chain.transition == pytest.approx(KNOWN, abs=0.01)
    assert chain.rewards == pytest.approx(PROFIT, abs=0.1)


def test_their_value_is_that_of_the_known_chain(known):
    exact = markov_clv(KNOWN, PROFIT, monthly(0.1), 35) / (1 + monthly(0.1))
    values = stage_markov(known, 36, 0.1)
    for number in range(4):
        today = known.activity["month"].eq(35) & known.activity["stage"].eq(STAGES[number])
        there = known.current.isin(known.activity.loc[today, "relationship_id"])
        assert values[there] == pytest.approx(np.full(there.sum(), exact[number]), rel=0.03)


def test_a_new_relationship_is_in_examination(known, make_log):
    log = make_log(2, [-1, 2], [NAN, NAN], stage="examination")
    assert stage_markov(log, 5, 0.0) == pytest.approx([50, 50])
    assert stage_chain(known).counts[0].sum() > 0


def test_a_month_whose_stage_at_the_start_was_not_seen_is_not_counted(make_log):
    log = make_log(2, [-1, -9], [NAN, NAN], stage="formation")
    counts = stage_chain(log).counts
    assert counts[0, 1] == 1  # the first month of the one begun at the books' opening
    assert counts[1, 1] == 2 + 2  # not the first month seen of the other
    assert counts.sum() == 5


def test_moves_do_not_join_two_relationships(make_log):
    log = make_log(1, [-1, -1], [0, NAN], stage=lambda who, tenure: np.array(STAGES)[who + 1])
    counts = stage_chain(log).counts
    assert (counts[0, 4], counts[0, 2], counts[2, 2]) == (1, 1, 1)
    assert counts.sum() == 3


def test_who_ends_in_a_month_still_earned_in_it(make_log):
    log = make_log(1, [-1, -1], [1, NAN], stage="examination")
    assert stage_markov(log, 2, 0.0) == pytest.approx([10 + 0.75 * 10])


def test_a_stage_in_which_no_month_began_is_left_for_good_as_all_together(make_log):
    end = [1, 2, NAN, NAN]
    log = make_log(
        2,
        np.full(4, -1),
        end,
        stage=lambda who, tenure: np.where((who == 3) & (tenure == 3), "decline", "formation"),
        profit=lambda who, tenure: 1.0 * tenure,
    )
    chain = stage_chain(log)
    assert chain.counts[3].sum() == 0
    assert chain.transition[3] == pytest.approx([0, 0, 0, 1 - 2 / 11, 2 / 11])
    assert chain.rewards[3] == pytest.approx((1 + 2) / 11 + 3 * (1 + 2 + 3) / 11)
    assert np.isfinite(stage_markov(log, 12, 0.1)).all()


def test_without_a_stage_at_the_start_of_any_month_there_is_no_chain(make_log):
    with pytest.raises(
        ValueError, match="0 months of 2 in activity have a stage at their start, but at least 1"
    ):
        stage_chain(make_log(0, [-5, -7], [NAN, NAN]))
