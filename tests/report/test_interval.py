from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.report.interval import NO_INTERVAL, Estimate, ends, estimates
from sim.report.number import percent_form


def test_interval_is_students_t():
    estimate = Estimate.over([1.0, 2.0, 3.0, 4.0])
    assert estimate.estimate == 2.5
    assert estimate.high - estimate.estimate == pytest.approx(3.182446 * math.sqrt(5 / 3) / 2)
    assert estimate.estimate - estimate.low == pytest.approx(estimate.high - estimate.estimate)


def test_one_replication_has_no_interval():
    assert Estimate.over([5.0]) == Estimate(5.0, None, None)
    assert not Estimate.over([5.0]).has_interval
    assert Estimate.over([5.0]).between(percent_form()) == ""


def test_missing_values_are_left_out():
    assert Estimate.over([math.nan, 2.0]).estimate == 2.0
    assert not Estimate.over([math.nan]).is_known
    assert not Estimate.over([]).is_known


def test_share_stays_between_nothing_and_all():
    estimate = Estimate.share([0.0, 0.9])
    assert (estimate.low, estimate.high) == (0.0, 1.0)


@pytest.mark.parametrize(
    "figure", [None, {}, {"estimate": None}, {"estimate": math.nan, "low": None, "high": None}]
)
def test_missing_figure_has_no_value(figure):
    assert not Estimate.read(figure).is_known


def test_figure_is_read_with_unit_and_meaning():
    figure = {"estimate": 1, "low": 0.5, "high": 1.5, "unit": "share", "meaning": "of all"}
    assert Estimate.read(figure, least=0.0, most=1.0) == Estimate(1.0, 0.5, 1.0, "share", "of all")


def test_column_of_intervals_says_where_there_is_none(plainly):
    table = pd.DataFrame({"low": [0.1, None], "high": [0.2, None]})
    assert [plainly(text) for text in ends(table, percent_form())] == ["10 to 20 %", NO_INTERVAL]


def test_many_means_at_once_are_the_same_as_one_by_one():
    table = pd.DataFrame({"month": [0, 0, 0, 1, 2, 2], "n": [1.0, 2.0, 4.0, 7.0, math.nan, 3.0]})
    found = estimates(table.groupby("month")["n"], least=0.0)
    for month, values in table.groupby("month")["n"]:
        one = Estimate.over(values, least=0.0)
        row = found.loc[month]
        assert row["value"] == pytest.approx(one.estimate)
        assert row["low"] == pytest.approx(math.nan if one.low is None else one.low, nan_ok=True)
        assert row["high"] == pytest.approx(math.nan if one.high is None else one.high, nan_ok=True)
