"""A plan for each cell of current × potential value."""

import dataclasses

import pytest

from sim.scenario.strategies import Split, StrategySettings
from sim.strategy.policy import shares_of
from sim.strategy.segment import Segment
from sim.strategy.view import View

SPLIT = Split(acquisition=0.3, functional=0.2, technical=0.2, loyalty_programme=0.2, winback=0.1)
FUNCTIONAL, TECHNICAL = {"functional": 1.0}, {"technical": 1.0}
PROGRAMME, RECALL = {"loyalty_programme": 1.0}, {"acquisition": 0.5, "winback": 0.5}


def strategy(**cells):
    settings = {"kind": "segment", "budget": 1000.0, "split": SPLIT, "cells": cells}
    return Segment(StrategySettings.model_validate(settings))


@pytest.fixture
def view(seen):
    """One customer in each cell: worth little and could be more, much and more, much and not more, and neither."""
    customers = seen(4, lifetime_value=[1, 9, 9, 1], potential=[9, 9, 1, 1])
    return View(0, 4, 400, 10, customers_seen=customers)


def test_the_cells_are_mixed_by_their_heads_and_weights(view):
    """2 × functional, 1 × technical, ½ × programme, nobody for the last: of six tenths, 4/7, 2/7 and 1/7."""
    cells = {
        "invest": {"split": FUNCTIONAL},
        "maintain": {"split": TECHNICAL},
        "harvest": {"split": PROGRAMME},
        "release": {"split": RECALL},
    }
    assert strategy(**cells).review(view, {}) == pytest.approx(
        {
            "acquisition": 0.3, "functional": 0.6 * 4 / 7, "technical": 0.6 * 2 / 7,
            "loyalty_programme": 0.6 / 7, "winback": 0.1,
        }
    )  # fmt: skip


def test_each_cell_has_its_plan(view, seen):
    """One to invest in, two to maintain, three to harvest, four to release; all with the same weight."""
    customers = seen(10, lifetime_value=[1] + [9] * 5 + [1] * 4, potential=[9] * 3 + [1] * 7)
    splits = {"invest": FUNCTIONAL, "maintain": TECHNICAL, "harvest": PROGRAMME, "release": RECALL}
    policy = strategy(**{name: {"split": split, "weight": 1.0} for name, split in splits.items()})
    shares = policy.review(dataclasses.replace(view, customers_seen=customers), {})
    assert shares == pytest.approx(
        {
            "functional": 0.1 * 0.6, "technical": 0.2 * 0.6, "loyalty_programme": 0.3 * 0.6,
            "acquisition": 0.6 * 0.3 + 0.4 * 0.5, "winback": 0.6 * 0.1 + 0.4 * 0.5,
        }
    )  # fmt: skip


def test_more_weight_moves_money_to_the_split_of_a_cell(view):
    def technical(weight):
        plans = {"invest": {"split": FUNCTIONAL}, "maintain": {"split": TECHNICAL, "weight": weight}}
        return strategy(**plans).review(view, {})["technical"]

    assert technical(0.5) < technical(1.0) < technical(5.0)


def test_a_cell_without_a_split_spends_as_the_scenario_does(view):
    assert strategy().review(view, {}) == pytest.approx(shares_of(SPLIT))


def test_usual_weights_are_two_one_a_half_and_nothing():
    cells = strategy(invest={"split": FUNCTIONAL}).settings.cells
    weights = [plan.weight for plan in (cells.invest, cells.maintain, cells.harvest, cells.release)]
    assert weights == [2.0, 1.0, 0.5, 0.0]


def test_if_all_customers_are_alike_the_shares_stay(view, seen):
    policy = strategy(invest={"split": FUNCTIONAL}, release={"split": TECHNICAL})
    alike = dataclasses.replace(view, customers_seen=seen(4, lifetime_value=5.0, potential=5.0))
    assert policy.review(alike, {}) == shares_of(SPLIT)


def test_if_no_cell_has_a_weight_the_shares_stay(view):
    weights = {
        name: {"weight": 0.0, "split": FUNCTIONAL} for name in ("invest", "maintain", "harvest", "release")
    }
    assert strategy(**weights).review(view, {}) == shares_of(SPLIT)
