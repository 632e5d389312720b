from __future__ import annotations

import numpy as np
import pytest

from sim.clv.closed_form import constant_retention_clv
from sim.report.retention import LAWS, ONE_RATE, SEEN, trap_of


def lives(shape, scale=30.0, *, number=3000, followed=60, **more):
    """Rows of `relationships` that follow a Weibull law as evenly as can be, each followed for so many months."""
    left = (np.arange(number) + 0.5) / number
    months = np.ceil(scale * (-np.log(left)) ** (1 / shape))
    return [
        {
            "firm": "Ann",
            "months": int(min(month, followed)),
            "ended": bool(month <= followed),
            "profit": 10.0 * min(month, followed),
        }
        | more
        for month in months
    ]


def trap(make_run, *rows):
    return trap_of(make_run(relationships=[row for part in rows for row in part]))


def test_falling_hazard_lets_one_rate_promise_too_many_until_the_crossing(make_run):
    found = trap(make_run, lives(0.6))
    assert found.shape == pytest.approx(0.6, abs=0.03)
    assert found.promises_too_many
    error = (found.table[ONE_RATE] - found.table[SEEN]).to_numpy()
    assert np.all(error[1 : found.crossing] > 0)
    assert error[found.crossing] <= 0
    assert found.over(ONE_RATE) > 0


def test_rising_hazard_lets_one_rate_promise_too_few_until_the_crossing(make_run):
    found = trap(make_run, lives(1.8))
    assert found.shape > 1
    assert not found.promises_too_many
    error = (found.table[ONE_RATE] - found.table[SEEN]).to_numpy()
    assert np.all(error[1 : found.crossing] < 0)
    assert error[found.crossing] >= 0
    assert found.over(ONE_RATE) < 0


def test_constant_hazard_is_told_by_one_rate(make_run):
    found = trap(make_run, lives(1.0))
    assert found.is_right
    assert found.crossing is None


def test_one_rate_is_who_left_by_the_months_lived_in_the_books(make_run):
    old = lives(1.0, start_month=-11)
    old = [row for row in old if row["months"] > 10]
    found = trap(make_run, lives(1.0), old)
    left = sum(row["ended"] for row in lives(1.0)) + sum(row["ended"] for row in old)
    lived = sum(row["months"] for row in lives(1.0)) + sum(row["months"] - 10 for row in old)
    assert found.rate == pytest.approx(1 - left / lived, abs=1e-6)


def test_months_before_the_books_are_not_taken_for_proof_of_loyalty(make_run):
    old = [row for row in lives(1.0, start_month=-31) if row["months"] > 30]
    found = trap(make_run, lives(1.0), old)
    assert found.table[SEEN].to_numpy() == pytest.approx(np.exp(-found.table["month"] / 30), abs=0.01)


def test_new_customer_is_worth_the_closed_form_under_one_rate(make_run):
    run = make_run(relationships=lives(1.0))
    found, discount = trap_of(run), (1 + run.scenario.discount_rate) ** (1 / 12) - 1
    whole = constant_retention_clv(found.margin, found.rate, discount, "period_end", periods=found.months)
    assert found.worth[ONE_RATE] == pytest.approx(float(whole))


def test_margin_is_the_profit_of_a_month_lived_in_the_books(make_run):
    assert trap(make_run, lives(1.0)).margin == pytest.approx(10.0)


def test_months_with_few_followed_are_not_compared(make_run):
    found = trap(make_run, lives(1.0, scale=5.0, number=400, followed=1000))
    assert found.table["at_risk"].min() >= 30
    assert found.months < 20


def test_steps_of_retention_multiply_to_survival(make_run):
    found = trap(make_run, lives(0.6))
    for law in LAWS:
        whole = (found.bins[law] ** (found.bins["end"] - found.bins["start"])).prod()
        assert whole == pytest.approx(found.table[law].iloc[-1])


def test_last_step_is_not_much_shorter_than_the_one_before(make_run):
    found = trap(make_run, lives(0.8, followed=37))
    assert found.bins["end"].to_list() == [3, 6, 12, 24, 37]


def test_customers_won_are_those_of_a_replication(make_run):
    rows = [*lives(1.0, number=100), *lives(1.0, number=100, replication=1)]
    old = lives(1.0, number=50, start_month=-2)
    months = [{"firm": "Ann", "replication": number} for number in (0, 1)]
    run = make_run(relationships=[*rows, *(row for row in old if row["months"] > 1)], months=months)
    assert trap_of(run).won == 100


@pytest.mark.parametrize(
    "rows",
    [
        [],
        lives(1.0, number=29),
        lives(1.0, scale=1e6),
        [row | {"months": 1} for row in lives(1.0)],
        lives(1.0, followed=5),
        [row | {"months": 8, "ended": True} for row in lives(1.0)],
    ],
    ids=["nobody", "few followed", "few ends", "one month", "five months", "all at once"],
)
def test_too_little_is_not_fitted(rows, make_run):
    assert trap(make_run, rows) is None
