from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.sensitivity.pareto import front_of, pareto_front

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=40)


@given(PAIRS)
def test_the_front_is_that_of_brute_force(pairs):
    first, second = np.array(pairs, float).T
    brute = [not any(c >= a and d >= b and (c > a or d > b) for c, d in pairs) for a, b in pairs]
    assert front_of(first, second).tolist() == brute


def front(means, *, replications=1, luck=0.0, shared=0.0, seed=1, **more):
    """The front of candidates with two means each."""
    generator = np.random.default_rng(seed)
    first, second = (
        np.array(column, float)[:, None, None]
        + luck * generator.normal(size=(len(means), 1, replications))
        + shared * generator.normal(size=(1, 1, replications))
        for column in zip(*means, strict=True)
    )
    return pareto_front([f"n{number}" for number in range(len(means))], first, second, **more).table


def test_who_is_worse_in_both_for_sure_is_dominated():
    table = front([(1, 9), (9, 1), (5, 5), (4, 4)], replications=5, shared=20.0)
    assert table["on_front"].tolist() == [True, True, True, False]
    assert table["not_dominated"].tolist() == [True, True, True, False]


def test_who_may_be_beaten_by_luck_alone_is_not_dominated():
    table = front([(1, 9), (9, 1), (5, 5), (4.9, 4.9)], replications=5, luck=2.0)
    assert table["not_dominated"].all()
    assert not table["on_front"].all()


@pytest.mark.slow
def test_members_of_the_true_front_are_seldom_called_dominated():
    wrong = [
        not front([(0, 0), (0, 0)], replications=5, luck=1.0, seed=seed)["not_dominated"].all()
        for seed in range(200)
    ]
    # Better in both, each with 5 %, in either direction.
    assert np.mean(wrong) < 0.05


def test_drawn_futures_count_as_luck_too():
    generator = np.random.default_rng(2)
    first, second = generator.random((2, 3, 50, 1))
    first[2], second[2] = first[0] - 0.5, second[0] - 0.5
    table = pareto_front(["a", "b", "c"], first, second).table
    assert table["not_dominated"].tolist() == [True, True, False]
    assert (table["first_low"] < table["first"]).all()


def test_of_an_outcome_with_less_being_better_the_small_ones_are_on_the_front():
    table = front([(1, 9), (2, 9), (1, 8)], replications=2, better=(False, True))
    assert table["on_front"].tolist() == [True, False, False]
    assert table["first"].tolist() == [1, 2, 1]
    assert (table["first_low"] <= table["first_high"]).all()


def test_with_nothing_that_could_come_out_otherwise_domination_is_unknown():
    table = front([(1, 9), (0, 0)])
    assert table["not_dominated"].isna().all()
    assert table["first_low"].isna().all()


@pytest.mark.parametrize(
    ("second", "reason"), [(np.ones((2, 3)), "shapes"), (np.full((2, 1, 3), np.nan), "finite")]
)
def test_other_shapes_and_missing_values_are_refused(second, reason):
    with pytest.raises(ValueError, match=reason):
        pareto_front(["a", "b"], np.ones((2, 1, 3)), second)
