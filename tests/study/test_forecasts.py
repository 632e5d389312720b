"""Customers valued at a month of the run: what was known, what was predicted, what then came."""

import numpy as np
import pandas as pd
import pytest

from sim.clv.estimators import ESTIMATORS
from sim.clv.ranking import RANKING_METHODS
from sim.market.model import Market
from sim.market.tables import tables_of
from sim.study.firm_logs import CutOff, logs_of
from sim.study.forecasts import add_expectations, forecast_tables, scores_of
from sim.study.futures import futures, value_of_relationships

CUT = CutOff.at(23, 48)
PREDICTED = [f"predicted_{e.name}" for e in ESTIMATORS]


@pytest.fixture(scope="module")
def scenario(small):
    return small({"market": {"customers": 1500, "secondary": False}, "months": 48, "warm_up": 12})


def lived(scenario, activity=10**6):
    market = Market(scenario, seed=3, activity=activity).run()
    tables = tables_of(market)
    return tables | forecast_tables(market, tables, CUT)


@pytest.fixture(scope="module")
def tables(scenario):
    return lived(scenario)


def test_everybody_with_a_firm_at_the_cut_off_has_one_row(tables):
    relationships = tables["relationships"]
    lasts = (relationships["start_month"] <= 23) & ~(
        relationships["ended"] & (relationships["end_month"] <= 23)
    )
    assert sorted(tables["forecasts"]["relationship_id"]) == sorted(
        relationships.loc[lasts, "relationship_id"]
    )


def test_what_came_is_what_the_market_itself_lives_from_the_cut_off_on(scenario, tables):
    market = Market(scenario, seed=3)
    while market.month <= CUT.month:
        market.step()
    brought = value_of_relationships(market.branch(0), CUT.horizon).set_index("relationship_id")["as it is"]
    realised = tables["forecasts"].set_index("relationship_id")["realised"]
    pd.testing.assert_series_equal(realised, brought.loc[realised.index], check_names=False)


def test_predictions_do_not_see_the_future(scenario, tables, small):
    """A shock the month after the cut-off changes what comes, and no prediction."""
    shock = {"events": [{"month": 24, "firm": "Ann", "set": {"price": 1.5}}]}
    other = lived(
        small({"market": {"customers": 1500, "secondary": False}, "months": 48, "warm_up": 12, **shock})
    )
    pd.testing.assert_frame_equal(other["forecasts"][PREDICTED], tables["forecasts"][PREDICTED])
    assert not other["forecasts"]["realised"].equals(tables["forecasts"]["realised"])


def test_a_log_ends_at_the_cut_off(scenario, tables):
    market = Market(scenario, seed=3, activity=10**6).run()
    for seen in logs_of(market, tables["relationships"], CUT.month):
        assert seen.log.activity["month"].max() == CUT.month
        assert seen.log.relationships["start_month"].max() <= CUT.month
        assert not (seen.log.relationships["end_month"] > CUT.month).any()


def test_the_profit_of_the_last_year_is_gross_profit_less_the_costs_by_activity(scenario, tables):
    known = tables["forecasts"]
    left = known["year_gross_profit"] - known[
        ["cost_orders", "cost_contacts", "cost_account", "cost_programme"]
    ].sum(axis=1)
    market = Market(scenario, seed=3, activity=10**6).run()
    activity = market.ledger.activity.table(market)
    year = activity[activity["month"].between(12, 23)].groupby("relationship_id")["profit"].sum()
    np.testing.assert_allclose(left, year.reindex(known["relationship_id"], fill_value=0.0), atol=1e-8)


def test_spending_on_acquisition_is_shared_by_those_who_joined(tables):
    months, known = tables["months"], tables["forecasts"]
    firm = months[(months["firm"] == "Bob") & (months["month"] <= 23)]
    each = firm["acquisition_spend"].sum() / (firm["joined"].sum() - firm["won_back"].sum())
    own = known[(known["firm"] == "Bob") & (known["source"] != "win-back")]
    assert set(own.loc[own["tenure"] >= 25, "cost_acquisition"]) == {0.0}
    np.testing.assert_allclose(own.loc[own["tenure"] < 24, "cost_acquisition"], each)


def test_every_method_is_scored_for_every_firm(tables):
    scores = tables["forecast_scores"]
    assert len(scores) == 3 * len(ESTIMATORS)
    worked = scores[scores["failure"] == ""]
    assert len(worked) >= 3 * (len(ESTIMATORS) - 1)
    np.testing.assert_allclose(worked["bias"], worked["mean_predicted"] - worked["mean_true"])


def test_a_method_that_fails_says_why_and_the_others_are_scored(small):
    """Nobody ever leaves: nothing can be said of survival."""
    never = dict.fromkeys(("base", "dissatisfied", "contacted", "winback", "recommended"), 0.0)
    customers = {"consideration": never, "share_of_wallet": {"lapse": 0.0}}
    scenario = small(
        {"market": {"customers": 200, "category_exit": 0.0}, "months": 48, "customers": customers}
    )
    market = Market(scenario, seed=3, activity=10**6).run()
    tables = tables_of(market)
    assert not tables["relationships"]["ended"].any()
    scores = forecast_tables(market, tables, CUT)["forecast_scores"]
    failed = scores[scores["failure"] != ""]
    assert "weibull" in set(failed["method"])
    assert failed["mean_predicted"].isna().all()
    assert "past_value" in set(scores.loc[scores["failure"] == "", "method"])


def test_where_every_method_fails_each_says_why(tables):
    failures = {e.name: "why not" for e in ESTIMATORS}
    scores = scores_of(tables["forecasts"], "realised", failures)
    assert list(scores["method"]) == list(failures)
    assert set(scores["failure"]) == {"why not"}
    assert scores["bias"].isna().all()


def test_the_contest_ranks_by_every_method(tables):
    names = {method.name for method in RANKING_METHODS} | {"no ranking"}
    for _, contest in tables["rankings"].groupby("firm", observed=True):
        assert set(contest["method"]) == names
        assert contest["hit_rate"].between(0, 1).all()


def test_moves_between_classes_add_up_to_the_customers_of_both_years(tables):
    relationships, moves = tables["relationships"], tables["migration"]
    for firm, own in moves.groupby("firm", observed=True):
        spells = relationships[relationships["firm"] == firm]
        for column, month, without in (("before", 23, "new"), ("after", 35, "left")):
            lasts = (spells["start_month"] < month) & ~(spells["ended"] & (spells["end_month"] <= month))
            assert (
                own.loc[own[column] != without, "customers"].sum()
                == spells.loc[lasts, "customer_id"].nunique()
            )


def test_a_sample_of_places_predicts_about_the_same(scenario, tables):
    sample = lived(scenario, activity=500)["forecasts"]
    assert 0.25 < len(sample) / len(tables["forecasts"]) < 0.42
    assert sample["relationship_id"].isin(tables["forecasts"]["relationship_id"]).all()
    same = tables["forecasts"].set_index("relationship_id").loc[sample["relationship_id"]]
    np.testing.assert_allclose(sample["realised"], same["realised"])


def test_expectations_are_added_to_the_first_replication_only(scenario, tables):
    both = {
        name: pd.concat([table.assign(replication=np.int16(number)) for number in (0, 1)], ignore_index=True)
        for name, table in tables.items()
    }
    branches = futures(scenario, 3, 0, CUT.month, CUT.horizon, [1, 2, 3], [1])
    add_expectations(both, branches)
    forecasts = both["forecasts"].set_index("replication")
    assert forecasts.loc[0, ["expected", "expected_error"]].notna().all(axis=None)
    assert forecasts.loc[1, "expected"].isna().all()
    mean = branches.worth.groupby("relationship_id")["as it is"].mean()
    np.testing.assert_allclose(forecasts.loc[0, "expected"], mean.loc[forecasts.loc[0, "relationship_id"]])
    judged = both["forecast_scores"]
    assert set(judged.loc[judged["against"] == "expected", "replication"]) == {0}
    assert (judged.groupby("against", observed=True).size() == [48, 24]).all()


@pytest.mark.parametrize(("month", "months"), [(10, 48), (36, 48), (11, 23), (-1, 48)])
def test_a_cut_off_needs_a_year_on_both_sides(month, months):
    with pytest.raises(ValueError, match=f"the cut-off is month {month}, but must be"):
        CutOff.at(month, months)


def test_the_cut_off_is_half_of_the_run_unless_chosen():
    assert CutOff.chosen(None, 120) == (59, 60)
    assert CutOff.chosen(None, 24) == (11, 12)
    assert CutOff.chosen(None, 23) is None
    assert CutOff.chosen(30, 120) == (30, 89)
