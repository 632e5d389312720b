"""A lever on one share of a split rescales the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.strategies import LINES
from sim.study.sweeping.split_shares import rescaled, share_of

SHARE = st.floats(0, 0.2)


@given(st.fixed_dictionaries(dict.fromkeys(LINES, SHARE)), st.sampled_from(LINES), st.floats(0, 1))
def test_the_sum_stays_unless_the_varied_share_alone_is_more(before, line, share):
    after = rescaled(before, {line: share})
    total, others = sum(before.values()), sum(v for k, v in before.items() if k != line)
    assert after[line] == share
    if others > 1e-12:
        assert sum(after.values()) == pytest.approx(max(total, share))
    assert all(value >= 0 for value in after.values())


@given(st.fixed_dictionaries({line: st.floats(0.01, 0.2) for line in LINES}), st.floats(0, 0.04))
def test_the_others_keep_their_proportions(before, share):
    after = rescaled(before, {"winback": share})
    for line in LINES[:3]:
        assert after[line] / after["acquisition"] == pytest.approx(before[line] / before["acquisition"])


def test_varying_a_share_to_what_it_was_changes_nothing():
    before = {"acquisition": 0.3, "functional": 0.2, "technical": 0.1}
    after = rescaled(before, {"acquisition": 0.3})
    assert after == pytest.approx(before | {"loyalty_programme": 0.0, "winback": 0.0})


def test_two_varied_shares_leave_the_rest_to_the_others():
    before = {"acquisition": 0.3, "functional": 0.3, "technical": 0.1, "winback": 0.2}
    after = rescaled(before, {"acquisition": 0.5, "winback": 0.2})
    assert after["functional"] == pytest.approx(0.15)
    assert after["technical"] == pytest.approx(0.05)


def test_what_is_a_share_of_a_split_is_known_by_its_key():
    assert share_of("firms.Us.strategy.split.winback") == ("firms.Us.strategy.split", "winback")
    assert share_of("firms[A. B].strategy.stages.decline.winback") == (
        "firms[A. B].strategy.stages.decline", "winback",
    )  # fmt: skip
    assert share_of("firms.Us.strategy.budget") is None
    assert share_of("firms.Us.bonds.social") is None
