"""Designs: which points are run, in which order, and what does not fit."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.sweeping.designs import Design, DesignError, number_of_points, points_of, unit_sample
from sim.study.sweeping.distributions import Distribution
from sim.study.sweeping.parameters import Parameter


def scanned(key, *values):
    return Parameter(key, "lever", values=values)


def sampled(key, low=0.0, high=1.0):
    return Parameter(key, "uncertainty", distribution=Distribution("uniform", (low, high)))


def values_of(points):
    return [tuple(point.values.values()) for point in points]


def test_a_grid_is_every_combination_the_last_list_fastest():
    points = points_of(Design("grid"), (scanned("a", 1, 2), scanned("b", "x", "y", "z")), {})
    assert values_of(points) == list(product([1, 2], ["x", "y", "z"]))
    assert [point.combination for point in points] == list(range(6))


def test_a_list_runs_lists_side_by_side():
    points = points_of(Design("list"), (scanned("a", 1, 2), scanned("b", "x", "y")), {})
    assert values_of(points) == [(1, "x"), (2, "y")]


def test_one_at_a_time_starts_at_the_base_and_changes_one_thing():
    design = Design("one_at_a_time", quantiles=(0.1, 0.9))
    points = points_of(design, (scanned("a", 1, 2), sampled("b", 0, 10)), {"a": 7, "b": 5.0})
    assert values_of(points) == [(7, 5.0), (1, 5.0), (2, 5.0), (7, 1.0), (7, 9.0)]


def test_one_at_a_time_needs_a_base():
    with pytest.raises(DesignError, match="in which b has no value"):
        points_of(Design("one_at_a_time"), (scanned("a", 1), scanned("b", 2)), {"a": 1})


@given(st.integers(1, 40), st.integers(1, 5), st.integers(0, 9))
def test_a_latin_hypercube_has_one_point_in_every_slice_of_every_axis(points, axes, seed):
    cube = unit_sample(Design("latin_hypercube", points=points, seed=seed), axes)
    slices = np.sort(np.floor(cube * points), axis=0)
    assert (slices == np.arange(points)[:, None]).all()


@pytest.mark.parametrize("second_order", [False, True])
@pytest.mark.parametrize("axes", [1, 3])
def test_sobol_points_are_those_of_salib_in_its_order(axes, second_order):
    from SALib.sample import sobol

    problem = {"num_vars": axes, "names": list("abc")[:axes], "bounds": [[0, 1]] * axes}
    theirs = sobol.sample(problem, 16, calc_second_order=second_order, seed=np.random.default_rng(5))
    ours = unit_sample(Design("sobol", points=16, second_order=second_order, seed=5), axes)
    np.testing.assert_array_equal(ours, theirs)


def test_trajectories_of_morris_move_along_one_axis_at_a_time():
    cube = unit_sample(Design("morris", points=7, levels=4), 3)
    for path in cube.reshape(7, 4, 3):
        moved = (np.diff(path, axis=0) != 0).sum(axis=1)
        assert moved.tolist() == [1, 1, 1]


def test_the_same_sample_is_run_at_every_combination_of_lists():
    parameters = (sampled("u", 6, 12), scanned("a", 1, 2), sampled("v"))
    points = points_of(Design("latin_hypercube", points=5), parameters, {})
    assert [(p.combination, p.sample) for p in points] == list(product(range(2), range(5)))
    assert [p.values["a"] for p in points] == [1] * 5 + [2] * 5
    assert [p.values["u"] for p in points[:5]] == [p.values["u"] for p in points[5:]]
    assert list(points[0].values) == ["u", "a", "v"]


DESIGNS = [
    Design("latin_hypercube", points=5),
    Design("sobol", points=8),
    Design("sobol", points=4, second_order=True),
    Design("morris", points=3),
    Design("one_at_a_time"),
]


@pytest.mark.parametrize("design", DESIGNS, ids=lambda d: d.kind)
@given(lists=st.lists(st.integers(1, 3), max_size=2), axes=st.integers(2, 3))
def test_the_number_of_points_is_known_before_they_are_made(design, lists, axes):
    parameters = [sampled(f"s{n}") for n in range(axes)]
    parameters += [scanned(f"l{n}", *range(length)) for n, length in enumerate(lists)]
    points = points_of(design, parameters, {p.key: 0.5 for p in parameters})
    assert len(points) == number_of_points(design, parameters)


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "morris"])
def test_equal_seeds_give_equal_samples_and_others_do_not(kind):
    one, same, other = (unit_sample(Design(kind, points=8, seed=seed), 3) for seed in (4, 4, 5))
    assert (one == same).all()
    assert (one != other).any()


@pytest.mark.parametrize(
    ("design", "parameters", "message"),
    [
        (Design("grid"), (sampled("u"),), "design grid runs lists of values, but u has a distribution"),
        (Design("list"), (scanned("a", 1), scanned("b", 1, 2)), "but they have 1 and 2 values"),
        (Design("latin_hypercube", points=5), (scanned("a", 1),), "samples distributions, but no parameter has one"),
        (Design("latin_hypercube"), (sampled("u"),), "needs points"),
        (Design("sobol", points=100), (sampled("u"),), "needs a power of two: 64 or 128"),
        (Design("morris", points=5, levels=5), (sampled("u"),), "needs an even number"),
    ],
)  # fmt: skip
def test_a_design_that_does_not_fit_is_told_in_words(design, parameters, message):
    with pytest.raises(DesignError, match=message):
        number_of_points(design, parameters)


def test_without_salib_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "SALib.sample", None)
    with pytest.raises(ImportError, match="pip install"):
        unit_sample(Design("morris", points=2), 2)
