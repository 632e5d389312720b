"""Intention, attitude, types of loyalty, the ladder (E12), and the explicit index (E12b)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.loyalty import (
    LADDER,
    LOYALTY_TYPES,
    attitudinal_loyalty,
    bell_index,
    intention_to_stay,
    ladder_rung,
    loyalty_type,
)
from sim.behaviour.stages import STAGES
from sim.scenario.customers import SwitchingCosts
from sim.scenario.survey import BellIndex

share = st.floats(0, 1)
bond = st.floats(0, 3)


@given(value=st.floats(-30, 30), bonds=st.floats(0, 10))
def test_the_intention_to_stay_is_the_logistic_of_value_and_bonds(value, bonds):
    assert intention_to_stay(value, bonds) == pytest.approx(1 / (1 + math.exp(-value - bonds)), rel=1e-12)


@given(satisfaction=share, trust=share, a=bond, b=bond, c=bond)
def test_attitude_is_satisfaction_and_trust_in_equal_parts(rule_parameters, satisfaction, trust, a, b, c):
    p = rule_parameters(SwitchingCosts())
    assert attitudinal_loyalty(satisfaction, trust, a, b, c, p) == pytest.approx(
        0.5 * satisfaction + 0.5 * trust
    )


def test_switching_costs_can_be_made_to_colour_attitude(rule_parameters):
    p = rule_parameters(
        SwitchingCosts(procedural_attitude=0.3, financial_attitude=-0.2, relational_attitude=0.1)
    )
    assert attitudinal_loyalty(0.6, 0.4, 1.0, 2.0, 3.0, p) == pytest.approx(0.5 + 0.3 - 0.4 + 0.3)


@pytest.mark.parametrize(
    ("level", "intention", "expected"),
    [
        (5, 0.70, "loyalist"),
        (7, 0.99, "loyalist"),
        (5, 0.69, "mercenary"),
        (4, 0.70, "hostage"),
        (1, 0.99, "hostage"),
        (4, 0.69, "defector"),
    ],
)
def test_satisfaction_and_attachment_make_the_type_of_loyalty(level, intention, expected):
    assert LOYALTY_TYPES[loyalty_type(level, intention)] == expected


@pytest.mark.parametrize(
    ("stage", "praised", "rung"),
    [
        ("none", False, "prospect"),
        ("none", True, "prospect"),
        ("examination", True, "customer"),
        ("formation", True, "client"),
        ("stability", False, "supporter"),
        ("stability", True, "advocate"),
    ],
)
def test_the_ladder_is_climbed_stage_by_stage_and_the_last_rung_by_praise(stage, praised, rung):
    assert LADDER[ladder_rung(STAGES.index(stage), praised)] == rung


@given(z=st.lists(st.floats(-3, 3), min_size=4, max_size=4))
def test_the_explicit_index_has_the_published_terms(z):
    f, t, x, s = z
    expected = 0.20 * f + 0.22 * t + 0.04 * x + 0.39 * s
    expected += (
        -0.04 * f * x + 0.06 * t * x - 0.035 * f * s - 0.035 * t * s + 0.015 * f * x * s - 0.015 * t * x * s
    )
    got = bell_index(*(np.array([value]) for value in z), BellIndex())
    assert got == pytest.approx([expected], abs=1e-12)
