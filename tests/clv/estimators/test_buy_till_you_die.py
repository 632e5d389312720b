"""BG/NBD and Gamma-Gamma on the months with purchases of a log."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.clv.estimators.buy_till_you_die import bg_nbd_gamma_gamma, purchase_summary
from sim.clv.estimators.estimator import discounts
from sim.clv.firm_log import FirmLog
from sim.clv.transactions import fit_bg_nbd, rfm_summary

NAN = float("nan")
MONTHS, AHEAD = 48, 24


@pytest.fixture(scope="module")
def silent(make_log):
    """Return a log of customers who buy at their own rate and may stop after any purchase, which nobody is told.

    Nobody's relationship ends; with it, what each would spend in the months after the cut-off, (n, months).
    """
    rng = np.random.default_rng(6)
    size = 12_000
    start = -1 + np.arange(size) * MONTHS // size
    rate = rng.gamma(0.9, 0.12, size)
    stop = rng.beta(0.8, 4.0, size)
    spends = 6.0 * 60.0 / rng.gamma(5.0, 1.0, size)
    buys, alive = np.zeros((size, MONTHS + AHEAD), bool), np.ones(size, bool)
    for month in range(MONTHS + AHEAD):
        first = start == month - 1  # everybody buys in the first month, which makes a customer
        buys[:, month] = alive & (start < month) & (first | (rng.random(size) < -np.expm1(-rate)))
        alive &= ~(buys[:, month] & ~first & (rng.random(size) < stop))
    amounts = buys * spends[:, None] * rng.gamma(6.0, 1.0 / 6.0, buys.shape)

    def month_of(who, tenure):
        return start[who] + tenure

    log = make_log(
        MONTHS - 1,
        start,
        np.full(size, NAN),
        orders=lambda who, tenure: buys[who, month_of(who, tenure)].astype(int),
        revenue=lambda who, tenure: amounts[who, month_of(who, tenure)],
        profit=lambda who, tenure: 0.25 * amounts[who, month_of(who, tenure)],
    )
    return log, amounts[:, MONTHS:]


def test_the_summary_is_that_of_the_transactions_with_purchases_in_the_middle_of_their_month(silent):
    log, _ = silent
    bought = log.activity[log.activity["orders"] > 0]
    wanted = rfm_summary(bought, "relationship_id", "month", "revenue", MONTHS - 1, "month")
    found = purchase_summary(log)
    found = found[found["bought"]].drop(columns="bought")
    wanted["recency"] -= np.where(wanted["frequency"] > 0, 0.5, 0.0)
    assert found.index.tolist() == wanted.pop("customer_id").tolist()
    assert found.to_numpy() == pytest.approx(wanted[list(found)].to_numpy())


def test_who_has_not_bought_yet_counts_as_having_bought_when_the_relationship_began(make_log):
    log = make_log(9, [-1, -20, 4, 9], np.full(4, NAN), orders=lambda who, tenure: (who == 0).astype(int))
    table = purchase_summary(log)
    assert table["bought"].tolist() == [True, False, False, False]
    assert table["T"].tolist() == [9, 10, 5, 0]
    assert table["frequency"].tolist() == [9, 0, 0, 0]
    assert table["monetary_value"].tolist() == [20, 0, 0, 0]


def test_customers_who_behave_as_the_model_says_bring_what_it_predicts(silent):
    log, ahead = silent
    values = bg_nbd_gamma_gamma(log, AHEAD, 0.1)
    came = 0.25 * ahead @ discounts(AHEAD, 0.1)
    assert values.mean() == pytest.approx(came.mean(), rel=0.08)
    fifth = pd.qcut(values, 5, labels=False)
    predicted, realised = (np.bincount(fifth, x) / np.bincount(fifth) for x in (values, came))
    assert realised == pytest.approx(predicted, rel=0.25, abs=0.1 * came.mean())


def test_it_learns_from_those_begun_in_the_books_also_where_they_have_ended(make_log):
    rng = np.random.default_rng(2)
    orders = rng.random((600, 80)) < rng.gamma(1.0, 0.2, (600, 1))
    start = np.where(np.arange(600) < 100, -20, np.arange(600) % 12 - 1)
    end = np.where(np.arange(600) % 3 == 0, 20, NAN)
    log = make_log(
        35,
        start,
        end,
        orders=lambda who, tenure: orders[who, tenure].astype(int),
        revenue=lambda who, tenure: 10.0 + who % 7,
    )
    known = purchase_summary(log)
    later_gone = FirmLog(
        35,
        log.relationships[log.relationships["start_month"] >= -1],
        log.activity[log.activity["relationship_id"] >= 110],
    )
    assert fit_bg_nbd(known[(start >= -1) & known["bought"]], "month") == fit_bg_nbd(
        purchase_summary(later_gone).query("bought"), "month"
    )
    values = pd.Series(bg_nbd_gamma_gamma(log, 12, 0.1), log.current)
    alone = pd.Series(bg_nbd_gamma_gamma(later_gone, 12, 0.1), later_gone.current)
    share = (log.activity["profit"].sum() / log.activity["revenue"].sum()) / (
        later_gone.activity["profit"].sum() / later_gone.activity["revenue"].sum()
    )
    assert values[alone.index].to_numpy() == pytest.approx(share * alone.to_numpy())


@pytest.mark.parametrize(
    ("profit", "said"),
    [
        (-1.0, r"profit over revenue of the log is -0\.05, but must be above 0"),
        (25.0, r"is 1\.25, but must be"),
    ],
)
def test_a_share_of_revenue_that_is_no_margin_is_named(make_log, profit, said):
    with pytest.raises(ValueError, match=said):
        bg_nbd_gamma_gamma(make_log(9, np.full(9, -1), np.full(9, NAN), profit=profit), 12, 0.1)


def test_a_firm_that_sold_nothing_says_so(make_log):
    with pytest.raises(ValueError, match="profit over revenue of the log is 0, but must be above 0"):
        bg_nbd_gamma_gamma(make_log(9, np.full(9, -1), np.full(9, NAN), orders=0, revenue=0.0), 12, 0.1)


def test_customers_who_all_spend_the_same_fail_with_a_sentence(make_log):
    rng = np.random.default_rng(4)
    with pytest.raises(ValueError, match="there must be at least 2 who spend different amounts"):
        bg_nbd_gamma_gamma(
            make_log(
                9, np.full(90, -1), np.full(90, NAN), orders=lambda who, tenure: rng.integers(0, 2, who.size)
            ),
            12,
            0.1,
        )
