"""From the race to the answer: finalists get fresh luck, the figure comes from luck that decided nothing."""

import numpy as np
import pytest

from sim.scenario.scenario import Scenario
from sim.study.difference import Difference
from sim.study.optimising.evaluation import Seeds
from sim.study.optimising.optimum import most_runs, optimise
from sim.study.optimising.probe import Probe
from sim.study.optimising.question import Budget, Question
from sim.study.optimising.search import OptimiseError
from sim.study.optimising.space import PARTS, Parts

SEEDS = Seeds(6, 10)
OWN = Parts(0.2, 0.2, 0.2, 0.2, 0.2, 0.0)
ANALYTIC = Parts(0.5, 0.2, 0.1, 0.1, 0.1, 0.0)


def ask(own=OWN, free=PARTS, analytic=ANALYTIC):
    split = own._asdict()
    del split["kept"]
    firms = [{"name": "Us", "strategy": {"budget": 500.0, "split": split}}]
    question = Question.of(Scenario.model_validate({"months": 12, "firms": firms}), lines=free)
    return question, Probe(Budget(500.0, own, True), analytic)


def test_the_answer_is_the_paired_difference_on_replications_that_decided_nothing(known, truth):
    outcome = known()
    found = optimise(*ask(), outcome, candidates=24, seeds=SEEDS, seed=1)
    table = found.tables["held_out"].pivot_table(index="replication", columns="split", values="value")
    assert list(table.index) == list(range(10))
    gains = table["found"] - table["own"]
    row = found.summary["differences"][0]
    assert (row["first"], row["other"]) == ("own", "found")
    expected = Difference.of(gains)
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx(tuple(expected))
    assert row["better"] == (gains > 0).sum() == 10
    assert row["low"] < truth(found.parts) - truth(OWN) < row["high"]
    judged = set(found.tables["held_out"]["replication"])
    chosen = set(found.tables["finalists"]["replication"])
    searched = {one.replication for one in outcome.asked} - judged - chosen
    assert searched == set(SEEDS.searched)
    assert not judged & chosen
    assert len(outcome.asked) < most_runs(24, SEEDS)


def test_the_winner_is_the_finalist_with_the_highest_mean_in_the_selection_alone(known):
    found = optimise(*ask(), known(), candidates=24, seeds=SEEDS, seed=1)
    means = found.tables["finalists"].groupby("candidate")["gain"].mean()
    assert found.summary["winner"] == means.idxmax()
    assert 0 in means.index
    assert means[0] == 0.0
    winner = found.tables["candidates"].set_index("candidate").loc[found.summary["winner"]]
    assert tuple(winner[list(PARTS)]) == found.parts
    assert found.scenario.firms[0].strategy.split == found.parts.split()


def test_where_the_own_split_is_the_best_nothing_is_changed(known, best):
    own = Parts.of({name: round(value, 3) for name, value in best._asdict().items() if name != "kept"})
    question, probe = ask(own)
    found = optimise(question, probe, known(), candidates=16, seeds=SEEDS, seed=1)
    assert found.summary["origin"] == "own"
    assert found.scenario == question.scenario
    assert found.summary["differences"][0]["estimate"] == 0.0
    assert found.summary["differences"][0]["sign"] == 0


def test_an_outcome_that_no_split_changes_has_no_better_one():
    def luck_alone(asks):
        return [float(np.random.default_rng(one.replication).normal()) for one in asks]

    found = optimise(*ask(), luck_alone, candidates=12, seeds=SEEDS, seed=1)
    assert found.summary["origin"] == "own"
    assert found.summary["as_good"]["candidates"] == 12  # all of them, and the table says so
    assert found.tables["candidates"]["as_good"].all()


def test_the_analytic_split_is_judged_but_does_not_race_where_it_moves_what_is_fixed(known):
    found = optimise(*ask(free=("winback", "kept", "technical")), known(), candidates=10, seeds=SEEDS, seed=1)
    assert "blattberg_deighton" not in set(found.tables["candidates"]["origin"])
    assert not found.summary["blattberg_deighton_raced"]
    assert found.summary["splits"]["blattberg_deighton"] == ANALYTIC._asdict()
    assert found.parts.acquisition == OWN.acquisition


def test_without_an_analytic_split_the_own_one_is_compared_alone(known):
    found = optimise(*ask(analytic=None), known(), candidates=10, seeds=SEEDS, seed=1)
    assert [(row["first"], row["other"]) for row in found.summary["differences"]] == [("own", "found")]


def test_more_held_out_replications_change_neither_the_search_nor_the_winner(known):
    few, many = known(), known()
    first = optimise(*ask(), few, candidates=16, seeds=SEEDS, seed=1)
    second = optimise(*ask(), many, candidates=16, seeds=Seeds(6, 30), seed=1)
    assert second.parts == first.parts
    assert [one for one in few.asked if one.replication >= 30] == [
        one for one in many.asked if one.replication >= 30
    ]


def test_candidates_that_cannot_be_told_from_the_winner_are_as_good(known):
    found = optimise(*ask(), known(), candidates=24, seeds=SEEDS, seed=1)
    table = found.tables["candidates"]
    good = table[table["as_good"]]
    assert found.summary["winner"] in set(good["candidate"])
    assert not good["pruned"].any()
    for part in PARTS:
        assert found.summary["as_good"]["lowest"][part] == good[part].min() <= getattr(found.parts, part)
        assert found.summary["as_good"]["highest"][part] == good[part].max() >= getattr(found.parts, part)


def test_one_held_out_replication_gives_no_interval_and_is_refused(known):
    with pytest.raises(OptimiseError, match="at least 2 replications"):
        optimise(*ask(), known(), seeds=Seeds(6, 1))
