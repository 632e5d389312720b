"""What cannot be optimised is refused with one sentence that says what is valid."""

import pytest

from sim.scenario.scenario import Scenario
from sim.study.optimising.question import Budget, Question, with_parts
from sim.study.optimising.search import OptimiseError
from sim.study.optimising.space import PARTS, Parts

SPLIT = {"acquisition": 0.5, "functional": 0.25, "technical": 0.25}


@pytest.fixture
def scenario():
    def scenario(strategy=None, **more) -> Scenario:
        firms = [{"name": "Us", "strategy": strategy or {"budget": 500.0, "split": SPLIT}}, {"name": "Them"}]
        return Scenario.model_validate({"months": 12, "market": {"customers": 200}, "firms": firms, **more})

    return scenario


def test_the_first_firm_and_all_parts_are_meant_if_nothing_else_is_said(scenario):
    question = Question.of(scenario())
    assert (question.firm, question.outcome, question.free) == ("Us", "customer_equity", PARTS)
    assert question.is_split


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"firm": "Thm"}, r'no firm "Thm"; did you mean "Them"\? firms: Them, Us'),
        ({"outcome": "proft"}, r'no outcome "proft"; did you mean "profit"\? outcomes: .*realised_clv'),
        ({"lines": ["aquisition", "kept"]}, r'no budget line "aquisition"; did you mean "acquisition"\?'),
        ({"lines": ["kept"]}, "only kept may move, .* two parts or more"),
        ({"lines": []}, "only nothing may move"),
        ({"lines": ["kept", "kept"]}, "only kept may move"),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(scenario, named, said):
    with pytest.raises(OptimiseError, match=said):
        Question.of(scenario(), **named)


@pytest.mark.parametrize(
    "kind", ["hill_climbing", "clv_proportional", "blattberg_deighton", "competitor_reactive"]
)
def test_a_strategy_that_chooses_its_own_split_is_refused(scenario, kind):
    with pytest.raises(
        OptimiseError, match=f'"{kind}", which chooses its own split: only .* fixed or optimised'
    ):
        Question.of(scenario({"kind": kind, "budget": 500.0, "split": SPLIT}))


def test_code_of_ones_own_is_refused_unless_it_is_allowed(scenario):
    with pytest.raises(OptimiseError, match="--allow-code"):
        Question.of(scenario({"kind": "mine:Mine", "budget": 500.0, "split": SPLIT}))


def test_an_event_that_gives_the_firm_another_strategy_is_refused(scenario):
    change = {"month": 6, "firm": "Us", "set": {"strategy": {"budget": 100.0, "split": SPLIT}}}
    with pytest.raises(OptimiseError, match="event of month 6 gives Us another strategy"):
        Question.of(scenario(events=[change]))
    Question.of(scenario(events=[change | {"firm": "Them"}]))


def test_a_budget_of_nothing_cannot_be_split(scenario):
    with pytest.raises(OptimiseError, match="budget of Us is 0"):
        Question.of(scenario({"budget": 0.0, "split": SPLIT}))


def test_parts_that_have_nothing_of_the_budget_cannot_be_divided_anew(scenario):
    budget = Budget(500.0, Parts.of(SPLIT | {"loyalty_programme": 0.0, "winback": 0.0}), True)
    with pytest.raises(OptimiseError, match="winback and kept have nothing"):
        budget.space(("winback", "kept"))


def test_the_own_split_leaves_the_scenario_as_it_is_and_another_one_changes_the_strategy_alone(scenario):
    before = scenario()
    question, own = Question.of(before), Parts.of(before.firms[0].strategy.split)
    budget = Budget(500.0, own, True)
    assert with_parts(question, budget, own) is before
    after = with_parts(question, budget, own._replace(acquisition=0.25, kept=0.25))
    strategy = after.firms[0].strategy
    assert (strategy.kind, strategy.budget, strategy.split.acquisition) == ("optimised", 500.0, 0.25)
    assert after.model_copy(update={"firms": before.firms}) == before
    assert after.firms[1] == before.firms[1]


def test_other_settings_of_the_strategy_are_kept_and_rates_per_head_are_replaced(scenario):
    question = Question.of(scenario({"per_head": {"acquisition": 2.0}, "policy_period": 9}))
    own = Parts.of(SPLIT | {"loyalty_programme": 0.0, "winback": 0.0})
    strategy = with_parts(question, Budget(500.0, own, False), own).firms[0].strategy
    assert (strategy.policy_period, strategy.per_head, strategy.budget) == (9, None, 500.0)
