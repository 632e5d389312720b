import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import (
    Scenario,
    ScenarioError,
    dump_scenario,
    load_scenario,
    packaged_scenarios,
    resolved,
    scenario_hash,
)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_survives(text: str) -> None:
    scenario = Scenario(description=text)
    Path("dumped.yaml").write_bytes(dump_scenario(scenario).encode())
    assert load_scenario("dumped.yaml").description == text


AMBIGUOUS = "no 1e3 1.5 010 0o7 12:30 ~ true .inf << = 2020-01-01 - | > ? ! & * [ { # @"
SPACED = (
    "",
    "- x",
    "a: b",
    "# x",
    " x ",
    "\x85",
    "\ufeff",
    "\n",
    " \n ",
    " a\n b",
    "a\n\n\n",
    "a \nb",
    "\ta\n",
    "\r\n",
)


@pytest.mark.parametrize("text", [*AMBIGUOUS.split(), *SPACED])
def test_text_that_looks_like_something_else_stays_text(text: str) -> None:
    test_any_text_survives.hypothesis.inner_test(text)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", packaged_scenarios())
def test_every_packaged_scenario_is_the_same_after_dumping(name: str) -> None:
    scenario = load_scenario(name)
    Path("dumped.yaml").write_text(dump_scenario(scenario), encoding="utf-8")
    assert load_scenario("dumped.yaml") == scenario
    assert "extends" not in dump_scenario(scenario)


def test_the_hash_does_not_see_comments_order_extends_or_written_defaults(write) -> None:
    one = write("one.yaml", "# a comment\nmonths: 60\nmarket: {customers: 500, unattached: 0.3}\n")
    write("base.yaml", "market: {unattached: 0.30, customers: 500}\nmonths: 70\n")
    two = write("two.yaml", "extends: base.yaml\nmonths: 60\nwarm_up: 24\nname: 'Untitled'\n")
    assert scenario_hash(load_scenario(one)) == scenario_hash(load_scenario(two))
    assert len(scenario_hash(load_scenario(one))) == 64


def test_the_hash_sees_every_value() -> None:
    assert scenario_hash(Scenario()) != scenario_hash(Scenario(months=119))


def test_of_segments_and_events_only_what_was_written_is_dumped(write) -> None:
    text = """
    segments: [{name: experts, share: 0.3, customers: {trust: {gain: 0.14}}}]
    firms: [{name: A}]
    events: [{month: 3, firm: A, set: {quality: {technical: 0.5}}}]
    """
    data = resolved(load_scenario(write("mine.yaml", text)))
    assert data["segments"] == [{"name": "experts", "share": 0.3, "customers": {"trust": {"gain": 0.14}}}]
    assert data["events"] == [{"month": 3, "firm": "A", "set": {"quality": {"technical": 0.5}}}]
    assert json.loads(json.dumps(data)) == data


def test_a_scenario_is_dumped_without_aliases(write) -> None:
    text = "firms:\n- name: A\n  quality: &q {functional: 0.5}\n- name: B\n  quality: *q\n"
    dumped = dump_scenario(load_scenario(write("mine.yaml", text)))
    assert "&" not in dumped
    assert "*" not in dumped


def test_a_short_run_is_dumped_without_its_surveys_that_never_happen(write) -> None:
    scenario = load_scenario("baseline", ["months=36"])
    Path("dumped.yaml").write_text(dump_scenario(scenario), encoding="utf-8")
    assert load_scenario("dumped.yaml") == scenario
    with pytest.raises(ScenarioError):
        load_scenario("quality-dip", ["months=24"])
