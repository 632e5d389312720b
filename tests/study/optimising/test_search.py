"""The search finds a known optimum, by fewer runs for bad candidates, and goes the same way again."""

import builtins

import numpy as np
import pytest

from sim.study.optimising.evaluation import Ask, Seeds
from sim.study.optimising.race import FIRST
from sim.study.optimising.search import ORIGINS, OptimiseError, search
from sim.study.optimising.space import Parts, Space

REPLICATIONS = Seeds(8).searched


def winner(candidates):
    return max((one for one in candidates if not one.pruned), key=lambda one: one.gain)


@pytest.mark.parametrize("seed", range(3))
def test_the_best_split_of_a_concave_outcome_is_found(even, seed, known, regret, best):
    found = winner(search(even, {}, known(), REPLICATIONS, 40, seed))
    assert regret(found.parts, even.own) < 0.03
    assert np.abs(np.array(found.parts) - np.array(best)).max() < 0.1


@pytest.mark.slow
def test_pairing_by_replication_finds_better_splits_than_luck_of_their_own(even, known, regret):
    def mean_regret(paired):
        found = [winner(search(even, {}, known(paired), REPLICATIONS, 30, seed)) for seed in range(8)]
        return np.mean([regret(one.parts, even.own) for one in found])

    assert mean_regret(paired=True) < 0.5 * mean_regret(paired=False)


def test_bad_candidates_live_fewer_replications_and_the_good_ones_all(even, known, truth):
    candidates = search(even, {}, known(), REPLICATIONS, 40, 1)
    pruned = [one for one in candidates if one.pruned]
    assert len(candidates) == 40
    assert len(pruned) > 10
    assert all(FIRST <= len(one.values) < 8 for one in pruned)
    assert all(len(one.values) == 8 for one in candidates if not one.pruned)
    highest = truth(winner(candidates).parts)
    assert all(truth(one.parts) < highest for one in pruned)


def test_candidates_come_in_the_order_of_their_origins_and_nobody_has_other_replications(even, known):
    asked = known()
    others = {"blattberg_deighton": Parts(0.5, 0.1, 0.1, 0.1, 0.1, 0.1)}
    candidates = search(even, others, asked, REPLICATIONS, 24, 1)
    assert {one.origin for one in candidates} == set(ORIGINS)
    assert [one.number for one in candidates] == list(range(24))
    assert [one.origin for one in candidates[:3]] == ["own", "blattberg_deighton", "start"]
    assert candidates[0].parts == even.own
    assert candidates[1].parts == others["blattberg_deighton"]
    for one in candidates:
        lived = [ask.replication for ask in asked.asked if ask.parts == one.parts]
        assert lived[: len(one.values)] == list(REPLICATIONS)[: len(one.values)]


def test_the_same_seed_asks_for_the_same_runs_in_the_same_order(even, known):
    first, again, other = known(), known(), known()
    search(even, {}, first, REPLICATIONS, 24, 7)
    search(even, {}, again, REPLICATIONS, 24, 7)
    search(even, {}, other, REPLICATIONS, 24, -7)
    assert first.asked == again.asked
    assert first.asked != other.asked


def test_gains_are_against_the_own_split_with_the_same_luck(even, known):
    outcome = known()
    candidates = search(even, {}, outcome, REPLICATIONS, 12, 1)
    for one in candidates:
        own = outcome([Ask(even.own, number) for number in REPLICATIONS])
        np.testing.assert_allclose(one.gains, np.subtract(one.values, own[: len(one.values)]))


def test_a_candidate_without_a_finite_outcome_is_out_and_the_search_goes_on(even, truth):
    def without_acquisition_nothing(asks):
        return [np.nan if ask.parts.acquisition < 0.1 else truth(ask.parts) for ask in asks]

    candidates = search(even, {}, without_acquisition_nothing, REPLICATIONS, 30, 1)
    lost = [one for one in candidates if one.parts.acquisition < 0.1]
    assert lost
    assert all(one.pruned for one in lost)
    assert winner(candidates).parts.acquisition >= 0.1


def test_two_parts_can_be_searched_too(known):
    space = Space(Parts(0.2, 0.2, 0.2, 0.2, 0.2, 0.0), ("acquisition", "winback"))
    found = winner(search(space, {}, known(), REPLICATIONS, 20, 1))
    wanted = 0.4 * 9.0 / 9.25  # of what both have, in proportion to the squares of 3 and 0.5
    assert found.parts.acquisition == pytest.approx(wanted, abs=0.02)


def test_an_own_split_without_a_finite_outcome_cannot_be_improved(even):
    with pytest.raises(OptimiseError, match="not a number in every run"):
        search(even, {}, lambda asks: [np.inf] * len(asks), REPLICATIONS, 12, 1)


@pytest.mark.parametrize(("replications", "candidates"), [(3, 20), (8, 5)])
def test_too_small_a_search_is_refused(even, replications, candidates, known):
    with pytest.raises(OptimiseError, match="at least 4 and 6"):
        search(even, {}, known(), Seeds(replications).searched, candidates, 1)


def test_without_optuna_a_sentence_says_how_to_get_it(even, monkeypatch, known):
    there = builtins.__import__

    def missing(name, *arguments, **keywords):
        if name == "optuna":
            raise ImportError(name)
        return there(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(OptimiseError, match=r"pip install 'tenure-sim\[analysis\]'"):
        search(even, {}, known(), REPLICATIONS, 12, 1)


def test_nothing_is_printed(even, capfd, recwarn, known):
    search(even, {}, known(), REPLICATIONS, 12, 1)
    assert capfd.readouterr() == ("", "")
    assert not [warning for warning in recwarn if "optuna" in str(warning.filename)]
