"""A split for each stage of the relationship."""

import dataclasses

import pytest

from sim.scenario.strategies import LINES, Split, StageSplits, StrategySettings
from sim.strategy.lifecycle import STAGES, Lifecycle
from sim.strategy.policy import shares_of
from sim.strategy.view import View

SPLIT = Split(acquisition=0.3, functional=0.2, technical=0.2, loyalty_programme=0.2, winback=0.1)
OWN = {
    "examination": {"functional": 1.0},
    "formation": {"technical": 1.0},
    "stability": {"loyalty_programme": 1.0},
    "decline": {"functional": 0.5, "technical": 0.5},
}


def strategy(**keys):
    settings = {"kind": "lifecycle", "budget": 1000.0, "split": SPLIT} | keys
    return Lifecycle(StrategySettings.model_validate(settings))


@pytest.fixture
def view(seen):
    """Five in examination, three in formation, one in stability, one in decline."""
    return View(0, 10, 400, 10, customers_seen=seen(10, stage=[0] * 5 + [1] * 3 + [2] + [3]))


def test_splits_are_mixed_by_the_heads_in_the_stages(view):
    """Of six tenths for customers: functional 5.5, technical 3.5, programme 1 of ten."""
    assert strategy(stages=OWN).review(view, {}) == pytest.approx(
        {
            "acquisition": 0.3, "functional": 0.6 * 0.55, "technical": 0.6 * 0.35, "loyalty_programme": 0.6 * 0.1,
            "winback": 0.1,
        }
    )  # fmt: skip


def test_blind_to_stages_the_splits_count_alike_whatever_the_heads(view):
    """Functional 1.5, technical 1.5, programme 1 of four."""
    assert strategy(stages=OWN, stage_blind=True).review(view, {}) == pytest.approx(
        {
            "acquisition": 0.3, "functional": 0.6 * 0.375, "technical": 0.6 * 0.375,
            "loyalty_programme": 0.6 * 0.25, "winback": 0.1,
        }
    )  # fmt: skip


def test_blind_to_stages_nobody_looks_at_the_customers(view):
    strategy(stage_blind=True).decide(view)
    assert view.customers_seen.asked == 0


def test_both_spend_alike_where_the_stages_have_equal_heads(view, seen):
    even = dataclasses.replace(view, customers_seen=seen(8, stage=[0, 1, 2, 3] * 2))
    assert strategy().review(even, {}) == pytest.approx(strategy(stage_blind=True).review(even, {}))


@pytest.mark.parametrize("number", range(4))
def test_a_stage_that_is_left_out_has_its_preset(view, seen, number):
    name = list(STAGES)[number]
    stages = {other: split for other, split in OWN.items() if other != name}
    everybody = dataclasses.replace(view, customers_seen=seen(10, stage=number))
    shares = strategy(stages=stages).review(everybody, {})
    preset, names_winback = STAGES[name].split, name == "decline"
    assert shares["technical"] == pytest.approx((0.7 if names_winback else 0.6) * preset.technical)
    assert shares["winback"] == pytest.approx(0.7 * preset.winback if names_winback else 0.1)


def test_presets_are_those_of_the_settings_and_divide_all_the_money():
    assert tuple(STAGES) == tuple(StageSplits.model_fields)
    for preset in STAGES.values():
        assert sum(getattr(preset.split, line) for line in LINES) == pytest.approx(1.0)
        assert preset.reason


def test_early_customers_get_service_and_late_ones_what_they_came_for(view, seen):
    def shares(stage):
        return strategy().review(dataclasses.replace(view, customers_seen=seen(10, stage=stage)), {})

    examination, formation, stability, decline = map(shares, range(4))
    assert examination["functional"] > formation["functional"] > stability["functional"]
    assert examination["technical"] < formation["technical"] < stability["technical"]
    assert (
        max(part["loyalty_programme"] for part in (examination, formation, decline))
        < stability["loyalty_programme"]
    )
    assert decline["winback"] > 0.1


def test_with_nobody_in_the_file_the_shares_stay(view, seen):
    assert strategy().review(dataclasses.replace(view, customers_seen=seen(0)), {}) == shares_of(SPLIT)
