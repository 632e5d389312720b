import pytest

from sim.scenario import load_scenario
from sim.scenario.reference import key_at
from sim.scenario.scenario import Scenario
from sim.scenario.starter import MODELINE, starter


@pytest.mark.parametrize("title", ["Mine", 'a "quoted" one', "顧客: no # comment", "- x"])
def test_the_starter_is_valid_and_has_its_title(title: str, write) -> None:
    scenario = load_scenario(write("mine.yaml", starter(title)))
    assert scenario.name == title
    assert len(scenario.firms) == 2


def test_it_extends_nothing_and_begins_with_the_line_for_editors() -> None:
    lines = starter("Mine").splitlines()
    assert lines[0] == f"{MODELINE}scenario.schema.json"
    assert not any(line.startswith("extends") for line in lines)


def test_its_values_are_the_defaults(write) -> None:
    scenario, default = load_scenario(write("mine.yaml", starter("Mine"))), Scenario()
    assert scenario.customers == default.customers
    assert scenario.market == default.market
    assert scenario.months == default.months


def test_its_comments_are_the_descriptions_of_the_settings() -> None:
    text = starter("Mine")
    for path in [("months",), ("customers", "trust", "gain"), ("firms", "strategy", "budget")]:
        key = key_at(path)
        assert key is not None
        assert f"# {key.summary}" in text


def test_the_events_in_its_comments_are_valid(write) -> None:
    text = starter("Mine")
    events = text[text.index("# events:") :].replace("# ", "")
    assert len(load_scenario(write("mine.yaml", text + events)).events) == 2
