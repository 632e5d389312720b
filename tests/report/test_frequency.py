from __future__ import annotations

import pandas as pd
import pytest

from sim.report.frequency import shares


def test_shares_are_means_over_replications_most_frequent_first():
    values = pd.Series(["a", "b", "b", "b", "a", "a"])
    table = shares(values, pd.Series([0, 0, 0, 0, 1, 1]), ("b", "a", "c"))
    assert table["name"].to_list() == ["a", "b", "c"]
    assert table["count"].to_list() == [3, 3, 0]
    assert table["share"].to_list() == pytest.approx([(0.25 + 1) / 2, (0.75 + 0) / 2, 0])


def test_equals_keep_the_order_of_their_names():
    table = shares(pd.Series(["y", "x"]), pd.Series([0, 0]), ("x", "y"))
    assert table["name"].to_list() == ["x", "y"]


def test_shares_of_one_replication_sum_to_one_and_have_no_interval():
    table = shares(pd.Series(pd.Categorical(["x", "y", "y"])), pd.Series([0, 0, 0]), ("x", "y"))
    assert table["share"].sum() == pytest.approx(1)
    assert table[["low", "high"]].isna().all(axis=None)
