"""Splits for parts of the customers, and what they come to for the firm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.strategies import LINES, Split
from sim.strategy.mixture import divided, mixed
from sim.strategy.policy import shares_of

BASE = {"acquisition": 0.3, "functional": 0.2, "technical": 0.2, "loyalty_programme": 0.2, "winback": 0.1}


def test_a_split_for_customers_leaves_acquisition_and_winback_as_they_are():
    """Six tenths are for customers: half of it to either quality."""
    assert divided(Split(functional=0.5, technical=0.5), BASE) == pytest.approx(
        {"acquisition": 0.3, "functional": 0.3, "technical": 0.3, "loyalty_programme": 0.0, "winback": 0.1}
    )


def test_a_split_that_names_winback_divides_its_money_too():
    """Seven tenths are divided: winback has a fifth of it, either quality two fifths."""
    assert divided(Split(functional=0.4, technical=0.4, winback=0.2), BASE) == pytest.approx(
        {"acquisition": 0.3, "functional": 0.28, "technical": 0.28, "loyalty_programme": 0.0, "winback": 0.14}
    )


def test_a_split_of_all_lines_stands_as_it_is_written():
    split = Split(acquisition=0.1, functional=0.1, technical=0.3, loyalty_programme=0.3, winback=0.2)
    assert divided(split, BASE) == pytest.approx(shares_of(split))


def test_what_a_split_leaves_over_is_profit():
    assert sum(divided(Split(functional=0.5), BASE).values()) == pytest.approx(0.7)


def test_without_a_split_the_base_holds():
    assert divided(None, BASE) == BASE


def test_a_mixture_is_the_weighted_mean():
    """Three parts that are all acquisition to one that is all winback."""
    parts = [shares_of(Split(acquisition=1.0)), shares_of(Split(winback=1.0))]
    found = mixed(parts, [3.0, 1.0])
    assert found == shares_of(Split(acquisition=0.75, winback=0.25))


def test_parts_without_any_weight_have_no_mixture():
    assert mixed([BASE, BASE], [0.0, 0.0]) is None


@given(data=st.data())
def test_parts_never_spend_more_than_the_base(any_split, data):
    base = shares_of(data.draw(any_split))
    parts = [divided(data.draw(any_split), base) for _ in range(2)]
    weights = data.draw(st.lists(st.floats(0.01, 100), min_size=2, max_size=2))
    found = mixed(parts, weights)
    assert found is not None
    assert sum(found.values()) <= sum(base.values()) + 1e-9
    assert all(found[line] >= 0.0 for line in LINES)
