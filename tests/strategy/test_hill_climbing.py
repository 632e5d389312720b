"""Hill climbing: a trial at each review, kept if it paid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.strategies import LINES, Split, StrategySettings
from sim.strategy.hill_climbing import TRIALS, HillClimbing, changed, equity_proxy
from sim.strategy.policy import shares_of
from sim.strategy.view import View

SPLIT = Split(acquisition=0.3, functional=0.2, technical=0.2, loyalty_programme=0.2, winback=0.1)
START = shares_of(SPLIT)
MORE_ACQUISITION = {
    "acquisition": 0.33, "functional": 0.67 * 2 / 7, "technical": 0.67 * 2 / 7,
    "loyalty_programme": 0.67 * 2 / 7, "winback": 0.67 / 7,
}  # fmt: skip
LESS_ACQUISITION = {
    "acquisition": 0.27, "functional": 0.73 * 2 / 7, "technical": 0.73 * 2 / 7,
    "loyalty_programme": 0.73 * 2 / 7, "winback": 0.73 / 7,
}  # fmt: skip


@pytest.fixture
def lives(own_months):
    """Return a function that makes a firm earn a profit a month for a review after another, and returns its shares."""

    def lives(profits, strategy=None, **heads):
        policy = strategy or HillClimbing(StrategySettings(kind="hill_climbing", budget=1000.0, split=SPLIT))
        there = {"customers": 1000, "non_customers": 4000, "lately_lost": 100} | heads
        found = []
        for number, profit in enumerate(profits):
            month = 6 * number
            policy.decide(View(month=month, own=own_months(6, month, profit=profit), **there))
            found.append(policy.shares)
        return found

    return lives


def test_a_trial_gives_one_line_a_tenth_more_and_takes_it_from_the_others(lives):
    assert lives([100.0])[0] == pytest.approx(MORE_ACQUISITION)


def test_a_bad_trial_is_undone_and_the_other_direction_tried(lives):
    assert lives([100.0, 90.0])[1] == pytest.approx(LESS_ACQUISITION)


def test_a_trial_that_changed_nothing_is_undone(lives):
    assert lives([100.0, 100.0])[1] == pytest.approx(LESS_ACQUISITION)


def test_after_both_directions_have_failed_the_next_line_is_tried_from_where_it_stood(lives):
    shares = lives([100.0, 90.0, 90.0])[2]
    assert shares["functional"] == pytest.approx(0.22)
    assert shares["acquisition"] == pytest.approx(0.3 * 0.78 / 0.8)


def test_a_good_trial_is_kept_and_the_next_line_is_tried_from_there(lives):
    shares = lives([100.0, 110.0])[1]
    functional = MORE_ACQUISITION["functional"]
    assert shares["functional"] == pytest.approx(1.1 * functional)
    assert shares["acquisition"] == pytest.approx(0.33 * (1 - 1.1 * functional) / (1 - functional))


def test_a_trial_is_measured_by_what_was_before_it_and_not_by_another_bad_trial(lives):
    """After 100 and a bad trial of 80, a trial of 90 has not paid."""
    shares = lives([100.0, 80.0, 90.0])[2]
    assert shares["acquisition"] == pytest.approx(0.3 * 0.78 / 0.8)


def test_after_a_round_of_failures_the_latest_months_are_the_new_measure(lives):
    """The market has shrunk for good: ten failures, then a trial that beats what is left is kept."""
    shares = lives([100.0] + [50.0] * 10 + [60.0])
    assert shares[10] == pytest.approx(MORE_ACQUISITION)
    assert shares[11]["acquisition"] > 0.3 * 0.78 / 0.8


def test_nothing_is_tried_before_the_months_of_a_review_are_in_the_books(own_months):
    policy = HillClimbing(StrategySettings(kind="hill_climbing", budget=1000.0, split=SPLIT))
    policy.decide(View(6, 1000, 4000, 100, own=own_months(5, 6)))
    assert policy.shares == START
    policy.decide(View(12, 1000, 4000, 100, own=own_months(6, 12)))
    assert policy.shares == pytest.approx(MORE_ACQUISITION)


def test_a_trial_is_given_the_months_of_a_review(own_months):
    """A strategy that begins in month 10 is asked again in month 12, and judges in month 18."""
    policy = HillClimbing(StrategySettings(kind="hill_climbing", budget=1000.0, split=SPLIT))
    found = []
    for month, profit in ((10, 100.0), (12, 1.0), (18, 110.0)):
        policy.decide(View(month, 1000, 4000, 100, own=own_months(6, month, profit=profit)))
        found.append(policy.shares)
    assert found[0] == found[1] == pytest.approx(MORE_ACQUISITION)
    assert found[2]["acquisition"] > 0.3


def test_a_line_that_reaches_nobody_is_not_tried(lives):
    shares = lives([100.0], non_customers=0)[0]
    assert shares["functional"] == pytest.approx(0.22)


def test_a_line_that_has_nothing_is_not_tried(lives):
    split = Split(technical=0.5, winback=0.5)
    policy = HillClimbing(StrategySettings(kind="hill_climbing", budget=1000.0, split=split))
    assert lives([100.0], policy)[0] == pytest.approx(shares_of(Split(technical=0.55, winback=0.45)))


def test_where_one_line_has_everything_nothing_is_tried(lives):
    policy = HillClimbing(StrategySettings(kind="hill_climbing", budget=1000.0, split=Split(technical=1.0)))
    assert lives([100.0, 90.0, 110.0], policy) == [shares_of(Split(technical=1.0))] * 3


def test_every_line_is_tried_in_both_directions(lives):
    found = lives([100.0] * 11)
    tried = {
        (max if direction > 0 else min)(LINES, key=lambda line: shares[line] / START[line])
        for shares, (_, direction) in zip(found, TRIALS, strict=False)
    }
    assert tried == set(LINES)


def test_the_proxy_is_profit_for_as_long_as_customers_stay(own_months):
    """100 a month and one in fifty leaves, without interest: 100 × 50."""
    assert equity_proxy(own_months(6, customers=980, lost=20, profit=100.0), 0.0) == pytest.approx(5000.0)


def test_the_proxy_rises_if_fewer_leave(own_months):
    assert equity_proxy(own_months(6, lost=10), 0.1) > equity_proxy(own_months(6, lost=20), 0.1)


def test_a_loss_is_not_worse_if_customers_stay_longer(own_months):
    losses = [equity_proxy(own_months(6, lost=lost, profit=-100.0), 0.1) for lost in (1, 20, 500)]
    assert losses == [-100.0] * 3


@given(data=st.data(), line=st.sampled_from(LINES), factor=st.floats(0, 2))
def test_a_change_keeps_the_budget_and_leaves_no_line_without_money(any_split, data, line, factor):
    shares = shares_of(data.draw(any_split))
    found = changed(shares, line, factor)
    others = sum(share for name, share in shares.items() if name != line)
    if found is None:
        assert shares[line] == 0.0 or others == 0.0
    else:
        assert sum(found.values()) == pytest.approx(sum(shares.values()), rel=1e-12, abs=1e-15)
        assert 0.5 * shares[line] * 0.999 <= found[line] <= shares[line] + 0.5 * others * 1.001


def test_a_change_moves_half_way_to_everything_at_most():
    shares = {
        "acquisition": 0.8,
        "functional": 0.2,
        "technical": 0.0,
        "loyalty_programme": 0.0,
        "winback": 0.0,
    }
    assert changed(shares, "acquisition", 2.0) == pytest.approx(
        {**shares, "acquisition": 0.9, "functional": 0.1}
    )
    assert changed(shares, "acquisition", 0.0) == pytest.approx(
        {**shares, "acquisition": 0.4, "functional": 0.6}
    )


@pytest.mark.parametrize("rest", [5e-324, 1e-300, 1e-12])
def test_lines_with_next_to_nothing_share_what_the_others_give_up(rest):
    shares = {
        "acquisition": 1.0,
        "functional": rest,
        "technical": 0.0,
        "loyalty_programme": 0.0,
        "winback": 0.0,
    }
    found = changed(shares, "acquisition", 0.9)
    assert found == pytest.approx({**shares, "acquisition": 0.9, "functional": 0.1}, abs=1e-9)
