"""Customers grouped: the matrix of current and potential value, migration, k segments, loyalty."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.granularity import granularity_curve, value_segments
from sim.clv.loyalty import CHEN_LOYALTIES, SHARE_BANDS, chen_loyalties, loyalty_quadrants, share_bands
from sim.clv.segments import (
    VALUE_CELLS,
    VALUE_POLICIES,
    segment_migration,
    segment_profile,
    value_cells,
    value_matrix,
    value_policies,
)

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


# Policies


def test_every_cell_has_a_policy_for_loyal_and_for_other_customers():
    assert {cell for cell, _ in VALUE_POLICIES} == set(VALUE_CELLS)
    assert len(set(VALUE_POLICIES.values())) == 8
    told = value_policies(["low/low", None, "high/high"], [False, True, True])
    assert [None if pd.isna(policy) else policy for policy in told] == ["let go", None, "partner"]


@given(
    rows=st.lists(st.tuples(value, value, st.booleans()), min_size=1, max_size=40).filter(
        lambda rows: any(not np.isnan(now + later) for now, later, _ in rows)
    )
)
def test_the_matrix_counts_everybody_with_both_values_once(rows):
    current, potential, loyal = (np.array(column) for column in zip(*rows, strict=True))
    table = value_matrix(current, potential, loyal)
    both = ~np.isnan(current + potential)
    assert table["customers"].sum() == np.count_nonzero(both)
    assert table["share"].sum() == pytest.approx(1)
    assert table["current_value"].sum() == pytest.approx(current[both].sum(), abs=1e-3)
    assert table["potential_value"].sum() == pytest.approx(potential[both].sum(), abs=1e-3)
    assert table["policy"].tolist() == list(VALUE_POLICIES.values())


def test_policies_for_what_is_no_cell_are_refused():
    with pytest.raises(ValueError, match='a cell is "middle", but must be one of low/low'):
        value_policies(["middle"], [True])
    with pytest.raises(ValueError, match=r"loyal has the shape \(2,\), but must be \(1,\)"):
        value_policies(["low/low"], [True, False])
    with pytest.raises(ValueError, match="leave 0 customers"):
        value_matrix([np.nan], [1], [True])


# Migration and profiles

labels = st.sampled_from(["a", "b", "c"]) | st.none()


def test_migration_counts_moves_comings_and_goings():
    before = pd.Series({1: "A", 2: "A", 3: "B", 4: "A"})
    after = pd.Series({1: "A", 2: "B", 3: "B", 5: "B"})
    counts, shares = segment_migration(before, after)
    assert counts.to_numpy().tolist() == [[1, 1, 1], [0, 1, 0], [0, 1, 0]]
    assert list(counts.index) == ["A", "B", "new"]
    assert list(counts.columns) == ["A", "B", "left"]
    assert shares.loc["A"].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3])


@given(
    st.lists(st.tuples(labels, labels), min_size=1, max_size=50).filter(
        lambda rows: any(a or b for a, b in rows)
    )
)
def test_rows_of_migration_sum_to_one_and_nobody_is_lost(rows):
    before, after = (list(column) for column in zip(*rows, strict=True))
    counts, shares = segment_migration(before, after)
    assert shares.sum(axis=1).to_numpy() == pytest.approx(np.ones(len(shares)))
    assert counts.to_numpy().sum() == sum(1 for a, b in rows if a or b)
    for name in counts.index.drop("new"):
        assert counts.loc[name].sum() == before.count(name)
        assert counts[name].sum() == after.count(name)


def test_migration_keeps_the_order_of_categories_and_segments_without_anybody():
    kinds = pd.CategoricalDtype(["gold", "silver", "bronze"], ordered=True)
    counts, shares = segment_migration(pd.Series(["silver"], dtype=kinds), pd.Series(["gold"], dtype=kinds))
    assert list(counts.index) == ["gold", "silver", "bronze", "new"]
    assert list(shares.index) == ["silver"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (["a"], ["a", "b"], "after has 2 customers, but must have 1"),
        (["left"], ["a"], 'a segment is called "left"'),
        ([None], [None], "give 0 customers a segment"),
        (pd.Series(["a", "b"], index=[1, 1]), pd.Series(["a"]), "before has customer 1 twice"),
    ],
)
def test_migrations_that_cannot_be_are_named(before, after, said):
    with pytest.raises(ValueError, match=said):
        segment_migration(before, after)


@given(
    st.lists(st.tuples(labels, st.integers(-100, 100)), min_size=1, max_size=40).filter(
        lambda r: any(a for a, _ in r)
    )
)
def test_a_profile_adds_up_to_those_who_have_a_segment(rows):
    names, worth = zip(*rows, strict=True)
    table = segment_profile(list(names), worth)
    assert table["customers"].sum() == sum(1 for name in names if name)
    assert table["share"].sum() == pytest.approx(1)
    assert table["value"].sum() == sum(x for name, x in rows if name)
    assert (table["mean_value"] * table["customers"]).to_numpy() == pytest.approx(table["value"].to_numpy())


def test_a_profile_of_types_of_loyalty_keeps_their_order():
    types = pd.Categorical(
        ["loyalist", "none", "hostage"], categories=["none", "hostage", "mercenary", "loyalist"]
    )
    assert segment_profile(types, [5, 1, 2])["segment"].tolist() == ["none", "hostage", "loyalist"]
    with pytest.raises(ValueError, match="segments has 0 customers"):
        segment_profile([None], [1])


# How fine

estimates = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 10)), min_size=1, max_size=30)


@given(estimates, st.integers(1, 30))
def test_segments_cover_everybody_and_the_first_is_worth_most(rows, count):
    worth, response = np.array(rows, float).T
    segment = value_segments(worth, response, min(count, worth.size))
    assert set(segment) == set(range(segment.max() + 1))
    assert segment.max() < min(count, worth.size)
    mean = np.bincount(segment, worth * response) / np.bincount(segment)
    assert np.all(np.diff(mean) <= 1e-9)


def test_one_segment_is_everybody_and_n_are_single_customers():
    worth, response = [5.0, 1.0, 3.0], [0.2, 0.1, 0.9]
    assert value_segments(worth, response, 1).tolist() == [0, 0, 0]
    assert value_segments(worth, response, 3).tolist() == [1, 2, 0]


def test_clear_groups_are_found():
    worth = np.concatenate([np.full(20, 100.0), np.full(30, 10.0), np.full(50, 1.0)]) + np.linspace(
        0, 0.5, 100
    )
    assert np.bincount(value_segments(worth, np.ones(100), 3)).tolist() == [20, 30, 50]


@given(estimates, st.floats(0, 300))
def test_with_true_estimates_nothing_earns_more_than_single_customers(rows, cost):
    worth, response = np.array(rows, float).T
    counts = range(1, worth.size + 1)
    curve = granularity_curve(worth, response, worth * response, cost, counts)
    assert curve["profit"].iloc[-1] == pytest.approx(np.maximum(worth * response - cost, 0).sum())
    assert (curve["profit"] <= curve["profit"].iloc[-1] + 1e-6).all()


def test_too_many_segments_are_refused():
    with pytest.raises(ValueError, match="segments is 3, but must be at most 2"):
        value_segments([1, 2], [1, 1], 3)


# Loyalty


def test_attitude_and_patronage_make_four_quadrants():
    found = loyalty_quadrants([0.2, 0.2, 0.9, 0.9, np.nan], [0.1, 0.5, 0.1, 0.9, 0.9])
    assert list(found)[:4] == ["no loyalty", "spurious loyalty", "latent loyalty", "loyalty"]
    assert pd.isna(found[4])


@given(
    st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1), st.integers(0, 60)), min_size=1, max_size=30),
    st.integers(1, 36),
)
def test_each_of_chens_loyalties_rests_on_the_one_before(rows, long_term):
    repeats, attitude, stable = zip(*rows, strict=True)
    flags = chen_loyalties(repeats, attitude, stable, long_term=long_term)
    assert list(flags.columns) == list(CHEN_LOYALTIES)
    assert not (flags["attitudinal"] & ~flags["behavioural"]).any()
    assert not (flags["sustained"] & ~flags["attitudinal"]).any()


def test_chens_loyalties_follow_the_stages():
    flags = chen_loyalties([0, 3, 8, 20], [0.9, 0.4, 0.8, 0.8], [0, 0, 2, 30], long_term=12)
    assert flags.sum(axis=1).tolist() == [0, 1, 2, 3]


def test_bands_of_the_wallet_hold_their_lower_end():
    bands = share_bands([0, 0.49, 0.5, 0.79, 0.8, 1.0, np.nan])
    assert list(bands)[:6] == [band for band in SHARE_BANDS for _ in range(2)]
    assert pd.isna(bands[6])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: share_bands([1.2]), r"share_of_wallet is 1.2, but must be in \[0, 1\]"),
        (lambda: loyalty_quadrants([1, 2], [1]), r"attitude has the shape \(2,\) and patronage \(1,\)"),
        (lambda: loyalty_quadrants([1], [1], attitude_from=np.nan), "attitude_from is nan"),
        (lambda: chen_loyalties([-1], [0.5], [1], long_term=12), "repeat_purchases is -1"),
        (lambda: chen_loyalties([1], [5], [1], long_term=12), "attitude is 5"),
    ],
)
def test_loyalty_that_cannot_be_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()
