from __future__ import annotations

import json

import numpy as np
import pytest

from sim.study.sensitivity.analysis import analyse
from sim.study.sensitivity.failing import failing_outcome, failing_strategy
from sim.study.sensitivity.labels import labels
from sim.study.sensitivity.material import OutcomeError

WORLD = {
    "market.size": {"uniform": [0, 1]},
    "customers.taste.mean": {"uniform": [0, 1]},
    "market.idle": {"integer": [1, 9]},
}
LEVER = {"firms.Ann.split.acquisition": [0.2, 0.4, 0.6]}
GRID = {"market.size": [0.0, 0.5, 1.0], "customers.taste.mean": [0.0, 0.5, 1.0]}


def luck(seed, replication):
    """The same for all points of a replication."""
    return float(np.random.default_rng([seed, replication]).normal())


def market(values, seed, replication):
    """More acquisition pays only where the market is large; taste helps a little; nothing is idle."""
    size, share = values["market.size"], values.get("firms.Ann.split.acquisition", 0.2)
    equity = 100 * size + 20 * values["customers.taste.mean"] + 500 * (share - 0.2) * (size - 0.7)
    return {
        "customer_equity": equity + 10 * luck(seed, replication),
        "customer_value": share + 0.001 * luck(seed, replication),
        "firm_value": equity + luck(seed, replication),
    }


@pytest.fixture(scope="module")
def lhs(material):
    return material(market, {"kind": "latin_hypercube", "points": 100}, WORLD, LEVER, replications=3,
                    base={"firms.Ann.split.acquisition": 0.4})  # fmt: skip


@pytest.fixture
def found(lhs, quick):
    return analyse(lhs, "customer_equity", resampling=quick)


def test_a_latin_hypercube_gives_scores_tornado_robustness_a_box_and_a_front(found):
    assert set(found.tables) == {"scores", "tornado", "robustness", "limits", "trajectory", "pareto"}
    assert set(found.gaps) == {"sobol", "morris"}
    assert found.tables["scores"]["parameter"].tolist()[0] == "market.size"
    assert (
        found.tables["tornado"].set_index("parameter").loc["firms.Ann.split.acquisition", "high_value"]
        == "0.6"
    )


def test_the_base_is_the_setting_of_the_base_scenario_and_the_strategy_the_one_with_least_regret(found):
    assert found.summary["robustness"]["base"] == 1
    table = found.tables["robustness"]
    assert table["setting"].tolist() == ["acquisition 0.2", "acquisition 0.4", "acquisition 0.6"]
    # In a large market 0.6 gains 500 × 0.4 × 0.3 = 60 on 0.2, in an empty one it loses 500 × 0.4 × 0.7 = 140.
    assert table["regret"].tolist() == pytest.approx([60, 70, 140], abs=3)
    assert found.summary["robustness"]["best"] == 0


def test_the_strategy_fails_where_the_base_does_better_and_the_box_says_where_that_is(found):
    facts = found.summary["failing"]
    assert (facts["strategy"], facts["rival"]) == ("acquisition 0.2", "acquisition 0.4")
    limits = found.tables["limits"].set_index("parameter")
    assert list(limits.index) == ["market.size"]
    assert limits.loc["market.size", "low"] == pytest.approx(0.7, abs=0.02)
    assert facts["fails"] == pytest.approx(30, abs=1)
    assert facts["tested_density"] > 0.9


def test_with_a_threshold_a_strategy_fails_where_it_misses_that(lhs, quick):
    facts = analyse(lhs, "customer_equity", 50.0, resampling=quick).summary
    assert facts["failing"]["threshold"] == 50.0
    assert facts["failing"]["rival"] is None
    assert facts["robustness"]["threshold"] == 50.0


def test_luck_that_all_points_share_is_no_noise(found):
    assert found.summary["noise"]["share"] == pytest.approx(0.0, abs=1e-9)
    assert found.summary["noise"]["unpaired"] > 0.005


def test_what_was_found_is_plain_json(found):
    text = json.dumps(found.facts(), allow_nan=False)
    assert json.loads(text)["outcome"]["outcome"] == "customer_equity"


def test_equal_questions_have_equal_answers(lhs, quick):
    first, second = (analyse(lhs, "customer_equity", resampling=quick) for _ in range(2))
    assert first.facts() == second.facts()
    for name, table in first.tables.items():
        assert table.equals(second.tables[name]), name


def test_ishigami_as_a_sweep_has_its_analytic_indices(material, quick, ishigami):
    def function(values, seed, replication):
        return {"y": float(ishigami(np.array([[values["a"], values["b"], values["c"]]]))[0])}

    axes = {name: {"uniform": [-np.pi, np.pi]} for name in "abc"}
    sweep = material(function, {"kind": "sobol", "points": 2048}, axes)
    table = analyse(sweep, "y", resampling=quick).tables["sobol"].set_index("parameter")
    assert table["first"].to_dict() == pytest.approx(ishigami.first, abs=0.02)
    assert table["total"].to_dict() == pytest.approx(ishigami.total, abs=0.02)


def test_sobol_indices_are_of_the_mean_over_scanned_values_and_futures_come_in_blocks(material, quick):
    sweep = material(market, {"kind": "sobol", "points": 64}, WORLD, LEVER, replications=2)
    found = analyse(sweep, "customer_equity", resampling=quick)
    assert found.summary["sobol"] | {"combinations": 3, "blocks": 64} == found.summary["sobol"]
    table = found.tables["sobol"].set_index("parameter")
    # Over the settings: 200 size + 20 taste; all in the variances of uniform inputs.
    assert table.loc["market.size", "first"] == pytest.approx(0.99, abs=0.05)
    assert table.loc["market.idle", "total"] == 0.0
    assert found.summary["robustness"]["futures"] == 64 * 5
    assert found.summary["failing"]["points"] == 128  # A and B of each block: only they were drawn one by one


def test_a_morris_design_has_effects_and_says_that_its_points_are_no_sample(material, quick):
    sweep = material(market, {"kind": "morris", "points": 12}, WORLD, LEVER)
    found = analyse(sweep, "customer_equity", resampling=quick)
    table = found.tables["morris"].set_index("parameter")
    assert table.loc["customers.taste.mean", ["mu_star", "sigma"]].tolist() == pytest.approx([20.0, 0.0])
    assert "do not fill the space" in found.gaps["failing"]
    assert "morris" in found.gaps["scores"]


def test_one_at_a_time_has_a_tornado_around_the_base_and_a_front_of_the_levers(material, quick):
    base = {
        "market.size": 0.5,
        "customers.taste.mean": 0.5,
        "market.idle": 5,
        "firms.Ann.split.acquisition": 0.4,
    }
    design = {"kind": "one_at_a_time", "quantiles": (0.1, 0.9)}
    found = analyse(material(market, design, WORLD, LEVER, 3, base), "customer_equity", resampling=quick)
    row = found.tables["tornado"].set_index("parameter").loc["market.size"]
    assert row[["low_value", "high_value"]].tolist() == ["0.1", "0.9"]
    assert row["swing"] == pytest.approx(160.0)
    assert found.summary["tornado"]["around_base"]
    # The base, and the two other values of the lever.
    names = ["acquisition 0.4", "acquisition 0.2", "acquisition 0.6"]
    assert found.tables["pareto"]["name"].tolist() == names
    assert "one input was moved at a time" in found.gaps["robustness"]
    assert {"robustness", "failing", "scores", "sobol", "morris"} == set(found.gaps)


def test_a_grid_of_a_few_points_says_what_is_too_little(material, quick):
    found = analyse(material(market, {"kind": "grid"}, GRID, LEVER, 2), "customer_equity", resampling=quick)
    assert found.gaps["failing"].startswith("9 futures are too few to search for a box")
    assert any("9 futures are few" in sentence for sentence in found.cautions["robustness"])
    assert any("too narrow" in sentence for sentence in found.cautions["robustness"])


@pytest.mark.parametrize(
    ("design", "uncertainties", "levers", "name", "reason"),
    [
        ({"kind": "grid"}, GRID, {}, "robustness", "no levers"),
        ({"kind": "grid"}, GRID, {}, "pareto", "nothing to choose between"),
        ({"kind": "grid"}, {}, {"market.size": [0, 1], "customers.taste.mean": [0, 1]}, "robustness", "one future"),
        ({"kind": "grid"}, {}, {"market.size": [0, 1], "customers.taste.mean": [0, 1]}, "failing", "no uncertainties"),
        ({"kind": "latin_hypercube", "points": 30}, WORLD, {"firms.Ann.split.acquisition": {"uniform": [0, 1]}},
         "robustness", "give levers lists of values"),
        ({"kind": "grid"}, {"market.size": [1], "customers.taste.mean": [0]}, LEVER, "robustness", "future"),
    ],
)  # fmt: skip
def test_every_analysis_that_cannot_be_made_says_why(
    material, quick, design, uncertainties, levers, name, reason
):
    found = analyse(material(market, design, uncertainties, levers, 2), "customer_equity", resampling=quick)
    assert reason in found.gaps[name]


def test_without_levers_the_box_is_about_the_worse_half(material, quick):
    found = analyse(
        material(market, {"kind": "latin_hypercube", "points": 200}, WORLD),
        "customer_equity",
        resampling=quick,
    )
    assert found.summary["failing"]["fails"] == 100
    assert found.summary["failing"]["strategy"] is None
    limits = found.tables["limits"].set_index("parameter")
    assert limits.loc["market.size", "high"] == pytest.approx(0.5, abs=0.12)


def test_a_failed_run_leaves_out_its_point_and_its_future_and_is_told(material, quick):
    sweep = material(market, {"kind": "latin_hypercube", "points": 60}, WORLD, LEVER, 2, failing=(7,))
    found = analyse(sweep, "customer_equity", resampling=quick)
    assert found.summary["complete"] == 179
    assert found.summary["robustness"]["futures"] == 59
    assert any(
        "1 future has a run that is missing, failed" in sentence for sentence in found.cautions["robustness"]
    )


def test_levers_that_cannot_be_compared_yet_have_no_strategy_that_fails(material, quick):
    # Of 30 futures × 3 settings, one combination after the other, a bit more than the first one was made.
    later = tuple(range(35, 90))
    sweep = material(market, {"kind": "latin_hypercube", "points": 30}, WORLD, LEVER, 1, failing=later)
    found = analyse(sweep, "customer_equity", resampling=quick)
    assert "0 futures have every run" in found.gaps["robustness"]
    assert "could not be compared" in found.gaps["failing"]
    assert "failing" not in found.summary
    assert "0 of 30 rows of the sample have a run at each of the 3 combinations" in found.gaps["scores"]


def test_of_a_sweep_that_goes_on_the_replications_that_most_points_have_are_used(material, quick):
    # The plan's rows go point by point: of 30 points × 3 replications, the last ones of points 10 and up are not made.
    later = tuple(row for row in range(90) if row % 3 == 2 and row >= 30)
    sweep = material(market, {"kind": "latin_hypercube", "points": 30}, WORLD, {}, 3, failing=later)
    found = analyse(sweep, "customer_equity", resampling=quick)
    assert (found.summary["replications"], found.summary["planned_replications"]) == (2, 3)
    assert found.summary["complete"] == 30


def test_one_replication_says_that_nobody_knows_the_noise(material, quick):
    found = analyse(
        material(market, {"kind": "latin_hypercube", "points": 60}, WORLD),
        "customer_equity",
        resampling=quick,
    )
    assert found.facts()["noise"]["share"] is None
    assert any("nobody knows how much" in sentence for sentence in found.cautions["tornado"])


def test_an_unknown_outcome_is_refused_with_those_that_there_are(lhs):
    with pytest.raises(
        OutcomeError, match=r'no outcome "profit".*customer_equity, customer_value, firm_value'
    ):
        analyse(lhs, "profit")
    with pytest.raises(OutcomeError, match="Bob"):
        analyse(lhs, "Bob.customer_equity")


def test_the_front_leaves_out_futures_in_which_either_outcome_is_missing(material, quick):
    def gaps(values, seed, replication):
        found = market(values, seed, replication)
        missing = {"customer_value": values["market.size"] < 0.1, "firm_value": values["market.size"] > 0.9}
        return {name: float("nan") if missing.get(name) else value for name, value in found.items()}

    sweep = material(gaps, {"kind": "latin_hypercube", "points": 50}, WORLD, LEVER, 2)
    assert analyse(sweep, "customer_equity", resampling=quick).summary["pareto"]["futures"] == 40


def test_of_a_rivals_outcome_less_is_better(lhs):
    assert lhs.more_is_better("customer_equity")
    assert lhs.more_is_better("Ann.profit")
    assert not lhs.more_is_better("Bob.profit")


def test_a_front_needs_both_its_outcomes(lhs, quick):
    found = analyse(lhs, "customer_equity", front=("customer_value", "joy"), resampling=quick)
    assert 'no outcome "joy"' in found.gaps["pareto"]


# Failing


MEANS = np.array([[5.0, 5.0, 5.0], [9.0, 4.0, 4.0], [6.0, 6.0, 0.0]])


@pytest.mark.parametrize(
    ("strategy", "base", "threshold", "more", "rival", "fails"),
    [
        (1, 0, None, True, 0, [False, True, True]),
        (0, 0, None, True, 1, [True, False, False]),
        (2, 0, 5.5, True, None, [False, False, True]),
        (2, 0, 5.5, False, None, [True, True, False]),
        (0, 0, None, False, 2, [False, False, True]),
    ],
)
def test_a_strategy_fails_where_its_rival_does_better_or_it_misses_the_threshold(
    strategy, base, threshold, more, rival, fails
):
    found = failing_strategy(MEANS, strategy, base, threshold, more)
    assert found.rival == rival
    assert found.fails.tolist() == fails


def test_an_outcome_without_levers_fails_in_its_worse_half():
    assert failing_outcome(np.array([1.0, 2.0, 3.0, 4.0]), None, True).fails.tolist() == [
        True,
        True,
        False,
        False,
    ]
    assert failing_outcome(np.array([1.0, 2.0, 3.0, 4.0]), None, False).fails.tolist() == [
        False,
        False,
        True,
        True,
    ]
    assert failing_outcome(np.array([1.0, 2.0]), 1.5, True).threshold == 1.5


# Labels


@pytest.mark.parametrize(
    ("keys", "short"),
    [
        (["market.network.neighbours"], ["neighbours"]),
        (["customers.price_sensitivity.mean"], ["price sensitivity mean"]),
        (["firms.Ann.price", "firms.Bob.price"], ["price", "Bob price"]),
        (["firms.Ann.strategy.split.acquisition"], ["acquisition"]),
        (["customers.a.sd", "customers.b.sd", "months"], ["a sd", "b sd", "months"]),
        (["customers.x.gain", "market.x.gain"], ["customers x gain", "market x gain"]),
    ],
)
def test_short_names_are_the_last_words_of_keys_that_tell_them_apart(keys, short):
    assert list(labels(keys, "Ann").values()) == short
