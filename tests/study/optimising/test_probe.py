"""The probe: the budget and split of today, and the analytic answer by the firm's own books."""

import numpy as np
import pytest

from sim.market.model import Market
from sim.scenario.strategies import LINES, StrategySettings
from sim.strategy.blattberg_deighton import BlattbergDeighton
from sim.strategy.policy import shares_of
from sim.study.optimising.probe import probe
from sim.study.optimising.question import Budget, Question, with_parts
from sim.study.optimising.search import OptimiseError
from sim.study.optimising.space import Parts

SPLIT = {"acquisition": 0.4, "functional": 0.2, "technical": 0.2, "loyalty_programme": 0.1, "winback": 0.05}


def test_a_budget_that_is_given_is_taken_to_the_last_bit(small):
    scenario = small(firms={"Ann": {"strategy": {"budget": 1500.0, "split": SPLIT}}})
    found = probe(Question.of(scenario), 1, 5)
    assert (found.budget.money, found.budget.own, found.budget.is_given) == (1500.0, Parts.of(SPLIT), True)


def test_rates_per_head_become_the_budget_that_they_came_to(small):
    scenario = small()
    found = probe(Question.of(scenario), 1, 5)
    months = Market(scenario, 1, 5)
    spent = []
    while months.month < scenario.months:
        months.step()
        spent.append([getattr(months.firms[0].spending, line) for line in LINES])
    booked = np.array(spent[scenario.warm_up :])
    assert not found.budget.is_given
    assert found.budget.money == pytest.approx(booked.sum() / scenario.months, rel=1e-5)
    np.testing.assert_allclose(found.budget.own[:5], booked.sum(axis=0) / booked.sum(), atol=0.001)
    assert found.budget.own.kept == pytest.approx(0.0, abs=1e-9)


def test_the_analytic_split_is_the_policys_by_the_books_at_the_end(small):
    scenario = small({"months": 36}, {"Ann": {"strategy": {"budget": 1500.0, "split": SPLIT}}})
    found = probe(Question.of(scenario), 1, 5)
    view = Market(scenario, 1, 5).run().firms[0].view()
    settings = StrategySettings(kind="blattberg_deighton", budget=1500.0, split=SPLIT)
    shares = BlattbergDeighton(settings).informed(view, shares_of(settings.split))
    np.testing.assert_allclose(found.analytic[:5], [shares[line] for line in LINES], atol=0.001)
    assert sum(found.analytic) == pytest.approx(1.0)


def test_books_that_allow_no_estimate_have_no_analytic_split(small):
    nothing_won = SPLIT | {"acquisition": 0.0}
    scenario = small(firms={"Ann": {"strategy": {"budget": 1500.0, "split": nothing_won}}})
    assert probe(Question.of(scenario), 1, 5).analytic is None


def test_a_firm_that_spends_nothing_has_nothing_to_split(small):
    nothing = {
        "acquisition": 0.0,
        "functional": 0.0,
        "technical": 0.0,
        "loyalty_programme": 0.0,
        "winback": 0.0,
    }
    scenario = small(firms={"Ann": {"strategy": {"per_head": nothing}}})
    with pytest.raises(OptimiseError, match="Ann spends nothing"):
        probe(Question.of(scenario), 1, 5)


def test_the_split_of_today_lives_the_same_whether_it_is_called_fixed_or_optimised(small):
    scenario = small(firms={"Ann": {"strategy": {"budget": 1500.0, "split": SPLIT}}})
    question = Question.of(scenario)
    budget = probe(question, 1, 5).budget
    same = with_parts(question, Budget(budget.money, budget.own, is_given=False), budget.own)
    assert same.firms[0].strategy.kind == "optimised"
    one, other = (Market(chosen, 1, 0).run().firms[0].books for chosen in (scenario, same))
    assert one == other


def test_a_firm_that_enters_later_has_the_budget_of_the_months_in_which_it_is_there(small):
    there = probe(Question.of(small({"months": 24}), "Bob"), 1, 5).budget.money
    late = probe(Question.of(small({"months": 24}, {"Bob": {"enters": 20}}), "Bob"), 1, 5).budget.money
    assert late > 0.3 * there  # over all months it would be a sixth of what it is
