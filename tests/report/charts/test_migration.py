from __future__ import annotations

import pytest

from sim.report.chart import Gap
from sim.report.charts.migration import headline_of_profit, migration_chart, migration_of


def moves(*ways, replications=1):
    """Rows of `migration` of Ann from (before, after, customers, profit before, profit after)."""
    return [
        {
            "firm": "Ann", "replication": replication, "before": before, "after": after, "customers": customers,
            "profit_before": earned, "profit_after": earns,
        }
        for before, after, customers, earned, earns in ways
        for replication in range(replications)
    ]  # fmt: skip


YEARS = (
    ("A", "A", 61, 6100.0, 6000.0),
    ("A", "B", 27, 2000.0, 900.0),
    ("A", "left", 12, 1200.0, 0.0),
    ("B", "A", 10, 400.0, 1500.0),
    ("B", "C", 30, 1200.0, -100.0),
    ("new", "C", 20, 0.0, 300.0),
)


def test_headline_says_who_stays_best_and_who_left(make_run, plainly):
    view = migration_chart(make_run(migration=moves(*YEARS))).views[0]
    assert plainly(view.title) == "Of the best class, 61 % are still in it a year later; 12 % left"


def test_headline_where_nobody_left(make_run, plainly):
    view = migration_chart(make_run(migration=moves(("A", "A", 3, 9.0, 9.0), ("A", "C", 1, 3.0, 0.0)))).views[
        0
    ]
    assert plainly(view.title) == "Of the best class, 75 % are still in it a year later; nobody left"


def test_headline_without_a_best_class(make_run):
    view = migration_chart(make_run(migration=moves(("C", "A", 3, -9.0, 9.0)))).views[0]
    assert view.title == "Nobody brought a profit in the year before"


def test_shares_of_a_row_sum_to_one(make_run):
    shares = migration_of(make_run(migration=moves(*YEARS)).migration).shares
    for before in ("A", "B", "new"):
        assert sum(shares[before, after].estimate for after in ("A", "B", "C", "left")) == pytest.approx(1)
    assert ("C", "A") not in shares


def test_shares_and_profit_are_means_over_replications(make_run):
    rows = [
        *moves(("A", "A", 8, 80.0, 80.0), ("A", "left", 2, 20.0, 0.0)),
        *[row | {"replication": 1} for row in moves(("A", "A", 3, 30.0, 50.0), ("A", "left", 2, 20.0, 0.0))],
    ]
    migration = migration_of(make_run(migration=rows).migration)
    assert migration.shares["A", "A"].estimate == pytest.approx((0.8 + 0.6) / 2)
    assert migration.customers["A"] == 7.5
    assert migration.profit["A"] == (75.0, 65.0)
    assert migration.shares["A", "A"].has_interval


def test_steps_lead_from_one_year_to_the_next(make_run):
    steps = {
        n: s.estimate for n, s in migration_of(make_run(migration=moves(*YEARS)).migration).steps.items()
    }
    assert steps == {
        "before": 10900.0, "left": -1200.0, "A": -1200.0, "B": -200.0, "C": 0.0, "new": 300.0, "after": 8600.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("left", "new", "title"),
    [
        (
            1200.0,
            300.0,
            "Those who left had brought 1 200 EUR in the year before; new customers bring 300 EUR",
        ),
        (-50.0, -7.0, "Those who left had cost 50.0 EUR in the year before; new customers cost 7.00 EUR"),
        (0.0, 300.0, "Nobody left who had brought anything; new customers bring 300 EUR"),
    ],
)
def test_headline_of_profit(left, new, title, make_run, plainly):
    rows = moves(("A", "A", 5, 50.0, 50.0), ("B", "left", 2, left, 0.0), ("new", "B", 2, 0.0, new))
    assert plainly(headline_of_profit(migration_of(make_run(migration=rows).migration), "EUR")) == title


def test_every_number_of_title_and_figure_is_in_the_table(make_run, numbers_in):
    for view in migration_chart(make_run(migration=moves(*YEARS, replications=2))).views:
        names = [str(text) for text in view.figure.layout.yaxis.ticktext or ()]
        for text in (view.title, *names, *(annotation.text for annotation in view.figure.layout.annotations)):
            assert all(number in str(view.numbers) for number in numbers_in(text)), text


def test_cells_of_the_table_are_shaded_by_their_share(make_run):
    numbers = migration_chart(make_run(migration=moves(*YEARS))).views[0].numbers
    assert [round(shade, 2) for shade in numbers.shades[0]] == [0, 0, 0.61, 0.27, 0, 0.12, 0, 0]
    assert all(len(shades) == len(numbers.columns) for shades in numbers.shades)
    assert set(numbers.shades[2]) == {0.0}


def test_new_customers_cannot_have_left(make_run):
    figure = migration_chart(make_run(migration=moves(*YEARS))).views[0].figure
    texts = [annotation.text for annotation in figure.layout.annotations]
    assert texts.count("—") == 1


def test_gap_without_two_years(make_run):
    assert isinstance(migration_chart(make_run()), Gap)
    assert isinstance(
        migration_chart(make_run(migration=[{"firm": "Bob", "customers": 5, "before": "A"}])), Gap
    )
