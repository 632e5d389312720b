"""Distributions: the right quantiles, never beyond the bounds, and wrong arguments told in words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.study.sweeping.distributions import KINDS, TAIL, Distribution

UNIT = st.floats(0, 1)
NUMBER = st.floats(-1e6, 1e6)


@st.composite
def distributions(draw):
    """Draw a distribution with its lowest and highest value."""
    kind = draw(st.sampled_from([kind for kind in KINDS if kind != "choice"]))
    low = draw(NUMBER)
    width = draw(st.floats(1e-3, 1e6))
    if kind == "uniform":
        arguments = (low, low + width)
    elif kind == "log_uniform":
        arguments = (abs(low) + 1e-3, abs(low) + 1e-3 + width)
    elif kind == "normal":
        return Distribution(kind, (low, width)), low - TAIL * width, low + TAIL * width
    elif kind == "triangular":
        arguments = (low, low + draw(UNIT) * width, low + width)
    else:
        arguments = (int(low), int(low) + 1 + int(width))
    return Distribution(kind, arguments), arguments[0], arguments[-1]


@given(distributions(), UNIT)
def test_a_value_is_never_beyond_the_bounds(drawn, u):
    distribution, low, high = drawn
    slack = 1e-9 * max(abs(low), abs(high), 1.0)
    assert low - slack <= distribution.value_at(u) <= high + slack


@given(distributions(), UNIT, UNIT)
def test_more_probability_never_means_a_smaller_value(drawn, u, v):
    distribution, low, high = drawn
    slack = 1e-9 * max(abs(low), abs(high), 1.0)
    assert distribution.value_at(min(u, v)) <= distribution.value_at(max(u, v)) + slack


@given(distributions())
def test_the_ends_of_the_unit_interval_are_the_bounds(drawn):
    distribution, low, high = drawn
    assert distribution.value_at(0.0) == pytest.approx(low, rel=1e-6, abs=1e-6 * (high - low))
    assert distribution.value_at(1.0) == pytest.approx(high, rel=1e-6, abs=1e-6 * (high - low))


@given(UNIT)
def test_quantiles_are_those_of_scipy(u):
    pairs = [
        (Distribution("uniform", (6, 12)), stats.uniform(6, 6)),
        (Distribution("log_uniform", (0.1, 10)), stats.loguniform(0.1, 10)),
        (Distribution("triangular", (1, 2, 5)), stats.triang(0.25, 1, 4)),
        (Distribution("normal", (3, 2)), stats.truncnorm(-TAIL, TAIL, 3, 2)),
    ]
    for ours, theirs in pairs:
        assert ours.value_at(u) == pytest.approx(theirs.ppf(u), rel=1e-9, abs=1e-7)


def test_whole_numbers_are_equally_likely_and_whole():
    distribution = Distribution("integer", (-1, 2))
    values = [distribution.value_at((k + 0.5) / 400) for k in range(400)]
    assert {value: values.count(value) for value in set(values)} == {-1: 100, 0: 100, 1: 100, 2: 100}
    assert all(type(value) is int for value in values)


@given(st.lists(st.sampled_from(["a", 1, 2.5, True]), min_size=1, unique=True), UNIT)
def test_a_choice_is_one_of_its_values(values, u):
    assert Distribution("choice", tuple(values)).value_at(u) in values


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        ("uniform", (12, 6), "the bounds are reversed: low is 12, high is 6"),
        ("uniform", (6, 6), "the bounds are equal"),
        ("uniform", (6,), "1 values are given, but it takes"),
        ("uniform", (6, "x"), "high is 'x', but must be a finite number"),
        ("uniform", (6, math.nan), "must be a finite number"),
        ("uniform", (False, True), "must be a finite number"),
        ("log_uniform", (0, 1), "low is 0, but must be above 0"),
        ("normal", (0, 0), "the standard deviation is 0, but must be above 0"),
        ("triangular", (1, 5, 3), "the mode is 5, but must lie between low"),
        ("triangular", (3, 2, 1), "the bounds are reversed"),
        ("integer", (1, 2.5), "high is 2.5, but must be a whole number"),
        ("choice", (), "there is nothing to choose from"),
        ("beta", (1, 2), "beta is no distribution: there are uniform, log_uniform"),
    ],
)
def test_wrong_arguments_are_told_in_words(kind, arguments, message):
    with pytest.raises(ValueError, match=message.split("(")[0]):
        Distribution(kind, arguments)
