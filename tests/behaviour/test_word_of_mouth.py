"""E17: who speaks, and what listeners make of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.word_of_mouth import belief_after, speaks
from sim.scenario.conduct import WordOfMouth

share = st.floats(0, 1)
luck = st.floats(0, 1, exclude_min=True, exclude_max=True)


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(WordOfMouth())


@given(luck=luck, encounter=share)
def test_praise_and_warnings_follow_the_equation(p, luck, encounter):
    praise = 0.22 * max(encounter - 0.70, 0) / 0.30
    warning = 0.17 * max(0.45 - encounter, 0) / 0.45
    if min(abs(luck - praise), abs(luck - warning)) > 1e-12:
        assert speaks(luck, encounter, p) == (luck < praise) - (luck < warning)


def test_a_perfect_encounter_is_praised_by_twenty_two_per_cent(p):
    assert speaks(0.2199, 1.0, p) == 1
    assert speaks(0.2201, 1.0, p) == 0


def test_the_worst_encounter_is_warned_of_by_seventeen_per_cent(p):
    assert speaks(0.1699, 0.0, p) == -1
    assert speaks(0.1701, 0.0, p) == 0


@given(luck=luck, encounter=st.floats(0.45, 0.70))
def test_a_middling_encounter_is_not_worth_a_word(p, luck, encounter):
    assert speaks(luck, encounter, p) == 0


@given(luck=luck, encounter=share, data=st.data())
def test_nobody_praises_what_was_bad_nor_warns_of_what_was_good(
    rule_parameters, any_settings, luck, encounter, data
):
    chosen = data.draw(any_settings(WordOfMouth))
    said = speaks(luck, encounter, rule_parameters(chosen))
    assert said in (-1, 0, 1)
    assert said <= 0 or encounter > chosen.positive_from
    assert said >= 0 or encounter < chosen.negative_below


@given(belief=share, told=share)
def test_a_belief_moves_a_tenth_of_the_way_and_three_hundredths_if_the_firm_is_known(p, belief, told):
    assert belief_after(belief, told, 0.10, False, p) == pytest.approx(0.9 * belief + 0.1 * told)
    assert belief_after(belief, told, 0.10, True, p) == pytest.approx(0.97 * belief + 0.03 * told)


@given(belief=share, told=share, step=share, known=st.booleans(), data=st.data())
def test_a_belief_moves_towards_what_is_told_and_not_beyond(
    rule_parameters, any_settings, belief, told, step, known, data
):
    after = belief_after(belief, told, step, known, rule_parameters(data.draw(any_settings(WordOfMouth))))
    low, high = sorted((belief, told))
    assert low - 1e-15 <= after <= high + 1e-15
