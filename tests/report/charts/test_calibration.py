from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.report.chart import Gap
from sim.report.charts.calibration import calibration_chart, calibration_figure, calibration_table, headline


def forecasts(replications=1, customers=40, came=0.5, **predicted):
    """Rows of `forecasts` of Ann: customers predicted to bring 1, 2, 3 … bring a share of it; more columns by factor."""
    tables = []
    for replication in range(replications):
        worth = np.arange(1.0, customers + 1)
        table = pd.DataFrame(
            {"replication": replication, "firm": "Ann", "month": 83, "horizon": 36, "realised": worth * came}
        )
        for name, factor in predicted.items():
            table[f"predicted_{name}"] = worth * factor
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


@pytest.fixture
def drawn(make_run):
    """Return the chart of some forecasts."""
    return lambda table: calibration_chart(replace(make_run(), forecasts=table))


def test_tenths_have_the_means_of_their_customers():
    table = calibration_table(forecasts(dwyer=1.0), "dwyer")
    assert table["decile"].to_list() == list(range(1, 11))
    assert table["customers"].to_list() == [4] * 10
    assert table["predicted"].iloc[-1] == pytest.approx(38.5)
    assert table["realised"].iloc[-1] == pytest.approx(19.25)


def test_customers_are_counted_over_replications_and_means_have_intervals():
    one, three = (calibration_table(forecasts(n, dwyer=1.0), "dwyer") for n in (1, 3))
    assert three["customers"].to_list() == [12] * 10
    assert three["realised"].to_list() == pytest.approx(one["realised"].to_list())
    assert three["low"].notna().all()
    assert one["low"].isna().all()


def test_replication_in_which_a_method_failed_is_left_out():
    table = forecasts(2, dwyer=1.0)
    table.loc[table["replication"] == 1, "predicted_dwyer"] = np.nan
    assert calibration_table(table, "dwyer")["customers"].to_list() == [4] * 10


@pytest.mark.parametrize(
    ("came", "title"),
    [
        (0.5, "Dwyer: the best tenth brought 19.2 EUR each, less than the 38.5 EUR predicted"),
        (2.0, "Dwyer: the best tenth brought 77.0 EUR each, more than the 38.5 EUR predicted"),
        (1.0, "Dwyer: the best tenth brought 38.5 EUR each, as predicted"),
    ],
)
def test_headline(came, title, plainly):
    table = calibration_table(forecasts(came=came, dwyer=1.0), "dwyer")
    assert plainly(headline(table, "Dwyer", "EUR")) == title


def test_every_number_of_the_title_is_in_the_table(drawn, numbers_in):
    for view in drawn(forecasts(3, dwyer=1.0, weibull=0.7)).views:
        assert all(number in str(view.numbers) for number in numbers_in(view.title))


def test_method_with_the_smallest_error_stands_first(drawn):
    chart = drawn(forecasts(dwyer=1.0, weibull=0.5, past_value=2.0))
    assert chart.choice == "list"
    assert [view.label for view in chart.views] == ["Weibull dynamic retention", "Dwyer", "Past value"]


def test_line_goes_where_predictions_are_right():
    figure = calibration_figure(calibration_table(forecasts(dwyer=1.0), "dwyer"), "EUR")
    line = figure.data[0]
    assert list(line.x) == list(line.y)
    assert list(figure.layout.xaxis.range) == list(figure.layout.yaxis.range)


def test_losses_are_within_the_axes():
    table = forecasts(dwyer=1.0)
    table["realised"] -= 30.0
    low, high = calibration_figure(calibration_table(table, "dwyer"), "EUR").layout.yaxis.range
    assert low < -29
    assert high > 38.5


def test_currency_is_escaped_for_plotly():
    figure = calibration_figure(calibration_table(forecasts(dwyer=1.0), "dwyer"), "<b>")
    assert all("<b>" not in text for text in figure.data[-1].customdata)


@pytest.mark.parametrize("table", [forecasts(), forecasts(customers=15, dwyer=1.0), forecasts(dwyer=np.nan)])
def test_gap_where_no_method_predicted_enough(drawn, table):
    assert isinstance(drawn(table), Gap)
