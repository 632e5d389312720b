from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.report.portions import Group, portion_numbers, portions, portions_figure


def customers(*values, replication=0):
    return pd.DataFrame({"replication": replication, "predicted_clv": values})


def half(own, **more):
    """The portion of the first customer."""
    (portion,) = portions(own, [Group("First", "who came first", np.arange(len(own)) == 0, **more)])
    return portion


def test_portion_has_its_share_of_customers_and_of_value():
    first = half(customers(30.0, 10.0))
    assert (first.customers, first.share.estimate, first.worth, first.value) == (1, 0.5, 30, 0.75)


def test_share_is_the_mean_over_replications():
    own = pd.concat([customers(1.0), customers(1.0, 1.0, 1.0, 1.0, replication=1)], ignore_index=True)
    assert half(own).share.estimate == 0.5


def test_portion_that_loses_money_holds_less_than_nothing():
    assert half(customers(-10.0, 30.0)).value == -0.5


def test_no_value_at_all_cannot_be_shared(plainly):
    first = half(customers(-10.0, 5.0))
    assert np.isnan(first.value)
    assert first.holding == ""
    assert list(portions_figure([first]).data[1].x) == [0.0]
    assert portion_numbers("who", [first], "EUR").rows[0][-1] == "—"


def test_portion_says_what_it_holds(plainly):
    assert plainly(half(customers(30.0, 10.0)).holding) == "; they hold 75 % of the value"


def test_unknown_value_counts_as_nothing():
    assert half(customers(np.nan, 10.0)).value == 0


def test_nobody_is_worth_nothing_known():
    (nobody,) = portions(customers(1.0), [Group("Nobody", "who is not there", [False])])
    assert nobody.customers == 0
    assert np.isnan(nobody.worth)
    assert nobody.holding == ""


def test_names_are_shown_literally_and_stand_on_paper():
    own = customers(1.0)
    (portion,) = portions(own, [Group("a < b", "c & d", [True])])
    label = next(a for a in portions_figure([portion]).layout.annotations if "a &lt; b" in a.text)
    assert label.text == "<b>a &lt; b</b>, c &amp; d"
    assert label.bgcolor == "#ffffff"


def test_table_prints_what_the_bars_print(plainly):
    (portion,) = portions(customers(30.0, 10.0), [Group("First", "who came first", [True, False])])
    (row,) = portion_numbers("who", [portion], "EUR").rows
    assert [plainly(cell) for cell in row] == [
        "First", "who came first", "1", "50 %", "none: one replication", "30.0 EUR", "75 %",
    ]  # fmt: skip


@pytest.mark.parametrize("belongs", [[True, False], pd.Series([True, False]), np.array([1, 0])])
def test_groups_are_told_by_place(belongs):
    (portion,) = portions(customers(1.0, 2.0).set_axis([7, 3]), [Group("First", "", belongs)])
    assert portion.worth == 1
