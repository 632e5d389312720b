"""The course of a firm: decisions written down, and taken again with more money on one line."""

import pytest

from sim.scenario.strategies import PerHead, Split, StrategySettings
from sim.strategy.course import Course
from sim.strategy.spending import Spending
from sim.strategy.view import Decision, View

BUDGET = StrategySettings(budget=1000.0, split=Split(acquisition=0.4, functional=0.6))
RATES = StrategySettings(per_head=PerHead(acquisition=1.0, functional=2.0))
DECIDED = Decision(Spending(acquisition=400.0, functional=200.0), price=0.9)
OTHER = Decision(Spending(technical=7.0), price=2.0)
VIEW = View(month=3, customers=100, non_customers=400, lately_lost=0)


def course_of(settings):
    course = Course()
    assert course.note(settings, VIEW, DECIDED) is DECIDED
    return course


@pytest.mark.parametrize("settings", [BUDGET, RATES])
def test_a_course_taken_again_is_the_same_but_for_the_added_money(settings):
    again = course_of(settings).again("technical", 50.0)
    taken = again(settings, VIEW, OTHER)
    assert taken == Decision(Spending(acquisition=400.0, functional=200.0, technical=50.0), price=0.9)
    assert again.added == {3: 50.0}


def test_who_has_a_budget_spends_the_same_sums_on_more_customers():
    more = View(month=3, customers=150, non_customers=350, lately_lost=0)
    spending = course_of(BUDGET).again("acquisition", 10.0)(BUDGET, more, OTHER).spending
    assert (spending.acquisition, spending.functional) == (410.0, 200.0)


def test_who_spends_rates_per_head_spends_them_on_more_customers():
    more = View(month=3, customers=150, non_customers=350, lately_lost=0)
    spending = course_of(RATES).again("acquisition", 10.0)(RATES, more, OTHER).spending
    assert (spending.acquisition, spending.functional) == (400.0 * 350 / 400 + 10.0, 200.0 * 150 / 100)


def test_nothing_is_added_to_a_line_that_reaches_nobody():
    again = course_of(BUDGET).again("winback", 10.0)
    assert again(BUDGET, VIEW, OTHER) == DECIDED
    assert again.added == {3: 0.0}


def test_a_month_that_was_not_noted_cannot_be_taken_again():
    later = View(month=4, customers=100, non_customers=400, lately_lost=0)
    with pytest.raises(KeyError):
        course_of(BUDGET).again("winback", 10.0)(BUDGET, later, OTHER)
