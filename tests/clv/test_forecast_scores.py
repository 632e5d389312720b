"""Scores of forecasts, against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clv.forecast_scores import calibration_by_decile, estimator_scores

money = st.floats(-1e4, 1e4)


def test_scores_are_those_worked_out_by_hand():
    table = estimator_scores(
        pd.DataFrame({"near": [12.0, 4.0, 0.0, -2.0], "even": [5.0, 5.0, 5.0, 5.0]}), [10.0, 8.0, -2.0, 0.0]
    )
    assert table.to_dict("records") == [
        {
            "method": "near",
            "customers": 4,
            "mean_predicted": 3.5,
            "mean_true": 4.0,
            "bias": -0.5,
            "mean_absolute_error": 2.5,
            "error_over_mean": 0.625,
            "rank_correlation": pytest.approx(0.8),
        },
        {
            "method": "even",
            "customers": 4,
            "mean_predicted": 5.0,
            "mean_true": 4.0,
            "bias": 1.0,
            "mean_absolute_error": 5.0,
            "error_over_mean": 1.25,
            "rank_correlation": 0.0,
        },
    ]


def test_the_error_is_over_the_size_of_the_mean_even_where_all_together_lose_money():
    table = estimator_scores(pd.DataFrame({"zero": [0.0, 0.0]}), [-3.0, -1.0])
    assert table.loc[0, ["bias", "error_over_mean"]].tolist() == [2.0, 1.0]


def test_nothing_is_a_share_of_no_money():
    table = estimator_scores(pd.DataFrame({"zero": [0.0, 0.0]}), [-3.0, 3.0])
    assert np.isnan(table.loc[0, "error_over_mean"])
    assert table.loc[0, "mean_absolute_error"] == 3.0


@given(rows=st.lists(st.tuples(money, money), min_size=1, max_size=40))
def test_the_truth_is_the_best_forecast(rows):
    forecast, truth = np.array(rows).T
    table = estimator_scores(pd.DataFrame({"truth": truth, "forecast": forecast}), truth).set_index("method")
    assert table.loc["truth", ["bias", "mean_absolute_error"]].tolist() == [0, 0]
    assert table.loc["truth", "rank_correlation"] == pytest.approx(1.0 if np.ptp(truth) else 0.0)
    assert table.loc["forecast", "mean_absolute_error"] >= abs(table.loc["forecast", "bias"]) - 1e-9
    assert -1 - 1e-9 <= table.loc["forecast", "rank_correlation"] <= 1 + 1e-9


@pytest.mark.parametrize(
    ("predictions", "truth", "said"),
    [
        ({}, [1.0], "predictions has 0 columns, but must have one for each method"),
        ({"a": [1.0, 2.0]}, [1.0], r"a has the shape \(2,\), but must be \(1,\)"),
        ({"a": [1.0, np.nan]}, [1.0, 2.0], "a is nan, but must be a finite number"),
        ({"a": [1.0]}, [np.inf], "truth is inf, but must be a finite number"),
        ({"a": []}, [], "truth is empty, but must have at least 1 number"),
    ],
)
def test_forecasts_that_cannot_be_judged_are_named(predictions, truth, said):
    with pytest.raises(ValueError, match=said):
        estimator_scores(pd.DataFrame(predictions), truth)


def test_each_tenth_is_two_customers_of_twenty_the_lowest_predictions_first():
    predicted = np.arange(20)[::-1]
    table = calibration_by_decile(predicted, 3.0 * predicted)
    assert list(table.columns) == ["decile", "customers", "predicted", "realised"]
    assert table["decile"].tolist() == list(range(1, 11))
    assert table["customers"].tolist() == [2] * 10
    assert table["predicted"].tolist() == [2 * number + 0.5 for number in range(10)]
    assert table["realised"].tolist() == [3 * (2 * number + 0.5) for number in range(10)]


def test_tenths_differ_by_one_customer_at_most():
    assert calibration_by_decile(np.arange(13), np.arange(13))["customers"].tolist() == [2, 2, 2] + [1] * 7


def test_who_is_told_apart_by_nobody_brings_the_mean_of_all_in_every_tenth():
    table = calibration_by_decile(np.full(30, 7.0), np.arange(30))
    assert table["realised"].tolist() == pytest.approx([14.5] * 10)


@given(rows=st.lists(st.tuples(st.integers(0, 5), money), min_size=10, max_size=60), seed=st.integers(0, 100))
def test_tenths_do_not_depend_on_the_order_of_rows_and_add_up(rows, seed):
    predicted, truth = np.array(rows, float).T
    order = np.random.default_rng(seed).permutation(truth.size)
    table, other = (
        calibration_by_decile(predicted, truth),
        calibration_by_decile(predicted[order], truth[order]),
    )
    assert other["realised"].to_numpy() == pytest.approx(table["realised"].to_numpy(), abs=1e-6)
    assert table["customers"] @ table["realised"] == pytest.approx(truth.sum(), abs=1e-6)
    assert table["customers"] @ table["predicted"] == pytest.approx(predicted.sum())
    assert (table["predicted"].diff().dropna() >= 0).all()


@pytest.mark.parametrize(
    ("predicted", "truth", "said"),
    [
        (np.arange(9), np.arange(9), "predicted has 9 customers, but must have at least 10"),
        (np.arange(10), np.arange(9), r"truth has the shape \(9,\), but must be \(10,\)"),
        (np.full(10, np.nan), np.arange(10), "predicted is nan"),
    ],
)
def test_what_cannot_be_cut_into_tenths_is_named(predicted, truth, said):
    with pytest.raises(ValueError, match=said):
        calibration_by_decile(predicted, truth)
