"""Compilation of the rules, and the identity of the code that decides results."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from sim.behaviour import rule


@pytest.fixture
def house(tmp_path):
    """Return a copy of the source that decides results."""
    original = Path(rule.__file__).parent.parent
    for room in rule.DECIDING_ROOMS:
        shutil.copytree(original / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def version_in(house):
    """Return the model version of a copy of the source."""
    spec = importlib.util.spec_from_file_location("rule_in_a_copy", house / "behaviour" / "rule.py")
    copied = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copied)
    return copied.model_version()


def test_equal_source_has_the_same_model_version_wherever_it_lies(house):
    assert version_in(house) == rule.model_version()


@pytest.mark.parametrize("room", rule.DECIDING_ROOMS)
def test_any_change_of_source_that_decides_results_changes_the_model_version(house, room):
    before = version_in(house)
    edited = sorted((house / room).glob("*.py"))[-1]
    edited.write_text(edited.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert version_in(house) != before


def test_a_new_file_changes_the_model_version(house):
    before = version_in(house)
    (house / "strategy" / "clever.py").write_text("", encoding="utf-8")
    assert version_in(house) != before


def test_a_change_of_the_forecast_changes_the_model_version(house):
    before = version_in(house)
    forecast = house / "clv" / "forecast.py"
    forecast.write_text(forecast.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert version_in(house) != before
