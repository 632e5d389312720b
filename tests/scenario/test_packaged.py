"""The scenarios that come with the program."""

import itertools
from pathlib import Path

import pytest

from sim.scenario import Scenario, load_scenario, packaged_scenarios
from sim.scenario.json_schema import SCHEMA_FILE
from sim.scenario.packaged import packaged_folder
from sim.scenario.starter import MODELINE

NAMES = tuple(packaged_scenarios())


def split(scenario: Scenario) -> dict[str, float]:
    found = scenario.firms[0].strategy.split
    assert found is not None
    return found.model_dump()


def test_the_first_five_are_there() -> None:
    assert {"baseline", "retention-first", "acquisition-first", "loyalty-programme", "quality-dip"} <= set(
        NAMES
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_is_valid_named_and_described(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name != "Untitled"
    assert scenario.description.endswith((".", "?"))


@pytest.mark.parametrize("name", NAMES)
def test_the_first_line_leads_editors_to_the_schema(name: str) -> None:
    path = packaged_scenarios()[name]
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(MODELINE)
    assert (path.parent / first.removeprefix(MODELINE)).resolve() == (
        packaged_folder() / SCHEMA_FILE
    ).resolve()


def test_sweeps_are_no_scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.yaml", "questions/b.yaml", "sweeps/c.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr("sim.scenario.packaged.packaged_folder", lambda: tmp_path)
    assert packaged_scenarios() == {"a": tmp_path / "a.yaml", "questions/b": tmp_path / "questions/b.yaml"}


def test_the_baseline_is_the_market_of_the_model_description() -> None:
    baseline = load_scenario("baseline")
    assert (baseline.months, baseline.warm_up, baseline.market.customers) == (120, 24, 20_000)
    assert [firm.name for firm in baseline.firms] == ["Incumbent", "Challenger", "Follower"]
    assert {(f.price, f.quality.functional, f.quality.technical) for f in baseline.firms} == {
        (1.0, 0.64, 0.64)
    }
    assert baseline.firms[0].strategy.budget == 80_000
    assert split(baseline)["acquisition"] == 0.3
    assert sum(split(baseline).values()) == pytest.approx(1.0)
    assert all(share > 0 for share in split(baseline).values())
    rates = [firm.strategy.per_head.model_dump() for firm in baseline.firms[1:] if firm.strategy.per_head]
    same = {"functional": 2.0, "technical": 2.0, "loyalty_programme": 2.0, "winback": 0.0}
    assert rates == [{"acquisition": 1.2, **same}, {"acquisition": 0.8, **same}]
    assert baseline.customers == Scenario().customers


@pytest.mark.parametrize("name", ["retention-first", "acquisition-first"])
def test_strategies_of_one_budget_spend_all_of_it(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.firms[0].strategy.budget == 80_000
    assert sum(split(scenario).values()) == pytest.approx(1.0)
    assert scenario.firms[1:] == load_scenario("baseline").firms[1:]


def test_they_move_money_from_acquisition_to_all_else_or_back() -> None:
    before = split(load_scenario("baseline"))
    for name, direction in (("retention-first", 1), ("acquisition-first", -1)):
        moved = {
            line: direction * (share - before[line]) for line, share in split(load_scenario(name)).items()
        }
        assert moved.pop("acquisition") < 0
        assert min(moved.values()) > 0


def test_the_loyalty_programme_gets_twice_the_money_and_all_else_the_same() -> None:
    def money(name: str) -> dict[str, float]:
        scenario = load_scenario(name)
        return {
            line: share * (scenario.firms[0].strategy.budget or 0) for line, share in split(scenario).items()
        }

    before, after = money("baseline"), money("loyalty-programme")
    before["loyalty_programme"] *= 2
    assert after == pytest.approx(before, rel=1e-3)


def test_the_quality_dip_is_a_year_of_worse_technical_quality() -> None:
    (event,) = load_scenario("quality-dip").events
    assert (event.month, event.months, event.firm) == (36, 12, "Incumbent")
    assert event.set.quality_shift.technical == -0.10
    assert event.set.model_fields_set == {"quality_shift"}


SHOCKS = {
    "price-rise", "recession", "rival-entry", "programme-withdrawal", "staff-turnover", "search-technology"
}  # fmt: skip


def test_the_shocks_are_there() -> None:
    assert {name for name in NAMES if name.startswith("shocks/")} == {f"shocks/{name}" for name in SHOCKS}


@pytest.mark.parametrize("name", sorted(SHOCKS))
def test_a_shock_says_why_and_what_to_look_at(name: str) -> None:
    lines = packaged_scenarios()[f"shocks/{name}"].read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("# Why: ")
    assert lines[1].endswith("?")
    assert lines[2].startswith("# Look at: ")


@pytest.mark.parametrize("name", sorted(SHOCKS))
def test_a_shock_is_the_baseline_with_something_that_happens_at_month_36(name: str) -> None:
    scenario, baseline = load_scenario(f"shocks/{name}"), load_scenario("baseline")
    assert scenario.firms[:3] == baseline.firms
    assert (scenario.market, scenario.customers) == (baseline.market, baseline.customers)
    begins = [event.month for event in scenario.events]
    begins += [firm.enters for firm in scenario.firms if firm.enters is not None]
    assert min(begins) == 36


def test_the_recession_goes_down_and_up_in_steps_without_a_gap() -> None:
    events = load_scenario("shocks/recession").events
    for event, after in itertools.pairwise(events):
        assert event.months is not None
        assert event.month + event.months == after.month
    assert [event.set.demand for event in events] == [0.94, 0.88, 0.92, 0.96]


def test_the_withdrawal_takes_the_programme_s_money_and_no_other() -> None:
    scenario = load_scenario("shocks/programme-withdrawal")
    (event,) = scenario.events
    after = event.set.applied_to(scenario.firms[0]).strategy
    before = scenario.firms[0].strategy
    assert (after.budget, after.kind) == (before.budget, before.kind)
    assert after.split is not None
    assert after.split.model_dump() == split(scenario) | {"loyalty_programme": 0.0}
