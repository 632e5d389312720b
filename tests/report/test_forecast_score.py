from __future__ import annotations

import pandas as pd
import pytest

from sim.clv.estimators import ESTIMATORS
from sim.report.forecast_score import LABELS, as_close, closest, looked_ahead, scores_of


def score_row(replication, method, error, bias=0.0, true=100.0, rank=0.5):
    """A row of `forecast_scores`; error as a share, bias in money."""
    return {
        "replication": replication, "method": method, "mean_predicted": true + bias, "mean_true": true, "bias": bias,
        "error_over_mean": error, "rank_correlation": rank,
    }  # fmt: skip


def table(*rows):
    return pd.DataFrame([score_row(*row) for row in rows])


def test_every_estimator_has_a_label():
    assert list(LABELS) == [estimator.name for estimator in ESTIMATORS]
    assert LABELS["bg_nbd_gamma_gamma"] == "BG/NBD + Gamma-Gamma"


def test_scores_are_means_over_replications_the_smallest_error_first():
    scores = scores_of(table((0, "dwyer", 0.9), (1, "dwyer", 0.7), (0, "weibull", 0.5), (1, "weibull", 0.5)))
    assert [score.label for score in scores] == ["Weibull dynamic retention", "Dwyer"]
    assert [score.error.estimate for score in scores] == pytest.approx([0.5, 0.8])
    # Two values: mean ± 12.706 × 0.1, but no error is below zero.
    assert scores[1].error.low == 0
    assert scores[1].error.high == pytest.approx(0.8 + 1.2706, abs=1e-4)


def test_bias_is_a_share_of_the_mean_profit_of_its_replication():
    (score,) = scores_of(table((0, "dwyer", 1.0, 61.0), (1, "dwyer", 1.0, 30.0, 200.0)))
    assert score.bias.estimate == pytest.approx((0.61 + 0.15) / 2)


def test_bias_is_unknown_where_customers_brought_a_loss():
    (score,) = scores_of(table((0, "dwyer", 1.0, 5.0, -20.0)))
    assert not score.bias.is_known


def test_replication_in_which_a_method_failed_is_left_out():
    (score,) = scores_of(table((0, "dwyer", 0.4), (1, "dwyer", float("nan"))))
    assert score.error.estimate == 0.4
    assert score.replications == 1


def test_methods_whose_errors_are_printed_alike_are_equally_close():
    scores = scores_of(table((0, "dwyer", 0.404), (0, "weibull", 0.396), (0, "past_value", 0.41)))
    assert closest(scores) == ["Weibull dynamic retention", "Dwyer"]


def test_who_is_closer_is_told_by_differences_within_replications():
    rows = [(r, "weibull", 0.5 + 0.1 * r) for r in range(4)]
    always_worse = [(r, "dwyer", 0.52 + 0.1 * r + 0.001 * (r % 2)) for r in range(4)]
    sometimes_worse = [(r, "past_value", 0.52 + 0.1 * r + 0.1 * (-1) ** r) for r in range(4)]
    found = table(*rows, *always_worse, *sometimes_worse)
    assert as_close(found, scores_of(found)) == ["Past value"]


def test_one_replication_leaves_nothing_undecided():
    found = table((0, "weibull", 0.5), (0, "dwyer", 0.51))
    assert as_close(found, scores_of(found)) == []


def test_months_looked_ahead_are_those_of_the_firm_in_focus(make_run, plainly):
    rows = [{"firm": "Bob", "month": 3, "horizon": 4}, {"firm": "Ann", "month": 83, "horizon": 36}]
    assert plainly(looked_ahead(make_run(forecasts=rows))) == "in the 36 months after month 83"
    assert looked_ahead(make_run()) == "in the months after the cut-off"
