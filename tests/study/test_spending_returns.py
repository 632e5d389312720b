"""What one more unit of money on each line brings."""

import numpy as np
import pandas as pd
import pytest

from sim.market.model import Market
from sim.market.tables import months_table
from sim.scenario.strategies import KINDS, LINES
from sim.strategy.course import Course
from sim.study.futures import futures
from sim.study.spending_returns import STEP, Earned, added_money, spending_returns, trials

CUT, HORIZON = 5, 8
SPLIT = dict.fromkeys(LINES, 0.2)


def scenario_of(small, firms=None, **changes):
    basis = {"market": {"customers": 300}, "months": 18, "warm_up": 6, "survey": {"months": []}}
    return small(basis | changes, firms)


def at_the_cut_off(scenario):
    market = Market(scenario, seed=1)
    while market.month <= CUT:
        market.step()
    return market


def lived(market, branch, trial=None, firm=0):
    other = market.branch(branch)
    other.firms[firm].trial = trial
    for _ in range(HORIZON):
        other.step()
    return other


@pytest.fixture(scope="module")
def market(small):
    return at_the_cut_off(scenario_of(small))


@pytest.fixture(scope="module")
def tried(market):
    def one(branch):
        course = Course()
        return trials(market, branch, HORIZON, course, Earned.of(lived(market, branch, course.note)))

    return pd.concat([one(1), one(2), one(3)])


def test_noting_a_course_changes_nothing(market, assert_equal_months):
    assert_equal_months(lived(market, 1), lived(market, 1, Course().note))


STRATEGIES = {
    **{kind: {"budget": 900.0, "split": SPLIT} for kind in KINDS},
    "schedule": {"budget": 900.0, "split": SPLIT, "steps": [{"month": 8, "split": {"technical": 1.0}}]},
    "competitor_reactive": {"per_head": {"acquisition": 2.0, "winback": 3.0}, "reaction": {"match": "both"}},
    "hill_climbing": {"per_head": {"acquisition": 2.0, "winback": 3.0}},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_course_taken_again_without_money_is_the_same_future_for_any_strategy(
    kind, small, assert_equal_months
):
    """To the bit, and also if another strategy begins in the middle: the difference is the money alone."""
    strategy = {"kind": kind, "policy_period": 3} | STRATEGIES[kind]
    other = {"month": 10, "firm": "Ann", "set": {"strategy": {"per_head": {"technical": 3.0}}}}
    firms = {"Ann": {"strategy": strategy, "targeting": {"share": 0.3, "rule": "risk"}}}
    market = at_the_cut_off(scenario_of(small, firms, events=[other]))
    course = Course()
    base = lived(market, 1, course.note)
    assert_equal_months(base, lived(market, 1, course.again("technical", 0.0)))


@pytest.fixture
def assert_equal_months():
    """Return a function that fails unless two markets have the same books."""

    def assert_equal_months(one, other):
        pd.testing.assert_frame_equal(months_table(one), months_table(other), check_exact=True)

    return assert_equal_months


@pytest.mark.parametrize("line", LINES)
def test_the_firm_spends_the_added_money_on_the_line_and_nothing_else_more(line, small):
    """With a budget whose sums stay: another line costs the same, though customers are others."""
    market = at_the_cut_off(scenario_of(small, {"Ann": {"strategy": {"budget": 900.0, "split": SPLIT}}}))
    course = Course()
    base, more = lived(market, 1, course.note), lived(market, 1, course.again(line, 50.0))
    spends = [f"{name}_spend" for name in LINES]
    one, other = (months_table(m).query("firm == 'Ann'")[spends].to_numpy() for m in (base, more))
    expected = np.zeros(len(LINES))
    expected[LINES.index(line)] = 50.0
    np.testing.assert_allclose(other - one, np.tile(expected, (HORIZON, 1)), atol=1e-9)


def test_more_than_its_budget_can_be_tried(small):
    market = at_the_cut_off(scenario_of(small, {"Ann": {"strategy": {"budget": 900.0, "split": SPLIT}}}))
    course = Course()
    lived(market, 1, course.note)
    other = lived(market, 1, course.again("functional", 1e6))
    assert other.firms[0].spending.total == pytest.approx(900.0 + 1e6)


def test_a_tenth_of_a_line_is_added_or_of_the_mean_line(market):
    spending = market.firms[0].spending
    mean = spending.total / len(LINES)
    assert spending.winback < mean < spending.acquisition
    added = added_money(market)
    assert added["acquisition"] == pytest.approx(STEP * spending.acquisition)
    assert added["winback"] == pytest.approx(STEP * mean)


def test_a_firm_that_spends_nothing_tries_a_part_of_its_revenue(small):
    market = at_the_cut_off(scenario_of(small, {"Ann": {"strategy": {"budget": 0.0, "split": SPLIT}}}))
    revenue = market.firms[0].books[-1].revenue
    assert revenue > 0
    assert list(added_money(market).values()) == pytest.approx([0.001 * revenue] * len(LINES))


def test_money_that_does_nothing_brings_nothing_back(small):
    """Nor if customers carry it, as they do the programme: the books then differ by the money alone."""
    response = {"contact_rate": 0.0, "winback_rate": 0.0, "quality_rate": 0.0, "programme_rate": 0.0}
    scenario = scenario_of(small, market={"customers": 300, "response": response}, months=72)
    tried = futures(scenario, 1, 0, CUT, 60, [1, 2], (), [1, 2]).tried
    table = spending_returns(tried).set_index("line")
    assert list(table.index) == list(LINES)
    np.testing.assert_allclose(table["within_horizon"], 0.0, atol=1e-9)
    others = table.drop("loyalty_programme")
    np.testing.assert_allclose(others["with_equity"], 0.0, atol=1e-9)
    assert abs(table.loc["loyalty_programme", "with_equity"]) < 0.02


def test_the_return_is_the_gain_of_profit_and_equity_for_each_unit_paid(tried):
    table = spending_returns(tried).set_index("line")
    own = tried[tried["line"] == "functional"]
    each = own["profit"] / own["paid"]
    assert table.loc["functional", "within_horizon"] == pytest.approx(each.mean())
    assert table.loc["functional", "within_horizon_error"] == pytest.approx(each.sem())
    both = (own["profit"] + own["equity"]) / own["paid"]
    assert table.loc["functional", "with_equity"] == pytest.approx(both.mean())
    assert table.loc["functional", "branches"] == 3


def test_what_is_paid_is_discounted_from_the_end_of_each_month(tried, market):
    own = tried[tried["line"] == "acquisition"].iloc[0]
    discount = 1.1 ** (-np.arange(1, HORIZON + 1) / 12)
    assert own["paid"] == pytest.approx(own["added"] * discount.sum())


def test_profit_is_gained_before_the_added_money_is_taken_off(market, tried):
    course = Course()
    base = lived(market, 2, course.note)
    own = tried[(tried["branch"] == 2) & (tried["line"] == "technical")].iloc[0]
    other = lived(market, 2, course.again("technical", own["added"]))
    discount = 1.1 ** (-np.arange(1, HORIZON + 1) / 12)
    profits = [months_table(m).query("firm == 'Ann'")["profit"].to_numpy() @ discount for m in (base, other)]
    assert own["profit"] - own["paid"] == pytest.approx(profits[1] - profits[0])


def test_a_line_whose_money_reached_nobody_is_left_out(tried):
    nobody = tried.assign(paid=tried["paid"].where(tried["line"] != "winback", 0.0))
    assert list(spending_returns(nobody)["line"]) == [line for line in LINES if line != "winback"]


def test_a_single_branch_has_no_error(tried):
    table = spending_returns(tried[tried["branch"] == 1])
    assert table[["within_horizon_error", "with_equity_error"]].isna().all(axis=None)
    assert (table["branches"] == 1).all()


def test_branches_without_trials_try_nothing(small):
    assert futures(scenario_of(small), 1, 0, CUT, HORIZON, [1]).tried.empty


@pytest.mark.slow
def test_quality_returns_more_the_less_is_spent_on_it(small):
    """E14 has diminishing returns: a firm that starves quality gains more by a little money than one that pampers it."""
    returns = {}
    for rate in (0.2, 12.0):
        per_head = {"acquisition": 1.0, "functional": rate}
        firms = {"Ann": {"strategy": {"per_head": per_head}}}
        scenario = scenario_of(small, firms, market={"customers": 2000}, months=48)
        tried = futures(scenario, 1, 0, 11, 36, [1, 2, 3], (), [1, 2, 3]).tried
        returns[rate] = spending_returns(tried).set_index("line").loc["functional", "with_equity"]
    assert returns[0.2] > 1.0 > returns[12.0]
