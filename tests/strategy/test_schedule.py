"""The schedule: splits by date, and the approaches of the CRM strategy matrix."""

import pytest

from sim.scenario.strategies import APPROACHES, LINES, Split, Step, StrategySettings
from sim.strategy.approaches import APPROACH
from sim.strategy.schedule import Schedule
from sim.strategy.view import View

BASE = Split(acquisition=1.0)
LATER = Split(technical=0.5)


def schedule(*steps, **keys):
    given = {"budget": 1000.0, "split": BASE} | keys
    return Schedule(StrategySettings(kind="schedule", steps=steps, **given))


def spent(strategy, month):
    decided = strategy.decide(View(month, customers=100, non_customers=400, lately_lost=10)).spending
    return {line: getattr(decided, line) for line in LINES if getattr(decided, line)}


def test_before_the_first_step_the_strategy_s_own_split_holds():
    strategy = schedule(Step(month=7, split=LATER))
    assert [spent(strategy, month) for month in (-12, 0, 6)] == [{"acquisition": 1000.0}] * 3


def test_a_step_holds_from_its_month_on_and_waits_for_no_review():
    strategy = schedule(Step(month=7, split=LATER))
    assert [spent(strategy, month) for month in (6, 7, 8, 60)] == [
        {"acquisition": 1000.0}, {"technical": 500.0}, {"technical": 500.0}, {"technical": 500.0},
    ]  # fmt: skip


def test_steps_may_be_written_in_any_order():
    strategy = schedule(Step(month=20, split=Split(winback=1.0)), Step(month=10, split=LATER))
    assert [set(spent(strategy, month)) for month in (9, 10, 19, 20)] == [
        {"acquisition"}, {"technical"}, {"technical"}, {"winback"},
    ]  # fmt: skip


def test_of_two_steps_in_one_month_the_later_one_holds():
    strategy = schedule(Step(month=3, split=LATER), Step(month=3, split=Split(winback=1.0)))
    assert spent(strategy, 3) == {"winback": 1000.0}


def test_a_schedule_divides_what_rates_per_head_come_to():
    """100 customers at 2 + 2 + 2, and 400 others at 1."""
    strategy = schedule(Step(month=3, split=LATER), budget=None, split=None)
    assert spent(strategy, 2) == pytest.approx(
        {"acquisition": 400.0, "functional": 200.0, "technical": 200.0, "loyalty_programme": 200.0}
    )
    assert spent(strategy, 3) == pytest.approx({"technical": 500.0})


@pytest.mark.parametrize("approach", APPROACHES)
def test_an_approach_brings_its_split_and_its_targeting_rule(approach):
    strategy = schedule(Step(month=5, approach=approach))
    spent(strategy, 4)
    assert strategy.targeting_rule is None
    preset = APPROACH[approach]
    wanted = {line: 1000.0 * getattr(preset.split, line) for line in LINES}
    assert spent(strategy, 5) == pytest.approx({line: money for line, money in wanted.items() if money})
    assert strategy.targeting_rule == preset.targeting_rule


def test_a_step_with_a_split_leaves_targeting_to_the_scenario_again():
    strategy = schedule(Step(month=5, approach="individualised CRM"), Step(month=9, split=LATER))
    rules = []
    for month in (4, 5, 8, 9):
        spent(strategy, month)
        rules.append(strategy.targeting_rule)
    assert rules == [None, "value_uplift", "value_uplift", None]


def test_approaches_are_those_of_the_settings_and_spend_the_whole_budget():
    assert tuple(APPROACH) == APPROACHES
    for preset in APPROACH.values():
        assert sum(getattr(preset.split, line) for line in LINES) == pytest.approx(1.0)
        assert preset.reason


def test_the_path_through_the_matrix_leads_from_finding_buyers_to_keeping_customers():
    found = [preset.split.acquisition for preset in APPROACH.values()]
    assert found == sorted(found, reverse=True)
    assert [preset.targeting_rule for preset in APPROACH.values()] == [None, None, "value", "value_uplift"]
