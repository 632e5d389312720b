"""Word of mouth and contacts: who hears what of whom, and which way it moves beliefs."""

import numpy as np
import pytest

from sim.market.model import Market

SETTLED = {
    "consideration": {
        "base": 0.0, "dissatisfied": 0.0, "contacted": 0.0, "winback": 0.0, "recommended": 0.0, "unattached": 0.0,
        "unattached_recommended": 0.0, "unattached_contacted": 0.0,
    },
    "share_of_wallet": {"lapse": 0.0},
}  # fmt: skip
"""Customers who never change their firm."""


@pytest.fixture(scope="module")
def beliefs(small):
    """Return the mean belief of non-customers about the first firm, after a year among people who talk or do not."""

    def beliefs(quality, **talk):
        silent = {"positive": 0.0, "negative": 0.0, "advisers": 0} | talk
        scenario = small(
            {
                "customers": SETTLED | {"word_of_mouth": silent},
                "market": {"category_exit": 0.0, "public_information": 0.0},
            },
            {"Ann": {"quality": {"functional": quality, "technical": quality, "fixed": True}}},
        )
        crowd = Market(scenario, seed=2).run().crowd
        return crowd.belief[crowd.firm != 0, 0].mean()

    return beliefs


def test_praise_raises_beliefs_about_a_good_firm(beliefs):
    assert beliefs(0.85, positive=0.22) > beliefs(0.85) + 0.01


def test_warnings_lower_beliefs_about_a_bad_firm(beliefs):
    assert beliefs(0.35, negative=0.17) < beliefs(0.35) - 0.01


def test_nobody_warns_of_what_was_never_bad(beliefs):
    assert beliefs(0.95, negative=1.0) == pytest.approx(beliefs(0.95), abs=0.004)


def test_what_was_said_is_heard_a_month_later(small):
    loud = {"word_of_mouth": {"positive": 1.0, "negative": 1.0, "positive_from": 0.5, "negative_below": 0.5}}
    market = Market(small({"customers": loud, "warm_up": 0}), seed=2)
    market.step()
    assert (market.crowd.said != 0).sum() > 50
    assert (market.crowd.heard_firm == -1).all()
    market.step()
    assert (market.crowd.heard_firm >= 0).sum() > 50


def test_nobody_hears_of_the_own_firm(small):
    loud = {"word_of_mouth": {"positive": 1.0, "positive_from": 0.3}}
    market = Market(small({"customers": loud}), seed=2)
    while market.month < 12:
        own = market.crowd.firm.copy()
        market.step()
        heard = market.crowd.heard_firm
        assert ((heard == -1) | (heard != own)).all()


def test_beliefs_follow_true_quality_by_public_information(small, silence):
    scenario = small(
        {
            "customers": SETTLED | silence,
            "market": {"public_information": 0.05, "category_exit": 0.0},
            "months": 80,
        },
        {"Bob": {"quality": {"functional": 0.9, "technical": 0.7, "fixed": True}}},
    )
    market = Market(scenario, seed=2)
    strangers = market.crowd.firm != 1
    before = market.crowd.belief[strangers, 1].copy()
    market.step()
    after = market.crowd.belief[strangers, 1]
    assert after == pytest.approx(before + 0.05 * (0.8 - before))
    market.run()
    assert market.crowd.belief[strangers, 1] == pytest.approx(0.8, abs=0.01)


def test_firms_reach_the_share_of_non_customers_that_their_spending_buys(small):
    market = Market(small({"market": {"customers": 4000}, "months": 3}), seed=2)
    reached = np.zeros(3)
    strangers = np.zeros(3)
    while market.month < 3:
        own = market.crowd.firm.copy()
        market.step()
        for f in range(3):
            others = own != f
            strangers[f] += others.sum()
            reached[f] += ((market.crowd.contacted[others] >> f) & 1).sum()
            assert ((market.crowd.contacted[~others] >> f) & 1 == 0).all()
    expected = 0.12 * (1 - np.exp(-0.45 * np.array([2.0, 1.2, 0.8])))
    assert reached / strangers == pytest.approx(expected, rel=0.1)
