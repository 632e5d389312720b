from pathlib import Path

import yaml

from sim.scenario import Scenario, dump_scenario, load_scenario, scenario_hash
from sim.scenario.difference import difference, shortest_yaml
from sim.scenario.setting import merged


def changed(base: str, **changes: object) -> Scenario:
    return Scenario.model_validate(merged(load_scenario(base).model_dump(exclude_unset=True), changes))


def test_only_what_differs_is_written() -> None:
    scenario = changed("baseline", months=60, customers={"trust": {"loss": 0.3}})
    assert yaml.safe_load(shortest_yaml(scenario, "baseline")) == {
        "extends": "baseline", "months": 60, "customers": {"trust": {"loss": 0.3}},
        "survey": {"months": []},
    }  # fmt: skip


def test_firms_are_told_by_name_and_what_is_gone_by_null() -> None:
    base = {"firms": [{"name": "Ann", "price": 1.0, "budget": 3.0}, {"name": "Bob"}], "events": [1]}
    other = {"firms": [{"name": "Ann", "price": 0.9}, {"name": "Bob"}, {"name": "Cid"}], "events": [2, 3]}
    assert difference(base, other) == {
        "firms": [{"name": "Ann", "budget": None, "price": 0.9}, {"name": "Cid"}], "events": [2, 3],
    }  # fmt: skip


def test_a_scenario_without_a_firm_of_the_base_is_written_whole() -> None:
    base = load_scenario("baseline")
    fewer = base.model_copy(update={"firms": base.firms[:2]})
    assert shortest_yaml(fewer, "baseline") == dump_scenario(fewer)


def test_another_way_of_spending_is_told_by_null() -> None:
    base = load_scenario("baseline")
    firms = (base.firms[1].model_copy(update={"name": base.firms[0].name}), *base.firms[1:])
    text = shortest_yaml(base.model_copy(update={"firms": firms}), "baseline")
    assert "budget: null" in text
    assert "extends: baseline" in text


def test_an_event_that_sets_nothing_again_is_written_as_null() -> None:
    event = {"month": 3, "firm": "Incumbent", "set": {"winback": {"least_value": None}}}
    scenario = changed("questions/06-win-back/valuable", events=[event])
    for text in (shortest_yaml(scenario, "questions/06-win-back/valuable"), dump_scenario(scenario)):
        assert "least_value: null" in text
        Path("mine.yaml").write_text(text, encoding="utf-8")
        loaded = load_scenario("mine.yaml")
        assert scenario_hash(loaded) == scenario_hash(scenario)
        assert "least_value" in loaded.events[0].set.winback.model_fields_set
