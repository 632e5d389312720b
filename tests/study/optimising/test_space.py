"""The space: what does not move stays, and all parts together are the budget."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.optimising.space import PARTS, Parts, Space

OWN = Parts(0.3, 0.21, 0.2123, 0.1, 0.07, 0.1077)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_parts_that_do_not_move_stay_to_the_last_bit(point):
    found = Space(OWN, ("acquisition", "technical", "kept")).parts(point)
    assert (found.functional, found.loyalty_programme, found.winback) == (0.21, 0.1, 0.07)
    assert sum(found) == pytest.approx(1.0, abs=1e-9)
    assert min(found) >= 0.0
    found.split()  # a scenario takes it


def test_a_split_has_its_place_in_the_cube():
    space = Space(OWN, PARTS)
    np.testing.assert_allclose(space.parts(space.cube(OWN)), OWN, atol=0.001)


def test_a_split_that_moves_what_is_fixed_is_not_in_the_space():
    space = Space(OWN, ("acquisition", "technical"))
    assert space.holds(OWN._replace(acquisition=0.4, technical=0.1123))
    assert not space.holds(OWN._replace(acquisition=0.4, functional=0.11))


def test_shares_of_a_split_leave_the_rest_to_be_kept():
    parts = Parts.of(
        {"acquisition": 0.25, "functional": 0.25, "technical": 0.0, "loyalty_programme": 0.1, "winback": 0.0}
    )
    assert parts.kept == pytest.approx(0.4)
    assert Parts.of(parts.split()) == parts
