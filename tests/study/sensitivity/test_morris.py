from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as salib
from SALib.sample import morris as sampling

from sim.study.sensitivity.morris import morris_effects

COEFFICIENTS = np.array([3.0, -2.0, 0.0, 0.5])


def problem(count=4):
    return {"num_vars": count, "names": list("abcdefgh")[:count], "bounds": [[0.0, 1.0]] * count}


def trajectories(number=12, count=4, levels=4, seed=1):
    return sampling.sample(problem(count), number, num_levels=levels, seed=seed)


@pytest.mark.parametrize("levels", [4, 6])
def test_effects_of_a_linear_function_are_its_coefficients(respond, quick, levels):
    points = trajectories(levels=levels)
    effects = morris_effects(respond(points, points @ COEFFICIENTS), levels, quick)
    table = effects.table.set_index("parameter").loc[list("abcd")]
    assert table["mu"].to_numpy() == pytest.approx(COEFFICIENTS)
    assert table["mu_star"].to_numpy() == pytest.approx(abs(COEFFICIENTS))
    assert table["sigma"].to_numpy() == pytest.approx(0.0, abs=1e-9)
    assert effects.table["parameter"].tolist() == ["a", "b", "d", "c"]
    assert effects.trajectories == 12


def test_effects_are_those_of_salib(respond, quick):
    points = trajectories()
    y = points[:, 0] ** 2 * points[:, 1] + np.exp(points[:, 2])
    theirs = salib.analyze(problem(), points, y, num_resamples=2, seed=1)
    ours = morris_effects(respond(points, y), resampling=quick).table.set_index("parameter").loc[list("abcd")]
    for name in ("mu", "mu_star", "sigma"):
        assert ours[name].to_numpy() == pytest.approx(np.asarray(theirs[name], float))


def test_values_may_have_any_scale(respond, quick):
    points = trajectories()
    table = pd.DataFrame(
        {"a": np.exp(9 * points[:, 0]), "b": -points[:, 1], "c": points[:, 2], "d": points[:, 3]}
    )
    effects = morris_effects(respond(table, points @ COEFFICIENTS), resampling=quick).table.set_index(
        "parameter"
    )
    assert effects["mu"].loc[list("abcd")].to_numpy() == pytest.approx([3.0, 2.0, 0.0, 0.5])


@pytest.mark.slow
def test_intervals_hold_the_mean_effect_about_as_often_as_they_say(respond, quick):
    # y = a b + a² on four levels, a step of 2/3: the mean effect of b is E[a] = 1/2.
    held = []
    for seed in range(60):
        points = trajectories(20, 2, seed=seed + 1)
        y = points[:, 0] * points[:, 1] + points[:, 0] ** 2
        row = morris_effects(respond(points, y), resampling=quick).table.set_index("parameter").loc["b"]
        held.append(row["mu_star_low"] <= 0.5 <= row["mu_star_high"])
    assert np.mean(held) > 0.85


def test_a_curve_and_an_interaction_show_in_sigma(respond, quick):
    points = trajectories(30, 3)
    y = points[:, 0] * points[:, 1] + points[:, 2]
    table = morris_effects(respond(points, y), resampling=quick).table.set_index("parameter")
    assert table["sigma"]["a"] > 0.1
    assert table["sigma"]["c"] == pytest.approx(0.0, abs=1e-9)


def test_a_choice_has_an_effect_without_a_sign(respond, quick):
    points = trajectories(20, 2)
    table = pd.DataFrame({"kind": np.where(points[:, 0] > 0.5, "bold", "shy"), "b": points[:, 1]})
    y = 2.0 * (points[:, 0] > 0.5) + points[:, 1]
    found = morris_effects(respond(table, y), resampling=quick).table.set_index("parameter")
    assert found["mu_star"]["kind"] == pytest.approx(3.0)  # 2 for a step of two thirds
    assert np.isnan(found["mu"]["kind"])


def test_a_step_between_levels_that_are_the_same_choice_has_no_effect(respond, quick):
    points = trajectories(20, 2, levels=8)
    table = pd.DataFrame({"three": np.floor(points[:, 0] * 2.99), "b": points[:, 1]})
    found = morris_effects(respond(table, table["three"] + points[:, 1]), 8, quick).table.set_index(
        "parameter"
    )
    assert found["mu"]["b"] == pytest.approx(1.0)


def test_a_trajectory_with_a_failed_run_is_left_out(respond, quick):
    points = trajectories()
    y = points @ COEFFICIENTS
    y[3] = np.nan
    effects = morris_effects(respond(points, y), resampling=quick)
    assert (effects.trajectories, effects.left_out) == (11, 1)


def test_luck_of_replications_is_in_the_intervals(respond, quick):
    points = trajectories()
    still, lucky = (
        morris_effects(respond(points, points @ COEFFICIENTS, replications=4, luck=luck), resampling=quick)
        for luck in (0.0, 0.5)
    )
    width = [(one.table["mu_star_high"] - one.table["mu_star_low"]).mean() for one in (still, lucky)]
    assert width[0] == pytest.approx(0.0, abs=1e-9)
    assert width[1] > 0.1
    assert 0 < lucky.noise.share < 1


@pytest.mark.parametrize("change", ["two at once", "not whole"])
def test_points_that_are_no_trajectories_are_refused(respond, quick, change):
    points = trajectories()
    points = points[:-1] if change == "not whole" else np.random.default_rng(1).random(points.shape)
    with pytest.raises(ValueError, match="trajectories"):
        morris_effects(respond(points, points[:, 0]), resampling=quick)
