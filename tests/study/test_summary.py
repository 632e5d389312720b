"""Headline figures: estimates and intervals as one would compute them by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.study.replications import Result, simulate
from sim.study.summary import summary_of


@pytest.fixture(scope="module")
def result(small):
    return simulate(small({"market": {"customers": 300}, "months": 15}), replications=4, seed=2)


def by_hand(values):
    """Return mean and 95 % t interval of the values that exist."""
    values = np.asarray(values, float)
    interval = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    return values.mean(), interval.low, interval.high


def assert_figure(figure, values):
    expected = by_hand(values)
    assert (figure["estimate"], figure["low"], figure["high"]) == pytest.approx(expected)


@pytest.mark.parametrize("firm", ["Ann", "Bob", "Cid"])
def test_figures_of_months_are_means_over_replications_with_t_intervals(result, firm):
    figures = result.summary["firms"][firm]
    months = result.months[result.months["firm"] == firm]
    last = months[months["month"] == 14].set_index("replication")
    everybody = result.months.query("month == 14").groupby("replication")["customers"].sum()
    assert_figure(figures["profit"], months.groupby("replication")["profit"].mean())
    assert_figure(figures["retention_rate"], months.groupby("replication")["retention_rate"].mean() ** 12)
    assert_figure(figures["customers"], last["customers"])
    assert_figure(figures["customer_equity"], last["customer_equity"])
    assert_figure(figures["market_share"], last["customers"] / everybody)


@pytest.mark.parametrize("firm", ["Ann", "Bob", "Cid"])
def test_the_realised_value_is_that_of_relationships_begun_in_the_books(result, firm):
    begun = result.relationships.query("start_month >= 0 and months > 0")
    values = begun[begun["firm"] == firm].groupby("replication")["discounted_profit"].mean()
    assert_figure(result.summary["firms"][firm]["realised_clv"], values)


def kaplan_meier_median(months, ended):
    """Return the first month by which half have left, by the product of conditional survivals."""
    surviving = 1.0
    for month in range(int(months.max()) + 1):
        at_risk = (months >= month).sum()
        surviving *= 1 - ((months == month) & ended).sum() / at_risk
        if surviving <= 0.5:
            return month
    return np.nan


def test_the_median_lifetime_is_that_of_kaplan_and_meier(result):
    begun = result.relationships.query("start_month >= 0")
    for firm, figures in result.summary["firms"].items():
        mine = begun[begun["firm"] == firm]
        medians = [
            kaplan_meier_median(group["months"].to_numpy(), group["ended"].to_numpy())
            for _, group in mine.groupby("replication")
        ]
        estimate = figures["median_lifetime"]["estimate"]
        assert estimate == (None if np.isnan(medians).any() else pytest.approx(np.mean(medians)))


def made_up(small, months, ended, replications=1):
    """Return a summary of relationships of one firm that were made up."""
    scenario = small({"months": 15}, count=1)
    spells = pd.DataFrame(
        {
            "replication": 0, "firm": pd.Categorical(["Ann"] * len(months)), "start_month": 0, "months": months,
            "ended": ended, "discounted_profit": 1.0,
        }
    )  # fmt: skip
    rows = pd.DataFrame(
        {
            "replication": 0, "month": range(15), "firm": pd.Categorical(["Ann"] * 15), "profit": 2.0,
            "retention_rate": 0.9, "customers": 5, "customer_equity": 7.0,
        }
    )  # fmt: skip
    return summary_of({"months": rows, "relationships": spells}, scenario, replications)["firms"]["Ann"]


@pytest.mark.parametrize(
    ("months", "ended", "median"),
    [
        ([1, 2, 3, 4], [True] * 4, 2),
        ([1, 2, 3, 4, 5], [True] * 5, 3),
        ([5, 5, 5, 5], [False] * 4, None),
        ([1, 9, 9, 9], [True, False, False, False], None),
        ([2, 1, 1, 3], [True, False, False, True], 2),
        ([1, 1, 2, 2], [False, False, True, False], 2),
    ],
)
def test_the_median_lifetime_counts_who_still_stays(small, months, ended, median):
    assert made_up(small, months, ended)["median_lifetime"]["estimate"] == median


def test_one_replication_has_no_interval(small):
    figures = made_up(small, [1, 2], [True, True])
    assert figures["profit"]["estimate"] == 2.0
    assert figures["profit"]["low"] is figures["profit"]["high"] is None
    assert figures["retention_rate"]["estimate"] == pytest.approx(0.9**12)


def test_equal_replications_have_an_interval_of_no_width(small, result):
    months = result.months.query("replication == 0")
    twice = {
        name: t.query("replication == 0")
        for name, t in result.tables.items()
        if name in ("months", "relationships")
    }
    copied = {
        name: pd.concat([table, table.assign(replication=1)], ignore_index=True)
        for name, table in twice.items()
    }
    figure = summary_of(copied, result.scenario, 2)["firms"]["Ann"]["profit"]
    expected = months[months["firm"] == "Ann"]["profit"].mean()
    assert (figure["estimate"], figure["low"], figure["high"]) == pytest.approx((expected,) * 3)


def test_a_firm_without_customers_has_figures_without_a_value(small):
    idle = {"unattached": 0.0, "unattached_contacted": 0.0, "unattached_recommended": 0.0}
    scenario = small({"market": {"unattached": 1.0}, "customers": {"consideration": idle}, "months": 3})
    figures = simulate(scenario, replications=2, seed=1).summary["firms"]["Ann"]
    assert figures["customers"]["estimate"] == 0
    for name in ("retention_rate", "market_share", "realised_clv", "median_lifetime"):
        assert figures[name]["estimate"] is None, name


def test_every_figure_has_a_unit_and_a_meaning(result: Result):
    assert result.summary["replications"] == 4
    assert result.summary["level"] == 0.95
    for figures in result.summary["firms"].values():
        assert all(figure["unit"] and figure["meaning"] for figure in figures.values())
        assert "EUR" in figures["profit"]["unit"]
