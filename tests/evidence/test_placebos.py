"""Placebos: a fact about who is chosen must vanish when the firm's estimates belong to other customers."""

import dataclasses

import numpy as np
import pytest

from sim.evidence.fact import FACTS
from sim.evidence.strategy import EXPERIMENTS, Difference, by_arm, yearly_churn
from sim.evidence.targeting import CHURN_RULES, VALUE_RULES
from sim.market import targets
from sim.strategy.analyst import Estimates


def shuffled(estimates, luck):
    """Return all that is believed of each customer as if it were believed of another."""
    order = luck.permutation(estimates.risk.size)
    return Estimates(
        **{field.name: getattr(estimates, field.name)[order] for field in dataclasses.fields(Estimates)}
    )


@pytest.fixture
def identities_are_shuffled(monkeypatch):
    """Let every firm rank its customers by what it believes of others of them; they go on living as they are."""
    luck, ranks = np.random.default_rng(1), targets.scores
    monkeypatch.setattr(targets, "scores", lambda rule, estimates: ranks(rule, shuffled(estimates, luck)))


def test_shuffling_keeps_what_is_believed_of_one_customer_together():
    risk = np.arange(50) / 50
    estimates = Estimates(risk, risk / 2, risk * 500.0, risk, risk, np.zeros(50, np.int8))
    other = shuffled(estimates, np.random.default_rng(1))
    np.testing.assert_allclose(other.lifetime_value, other.risk * 500.0)
    assert sorted(other.risk) == sorted(estimates.risk)
    assert not np.array_equal(other.risk, estimates.risk)


@pytest.mark.slow
def test_value_rules_have_no_advantage_over_churn_rules_if_identities_are_shuffled(identities_are_shuffled):
    """The mean of both value rules less that of both churn rules; with true identities it is about +197 thousand.

    Either mean has one rule that begins at random, as it needs the effect of the programme: single pairs have not.
    """
    tables = EXPERIMENTS["F18"].tables()
    assert not FACTS["F18"](tables).holds
    profit, churn = by_arm(tables, "profit") / 1000.0, yearly_churn(tables)
    advantage = Difference.of(profit[list(VALUE_RULES)].mean(axis=1) - profit[list(CHURN_RULES)].mean(axis=1))
    assert advantage.low <= 0.0 <= advantage.high
    assert advantage.high < 50.0
    fewer = Difference.of(churn["risk"] - churn["value"])
    assert fewer.low <= 0.0 <= fewer.high
