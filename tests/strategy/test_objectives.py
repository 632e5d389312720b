"""Mean satisfaction first, or customer equity first: one budget, two objectives."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.strategies import LINES, Split, StrategySettings
from sim.strategy.effects import on_equity, on_satisfaction, worth_of
from sim.strategy.objectives import EquityFirst, SatisfactionFirst, moved
from sim.strategy.policy import shares_of
from sim.strategy.spending import Spending
from sim.strategy.view import View

SPLIT = Split(acquisition=0.3, functional=0.21, technical=0.21, loyalty_programme=0.21, winback=0.07)
BUDGET = 80_000.0
BOTH = {"satisfaction_first": SatisfactionFirst, "equity_first": EquityFirst}


def strategy(kind, **keys):
    return BOTH[kind](StrategySettings(kind=kind, budget=BUDGET, split=SPLIT, **keys))


@pytest.fixture
def view(own_months, seen):
    """A firm like the baseline's: 8,000 customers of 20,000, 200 come and go a month, 30 of them won back."""
    spent = Spending(*(BUDGET * share for share in shares_of(SPLIT).values()))
    books = own_months(
        12, 12, customers=8000, joined=200, lost=200, won_back=30, profit=100_000.0, spending=spent
    )
    customers = seen(
        100, tenure=[6] * 30 + [40] * 70, lifetime_value=[150] * 30 + [500] * 70,
        satisfaction=[0.55] * 50 + [0.75] * 50, risk=[0.2] * 50 + [0.1] * 50,
    )  # fmt: skip
    return View(12, 8000, 12_000, 2000, discount_rate=0.1, own=books, customers_seen=customers)


def reviewed(policy, view, times=40):
    for number in range(times):
        policy.decide(dataclasses.replace(view, month=6 * number))
    return policy.shares


def test_satisfaction_first_ends_with_everything_in_the_two_qualities(view):
    shares = reviewed(strategy("satisfaction_first"), view)
    assert shares["functional"] + shares["technical"] == pytest.approx(1.0)
    assert shares["functional"] == pytest.approx(shares["technical"], abs=0.01)


def test_the_two_objectives_end_with_different_splits(view):
    satisfied, worth = (reviewed(strategy(kind), view) for kind in BOTH)
    quality = {
        kind: part["functional"] + part["technical"] for kind, part in (("s", satisfied), ("e", worth))
    }
    assert quality["s"] - quality["e"] > 0.3
    assert sum(abs(satisfied[line] - worth[line]) for line in LINES) > 0.6


def test_each_is_better_at_its_own_objective(view):
    """Effects of the last unit of money: a split is better if none of its lines is far behind another with money."""
    satisfied, worth = (reviewed(strategy(kind), view) for kind in BOTH)
    known = worth_of(view, 6)

    def gap(effects):
        return max(effects.values()) - min(effects.values())

    def money(shares):
        return {line: BUDGET * share for line, share in shares.items()}

    assert gap(on_equity(view, money(worth), known)) < gap(on_equity(view, money(satisfied), known))
    assert (
        on_satisfaction(view, money(satisfied))["technical"]
        < on_satisfaction(view, money(worth))["technical"]
    )


@pytest.mark.parametrize("kind", BOTH)
def test_a_review_moves_a_tenth_of_the_budget(view, kind):
    shares = strategy(kind).review(view, shares_of(SPLIT))
    up = {line: shares[line] - share for line, share in shares_of(SPLIT).items() if shares[line] > share}
    assert list(up.values()) == pytest.approx([0.1])
    assert sum(shares.values()) == pytest.approx(1.0)


def test_the_money_goes_to_the_line_with_the_highest_effect(view):
    effects = on_equity(
        view, {line: BUDGET * share for line, share in shares_of(SPLIT).items()}, worth_of(view, 6)
    )
    shares = strategy("equity_first").review(view, shares_of(SPLIT))
    best, worst = (choose(LINES, key=lambda line: effects[line]) for choose in (max, min))
    assert shares[best] == pytest.approx(getattr(SPLIT, best) + 0.1)
    assert shares[worst] == pytest.approx(max(getattr(SPLIT, worst) - 0.1, 0.0))


@pytest.mark.parametrize("kind", BOTH)
def test_reviews_come_to_rest(view, kind):
    policy = strategy(kind)
    settled = reviewed(policy, view)
    assert reviewed(policy, view, times=3) == pytest.approx(settled, abs=0.005)


def test_where_customers_are_worth_more_to_win_equity_first_spends_more_on_acquisition(view, seen):
    def won(second_year):
        worth = [100] * 30 + [second_year] * 30 + [300] * 40
        customers = seen(100, tenure=[6] * 30 + [18] * 30 + [40] * 40, lifetime_value=worth)
        return reviewed(strategy("equity_first"), dataclasses.replace(view, customers_seen=customers))[
            "acquisition"
        ]

    assert won(10.0) < won(500.0)


def test_where_the_satisfied_are_worth_more_equity_first_buys_quality(view, seen):
    def quality(satisfied):
        answers = {
            "satisfaction": [0.5] * 50 + [0.8] * 50,
            "lifetime_value": [400 - satisfied] * 50 + [400] * 50,
        }
        shares = reviewed(
            strategy("equity_first"), dataclasses.replace(view, customers_seen=seen(100, **answers))
        )
        return shares["functional"] + shares["technical"]

    assert quality(0) < quality(150) < quality(350)


def test_if_nobody_is_worth_anything_equity_first_moves_nothing(view, seen):
    worthless = dataclasses.replace(view, customers_seen=seen(5, lifetime_value=-10.0, margin=-1.0))
    assert strategy("equity_first").review(worthless, shares_of(SPLIT)) == shares_of(SPLIT)


def even(shares):
    return dict.fromkeys(LINES, 1.0)


def steep(shares):
    """Return effects that fall with the shares of acquisition and of win-back, twice as fast; the others are between."""
    won, regained = 1.0 - shares["acquisition"], 1.0 - 2.0 * shares["winback"]
    return dict.fromkeys(LINES, 0.5 * (won + regained)) | {"acquisition": won, "winback": regained}


def test_nothing_moves_between_lines_that_do_the_same():
    assert moved(shares_of(SPLIT), 0.1, even) == shares_of(SPLIT)


def test_where_a_move_would_turn_two_lines_around_half_of_it_moves_or_half_of_that():
    """From .5 for acquisition and .8 for win-back: a move of x leaves .5 + x and .8 − 2x, which are level at .1."""
    split = Split(acquisition=0.5, functional=0.2, technical=0.2, winback=0.1)
    found = moved(shares_of(split), 0.25, steep)
    assert found == pytest.approx({**shares_of(split), "acquisition": 0.4375, "winback": 0.1625})


def test_crumbs_do_not_move():
    """Level at a move of .0001."""
    shares = shares_of(Split(acquisition=0.2003, winback=0.1))
    assert moved(shares, 0.1, steep) == shares


def test_a_move_takes_from_the_next_line_what_the_worst_cannot_give():
    effects = {
        "acquisition": 2.0,
        "functional": 1.0,
        "technical": 5.0,
        "loyalty_programme": 3.0,
        "winback": 0.0,
    }
    assert moved(shares_of(SPLIT), 0.5, lambda shares: effects) == pytest.approx(
        {"acquisition": 0.08, "functional": 0.0, "technical": 0.71, "loyalty_programme": 0.21, "winback": 0.0}
    )


@given(data=st.data(), part=st.floats(0.001, 1))
def test_a_move_keeps_the_budget(any_split, data, part):
    shares = shares_of(data.draw(any_split))
    effects = dict(zip(LINES, data.draw(st.lists(st.floats(0, 1), min_size=5, max_size=5)), strict=True))
    found = moved(shares, part, lambda tried: effects)
    assert sum(found.values()) == pytest.approx(sum(shares.values()))
    assert min(found.values()) >= 0.0
