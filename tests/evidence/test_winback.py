"""Win-back against the literature, and its control against runs in which nobody is asked back."""

import numpy as np
import pandas as pd
import pytest

from sim.clv.regain import losses, regain_table
from sim.evidence.strategy import BUDGET, CUSTOMERS, FIRM, Difference
from sim.scenario import load_scenario
from sim.study.replications import simulate

WITHIN = 12
SHOCK, MONTHS = 36, 6
SERVICE = ("functional quality", "technical quality or incident")


def relationships(overrides, months=72, replications=6):
    """All relationships of the baseline in a smaller market, and the months of its first firm."""
    size = {"market.customers": CUSTOMERS, "months": months, "followed": 0, "survey.months": []}
    scenario = load_scenario("baseline", size | BUDGET | overrides)
    result = simulate(scenario, replications=replications, seed=1)
    own = result.months[result.months["firm"] == FIRM]
    return result.relationships, own


def own_losses(table):
    """The losses of the first firm."""
    lost = losses(table, WITHIN)
    return lost[lost["firm"] == FIRM]


def lost_in_the_shock(change, causes):
    """Those who left for these causes while a change lasted, or in the three months after."""
    event = {"month": SHOCK, "months": MONTHS, "firm": FIRM, "set": change}
    lost = own_losses(relationships({"events": [event]})[0])
    end = lost["end_month"].between(SHOCK, SHOCK + MONTHS + 2)
    return lost[end & lost["cause"].astype(str).isin(causes)]


def difference_of_rates(price, service):
    """Regain rate of price leavers less that of service leavers among those who trusted alike, Mantel and Haenszel's."""
    bands = np.arange(0.0, 1.0, 0.1)
    one, other = (
        group["regained"].groupby(np.digitize(group["trust"], bands)).agg(["size", "mean"])
        for group in (price, service)
    )
    both = one.index.intersection(other.index)
    one, other = one.loc[both], other.loc[both]
    weight = one["size"] * other["size"] / (one["size"] + other["size"])
    return float(np.average(one["mean"] - other["mean"], weights=weight))


@pytest.mark.slow
def test_who_left_over_the_price_returns_more_readily_than_who_left_for_service_at_equal_trust():
    """Kumar, Bhagwat & Zhang (2015). Two arms with the same customers and luck: a dear half-year, and a bad one."""
    price = lost_in_the_shock({"price": 1.10}, ("price",))
    service = lost_in_the_shock({"quality_shift": {"technical": -0.15, "functional": -0.15}}, SERVICE)
    differences = [
        difference_of_rates(price[price["replication"] == r], service[service["replication"] == r])
        for r in sorted(price["replication"].unique())
    ]
    found = Difference.of(differences)
    assert found.low > 0.0, found


@pytest.mark.slow
def test_who_trusted_more_returns_more_readily_and_returns_without_win_back_are_foretold():
    """Kumar, Bhagwat & Zhang (2015); and what the control says of a firm that tried, against the same one that did not."""
    tried, months = relationships({}, months=96)
    left_alone, unspent = relationships({"firms.Incumbent.strategy.split.winback": 0.0}, months=96)
    lost, alone = own_losses(tried), own_losses(left_alone)
    assert not alone["regained"].any()
    stronger, foretold, earned = [], [], []
    for r in range(6):
        own, theirs = lost[lost["replication"] == r], alone[alone["replication"] == r]
        books = months[months["replication"] == r]
        rates = regain_table(own, books, "trust", WITHIN, 0.1)["regain_rate"]
        stronger.append(rates.iloc[-1] - rates.iloc[0])
        foretold.append(
            regain_table(own, books, "all", WITHIN, 0.1)["returns_without"].iloc[0]
            - theirs["wait"].notna().mean()
        )
        pays = regain_table(own, books, "all", WITHIN, 0.1)["break_even"].iloc[0]
        more = books["profit"].sum() - unspent.loc[unspent["replication"] == r, "profit"].sum()
        earned.append(more / books["won_back"].sum() - pays)
    assert Difference.of(stronger).low > 0.0, stronger
    # Too low by a little, as the docstring says: who accepts an offer is readier to return anyway.
    assert Difference.of(foretold).low > -0.03, foretold
    assert Difference.of(foretold).high < 0.02, foretold
    # Money for one won back: the difference of the books, undiscounted and cut off at their end, against what may be paid.
    assert Difference.of(earned).low > -60.0, earned
    assert Difference.of(earned).high < 60.0, earned


def test_rates_are_compared_within_bands_of_trust():
    """Price leavers trusted more, but at equal trust both return alike: no difference may be found."""
    price = pd.DataFrame(
        {"trust": [0.65] * 90 + [0.15] * 10, "regained": [True] * 45 + [False] * 45 + [False] * 10}
    )
    service = pd.DataFrame(
        {"trust": [0.65] * 10 + [0.15] * 90, "regained": [True] * 5 + [False] * 5 + [False] * 90}
    )
    assert difference_of_rates(price, service) == pytest.approx(0.0)
