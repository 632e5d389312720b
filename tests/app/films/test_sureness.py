import pickle

import pytest

from sim.app.films import work
from sim.app.films.composing import scenario_of
from sim.app.films.film import significant
from sim.app.films.pair import check_pair
from sim.app.films.setup import Setup, SetupError
from sim.app.films.sureness import figures_from, sureness
from sim.study.comparing.comparison import compare

A = Setup.of({"scenario": "baseline", "customers": 300, "seed": 2})
B = Setup.of({"scenario": "retention-first", "customers": 300, "seed": 2})


def test_sureness_agrees_with_a_comparison_of_the_same_scenarios() -> None:
    runs = {setup: [figures_from(work.outcomes(setup, number)) for number in range(3)] for setup in (A, B)}
    told = sureness(runs[A], runs[B])
    scenarios = {"a": scenario_of(A), "b": scenario_of(B)}
    compared = compare(scenarios, replications=3, seed=2)
    assert told["pairs"] == 3
    for name, times in (("profit", scenarios["a"].months), ("customer_equity", 1), ("customers", 1)):
        expected = compared.difference(name, "b")
        outcome = told["outcomes"][name]
        assert outcome["estimate"] == significant(expected.mean * times)
        assert outcome["low"] == significant(expected.low * times)
        assert outcome["high"] == significant(expected.high * times)
    assert 0 < told["outcomes"]["in_stability"]["a"] < 1


def test_the_first_pair_is_what_the_films_show() -> None:
    _, recorder = pickle.loads(work.open_film(A).state)
    recorder.live_until(120)
    equity = recorder.market.ledger.months[-1][0]["customer_equity"]
    assert figures_from(work.outcomes(A, 0))["customer_equity"] == equity


def test_markets_of_other_seeds_are_not_a_pair() -> None:
    check_pair(A, B)
    with pytest.raises(SetupError, match="not_a_pair"):
        check_pair(A, Setup.of({"scenario": "baseline", "customers": 300, "seed": 3}))
