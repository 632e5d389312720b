from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.ranking import cheapest, headline, ranking_chart, rankings_of


def contest(*ways, replications=1):
    """Rows of `rankings` of Ann from (method, hit rate, data cost); blind choice finds a tenth."""
    return [
        {
            "firm": "Ann", "replication": replication, "method": method, "hit_rate": hits + 0.02 * replication,
            "profit_captured": hits, "rank_correlation": hits, "data_cost": cost,
        }
        for method, hits, cost in (*ways, ("no ranking", 0.1, 0.0))
        for replication in range(replications)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ways", "title"),
    [
        (
            [("frequency", 0.42, 100.0), ("predicted CLV", 0.46, 400.0)],
            "Predicted CLV finds 46 % of the best customers; frequency finds 42 % at 25 % of its cost of data",
        ),
        (
            [("frequency", 0.458, 100.0), ("revenue", 0.45, 100.0), ("predicted CLV", 0.46, 400.0)],
            "Predicted CLV finds 46 % of the best customers; frequency finds as many at 25 % of its cost of data",
        ),
        (
            [("frequency", 0.2, 100.0), ("predicted CLV", 0.46, 400.0)],
            "Predicted CLV finds 46 % of the best customers; nothing cheaper comes near",
        ),
        (
            [("frequency", 0.5, 100.0), ("predicted CLV", 0.46, 400.0)],
            "Frequency finds 50 % of the best customers; no other way is cheaper",
        ),
        (
            [("recency", 0.1, 100.0)],
            "No way to rank customers finds more of the best than choosing blindly: 10 %",
        ),
        (
            [("recency", 0.05, 100.0)],
            "No way to rank customers finds more of the best than choosing blindly: 10 %",
        ),
    ],
)
def test_headline(ways, title, make_run, plainly):
    (view,) = ranking_chart(make_run(rankings=contest(*ways))).views
    assert plainly(view.title) == title


def test_every_number_of_title_and_figure_is_in_the_table(make_run, numbers_in):
    rows = contest(("frequency", 0.42, 100.0), ("predicted CLV", 0.46, 400.0), replications=3)
    (view,) = ranking_chart(make_run(rankings=rows)).views
    for figure in (view.figure, view.narrow):
        for text in (view.title, *(annotation.text for annotation in figure.layout.annotations)):
            assert all(number in str(view.numbers) for number in numbers_in(text)), text


def test_blind_choice_stands_last_even_where_others_find_less(make_run):
    rankings = rankings_of(make_run(rankings=contest(("recency", 0.05, 1.0), ("revenue", 0.3, 1.0))).rankings)
    assert [ranking.name for ranking in rankings] == ["revenue", "recency", "no ranking"]


def test_cost_is_a_share_of_that_of_the_best_way(make_run):
    ways = (("revenue", 0.4, 200.0), ("recency", 0.3, 50.0), ("RFM cell", 0.2, 300.0))
    rankings = rankings_of(make_run(rankings=contest(*ways)).rankings)
    assert [ranking.cost for ranking in rankings] == [1.0, 0.25, 1.5, 0.0]


def test_of_two_equally_good_ways_the_cheaper_stands_first(make_run):
    rankings = rankings_of(make_run(rankings=contest(("revenue", 0.4, 9.0), ("recency", 0.4, 3.0))).rankings)
    assert [ranking.name for ranking in rankings] == ["recency", "revenue", "no ranking"]


def test_data_without_cost_have_no_share(make_run):
    rankings = rankings_of(make_run(rankings=contest(("revenue", 0.4, 0.0))).rankings)
    assert headline(rankings).startswith("Revenue finds")
    (view,) = ranking_chart(make_run(rankings=contest(("revenue", 0.4, 0.0)))).views
    assert "nan" not in str(view.numbers)


def test_cheap_way_must_find_nine_tenths_of_what_the_best_finds(make_run):
    ways = (("past profit", 0.5, 200.0), ("revenue", 0.45, 100.0), ("recency", 0.44, 50.0))
    rankings = rankings_of(make_run(rankings=contest(*ways)).rankings)
    assert cheapest(rankings).name == "revenue"


def test_table_names_the_data_that_a_way_needs(make_run):
    (view,) = ranking_chart(make_run(rankings=contest(("past profit", 0.5, 200.0)))).views
    assert view.numbers.rows[0][-1] == "amounts and costs by customer"


def test_rivals_are_not_ranked(make_run):
    rows = [row | {"firm": "Bob"} for row in contest(("revenue", 0.4, 1.0))]
    assert isinstance(ranking_chart(make_run(rankings=rows)), Gap)
