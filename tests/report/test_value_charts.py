"""The charts of a valuation: the title's numbers are the chart's, and the chart's are the table's."""

from __future__ import annotations

import copy
import json

import numpy as np
import pandas as pd
import pytest

from sim.business.terms import Terms
from sim.business.transactions import Transactions
from sim.business.valuation import value_customers
from sim.clv.costing import WhaleCurve
from sim.report.chart import Chart, Gap
from sim.report.value import SECTIONS
from sim.report.value_charts import (
    alive,
    classes,
    cohorts,
    comeback,
    concentration,
    holdout,
    migration,
    policies,
    rfm,
)
from sim.report.valued import Valued

NAMES = (
    "concentration",
    "holdout",
    "alive",
    "comeback",
    "cohorts",
    "policies",
    "rfm",
    "classes",
    "migration",
)


def purchases(customers: int) -> Transactions:
    """Return transactions of customers who buy at their own pace over two years."""
    rng = np.random.default_rng(5)
    rows = []
    for n in range(customers):
        day, rate, leave, mean = (
            rng.integers(0, 600),
            rng.gamma(0.6, 1 / 20),
            rng.beta(0.8, 4),
            90 / rng.gamma(4),
        )
        while day < 730:
            amount = round(float(mean * rng.gamma(6) / 6), 2)
            rows.append((f"C{n:04}", np.datetime64("2023-01-01") + day, amount))
            if rng.random() < leave:
                break
            day += 1 + int(min(rng.exponential(1 / rate), 10_000))
    table = pd.DataFrame(rows, columns=["customer_id", "date", "amount"])
    return Transactions(table.astype({"customer_id": "category"}), "sales.csv", len(table))


@pytest.fixture(scope="module", params=["bg-nbd", "pareto-nbd"])
def valued(request):
    found = value_customers(purchases(400), Terms(model=request.param, currency="<b>€"))
    return Valued.of(found.tables, found.summary)


@pytest.fixture(scope="module")
def drawn(valued):
    charts = [draw(valued) for section in SECTIONS for draw in section.charts]
    return {chart.name: chart for chart in charts}


@pytest.fixture(scope="module")
def without_money(valued):
    """The same customers where spending could not be modelled."""
    missing = valued.customers.assign(predicted_clv=np.nan, value_cell=None, policy=None)
    segments = valued.segments[valued.segments["grouping"] != "value cell"].assign(predicted_clv=np.nan)
    return Valued(missing, valued.cohorts, segments, valued.migration, valued.holdout, valued.summary)


@pytest.fixture(scope="module")
def nothing(valued):
    """The same customers where no model could be fitted at all."""
    predicted = [
        "probability_alive",
        "probability_buying",
        "expected_purchases",
        "expected_spend",
        "predicted_clv",
    ]
    missing = valued.customers.assign(value_cell=None, policy=None, **dict.fromkeys(predicted, np.nan))
    segments = valued.segments[valued.segments["grouping"] != "value cell"].assign(predicted_clv=np.nan)
    summary = copy.deepcopy(dict(valued.summary)) | {"purchase_model": None, "holdout": None}
    return Valued(missing, valued.cohorts, segments, valued.migration, valued.holdout.iloc[:0], summary)


def views(drawn):
    return [(name, view) for name, chart in drawn.items() for view in chart.views]


def written(figure):
    """Return the texts that are written into cells."""
    return [
        text
        for trace in figure.data
        if trace.type == "scatter" and trace.mode == "text"
        for text in trace.text
    ]


def test_all_charts_are_there(drawn):
    assert tuple(drawn) == NAMES
    assert all(isinstance(chart, Chart) for chart in drawn.values())


def test_every_number_of_a_title_is_in_the_table(drawn, numbers_in):
    for _, view in views(drawn):
        for number in numbers_in(view.title.replace("12\N{NO-BREAK SPACE}months", "")):
            assert number in str(view.numbers), view.title


def test_every_number_written_into_a_figure_is_in_the_table(drawn, numbers_in):
    for name, view in views(drawn):
        if name in (
            "cohorts",
            "alive",
        ):  # whole percents there, more digits or the sign beside them in the table
            continue
        texts = [note.text for note in view.figure.layout.annotations]
        texts += written(view.figure)
        for text in texts:
            for number in numbers_in(text):
                assert number in str(view.numbers), (name, text)


def test_every_view_says_what_it_shows(drawn):
    for _, view in views(drawn):
        assert view.title
        assert not view.title.endswith(".")
        assert view.subtitle
        assert not view.subtitle.endswith(".")
        assert view.alt.endswith(".")
        assert view.numbers.rows
        assert all(len(row) == len(view.numbers.columns) for row in view.numbers.rows)
        for text in (view.title, view.subtitle, str(view.numbers)):
            assert "nan" not in text.lower().split()
            assert "None" not in text


def test_every_figure_is_json_without_template_and_its_currency_is_harmless(drawn):
    for _, view in views(drawn):
        for figure in (view.figure, view.narrow):
            if figure is not None:
                layout = json.loads(figure.to_json())["layout"]
                assert not layout.get("template")
                assert "\\u003cb\\u003e€" not in figure.to_json()


@pytest.mark.parametrize("missing", ["money", "everything"])
def test_what_cannot_be_predicted_leaves_gaps_and_the_rest_is_drawn(missing, without_money, nothing):
    valued = without_money if missing == "money" else nothing
    found = {chart.name: chart for chart in (draw(valued) for s in SECTIONS for draw in s.charts)}
    gaps = {name for name, chart in found.items() if isinstance(chart, Gap)}
    assert gaps == {"money": {"policies"}, "everything": {"policies", "alive", "holdout"}}[missing]
    assert "revenue so far" in found["concentration"].views[0].title
    assert "value to come" not in found["classes"].views[0].title
    assert "revenue so far" in found["rfm"].views[0].title


# Single charts, counted by hand


def test_concentration_names_what_the_best_hold(plainly):
    curves = {"value to come": WhaleCurve.of([80.0, 10.0, 5.0, 3.0, 2.0])}
    assert (
        plainly(concentration.headline(curves, 0.2))
        == "The best 20 % of customers hold 80 % of the value to come"
    )
    notes = [
        plainly(note.text) for note in concentration.concentration_figure(curves, 0.2).layout.annotations
    ]
    assert "<b>20 % hold 80 %</b>" in notes


def test_classes_say_what_the_best_class_is_brought_and_holds(plainly):
    segments = pd.DataFrame(
        {
            "grouping": "ABC class",
            "segment": ["B", "A"],
            "customers": [60, 40],
            "past_value": [20.0, 80.0],
            "predicted_clv": [30.0, 70.0],
        }
    )
    table = classes.classes_of(segments)
    said = "Class A, 40 % of the customers, brought 80 % of the revenue"
    assert plainly(classes.headline(table, "revenue")) == f"{said} and holds 70 % of the value to come"
    unknown = classes.classes_of(segments.assign(predicted_clv=np.nan))
    assert plainly(classes.headline(unknown, "revenue")) == said


def test_policies_begin_where_the_value_is(plainly):
    table = pd.DataFrame(
        {"policy": ["let go", "partner"], "customers": [90, 10], "share_of_value": [0.2, 0.8]}
    )
    assert plainly(policies.headline(table)) == "10 customers to partner with hold 80 % of the value to come"
    table["share_of_value"] = [0.9, 0.1]
    assert plainly(policies.headline(table)) == "90 customers to let go hold 90 % of the value to come"


@pytest.mark.parametrize(
    ("days", "band"),
    [(10, ("week", 1)), (90, ("week", 2)), (200, ("month", 1)), (700, ("quarter", 2)), (3000, ("year", 2)), (9999, ("year", 4))],
)  # fmt: skip
def test_times_since_the_last_purchase_are_put_into_few_bands(days, band):
    found = alive.band_for(days)
    assert (found.unit, found.width) == band
    assert days / found.days < 7


def test_the_chance_to_buy_again_counts_every_customer_once(valued):
    table, _ = alive.cells_of(valued)
    assert table["customers"].sum() == len(valued.customers)
    mean = np.average(table["probability_buying"], weights=table["customers"])
    assert mean == pytest.approx(valued.customers["probability_buying"].mean())


def test_one_time_buyers_are_told_apart_where_the_model_cannot_tell(drawn, valued):
    said = "who bought once counts as still there for sure" in " ".join(drawn["alive"].notes)
    assert said == (valued.summary["purchase_model"]["name"] == "BG/NBD")


def test_the_comeback_is_that_of_all_cohorts_followed_to_the_end(plainly):
    table = pd.DataFrame(
        {
            "age": [0, 1, 2, 0, 1],
            "size": [100, 100, 100, 300, 300],
            "buyers": [100, 20, 10, 300, 30],
            "seen_again": [100, 25, 10, 300, 30],
            "complete": [True, True, True, True, False],
        }
    )
    curve = comeback.curve_of(table)
    assert curve.to_dict("list") == {
        "age": [1, 2],
        "customers": [100, 100],
        "share": [0.2, 0.1],
        "seen_share": [0.25, 0.1],
    }
    said = "20 % of new customers buy again in the month after their first purchase, 10 % in month 2"
    assert plainly(comeback.headline(curve, "month")) == said


def test_cohorts_compare_the_first_with_the_latest_that_was_followed(plainly):
    table = pd.DataFrame(
        {
            "cohort": pd.to_datetime(["2024-01-01", "2024-04-01", "2024-07-01"]),
            "age": 1,
            "share": [0.3, 0.2, 0.9],
            "complete": [True, True, False],
        }
    )
    assert plainly(cohorts.headline(table, "quarter")) == (
        "20 % of the latest cohort bought again in the quarter after, 30 % of the first"
    )
    assert plainly(cohorts.headline(table[:1], "quarter")) == (
        "30 % of those who first bought in 2024 Q1 bought again in the quarter after"
    )


@pytest.mark.parametrize(
    ("period", "name"),
    [
        ("week", "2024-07-01"),
        ("month", "2024-07"),
        ("quarter", "2024 Q3"),
        ("half-year", "2024 H2"),
        ("year", "2024"),
    ],
)
def test_periods_are_called_by_their_names(period, name):
    assert cohorts.named("2024-07-01", period) == name


def test_the_hold_out_says_by_how_much_it_was_wrong(plainly):
    check = {"expected_purchases": {"estimate": 1034.0}, "actual_purchases": 1136}
    said = "Put to the test: 1 034 purchases predicted, 1 136 came, so 9 % too few were predicted"
    assert plainly(holdout.headline(check)) == said
    exact = {"expected_purchases": {"estimate": 1136.2}, "actual_purchases": 1136}
    assert plainly(holdout.headline(exact)) == "Put to the test: 1 136 purchases predicted, 1 136 came"


def test_the_last_row_of_the_hold_out_is_all_customers(drawn, valued):
    row = drawn["holdout"].views[0].numbers.rows[-1]
    assert row[0] == "all"
    assert row[3].replace("\N{NARROW NO-BREAK SPACE}", "") == str(
        int(valued.summary["holdout"]["actual_purchases"])
    )


def test_rfm_says_what_those_hold_who_bought_lately_and_often(plainly):
    customers = pd.DataFrame(
        {
            "recency_score": [5, 5, 1, 2],
            "frequency_score": [5, 4, 5, 2],
            "predicted_clv": [60.0, 20.0, 10.0, 10.0],
        }
    )
    said = "25 % of customers bought both lately and often; they hold 60 % of the value to come"
    assert plainly(rfm.headline(customers, "predicted_clv", "value to come")) == said
    nobody = rfm.headline(customers[1:], "predicted_clv", "value to come")
    assert nobody == "Nobody is among the best fifth both in recency and in frequency"


def test_moves_say_what_became_of_the_best(plainly):
    moves = pd.DataFrame({"before": ["A", "A", "new"], "after": ["A", "left", "C"], "customers": [30, 70, 5]})
    counts = migration.counts_of(moves)
    assert list(counts) == ["A", "new"]
    assert plainly(migration.headline(counts)) == (
        "Of the best class, 30 % are in it again in the span that follows; 70 % did not buy in it"
    )
    cells = [plainly(text) for text in written(migration.migration_figure(counts))]
    assert cells == [f"<b>{share} %</b>" for share in (30, 0, 0, 70, 0, 0, 100)] + ["—"]
