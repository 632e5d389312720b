"""E15: stages, decline and recovery, and the patterns of whole relationships."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.behaviour.stages import PATTERNS, STAGES, declining, pattern, recovering, stage_above, stage_deserved
from sim.scenario.conduct import Stages

share = st.floats(0, 1)
uses = st.integers(0, 50)
tenure = st.integers(1, 100)
NUMBER = {name: number for number, name in enumerate(STAGES)}


@pytest.fixture(scope="session")
def p(rule_parameters):
    return rule_parameters(Stages())


@given(trust=share, owned=share, uses=uses, tenure=tenure)
def test_examination_ends_with_trust_share_and_three_uses(p, trust, owned, uses, tenure):
    is_formed = trust >= 0.30 and owned >= 0.40 and uses >= 3
    expected = "formation" if is_formed else "examination"
    assert STAGES[stage_above(NUMBER["examination"], trust, owned, uses, tenure, p)] == expected


@given(trust=share, owned=share, uses=uses, tenure=tenure)
def test_formation_ends_with_more_trust_and_share_and_a_year(p, trust, owned, uses, tenure):
    is_stable = trust >= 0.55 and owned >= 0.65 and tenure >= 12
    expected = "stability" if is_stable else "formation"
    assert STAGES[stage_above(NUMBER["formation"], trust, owned, uses, tenure, p)] == expected


@pytest.mark.parametrize(
    ("stage", "trust", "owned", "uses", "tenure", "after"),
    [
        ("examination", 0.30, 0.40, 3, 1, "formation"),
        ("examination", 0.2999, 0.40, 3, 1, "examination"),
        ("examination", 0.30, 0.3999, 3, 1, "examination"),
        ("examination", 0.30, 0.40, 2, 1, "examination"),
        ("formation", 0.55, 0.65, 3, 12, "stability"),
        ("formation", 0.5499, 0.65, 3, 12, "formation"),
        ("formation", 0.55, 0.6499, 3, 12, "formation"),
        ("formation", 0.55, 0.65, 3, 11, "formation"),
    ],
)
def test_a_threshold_is_reached_when_it_is_met_exactly(p, stage, trust, owned, uses, tenure, after):
    assert STAGES[stage_above(NUMBER[stage], trust, owned, uses, tenure, p)] == after


@given(stage=st.integers(1, 4), trust=share, owned=share, uses=uses, tenure=tenure, data=st.data())
def test_a_relationship_climbs_one_step_at_most(
    rule_parameters, any_settings, stage, trust, owned, uses, tenure, data
):
    after = stage_above(stage, trust, owned, uses, tenure, rule_parameters(data.draw(any_settings(Stages))))
    assert after in ((stage, stage + 1) if stage < NUMBER["stability"] else (stage,))


@given(gap=st.floats(-1, 5), satisfaction=share)
def test_a_month_speaks_for_decline_at_a_gap_of_one_point_one_or_low_satisfaction(p, gap, satisfaction):
    assert declining(gap, satisfaction, p) == (gap >= 1.10 or satisfaction < 0.45)


@given(gap=st.floats(-1, 5), satisfaction=share)
def test_a_month_speaks_for_recovery_at_a_small_gap_and_enough_satisfaction(p, gap, satisfaction):
    assert recovering(gap, satisfaction, p) == (gap < 0.70 and satisfaction > 0.48)


@given(gap=st.floats(-1, 5), satisfaction=share)
def test_no_month_speaks_for_decline_and_for_recovery(p, gap, satisfaction):
    assert not (declining(gap, satisfaction, p) and recovering(gap, satisfaction, p))


@pytest.mark.parametrize(
    ("trust", "owned", "stage"),
    [
        (0.55, 0.65, "stability"),
        (0.54, 0.65, "formation"),
        (0.30, 0.40, "formation"),
        (0.29, 0.9, "examination"),
    ],
)
def test_a_recovered_relationship_goes_to_the_stage_that_trust_and_share_justify(p, trust, owned, stage):
    assert STAGES[stage_deserved(trust, owned, 20, p)] == stage


@pytest.mark.parametrize(
    ("peak", "months", "expected"),
    [
        ("examination", 0, "early termination"),
        ("formation", 0, "mid termination"),
        ("stability", 1, "early decline"),
        ("stability", 23, "early decline"),
        ("stability", 24, "long-term"),
    ],
)
def test_the_pattern_follows_from_the_highest_stage_and_the_months_in_stability(peak, months, expected):
    assert PATTERNS[pattern(NUMBER[peak], months, 24)] == expected
