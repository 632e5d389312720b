from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.number import (
    NOTHING,
    counted,
    digits_needed,
    grouped,
    listed,
    money,
    money_form,
    month_ticks,
    nice_ticks,
    percent,
    percent_form,
    short,
    signed,
    significant,
    span,
    tick,
)

finite = st.floats(-1e12, 1e12, allow_nan=False)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (0, "0"),
        (0.18, "0.18"),
        (0.0472, "0.0472"),
        (5.914, "5.91"),
        (47.66, "47.7"),
        (945.4, "945"),
        (1249, "1 250"),
        (9994, "9 990"),
        (9996, "10.0 k"),
        (24_000, "24.0 k"),
        (117_960, "118 k"),
        (999_600, "1.00 M"),
        (6_132_597, "6.13 M"),
        (2.5e9, "2.50 bn"),
        (-12_345, "-12.3 k"),
        (-0.18, "-0.18"),
    ],
)
def test_short_form_has_three_significant_digits(number, printed, plainly):
    assert plainly(short(number)) == printed


@pytest.mark.parametrize("missing", [None, math.nan, math.inf])
def test_what_is_missing_is_a_dash(missing):
    assert short(missing) == grouped(missing) == percent(missing) == money(missing, "EUR") == NOTHING
    assert money_form("EUR").span(missing, 1.0) == ""


@given(finite)
def test_rounding_again_changes_nothing(number):
    assert significant(significant(number)) == significant(number)
    assert short(significant(number)) == short(number)


@pytest.mark.parametrize(
    ("share", "printed"),
    [
        (0, "0 %"),
        (0.001, "under 1 %"),
        (0.3649, "36 %"),
        (0.994, "99 %"),
        (0.997, "over 99 %"),
        (1, "100 %"),
        (-0.021, "-2 %"),
        (1.06, "106 %"),
    ],
)
def test_what_is_not_quite_nothing_or_all_is_not_called_so(share, printed, plainly):
    assert plainly(percent(share)) == printed


def test_one_is_singular_and_all_else_plural(plainly):
    assert plainly(counted(1, "month")) == "1 month"
    assert plainly(counted(0, "month")) == "0 months"
    assert plainly(counted(1200, "person", "people")) == "1 200 people"


def test_interval_names_its_unit_once(plainly):
    assert plainly(money_form("EUR").span(-23_100, 18_960)) == "-23.1 k to 19.0 k EUR"
    assert plainly(percent_form(1).span(0.7861, 0.794)) == "78.6 to 79.4 %"
    assert money_form("").span(1, 2) == "1.00 to 2.00"


@given(finite, st.floats(1e-3, 1e9))
def test_interval_is_never_printed_as_narrow_as_a_point_without_need(middle, width):
    digits = digits_needed(middle, middle - width, middle + width)
    assert 3 <= digits <= 6
    if digits < 6:
        assert len({short(x, digits) for x in (middle - width, middle, middle + width)}) == 3


def test_words_are_listed_with_a_last_and():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e9))
def test_ticks_are_few_and_within(low, width):
    ticks = nice_ticks(low, low + width)
    assert len(ticks) <= 6
    assert all(low - width * 1e-6 <= at <= low + width * (1 + 1e-6) for at in ticks)


def test_ticks_are_printed_round():
    assert tick(6e6) == "6\N{NO-BREAK SPACE}M"
    assert tick(-2500) == "\N{MINUS SIGN}2.5\N{NO-BREAK SPACE}k"
    assert tick(0) == "0"


@pytest.mark.parametrize(("last", "ticks"), [(0, [0]), (5, [0, 1, 2, 3, 4, 5]), (119, [0, 24, 48, 72, 96])])
def test_month_ticks_are_years_where_the_time_is_long(last, ticks):
    assert month_ticks(last) == ticks


@pytest.mark.parametrize(
    ("x", "printed"), [(2100.0, "+2 100 EUR"), (-3.2, "-3.20 EUR"), (0.0, "0 EUR"), (math.nan, NOTHING)]
)
def test_a_difference_has_its_sign_and_nothing_has_none(x, printed):
    text = signed(money_form("EUR"), x)
    assert (
        text.replace("\N{NARROW NO-BREAK SPACE}", " ")
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{MINUS SIGN}", "-")
        == printed
    )


def test_an_interval_of_differences_names_its_unit_once():
    assert span(percent_form(), -0.02, 0.5) == "\N{MINUS SIGN}2 to +50\N{NARROW NO-BREAK SPACE}%"
    assert span(percent_form(), math.nan, 0.5) == ""
