"""The survey: items on 7-point scales, a random sample, and what the customers then did."""

import numpy as np
import pytest

from sim.market.model import Market
from sim.market.survey import ITEMS, QUESTIONS
from sim.market.tables import tables_of

SURVEYED = {"survey": {"months": [6, 20], "sample": 150}, "months": 24, "followed": 500}


@pytest.fixture(scope="module")
def run(small):
    tables = tables_of(Market(small(SURVEYED), seed=2).run())
    return tables["survey"], tables


def items(survey, question):
    return survey[[f"{question}_{n}" for n in range(1, ITEMS + 1)]].to_numpy()


def test_as_many_are_asked_as_the_scenario_says(run):
    assert run[0].groupby("month").size().to_dict() == {6: 150, 20: 150}


def test_nobody_is_asked_twice_at_a_time(run):
    assert not run[0].duplicated(["month", "customer_id"]).any()


def test_a_sample_larger_than_the_market_asks_everybody_who_has_lived_a_month_with_a_firm(small):
    tables = tables_of(Market(small(SURVEYED | {"survey": {"months": [6], "sample": 9999}}), seed=2).run())
    panel = tables["panel"].query("month == 6 and tenure > 0")
    assert set(tables["survey"]["customer_id"]) == set(panel["customer_id"])


def test_answers_lie_on_seven_points(run):
    for question in QUESTIONS:
        answers = items(run[0], question)
        assert answers.min() >= 1
        assert answers.max() <= 7


def test_who_is_asked_is_drawn_and_not_chosen(run):
    survey, tables = run
    asked = tables["panel"].query("month == 6 and tenure > 0")
    sampled = survey.query("month == 6")["customer_id"]
    place = sampled % 500
    assert abs(place.mean() - (asked["customer_id"] % 500).mean()) < 40
    assert 0.2 < survey.query("month == 20")["customer_id"].isin(sampled).mean() < 0.8


def test_without_error_the_items_are_the_truth_on_the_scale(small):
    scenario = small(SURVEYED | {"survey": {"months": [6], "sample": 9999, "item_noise": 0.0}})
    tables = tables_of(Market(scenario, seed=2).run())
    survey = tables["survey"].set_index("customer_id")
    state = tables["panel"].query("month == 6").set_index("customer_id").loc[survey.index]
    bonds = state["procedural"] + state["financial"] + state["relational"]
    truth = {
        "satisfaction": state["satisfaction"],
        "trust": state["trust"],
        "expertise": state["expertise"],
        "attitudinal_loyalty": (state["satisfaction"] + state["trust"]) / 2,
        "intention_to_stay": 1 / (1 + np.exp(-state["relative_value"] - bonds)),
        "procedural_cost": (state["procedural"] / 1.1).clip(0, 1),
        "relational_cost": (state["relational"] / 1.1).clip(0, 1),
        "financial_cost": (state["financial"] / 1.1).clip(0, 1),
    }
    for question, true in truth.items():
        for answers in items(survey, question).T:
            assert (np.abs(answers - (1 + 6 * true)) <= 0.5 + 1e-9).all(), question


def test_items_of_one_question_agree_with_one_another_but_not_perfectly(run):
    correlations = np.corrcoef(items(run[0], "satisfaction"), rowvar=False)[np.triu_indices(ITEMS, 1)]
    assert (correlations > 0.2).all()
    assert (correlations < 0.98).all()


def test_the_survey_knows_who_stayed(run):
    survey, tables = run
    ends = tables["relationships"].set_index("relationship_id").loc[survey["relationship_id"]].reset_index()
    early = (survey["month"] == 6).to_numpy()
    left = (ends["ended"] & (ends["end_month"] <= survey["month"] + 12)).to_numpy()
    assert survey["stayed"][early].notna().all()
    assert (survey["stayed"][early].to_numpy(bool) == ~left[early]).all()
    late_and_open = ~early & ~left
    assert survey["stayed"][late_and_open].isna().all()
    assert (survey["stayed"][~early & left] == False).all()  # noqa: E712
    assert ((survey["cause"] != "none").to_numpy() == left).all()
    assert (survey["firm"].astype(str) == ends["firm"].astype(str)).all()


def test_whoever_stays_a_year_after_the_survey_is_known_if_the_run_lasts_that_long(small):
    for months, known in ((19, True), (18, False)):
        scenario = small(SURVEYED | {"survey": {"months": [6]}, "months": months})
        survey = tables_of(Market(scenario, seed=2).run())["survey"]
        assert survey["stayed"].notna().all() == known


def test_the_explicit_index_replaces_attitude_and_nothing_else(small, run):
    with_index = small(SURVEYED | {"survey": SURVEYED["survey"] | {"bell_index": {"enabled": True}}})
    survey = tables_of(Market(with_index, seed=2).run())["survey"]
    unlike = {name for name in survey if not survey[name].equals(run[0][name])}
    assert unlike == {f"attitudinal_loyalty_{n}" for n in (1, 2, 3)}


def test_the_explicit_index_rises_with_quality_and_switching_costs(small):
    settings = {"enabled": True, "noise": 0.0}
    scenario = small(SURVEYED | {"survey": {"months": [20], "sample": 9999, "bell_index": settings}})
    survey = tables_of(Market(scenario, seed=2).run())["survey"]
    loyalty = items(survey, "attitudinal_loyalty").mean(axis=1)
    for question in ("functional_quality", "technical_quality", "procedural_cost"):
        assert np.corrcoef(items(survey, question).mean(axis=1), loyalty)[0, 1] > 0.1


def test_a_survey_of_nobody_can_be_held(small):
    survey = tables_of(Market(small(SURVEYED | {"survey": {"months": [6], "sample": 0}}), seed=2).run())[
        "survey"
    ]
    assert len(survey) == 0
    assert "satisfaction_1" in survey


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("index", [False, True])
def test_a_survey_in_a_market_without_customers_can_be_held(small, index):
    idle = {"unattached": 0.0, "unattached_contacted": 0.0, "unattached_recommended": 0.0}
    nobody = {
        "market": {"unattached": 1.0},
        "customers": {"consideration": idle},
        "survey": SURVEYED["survey"] | {"bell_index": {"enabled": index}},
    }
    survey = tables_of(Market(small(SURVEYED | nobody), seed=2).run())["survey"]
    assert len(survey) == 0


def test_the_outcome_may_be_asked_for_as_late_as_a_scenario_accepts(small):
    late = small(SURVEYED | {"survey": {"months": [6], "outcome_months": 1200}})
    survey = tables_of(Market(late, seed=2).run())["survey"]
    assert survey["stayed"].notna().sum() < len(survey)
