"""Whom a firm asks back: the rule selects by cause, trust and value, and nobody is ruled out unless it says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.behaviour import choice
from sim.scenario.winback import CAUSES, Winback
from sim.strategy.winback import FIRST, Lost, worth_asking

people = st.lists(
    st.tuples(st.sampled_from(range(FIRST, len(choice.CAUSES))), st.floats(0, 1), st.floats(-500, 500)),
    min_size=1,
    max_size=30,
)
rules = st.builds(
    Winback,
    causes=st.lists(st.sampled_from(CAUSES), min_size=1, unique=True).map(tuple),
    least_trust=st.floats(0, 1),
    least_value=st.none() | st.floats(-500, 500),
)


def lost(found):
    cause, trust, value = zip(*found, strict=True)
    return Lost(np.array(cause, np.int8), np.array(trust), np.array(value))


@pytest.mark.parametrize(
    ("cause", "number"),
    [
        ("lapse", choice.LAPSE),
        ("price", choice.PRICE),
        ("functional", choice.FUNCTIONAL),
        ("technical", choice.TECHNICAL),
        ("offer", choice.OFFER),
        ("recommendation", choice.RECOMMENDED),
        ("preference", choice.PREFERENCE),
    ],
)
def test_a_cause_in_the_scenario_is_the_cause_of_leaving_of_that_number(cause, number):
    asked = worth_asking(lost([(n, 0.5, 1.0) for n in range(FIRST, 9)]), Winback(causes=(cause,)))
    assert np.flatnonzero(asked).tolist() == [number - FIRST]


@given(found=people)
def test_left_alone_the_rule_asks_everybody(found):
    assert Winback().asks_everybody
    assert worth_asking(lost(found), Winback()).all()


@given(found=people, rule=rules)
def test_a_rule_selects_those_for_whom_all_its_conditions_hold(found, rule):
    expected = [
        CAUSES[cause - FIRST] in rule.causes
        and trust >= rule.least_trust
        and (rule.least_value is None or value >= rule.least_value)
        for cause, trust, value in found
    ]
    assert worth_asking(lost(found), rule).tolist() == expected


@given(found=people, rule=rules)
def test_a_rule_that_asks_everybody_rules_out_nobody(found, rule):
    if rule.asks_everybody:
        assert worth_asking(lost(found), rule).all()


@pytest.mark.parametrize(
    "wrong", [{"causes": ()}, {"causes": ("fate",)}, {"least_trust": 1.1}, {"offer_cost": -1.0}]
)
def test_a_rule_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValidationError):
        Winback(**wrong)
