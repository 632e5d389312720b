"""What holds for every kind of strategy, whatever a firm sees."""

import ast
import copy
import dataclasses
import math
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim.strategy
from sim.scenario.firms import FirmSettings
from sim.scenario.strategies import KINDS, LINES, Split, Step, StrategySettings
from sim.strategy.policies import POLICIES, WITHOUT_A_FILE, keeps_a_file, strategy_of
from sim.strategy.view import View

SPLIT = Split(acquisition=0.3, functional=0.2, technical=0.2, loyalty_programme=0.2, winback=0.1)
several = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])


def settings_for(kind, **keys):
    steps = (Step(month=10, split=SPLIT),) if kind == "schedule" else ()
    return StrategySettings(kind=kind, budget=1000.0, split=SPLIT, steps=steps, **keys)


def spent(decision):
    return dataclasses.asdict(decision.spending)


def test_every_kind_has_its_class_and_no_class_serves_two():
    assert tuple(POLICIES) == KINDS
    assert len(set(POLICIES.values())) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@several
@given(data=st.data())
def test_whatever_a_firm_sees_it_stays_within_its_budget(kind, data, settings_of, any_views):
    strategy = strategy_of(data.draw(settings_of(kind)))
    for view in data.draw(any_views()):
        decision = strategy.decide(view)
        budget, _ = strategy.base(view)
        decision.spending.checked("Acme", view.month)
        assert not decision.spending.over(budget)
        assert all(view.heads(line) or not money for line, money in spent(decision).items())
        assert decision.price is None or (math.isfinite(decision.price) and decision.price > 0)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_equal_memory_and_equal_views_lead_to_equal_decisions(kind, data, settings_of, any_views):
    chosen = data.draw(settings_of(kind))
    past, future = data.draw(any_views(3)), data.draw(any_views(2))
    one, other = strategy_of(chosen), strategy_of(chosen)
    assert [one.decide(view) for view in past] == [other.decide(view) for view in past]
    twins = [one, other, copy.deepcopy(one), pickle.loads(pickle.dumps(one))]
    decisions = [[twin.decide(view) for view in future] for twin in twins]
    assert all(made == decisions[0] for made in decisions)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_lives_a_life_of_its_own(kind, own_months, seen):
    strategy = strategy_of(settings_for(kind, policy_period=1))
    view = View(
        12, 1000, 4000, 100, own=own_months(12, 12), customers_seen=seen(4, lifetime_value=[1, 2, 3, 4])
    )
    strategy.decide(view)
    before = pickle.dumps(strategy)
    twin = copy.deepcopy(strategy)
    for month in range(13, 20):
        twin.decide(dataclasses.replace(view, month=month))
    assert pickle.dumps(strategy) == before


@pytest.mark.parametrize("kind", KINDS)
def test_before_the_first_month_is_closed_the_scenario_s_split_holds(kind, seen):
    """A firm that knows nothing: no books, nobody in the file yet, no rivals."""
    strategy = strategy_of(settings_for(kind))
    decision = strategy.decide(View(-24, 1000, 4000, 100, customers_seen=seen(0)))
    assert spent(decision) == pytest.approx({line: 1000.0 * getattr(SPLIT, line) for line in LINES})
    assert decision.price is None


@pytest.mark.parametrize("kind", KINDS)
def test_with_nobody_to_spend_on_nothing_is_spent(kind, own_months, seen):
    strategy = strategy_of(settings_for(kind))
    view = View(12, 0, 0, 0, own=own_months(12, 12, customers=0), customers_seen=seen(0))
    assert strategy.decide(view).spending.total == 0.0


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_budget_nothing_is_spent(kind, own_months, seen):
    strategy = strategy_of(settings_for(kind).model_copy(update={"budget": 0.0}))
    view = View(
        12, 1000, 4000, 100, own=own_months(12, 12), customers_seen=seen(4, lifetime_value=[1, 2, 3, 4])
    )
    assert strategy.decide(view).spending.total == 0.0


@pytest.mark.parametrize("kind", KINDS)
def test_a_single_firm_needs_no_rival(kind, own_months, seen):
    strategy = strategy_of(settings_for(kind))
    view = View(12, 1000, 4000, 100, own=own_months(12, 12), customers_seen=seen(4), rivals=())
    assert strategy.decide(view).price is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "optimised"])
def test_a_firm_that_begins_without_customers_serves_them_when_they_come(kind, seen):
    """While nobody is there, rates per head come to nothing but acquisition; that must not become the policy."""
    steps = (Step(month=90, split=SPLIT),) if kind == "schedule" else ()
    strategy = strategy_of(StrategySettings(kind=kind, policy_period=1, steps=steps))
    strategy.decide(View(0, 0, 4000, 0, customers_seen=seen(0)))
    later = strategy.decide(View(1, 1000, 3000, 0, customers_seen=seen(0))).spending
    assert min(later.functional, later.technical, later.loyalty_programme) > 0.0


@pytest.mark.parametrize("kind", WITHOUT_A_FILE)
def test_a_kind_that_needs_no_customer_file_never_asks_for_one(kind, own_months):
    strategy = strategy_of(settings_for(kind, policy_period=1))
    for month in range(6):
        strategy.decide(View(month, 1000, 4000, 100, own=own_months(12, month)))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if POLICIES[kind].targeting_rule is None])
def test_the_customer_file_is_asked_for_at_reviews_only(kind, own_months, seen):
    looks = seen(4, lifetime_value=[1, 2, 3, 4])
    strategy = strategy_of(settings_for(kind, policy_period=6))
    asked = []
    for month in range(12):
        before = looks.asked
        strategy.decide(View(month, 1000, 4000, 100, own=own_months(12, month), customers_seen=looks))
        asked += [month] * (looks.asked > before)
    assert asked == ([] if kind in WITHOUT_A_FILE else [0, 6])


def test_the_targeted_programme_goes_where_the_kind_says():
    rules = {kind: strategy_of(settings_for(kind)).targeting_rule for kind in KINDS}
    assert {kind: rule for kind, rule in rules.items() if rule} == {
        "segment": "segment", "churn_risk": "risk", "uplift": "uplift", "value_uplift": "value_uplift",
    }  # fmt: skip


def firm(kind="fixed", share=0.0, rule="random", hold_out=0.0, approach=None):
    steps = [{"month": 5, "approach": approach}] if approach else []
    return FirmSettings.model_validate(
        {
            "name": "Acme",
            "targeting": {"share": share, "rule": rule, "hold_out": hold_out},
            "strategy": {"kind": kind, "steps": steps},
        }
    )


def test_a_customer_file_is_kept_where_somebody_reads_it():
    assert not keeps_a_file(firm())
    assert not keeps_a_file(firm(share=0.2))
    assert keeps_a_file(firm(share=0.2, rule="value"))
    assert keeps_a_file(firm(share=0.2, hold_out=0.1))
    assert keeps_a_file(firm("equity_first"))
    assert not keeps_a_file(firm("schedule", share=0.2, approach="managed service"))
    assert keeps_a_file(firm("schedule", share=0.2, approach="individualised CRM"))
    assert not keeps_a_file(firm("schedule", approach="individualised CRM"))


def modules():
    return sorted(Path(sim.strategy.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_a_policy_can_reach_nothing_but_its_view(path):
    """No part of the strategies imports the market, customers' behaviour, studies, or any source of chance."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names |= {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
        names |= {node.module or ""} if isinstance(node, ast.ImportFrom) else set()
        assert not (isinstance(node, ast.Attribute) and node.attr == "random"), "draws a random number"
    rooms = {name.split(".")[1] for name in names if name.startswith("sim.")}
    assert rooms <= {"strategy", "scenario", "clv"}
    assert not {name.split(".")[0] for name in names} & {"random", "secrets", "time", "datetime", "os"}
