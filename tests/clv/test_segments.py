"""Customers in the matrix of current and potential value."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.segments import VALUE_CELLS, value_cells

value = st.floats(-1e6, 1e6) | st.just(float("nan"))


def test_the_four_cells_are_current_value_against_potential_value():
    cells = value_cells([1, 2, 3, 4], [5, 9, 6, 8])
    assert list(cells) == ["low/low", "low/high", "high/low", "high/high"]


def test_the_median_itself_is_low():
    assert list(value_cells([1, 2, 3], [3, 2, 1])) == ["low/high", "low/low", "high/low"]


def test_equal_customers_are_all_low():
    assert list(value_cells([7, 7, 7], [1, 1, 1])) == ["low/low"] * 3


def test_a_customer_whose_value_is_missing_has_no_cell():
    cells = value_cells([1, np.nan, 3, 4], [1, 2, np.nan, 4])
    assert pd.isna(cells).tolist() == [False, True, True, False]


def test_a_market_without_any_values_has_no_cells():
    cells = value_cells([np.nan, np.nan], [np.nan, np.nan])
    assert list(cells.categories) == list(VALUE_CELLS)
    assert pd.isna(cells).all()
    assert len(value_cells([], [])) == 0


@given(values=st.lists(st.tuples(value, value), min_size=1, max_size=40))
def test_a_cell_says_on_which_side_of_the_medians_a_customer_is(values):
    current, potential = np.array(values).T
    cells = value_cells(current, potential)
    for now, later, cell in zip(current, potential, cells, strict=True):
        if np.isnan(now) or np.isnan(later):
            assert pd.isna(cell)
        else:
            side = ("low", "high")
            expected = (
                f"{side[int(now > np.nanmedian(current))]}/{side[int(later > np.nanmedian(potential))]}"
            )
            assert cell == expected
