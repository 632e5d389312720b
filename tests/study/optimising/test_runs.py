"""Runs in the market: kept, found again, and the same however they were made."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.market.model import Market
from sim.market.tables import months_table, relationships_table
from sim.study.folder import FolderError
from sim.study.optimising.best_split import best_split
from sim.study.optimising.evaluation import Ask, Seeds
from sim.study.optimising.optimum import most_runs, optimise
from sim.study.optimising.probe import probe
from sim.study.optimising.question import Question, with_parts
from sim.study.optimising.runs import RunError, SplitMarket, StoredRuns
from sim.study.optimising.search import OptimiseError
from sim.study.optimising.space import PARTS, Parts
from sim.study.outcomes import outcomes_of
from sim.study.sweeping.parts import StoreError

SPLIT = {"acquisition": 0.6, "functional": 0.1, "technical": 0.1, "loyalty_programme": 0.1, "winback": 0.1}
SEEDS = Seeds(4, 3)
OTHER = Parts(0.2, 0.3, 0.2, 0.1, 0.1, 0.1)


@pytest.fixture(scope="module")
def question(small):
    scenario = small(
        {"months": 12, "warm_up": 2, "market": {"customers": 150}},
        {"Ann": {"strategy": {"budget": 700.0, "split": SPLIT}}},
    )
    return Question.of(scenario, outcome="firm_value")


@pytest.fixture(scope="module")
def known_before(question):
    return probe(question, 1, SEEDS.searched[0])


@pytest.fixture
def runs(question, known_before, tmp_path, here):
    def runs(folder="x.runs", engine=None, asked=question, **more):
        return StoredRuns(
            SplitMarket(asked, known_before.budget), tmp_path / folder, 1, lambda: engine or here(), **more
        )

    return runs


def test_an_outcome_is_that_of_the_run(question, known_before, runs):
    market = Market(with_parts(question, known_before.budget, OTHER), 1, 3).run()
    tables = {"months": months_table(market), "relationships": relationships_table(market)}
    expected = outcomes_of(tables, question.scenario).loc["Ann", "firm_value"]
    assert runs()([Ask(OTHER, 3)]) == [expected]


def test_values_come_in_the_order_asked_and_equal_runs_are_made_once(runs, here):
    engine = here()
    ask = [Ask(OTHER, 1), Ask(OTHER, 0), Ask(OTHER, 1)]
    values = runs(engine=engine)(ask)
    assert values[0] == values[2] != values[1]
    assert engine.runs == 2


@pytest.mark.slow
def test_a_search_that_is_started_again_finds_its_runs_and_says_the_same(question, known_before, runs, here):
    first, again = here(), here()
    one = optimise(question, known_before, runs(engine=first), candidates=8, seeds=SEEDS, seed=1)
    second = runs(engine=again)
    other = optimise(question, known_before, second, candidates=8, seeds=SEEDS, seed=1)
    assert first.runs > 0
    assert (again.runs, second.made) == (0, 0)
    assert one.summary == other.summary
    for name in one.tables:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])


@pytest.mark.slow
def test_a_search_that_was_killed_goes_on_where_it_was(question, known_before, runs, here, tmp_path):
    class Power(Exception):
        pass

    class Failing(here):
        def submit(self, batch):
            if self.runs > 20:
                raise Power
            super().submit(batch)

    whole, before, after = here(), Failing(), here()
    expected = optimise(question, known_before, runs("whole.runs", whole), candidates=8, seeds=SEEDS, seed=1)
    with pytest.raises(Power):
        optimise(question, known_before, runs(engine=before), candidates=8, seeds=SEEDS, seed=1)
    found = optimise(question, known_before, runs(engine=after), candidates=8, seeds=SEEDS, seed=1)
    assert before.runs > 20
    assert before.runs + after.runs == whole.runs
    assert found.summary == expected.summary


@pytest.mark.slow
def test_neither_how_many_work_at_once_nor_who_is_ready_first_changes_anything(
    question, known_before, runs, here
):
    found = [
        optimise(question, known_before, runs(name, engine), candidates=12, seeds=SEEDS, seed=1)
        for name, engine in (("one.runs", here(1)), ("many.runs", here(5, lambda batches: batches[::-1])))
    ]
    assert found[0].summary == found[1].summary
    for name in found[0].tables:
        pd.testing.assert_frame_equal(found[0].tables[name], found[1].tables[name])


def test_another_outcome_of_the_same_runs_is_read_and_not_run(question, runs, here):
    runs()([Ask(OTHER, 0)])
    engine = here()
    profit = Question.of(question.scenario, outcome="profit")
    assert np.isfinite(runs(engine=engine, asked=profit)([Ask(OTHER, 0)])).all()
    assert engine.runs == 0


def test_another_seed_or_scenario_is_another_run(question, known_before, runs, here, tmp_path):
    runs()([Ask(OTHER, 0)])
    other = question.scenario.model_copy(update={"discount_rate": 0.2})
    engine = here()
    runs(engine=engine, asked=Question.of(other, outcome="firm_value"))([Ask(OTHER, 0)])
    market = SplitMarket(question, known_before.budget)
    StoredRuns(market, tmp_path / "x.runs", 2, lambda: engine)([Ask(OTHER, 0)])
    assert engine.runs == 2


def test_a_change_in_ones_own_strategy_is_another_run(question, known_before, tmp_path):
    (tmp_path / "mine.py").write_text("WEIGHT = 1")
    market = SplitMarket(replace(question, code=tmp_path), known_before.budget)
    before = market.version()
    (tmp_path / "mine.py").write_text("WEIGHT = 2")
    assert market.version() != before
    assert SplitMarket(question, known_before.budget).version() != before


def test_a_folder_that_cannot_be_made_is_named(question, known_before, tmp_path, here):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written to"):
        StoredRuns(SplitMarket(question, known_before.budget), tmp_path / "file" / "x.runs", 1, here)


def test_a_damaged_part_is_set_aside_named_and_its_run_repeated(runs, here, tmp_path):
    before = runs()([Ask(OTHER, 0)])
    part = next((tmp_path / "x.runs" / "parts").iterdir())
    (part / "firms.parquet").write_bytes(b"PAR1 nothing")
    engine = here()
    again = runs(engine=engine)
    assert len(again.damaged) == 1
    assert str(part) in again.damaged[0]
    assert again([Ask(OTHER, 0)]) == before
    assert engine.runs == 1


def test_a_run_that_fails_ends_the_search_with_its_reason(runs, monkeypatch):
    def broken(self, values, seed, replication):
        raise ValueError("Ann wants to spend too much")

    monkeypatch.setattr(SplitMarket, "run", broken)
    with pytest.raises(RunError, match=r"replication 3 failed with the split acquisition 0\.2.*too much"):
        runs()([Ask(OTHER, 3)])


def test_progress_counts_every_run_once_whether_made_or_found(runs):
    counted = []
    runs(progress=counted.append)([Ask(OTHER, 0), Ask(OTHER, 1)])
    assert sum(counted) == 2
    counted.clear()
    runs(progress=counted.append)([Ask(OTHER, 0), Ask(OTHER, 1), Ask(OTHER, 2)])
    assert sum(counted) == 3


def test_the_engine_is_opened_only_for_a_run_that_must_be_made(runs, here):
    engine = here()
    untouched = runs(engine=engine)
    untouched.close(at_once=False)
    assert not engine.is_closed
    used = runs(engine=engine)
    used([Ask(OTHER, 0)])
    used.close(at_once=False)
    assert engine.is_closed


@pytest.mark.slow
def test_the_whole_way_tells_how_many_runs_came_in_and_is_the_same_when_it_is_gone_again(question, tmp_path):
    told = []
    first = best_split(question, tmp_path / "runs", candidates=6, seeds=SEEDS, progress=told.append)
    assert told[0] == 1
    assert told == sorted(told)
    assert told[-1] <= most_runs(6, SEEDS)
    again = best_split(question, tmp_path / "runs", candidates=6, seeds=SEEDS)
    assert again.summary == first.summary


def test_parts_without_money_are_refused_before_the_search(question, tmp_path):
    asked = Question.of(question.scenario, lines=["kept", "winback"])
    firm = asked.scenario.firms[0]
    poor = firm.strategy.model_copy(update={"split": Parts(0.7, 0.1, 0.1, 0.1, 0.0, 0.0).split()})
    firms = (firm.model_copy(update={"strategy": poor}), *asked.scenario.firms[1:])
    with pytest.raises(OptimiseError, match="winback and kept have nothing"):
        best_split(
            replace(asked, scenario=asked.scenario.model_copy(update={"firms": firms})), tmp_path / "runs"
        )
    assert not (tmp_path / "runs").exists()


def test_a_folder_with_other_files_is_refused(runs, tmp_path):
    (tmp_path / "x.runs").mkdir()
    (tmp_path / "x.runs" / "letter.txt").write_text("dear")
    with pytest.raises(FolderError, match="not runs"):
        runs()


def test_all_parts_reach_the_run(question, known_before):
    values = dict(zip(PARTS, OTHER, strict=True))
    scenario = SplitMarket(question, known_before.budget).scenario(values)
    assert Parts.of(scenario.firms[0].strategy.split) == pytest.approx(OTHER)
