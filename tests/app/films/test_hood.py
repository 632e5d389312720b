from pathlib import Path

import pytest

from sim.app.films.composing import scenario_of
from sim.app.films.hood import yaml_of
from sim.app.films.presets import PRESETS
from sim.app.films.setup import Setup
from sim.scenario import dump_scenario, load_scenario, scenario_hash
from sim.study.replications import simulate

MOVES = [
    {"month": 5, "lever": "winback_rule", "value": "valuable"},
    {"month": 30, "lever": "winback_rule", "value": "everybody"},
    {"month": 7, "lever": "acquisition", "value": 500},
    {"month": 9, "lever": "technical_shift", "value": -0.1},
    {"month": 0, "lever": "heterogeneity", "value": 0.5},
    {"month": 12, "lever": "rival_acquisition", "value": 2.5},
    {"month": 12, "lever": "targeting_share", "value": 0.2},
]


@pytest.mark.parametrize("moves", [[], MOVES])
@pytest.mark.parametrize("scenario", ["baseline", "shocks/programme-withdrawal", "shocks/rival-entry"])
def test_the_file_loads_back_to_the_scenario_and_is_short(
    scenario: str, moves: list[object], tmp_path: Path
) -> None:
    setup = Setup.of({"scenario": scenario, "customers": 400, "moves": moves})
    for whole in (False, True):
        file = tmp_path / f"{whole}.yaml"
        file.write_text(yaml_of(setup, whole=whole), encoding="utf-8")
        assert scenario_hash(load_scenario(file)) == scenario_hash(scenario_of(setup))
    short = yaml_of(setup)
    assert f"extends: {scenario}\n" in short
    assert len(short.splitlines()) < 150
    assert "extends" not in yaml_of(setup, whole=True)


def test_a_run_of_the_file_lives_the_months_of_the_film(made, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "mine.yaml"
    file.write_text(yaml_of(made.setup), encoding="utf-8")
    months = simulate(load_scenario(file), seed=made.setup.seed, replications=1).months
    for number, firm in enumerate(made.opening["about"]["firms"]):
        own = months[months["firm"] == firm]
        for name in ("customers", "lost"):
            told = made.opening["series"][name][number] + made.rest["series"][name][number]
            assert told == own[name].tolist()


def test_the_file_of_an_upload_extends_what_the_upload_extends(tmp_path: Path) -> None:
    setup = Setup.of({"scenario": "upload:a", "customers": 400})
    for text, extends in (("extends: quality-dip\nmonths: 40\n", True), ("firms: [{name: Ann}]\n", False)):
        told = yaml_of(setup, {"a": text}.get)
        assert ("extends: quality-dip" in told) == extends
        file = tmp_path / "mine.yaml"
        file.write_text(told, encoding="utf-8")
        assert scenario_hash(load_scenario(file)) == scenario_hash(scenario_of(setup, {"a": text}.get))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_both_sides_of_every_preset_can_be_run_and_differ(preset) -> None:  # type: ignore[no-untyped-def]
    sides = [scenario_of(Setup.of(side.told)) for side in (preset.a, preset.b)]
    assert sides[0].months == sides[1].months
    assert dump_scenario(sides[0]) != dump_scenario(sides[1])
