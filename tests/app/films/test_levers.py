import json
import re
from pathlib import Path

import pytest
import yaml

import sim.app.films
import sim.app.words
from sim.app.films.composing import base_of, loaded
from sim.app.films.levers import OWN, board_of, levers_of
from sim.app.films.presets import PRESETS
from sim.app.words import LANGUAGES, catalogue
from sim.scenario.packaged import packaged_scenarios


@pytest.mark.parametrize("name", sorted(packaged_scenarios()))
def test_every_packaged_scenario_has_levers_that_stand_within_their_range(name: str) -> None:
    board = board_of(base_of(name, 1000))
    json.dumps(board, allow_nan=False)
    for lever in levers_of(base_of(name, 1000)).values():
        for value in (lever.default, *(value for _, value in lever.course)):
            assert lever.checked(value) == value
        assert lever.choices or lever.step > 0


def test_a_lever_tells_where_the_scenario_moves_it_itself() -> None:
    levers = levers_of(base_of("shocks/price-rise", 1000))
    assert (levers["price"].default, levers["price"].course) == (1.0, ((36, 1.05),))
    assert levers_of(base_of("quality-dip", 1000))["technical_shift"].course == ((36, -0.1), (48, 0.0))


def test_a_win_back_rule_of_the_scenarios_own_can_be_returned_to() -> None:
    levers = levers_of(loaded("extends: baseline\nfirms: [{name: Incumbent, winback: {causes: [lapse]}}]\n"))
    assert levers["winback_rule"].default == OWN
    assert OWN not in levers_of(base_of("baseline", 1000))["winback_rule"].choices


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lever_unit_choice_and_preset_has_its_words(language: str) -> None:
    words = catalogue(language).messages
    for lever in levers_of(base_of("baseline", 1000)).values():
        wanted = {f"levers.{lever.key}.name", f"levers.{lever.key}.says"}
        wanted |= {f"levers.{lever.key}.{choice}" for choice in lever.choices}
        assert wanted <= set(words)
    for preset in PRESETS:
        assert {f"presets.{preset.key}.name", f"presets.{preset.key}.says"} <= set(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_its_words(language: str) -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in Path(sim.app.films.__file__).parent.glob("*.py"))
    keys = set(re.findall(r'"(films\.[a-z_]+)"', source))
    assert len(keys) > 20
    assert keys <= set(catalogue(language).messages)


def test_both_languages_say_the_same_things_with_the_same_places() -> None:
    folder = Path(sim.app.words.__file__).parent
    english, chinese = (
        yaml.safe_load((folder / f"films.{language}.yaml").read_text(encoding="utf-8"))
        for language in LANGUAGES
    )
    assert english.keys() == chinese.keys()
    for key, message in english.items():
        assert set(re.findall(r"{\w+}", message)) == set(re.findall(r"{\w+}", chinese[key])), key
