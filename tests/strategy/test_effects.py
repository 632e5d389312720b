"""What one more unit of money does on each line, as a firm estimates it."""

import dataclasses
import math

import pytest

from sim.scenario.market import Response
from sim.scenario.strategies import LINES
from sim.strategy.effects import (
    CALL_WINS,
    CONTACT_WINS,
    PROGRAMME_KEEPS,
    RELIEF,
    Worth,
    newcomer_value,
    on_equity,
    on_satisfaction,
    quality_slope,
    satisfaction_value,
    slope_at,
    worth_of,
)
from sim.strategy.response import contact_chance, programme_effect, quality_after, winback_chance
from sim.strategy.spending import Spending
from sim.strategy.view import View

P = Response()
WORTH = Worth(
    newcomer=200.0, customer=500.0, per_contact=0.1, per_call=0.2, by_satisfaction=30.0, by_programme=2.0
)
MONEY = {
    "acquisition": 8000.0,
    "functional": 2000.0,
    "technical": 4000.0,
    "loyalty_programme": 1000.0,
    "winback": 400.0,
}


@pytest.fixture
def view(own_months):
    return View(12, 1000, 4000, 100, own=own_months(12, 12))


@pytest.mark.parametrize("spending", [0.0, 1.0, 5.0])
def test_slopes_are_those_of_the_response_curves(spending):
    step = 1e-6
    curves = {
        contact_chance: (P.contact_ceiling, P.contact_rate),
        winback_chance: (P.winback_ceiling, P.winback_rate),
        programme_effect: (1.0, P.programme_rate),
    }
    for curve, (ceiling, rate) in curves.items():
        measured = (curve(spending + step, P) - curve(spending, P)) / step
        assert slope_at(ceiling, rate, spending) == pytest.approx(measured, rel=1e-4)


def test_the_slope_of_quality_is_that_of_the_level_that_is_held():
    """Once the stock has followed: spending of 2 holds .640, of 2 + 1e-4 a little more."""

    def held(spending):
        quality = 0.6
        for _ in range(900):
            quality = quality_after(quality, spending, P)
        return quality

    assert quality_slope(2.0, P) == pytest.approx((held(2.0001) - held(2.0)) / 0.0001, rel=1e-3)


def test_only_quality_satisfies(view):
    """½ × .245 × .168 × e^(−.168 × 2), and × 4."""
    effects = on_satisfaction(view, MONEY)
    assert effects["functional"] == pytest.approx(0.5 * 0.245 * 0.168 * math.exp(-0.336))
    assert effects["technical"] == pytest.approx(0.5 * 0.245 * 0.168 * math.exp(-0.672))
    assert [effects[line] for line in ("acquisition", "loyalty_programme", "winback")] == [0.0] * 3


def test_the_effects_on_equity_are_what_the_formulas_say(view):
    """Per head: 2 for non-customers, 2, 4 and 1 for customers, 4 for the lost."""
    assert on_equity(view, MONEY, WORTH) == pytest.approx(
        {
            "acquisition": 0.1 * 0.12 * 0.45 * math.exp(-0.9) * 200.0,
            "functional": 0.5 * 0.245 * 0.168 * math.exp(-0.336) * 30.0,
            "technical": 0.5 * 0.245 * 0.168 * math.exp(-0.672) * 30.0,
            "loyalty_programme": 0.35 * math.exp(-0.35) * 2.0,
            "winback": 0.2 * 0.25 * 0.25 * math.exp(-1.0) * 500.0,
        }
    )


def test_a_line_that_reaches_nobody_has_no_effect(view):
    alone = dataclasses.replace(view, non_customers=0, lately_lost=0, customers=0)
    assert set(on_equity(alone, MONEY, WORTH).values()) == {0.0}
    assert set(on_satisfaction(alone, MONEY).values()) == {0.0}


def test_the_second_unit_of_money_does_less(view):
    more = {line: money + 100.0 for line, money in MONEY.items()}
    now, then = on_equity(view, MONEY, WORTH), on_equity(view, more, WORTH)
    assert all(then[line] < now[line] for line in LINES)


def test_a_customer_is_worth_the_mean_and_who_loses_money_nothing(view, seen):
    customers = seen(3, lifetime_value=[100.0, 250.0, -600.0])
    assert worth_of(dataclasses.replace(view, customers_seen=customers), months=6).customer == pytest.approx(
        350 / 3
    )


def test_a_newcomer_lives_a_first_year_and_then_as_those_in_the_second(seen):
    """5 a month while .99 a month stay, s = .94148^(1/6): 5 (1 − .99^12) / .01, and then .99^12 × 300; old ones do not
    count."""
    file, estimates = seen(
        4, tenure=[3, 12, 24, 60], margin=[4.0, 6.0, 50.0, 90.0], risk=[1 - 0.99**6] * 2 + [0.5] * 2,
        lifetime_value=[1.0, 1.0, 300.0, 9000.0],
    )()  # fmt: skip
    expected = 5.0 * (1 - 0.99**12) / 0.01 + 0.99**12 * 300.0
    assert newcomer_value(file, estimates, 6, 0.0) == pytest.approx(expected)


def test_a_newcomer_s_money_is_discounted_from_the_end_of_its_month(seen):
    """Nobody leaves, and 21 % a year: twelve months of 5, and 300 in a year."""
    file, estimates = seen(
        2, tenure=[12, 13], margin=5.0, risk=0.0, lifetime_value=[1.0, 300.0]
    )()  # fmt: skip
    v = 1.21 ** (-1 / 12)
    expected = sum(5.0 * v**month for month in range(1, 13)) + 300.0 / 1.21
    assert newcomer_value(file, estimates, 6, 0.21) == pytest.approx(expected)


def test_where_nobody_is_new_newcomers_are_taken_to_be_as_everybody(seen):
    file, estimates = seen(2, tenure=60, margin=[4.0, 6.0], risk=0.0, lifetime_value=[100.0, 200.0])()
    assert newcomer_value(file, estimates, 6, 0.0) == pytest.approx(12 * 5.0 + 150.0)


def test_newcomers_who_lose_money_are_worth_nothing(seen):
    file, estimates = seen(2, tenure=6, margin=-5.0, lifetime_value=-100.0)()
    assert newcomer_value(file, estimates, 6, 0.0) == 0.0


def test_contacts_win_what_the_books_say(view, own_months, seen):
    """4000 non-customers at 2 each: 4000 × .12 × (1 − e^−.9) contacts a month win 5, and calls win 5 of 25 × (1 − 1/e)."""
    books = own_months(12, 12, joined=10, won_back=5, spending=Spending(acquisition=8000.0, winback=400.0))
    worth = worth_of(dataclasses.replace(view, own=books, customers_seen=seen(4)), months=6)
    assert worth.per_contact == pytest.approx(5 / (480 * -math.expm1(-0.9)))
    assert worth.per_call == pytest.approx(5 / (25 * -math.expm1(-1.0)))


def test_who_joins_beyond_what_contacts_can_win_came_uncalled(view, own_months, seen):
    books = own_months(12, 12, joined=200, spending=Spending(acquisition=8000.0))
    worth = worth_of(dataclasses.replace(view, own=books, customers_seen=seen(4)), months=6)
    assert worth.per_contact == CONTACT_WINS


def test_where_nobody_was_contacted_the_trade_s_experience_counts(view, seen):
    worth = worth_of(dataclasses.replace(view, customers_seen=seen(4)), months=6)
    assert (worth.per_contact, worth.per_call) == (CONTACT_WINS, CALL_WINS)


def test_satisfaction_is_worth_its_slope_on_lifetime_value(seen):
    """From .5 to .7 the lifetime value rises from 100 to 160: a whole unit brings 300, in 50 months."""
    _, estimates = seen(4, satisfaction=[0.5, 0.5, 0.7, 0.7], lifetime_value=[90.0, 110.0, 150.0, 170.0])()
    assert satisfaction_value(estimates, 6, life=50.0) == pytest.approx(6.0)


def test_while_answers_tell_nothing_a_tenth_of_satisfaction_takes_three_tenths_of_the_risk(seen):
    """(.1 × 100 + .3 × 200) / 2 are lost in six months; who loses money does not count."""
    _, estimates = seen(3, satisfaction=0.65, risk=[0.1, 0.3, 0.9], lifetime_value=[100.0, 200.0, -50.0])()
    assert satisfaction_value(estimates, 6, life=50.0) == pytest.approx(RELIEF * 70.0 / 3 / 6)


def test_satisfaction_is_not_believed_to_cost_money(seen):
    _, estimates = seen(2, satisfaction=[0.5, 0.7], lifetime_value=[300.0, 100.0])()
    assert satisfaction_value(estimates, 6, life=50.0) == 0.0


def test_a_programme_keeps_a_small_part_of_the_value_at_risk(view, seen):
    """(.1 × 100 + .2 × 50) / 3 customers / 6 months are at risk."""
    customers = seen(3, risk=[0.1, 0.2, 0.5], lifetime_value=[100.0, 50.0, -10.0])
    worth = worth_of(dataclasses.replace(view, customers_seen=customers), months=6)
    assert worth.by_programme == pytest.approx(PROGRAMME_KEEPS * 20.0 / 3 / 6)


def test_nothing_is_known_without_books_or_customers(view, seen):
    assert worth_of(dataclasses.replace(view, own=(), customers_seen=seen(3)), 6) is None
    assert worth_of(dataclasses.replace(view, customers=0), 6) is None
    assert worth_of(dataclasses.replace(view, customers_seen=seen(0)), 6) is None
