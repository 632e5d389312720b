"""The Markov chain of relationship stages, estimated from a run, and a test of whether it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sim.clv.checks import NOT_NEGATIVE, Array, columns, numbers, row_of_numbers, whole

LOST = "none"
"""The stage of people who have no relationship."""

AGES = (1, 4, 7, 13)
"""First months in a stage of each class of age that the test compares: 1–3, 4–6, 7–12, 13 and more."""


class MarkovTest(NamedTuple):
    """A likelihood-ratio test of the Markov property: do the chances to move depend on the time in the stage?

    A small p_value says that they do, so that customers have a memory that the chain lacks. by_stage has a row per
    stage: moves, statistic, degrees_of_freedom, p_value. counts are the moves that were compared: a row per stage and
    first month of a class of age, a column per destination.
    """

    statistic: float
    degrees_of_freedom: int
    p_value: float
    by_stage: pd.DataFrame
    counts: pd.DataFrame

    @property
    def leaving(self) -> pd.DataFrame:
        """The share that leaves a stage in a month, a row per stage and a column per class of age."""
        stage = self.counts.index.get_level_values("stage")
        stayed = np.where(stage.to_numpy()[:, None] == self.counts.columns.to_numpy(), self.counts, 0).sum(
            axis=1
        )
        return pd.DataFrame((1 - stayed / self.counts.sum(axis=1)).unstack("age"))


@dataclass(frozen=True)
class StageChain:
    """A chain of stages: counts of moves and chances per month (stages, stages), profit per month in each (stages,)."""

    stages: tuple[str, ...]
    counts: Array
    transition: Array
    rewards: Array
    markov_test: MarkovTest | None = None

    def lost_for_good(self, lost: str = LOST) -> StageChain:
        """Return the chain in which `lost`, put last, pays nothing and is never left: the value of one relationship.

        Raises ValueError if there is no such stage.
        """
        if lost not in self.stages:
            raise ValueError(f'lost is "{lost}", but must be one of {", ".join(self.stages)}')
        place = self.stages.index(lost)
        order = [*(number for number in range(len(self.stages)) if number != place), place]
        transition, rewards = self.transition[np.ix_(order, order)], self.rewards[order]
        transition[-1], rewards[-1] = np.eye(len(order))[-1], 0.0
        stages = tuple(self.stages[number] for number in order)
        return StageChain(stages, self.counts[np.ix_(order, order)], transition, rewards, self.markov_test)


def estimate_transitions(transitions: pd.DataFrame, panel: pd.DataFrame | None = None) -> StageChain:
    """Return the chain of stages that a run went through; with a panel, also the test of the Markov property.

    transitions: one row per month and pair of stages, all replications and months taken together; columns from, to,
    count (customers) and profit (money of all of them, earned by the firm they had at the start of the month). Those
    who stay are counted as well. Stages are in the order of the categories, those that never occur left out.
    Chances are the maximum-likelihood ones, counts over the sum of their row; rewards are the mean profit per month of
    those who begin it in a stage. panel: as in `markov_property_test`.
    Cash-flow convention: a reward is earned in the month ahead; `markov_clv` takes it to be paid at its start, so
    multiply by v for its end. In a run everybody who changes firm is in `none` in between, so `lost_for_good` gives
    the value of a relationship to one firm.
    Raises ValueError if a column or a value is missing, a count is not a whole number ≥ 0, or a stage is entered but no
    month that begins in it was observed. Source: Anderson & Goodman (1957); Pfeifer & Carraway (2000).
    """
    columns("transitions", transitions, ("from", "to", "count", "profit"))
    count = numbers("count", transitions["count"].to_numpy(), NOT_NEGATIVE)
    if np.any(count != np.floor(count)):
        raise ValueError(f"count is {count[count != np.floor(count)][0]:g}, but must be a whole number")
    profit = numbers("profit", transitions["profit"].to_numpy())
    stages = _stages(transitions[count > 0])
    if not stages:
        raise ValueError("count is 0 in every row, but must be at least 1 in one")
    place = {stage: number for number, stage in enumerate(stages)}
    used = count > 0
    old = transitions["from"].astype(str).map(place)[used].to_numpy(np.int64)
    new = transitions["to"].astype(str).map(place)[used].to_numpy(np.int64)
    counts, money = np.zeros((len(stages), len(stages))), np.zeros(len(stages))
    np.add.at(counts, (old, new), count[used])
    np.add.at(money, old, profit[used])
    heads = counts.sum(axis=1)
    if not heads.all():
        unseen = stages[int(np.flatnonzero(heads == 0)[0])]
        raise ValueError(
            f'no month that begins in stage "{unseen}" is in transitions, but there must be at least 1'
        )
    test = None if panel is None else markov_property_test(panel)
    return StageChain(stages, counts, counts / heads[:, None], money / heads, test)


def markov_property_test(panel: pd.DataFrame, ages: Sequence[int] = AGES, lost: str = LOST) -> MarkovTest:
    """Return the likelihood-ratio test of whether the chances to move depend on the months already spent in a stage.

    panel: one row per customer and month, columns customer_id, month, stage at the end of the month, and if there are
    any, replication and tenure (0 in the month of joining, which tells a new relationship from the old one going on).
    ages: first months of the classes of age that are compared, rising from 1. lost: the stage outside relationships,
    whose own moves are not tested; who joins another firm within a month has moved to it.
    G = 2 Σ n(age, from, to) ln[p(to | age, from) / p(to | from)] is χ² with Σ (ages − 1)(destinations − 1) degrees of
    freedom, over the ages and destinations seen, if the chances are the same at all ages. A time in stage whose
    beginning was not seen is left out. Customers who differ from each other reject it as well as true duration effects.
    Raises ValueError if columns or values are missing, ages do not rise from 1, or no stage was seen at two ages and
    with two destinations. Source: Anderson & Goodman (1957), applied to time in state.
    """
    firsts = [whole("ages", age, 1) for age in row_of_numbers("ages", np.asarray(ages))]
    if firsts[0] != 1 or sorted(set(firsts)) != firsts:
        raise ValueError(f"ages is {list(ages)}, but must rise and begin with 1")
    moves = _moves(panel, lost)
    moves["age"] = np.array(firsts)[np.searchsorted(firsts, moves["age"], side="right") - 1]
    counts = pd.crosstab([moves["from"], moves["age"]], moves["to"]).rename_axis(["stage", "age"])
    rows = {stage: _compared(part.to_numpy(float)) for stage, part in counts.groupby(level="stage")}
    by_stage = pd.DataFrame(rows, index=["moves", "statistic", "degrees_of_freedom"]).T.rename_axis("stage")
    if by_stage.empty or not by_stage["degrees_of_freedom"].any():
        raise ValueError(
            "panel has 0 stages seen at two ages and with two destinations, but must have at least 1"
        )
    by_stage = by_stage.astype({"moves": int, "degrees_of_freedom": int})
    by_stage["p_value"] = stats.chi2.sf(by_stage["statistic"], by_stage["degrees_of_freedom"])
    by_stage.loc[by_stage["degrees_of_freedom"] == 0, "p_value"] = 1.0
    statistic, freedom = float(by_stage["statistic"].sum()), int(by_stage["degrees_of_freedom"].sum())
    return MarkovTest(statistic, freedom, float(stats.chi2.sf(statistic, freedom)), by_stage, counts)


def _moves(panel: pd.DataFrame, lost: str) -> pd.DataFrame:
    """Return a row per customer-month in a relationship whose start in its stage was seen: from, to, age."""
    columns("panel", panel, ("customer_id", "month", "stage"))
    keys = [name for name in ("replication", "customer_id") if name in panel]
    lived = panel.sort_values([*keys, "month"], kind="stable")
    stage = lived["stage"].astype(str).to_numpy()
    who = lived[keys].to_numpy()
    month = numbers("month", lived["month"].to_numpy())
    joined = np.zeros(len(lived), bool)
    if "tenure" in lived:
        joined = (numbers("tenure", lived["tenure"].to_numpy()) == 0) & (stage != lost)
    follows = np.append(False, (who[1:] == who[:-1]).all(axis=1) & (month[1:] == month[:-1] + 1))
    changed = np.append(True, stage[1:] != stage[:-1])
    starts = ~follows | changed | joined
    run = np.cumsum(starts) - 1
    first = np.flatnonzero(starts)
    start_seen = (follows | joined)[first][run]
    age = np.arange(len(lived)) - first[run] + 1
    next_stage = np.where(np.append(joined[1:], False), lost, np.append(stage[1:], lost))
    moved: NDArray[Any] = np.append(follows[1:], False) & start_seen & (stage != lost)
    return pd.DataFrame({"from": stage[moved], "to": next_stage[moved], "age": age[moved]})


def _compared(table: Array) -> tuple[float, float, int]:
    """Return moves, G and degrees of freedom of a table of ages by destinations."""
    table = table[:, table.any(axis=0)]
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    seen = table > 0
    statistic = 2.0 * float(np.sum(table[seen] * np.log(table[seen] / expected[seen])))
    return float(table.sum()), max(statistic, 0.0), (table.shape[0] - 1) * (table.shape[1] - 1)


def _stages(transitions: pd.DataFrame) -> tuple[str, ...]:
    """Return the stages that occur: in the order of the categories, or else in that of their first mention."""
    ends = [transitions["from"], transitions["to"]]
    seen = list(dict.fromkeys(pd.concat([end.astype(str) for end in ends])))
    if isinstance(ends[0].dtype, pd.CategoricalDtype):
        order = [str(name) for name in ends[0].cat.categories]
        seen = [*(name for name in order if name in seen), *(name for name in seen if name not in order)]
    return tuple(seen)
