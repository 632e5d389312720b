"""In the market itself: a scenario that puts acquisition first can be beaten, and unseen luck says so."""

import pytest

from sim.scenario import load_scenario
from sim.study.optimising.evaluation import Seeds
from sim.study.optimising.optimum import optimise
from sim.study.optimising.probe import probe
from sim.study.optimising.question import Question
from sim.study.optimising.runs import SplitMarket, StoredRuns

CUSTOMERS = 800
SMALL = {
    "market.customers": CUSTOMERS,
    "firms.Incumbent.strategy.budget": 4.0 * CUSTOMERS,
    "months": 36,
    "warm_up": 12,
    "followed": 0,
}
SEEDS = Seeds(4, 12)


@pytest.mark.slow
def test_a_split_is_found_that_is_better_than_acquisition_first_by_its_whole_interval(tmp_path, here):
    question = Question.of(load_scenario("acquisition-first", SMALL), outcome="firm_value")
    known = probe(question, 1, SEEDS.searched[0])
    runs = StoredRuns(SplitMarket(question, known.budget), tmp_path / "runs", 1, here)
    found = optimise(question, known, runs, candidates=20, seeds=SEEDS, seed=1)
    better, analytic, against_analytic = found.summary["differences"]
    assert better["low"] > 0.1 * found.summary["means"]["own"]
    assert better["better"] >= 11
    assert (
        analytic["estimate"] > 0.0
    )  # Blattberg and Deighton see that acquisition gets too much, but not how much
    assert against_analytic["low"] > 0.0
    assert found.parts.acquisition < 0.3
