"""The analytic optimum of acquisition and retention spending, from the firm's own books."""

import dataclasses
import math

import pytest

from sim.clv.spending import Response, acquisition_retention_optimum
from sim.scenario.strategies import Split, StrategySettings
from sim.strategy.blattberg_deighton import BlattbergDeighton
from sim.strategy.policy import shares_of
from sim.strategy.spending import Spending
from sim.strategy.view import View

SPLIT = Split(acquisition=0.3, functional=0.1, technical=0.2, loyalty_programme=0.3, winback=0.1)


def strategy(budget=80_000.0, split=SPLIT):
    return BlattbergDeighton(StrategySettings(kind="blattberg_deighton", budget=budget, split=split))


@pytest.fixture
def view(own_months):
    """8,000 customers of 20,000; 160 are lost, 200 join, 40 of them won back; 160,000 earned before 80,000 is spent."""
    books = own_months(
        12, 12, customers=7840, lost=160, joined=200, won_back=40, profit=80_000.0,
        spending=Spending(24_000.0, 8_000.0, 16_000.0, 24_000.0, 8_000.0),
    )  # fmt: skip
    return View(12, 8000, 12_000, 2000, discount_rate=0.1, own=books)


def test_the_optimum_is_that_of_the_points_in_the_books(view):
    """2 for a non-customer wins 160 of 12,000; 12 × 48,000 / 7,840 a year keeps .98^12; a customer earns 12 × 160,000 /
    7,840 a year before spending."""
    kept = 0.98**12
    chance = 0.12 * -math.expm1(-0.9)
    expected = acquisition_retention_optimum(
        12 * 160_000 / 7840, 0.1,
        Response(2.0, 160 / 12_000, 160 / 12_000 * 0.12 / chance),
        Response(12 * 48_000 / 7840, kept, 1 - 0.5 * (1 - kept)),
    )  # fmt: skip
    found = strategy().optimum(view)
    assert found == pytest.approx(expected)


def test_the_curve_of_acquisition_is_as_steep_as_the_trade_says(view):
    """A chance to win of a / c(A) × .12 (1 − e^(−.45 A)): at the optimum the marginal cost equals what is won."""
    found = strategy().optimum(view)
    conversion = (160 / 12_000) / (0.12 * -math.expm1(-0.9))
    slope = conversion * 0.12 * 0.45 * math.exp(-0.45 * found.acquisition_spend)
    assert 1 / slope == pytest.approx(found.customer_value)


def test_money_follows_the_optimum_where_the_budget_allows_it(view):
    found, policy = strategy().optimum(view), strategy(budget=1e6)
    spent = policy.decide(view).spending
    assert spent.acquisition == pytest.approx(found.acquisition_spend * 12_000)
    assert spent.functional + spent.technical + spent.loyalty_programme == pytest.approx(
        found.retention_spend / 12 * 8000
    )
    assert spent.total < 1e6 * 0.99


def test_beyond_the_budget_the_proportions_of_the_optimum_are_kept(view):
    found, spent = strategy().optimum(view), strategy(budget=10_000.0).decide(view).spending
    keeping = spent.functional + spent.technical + spent.loyalty_programme
    assert spent.total == pytest.approx(10_000.0)
    assert spent.acquisition / keeping == pytest.approx(
        found.acquisition_spend * 12_000 / (found.retention_spend / 12 * 8000)
    )


def test_winback_keeps_its_share(view):
    for budget in (10_000.0, 1e6):
        assert strategy(budget).decide(view).spending.winback == pytest.approx(0.1 * budget)


def test_retention_money_is_divided_as_in_the_scenario(view):
    spent = strategy().decide(view).spending
    assert spent.technical == pytest.approx(2 * spent.functional)
    assert spent.loyalty_programme == pytest.approx(3 * spent.functional)


def test_who_earns_more_with_a_customer_spends_more_on_both(view, own_months):
    def spends(profit):
        books = tuple(dataclasses.replace(month, profit=profit) for month in view.own)
        found = strategy().optimum(dataclasses.replace(view, own=books))
        return found.acquisition_spend, found.retention_spend

    (little_won, little_kept), (much_won, much_kept) = spends(40_000.0), spends(160_000.0)
    assert little_won < much_won
    assert little_kept < much_kept


@pytest.mark.parametrize(
    "books",
    [
        {"lost": 0},
        {"joined": 0, "won_back": 0},
        {"profit": -1e6},
        {"customers": 0},
        {"spending": Spending(functional=10_000.0)},
        {"spending": Spending(acquisition=10_000.0)},
    ],
    ids=["nobody left", "nobody joined", "a loss", "no customers", "no acquisition", "no retention"],
)
def test_books_that_allow_no_estimate_keep_the_shares(view, books):
    changed = dataclasses.replace(view, own=tuple(dataclasses.replace(month, **books) for month in view.own))
    assert strategy().review(changed, shares_of(SPLIT)) == shares_of(SPLIT)


def test_without_non_customers_the_shares_stay(view):
    everybody = dataclasses.replace(view, non_customers=0)
    assert strategy().review(everybody, shares_of(SPLIT)) == shares_of(SPLIT)
