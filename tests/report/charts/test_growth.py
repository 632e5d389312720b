from __future__ import annotations

import numpy as np
import pytest

from sim.report.chart import Gap
from sim.report.charts.growth import MOST_DOTS, growth_chart, growth_of, headline, squeezed


def rows(*cells, firm="Ann"):
    """Rows of `customers` from (cell, value now, potential)."""
    return [
        {"firm": firm, "value_cell": cell, "predicted_clv": now, "potential_value": later}
        for cell, now, later in cells
    ]


FOUR = rows(("low/low", 1.0, 1.0), ("low/high", 1.0, 9.0), ("high/low", 9.0, 1.0), ("high/high", 9.0, 9.0))


def test_headline_says_how_many_could_be_grown(make_run, plainly):
    growth = growth_of(make_run(customers=FOUR).customers, "Ann")
    assert (
        plainly(headline(growth.cells))
        == "25 % of the customers are worth little now, but could be worth much"
    )


def test_nobody_to_grow_is_said(make_run):
    growth = growth_of(make_run(customers=FOUR[:1]).customers, "Ann")
    assert headline(growth.cells) == "There is nobody who is worth little now, but could be worth much"


def test_cells_have_counts_and_shares_of_the_value(make_run):
    cells = growth_of(make_run(customers=FOUR).customers, "Ann").cells.set_index("cell")
    assert cells.loc["high/high", ["customers", "share", "value", "potential"]].to_list() == [
        1,
        0.25,
        0.45,
        0.45,
    ]


def test_cell_that_loses_money_has_a_negative_share(make_run):
    customers = rows(("low/low", -5.0, 1.0), ("high/high", 25.0, 1.0))
    cells = growth_of(make_run(customers=customers).customers, "Ann").cells.set_index("cell")
    assert cells.loc["low/low", "value"] == -0.25


def test_no_value_to_share_has_no_shares(make_run):
    cells = growth_of(make_run(customers=rows(("low/low", -5.0, 1.0))).customers, "Ann").cells
    assert cells["value"].isna().all()


def test_medians_are_those_of_the_market(make_run):
    run = make_run(customers=[*FOUR, *rows(("high/high", 100.0, 100.0), firm="Bob")])
    assert growth_of(run.customers, "Ann").medians == (9.0, 9.0)


def test_at_most_a_thousand_dots_are_drawn_and_always_the_same(make_run):
    luck = np.random.default_rng(1).lognormal(size=(3000, 2))
    run = make_run(customers=rows(*(("high/high", now, later) for now, later in luck)))
    first, second = (growth_of(run.customers, "Ann") for _ in range(2))
    assert len(first.dots) == MOST_DOTS
    assert first.dots.equals(second.dots)


def test_scale_is_even_around_zero_and_keeps_the_order():
    places = squeezed([-100.0, -1.0, 0.0, 1.0, 100.0], 1.0)
    assert places == pytest.approx(-places[::-1])
    assert np.all(np.diff(places) > 0)


def test_unknown_values_leave_a_gap(make_run):
    assert isinstance(growth_chart(make_run(customers=rows((None, np.nan, np.nan)))), Gap)
