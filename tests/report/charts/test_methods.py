from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.methods import headline, headline_without_luck, luck_of, methods_chart, signed
from sim.report.forecast_score import scores_of


def scores(error=None, bias=None, against="realised", replications=1):
    """Rows of `forecast_scores` of Ann: errors and biases by method, as shares of a mean of 100."""
    return [
        {
            "firm": "Ann", "replication": replication, "method": method, "against": against, "customers": 50,
            "mean_predicted": 100.0 + 100 * (bias or {}).get(method, 0.0), "mean_true": 100.0,
            "bias": 100 * (bias or {}).get(method, 0.0), "error_over_mean": value + 0.001 * replication,
            "rank_correlation": 0.5, "failure": "",
        }
        for method, value in (error or {}).items()
        for replication in range(replications)
    ]  # fmt: skip


FUTURES = [
    {"firm": "Ann", "horizon": 36, "month": 83, "realised": came, "expected": 100.0, "expected_error": 5.0}
    for came in (20.0, 180.0)
]
"""Two customers of whom who knew the expected value would be off by 80 % of the mean."""
LUCK = [
    *scores({"dwyer": 1.0, "weibull": 0.9}, {"dwyer": 0.61}),
    *scores({"dwyer": 0.5, "weibull": 0.3}, against="expected"),
]


@pytest.mark.parametrize(
    ("error", "bias", "title"),
    [
        (
            {"bg_nbd_gamma_gamma": 0.48, "past_value": 1.2},
            {"past_value": 0.61},
            "BG/NBD + Gamma-Gamma comes closest; Past value puts customers 61 % too high",
        ),
        (
            {"dwyer": 0.48, "past_value": 1.2},
            {"dwyer": -0.3, "past_value": 0.1},
            "Dwyer comes closest; it puts customers 30 % too low",
        ),
        (
            {"dwyer": 0.481, "weibull": 0.482, "past_value": 1.2},
            {"past_value": 0.1},
            "Dwyer and Weibull dynamic retention come closest; Past value puts customers 10 % too high",
        ),
        ({"dwyer": 0.48, "weibull": 0.5}, {}, "Dwyer comes closest; on average none is off"),
        (
            {"dwyer": 0.48},
            {"dwyer": 0.2},
            "Dwyer misses by 48 % of the mean profit; it puts customers 20 % too high",
        ),
    ],
)
def test_headline(error, bias, title, make_run, plainly):
    run = make_run(forecast_scores=scores(error, bias))
    assert plainly(headline(scores_of(run.forecast_scores))) == title
    (view,) = methods_chart(run).views
    assert plainly(view.title) == title


def test_every_number_of_title_and_figure_is_in_the_table(make_run, numbers_in):
    run = make_run(forecast_scores=LUCK, forecasts=FUTURES)
    for view in methods_chart(run).views:
        for figure in (view.figure, view.narrow):
            for text in (view.title, *(annotation.text for annotation in figure.layout.annotations)):
                assert all(number in str(view.numbers) for number in numbers_in(text)), text


def test_luck_is_what_who_knew_the_expected_value_would_miss_by(make_run):
    run = make_run(forecast_scores=LUCK, forecasts=FUTURES)
    luck = luck_of(run.forecast_scores, run.forecasts)
    assert luck.oracle == pytest.approx(0.8)
    assert luck.noise == pytest.approx(0.05)
    assert luck.share(0.9) == pytest.approx(0.8 / 0.9)
    assert luck.share(0.7) == 1


@pytest.mark.parametrize(
    ("without", "title"),
    [
        (
            {"dwyer": 0.5, "weibull": 0.3},
            "Luck alone makes an error of 80 %; Weibull dynamic retention has 90 %, and misses the expected value by "
            "30 %, the least of all",
        ),
        (
            {"dwyer": 0.2, "weibull": 0.3},
            "Luck alone makes an error of 80 %; Weibull dynamic retention has 90 %; nearest to the expected value is "
            "Dwyer, 20 % off",
        ),
    ],
)
def test_headline_without_luck(without, title, make_run, plainly):
    rows = [*scores({"dwyer": 1.0, "weibull": 0.9}), *scores(without, against="expected")]
    run = make_run(forecast_scores=rows, forecasts=FUTURES)
    assert plainly(headline_without_luck(luck_of(run.forecast_scores, run.forecasts))) == title


def test_note_says_how_much_of_the_best_error_is_luck(make_run, plainly):
    notes = plainly(" ".join(methods_chart(make_run(forecast_scores=LUCK, forecasts=FUTURES)).notes))
    assert "That is 89 % of the error of Weibull dynamic retention" in notes


def test_errors_with_and_without_luck_are_drawn_on_one_scale(make_run):
    view = methods_chart(make_run(forecast_scores=LUCK, forecasts=FUTURES)).views[1]
    assert view.figure.layout.xaxis.range == view.figure.layout.xaxis2.range
    first, second = view.figure.data[0], next(t for t in view.figure.data if t.xaxis == "x2")
    assert list(first.x) == pytest.approx([0.8, 0.9, 1.0])
    assert list(second.x) == pytest.approx([0.0, 0.3, 0.5])


def test_errors_of_other_replications_do_not_enter_the_view_without_luck(make_run):
    rows = [*scores({"dwyer": 1.0}, replications=3), *scores({"dwyer": 0.5}, against="expected")]
    run = make_run(forecast_scores=rows, forecasts=FUTURES)
    luck = luck_of(run.forecast_scores, run.forecasts)
    assert [score.error.estimate for score in luck.came] == [1.0]


def test_no_second_view_without_expected_values(make_run):
    run = make_run(forecast_scores=scores({"dwyer": 1.0}), forecasts=FUTURES)
    assert [view.label for view in methods_chart(run).views] == ["What came"]


def test_failed_method_is_not_drawn_but_named_with_its_reason(make_run):
    failed = {
        "firm": "Ann", "method": "dwyer", "against": "realised", "error_over_mean": float("nan"),
        "failure": "the log has 0 starters",
    }  # fmt: skip
    chart = methods_chart(make_run(forecast_scores=[*scores({"weibull": 1.0}), failed]))
    assert "Dwyer" not in str(chart.views[0].numbers)
    assert "Dwyer failed: the log has 0 starters." in chart.notes


def test_method_as_close_as_the_best_is_named(make_run):
    rows = [
        *scores({"weibull": 0.5}, replications=3),
        *[
            row | {"error_over_mean": 0.45 + 0.1 * row["replication"]}
            for row in scores({"dwyer": 0}, replications=3)
        ],
    ]
    notes = " ".join(methods_chart(make_run(forecast_scores=rows)).notes)
    assert "cannot be told whether Weibull dynamic retention really comes closer than Dwyer" in notes


def test_forecasts_of_rivals_are_not_shown(make_run):
    rows = [row | {"firm": "Bob"} for row in scores({"dwyer": 0.4})]
    assert isinstance(methods_chart(make_run(forecast_scores=rows)), Gap)


def test_gap_names_why_all_failed(make_run):
    row = {"firm": "Ann", "method": "dwyer", "against": "realised", "error_over_mean": float("nan")}
    gap = methods_chart(make_run(forecast_scores=[row | {"failure": "nobody is there"}]))
    assert isinstance(gap, Gap)
    assert "Dwyer failed: nobody is there." in gap.reason


@pytest.mark.parametrize(
    ("share", "text"), [(0.61, "+61 %"), (-0.12, "-12 %"), (0.001, "0 %"), (float("nan"), "—")]
)
def test_bias_is_printed_with_its_sign(share, text, plainly):
    assert plainly(signed(share)) == text
